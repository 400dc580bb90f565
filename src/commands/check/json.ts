/** `sendmemo check --json`: every step with its facts, and what it came to, in the spirit of the contract, section 6. */
import type { CheckResult, Step } from './step.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { type Finding, findingsOf } from './findings.ts';
import { type CheckLanguage, describeStep } from './text.ts';
import { errorJson } from '../send/json.ts';

/** @returns the one object; `status` is `failed`, `warned` or `ok`, `exit` the status of the process. */
export function checkJson(
  steps: readonly Step[],
  result: CheckResult,
  language: CheckLanguage,
): Record<string, unknown> {
  const { failure, server, tls } = result;
  const shown = steps.filter(({ facts }) => facts.kind !== 'result');
  const warned = shown.some(({ state }) => state === 'warn');
  const sum = steps.find(({ facts }) => facts.kind === 'result');
  return {
    status: failure === null ? (warned ? 'warned' : 'ok') : 'failed',
    exit: failure === null ? 0 : exitStatus(failure),
    server,
    tls,
    findings: findingsOf(shown).map((finding) => findingJson(finding, language)),
    steps: shown.map((step) => stepJson(step, language)),
    summary: sum === undefined ? null : summaryText(sum, language),
    error: failure === null ? null : errorJson(failure, language.language),
  };
}

function findingJson({ id, severity, step }: Finding, language: CheckLanguage): Record<string, unknown> {
  const { what, hint } = describeStep(step, language, 'screen');
  const { facts, failure, server } = step;
  return {
    id,
    severity,
    step: facts.kind,
    code: failure?.code ?? null,
    text: what,
    hint,
    server: serverJson(server),
  };
}

function serverJson(server: Step['server']): Record<string, unknown> | null {
  return server === null ? null : { host: server.host, port: server.port, address: server.address };
}

function stepJson(step: Step, language: CheckLanguage): Record<string, unknown> {
  const { state, failure, milliseconds, server } = step;
  const { kind, ...facts } = step.facts;
  const { what, hint } = describeStep(step, language);
  return {
    step: kind,
    state,
    code: failure?.code ?? null,
    text: what,
    hint,
    ms: milliseconds,
    server: serverJson(server),
    facts,
  };
}

function summaryText(step: Step, language: CheckLanguage): string {
  const { what, hint } = describeStep(step, language);
  return hint === null ? what : `${what}. ${hint}`;
}
