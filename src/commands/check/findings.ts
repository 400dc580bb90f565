/**
 * What is wrong or worth knowing, each once. The ids are an interface (docs/check.md): programs compare them, so none
 * changes its meaning.
 */
import type { FailureCode } from '../../failure/codes.ts';
import type { Notice } from '../../failure/notice.ts';
import type { Step, StepFacts } from './step.ts';

/** Ids of findings that are not failures with a code. */
export const findingIds = [
  'directory-not-named',
  'plain-text',
  'starttls-optional',
  'starttls-unused',
  'starttls-not-offered',
  'old-protocols',
  'certificate-errors-ignored',
  'host-name-ignored',
  'ca-certificate-validity',
  'crl-validity',
  'client-certificate-validity',
  'key-readable',
  'token-certificate-validity',
  'token-permission',
  'login-insecure',
  'sender-domain',
  'relay-open',
  'log-unwritable',
  'spool-unwritable',
  'spool-needs-attention',
  'spool-tls-unverified',
  'spool-standby-asynchronous',
  'spool-standby-missing',
  'spool-fallback-used',
  'port-mismatch',
  'ehlo-address',
  'tls-version',
  'certificate-validity',
  'name-mismatch',
] as const;

export type FindingId = (typeof findingIds)[number] | FailureCode | Notice['reason'];

export interface Finding {
  readonly id: FindingId;
  readonly severity: 'error' | 'warning';
  readonly step: Step;
}

/** @returns what the steps found, each fault once; errors before warnings. */
export function findingsOf(steps: readonly Step[]): readonly Finding[] {
  const seenFailures = new Set<unknown>();
  const found = steps.flatMap((step): Finding[] => {
    const id = findingId(step);
    if (id === null) return [];
    if (step.failure !== null && seenFailures.has(step.failure)) return [];
    seenFailures.add(step.failure);
    return [{ id, severity: step.state === 'FAIL' ? 'error' : 'warning', step }];
  });
  // What the server offers says more than that mail goes in plain text.
  const isSaidBetter = found.some(({ id }) => id === 'starttls-unused' || id === 'starttls-not-offered');
  const needed = isSaidBetter
    ? found.filter(({ id }) => id !== 'plain-text' && id !== 'starttls-optional')
    : found;
  return [
    ...needed.filter(({ severity }) => severity === 'error'),
    ...needed.filter(({ severity }) => severity === 'warning'),
  ];
}

/** @returns the id of what a step found; null: all is well, or another step says it. */
function findingId({ facts, state, failure }: Step): FindingId | null {
  if (state === 'ok' || facts.kind === 'result') return null;
  return failure === null ? ownId(facts) : failure.code;
}

function ownId(facts: StepFacts): FindingId | null {
  switch (facts.kind) {
    case 'directory':
      return 'directory-not-named';
    case 'notice':
      return facts.notice.reason;
    case 'encryption':
      return facts.mode === 'off' ? 'plain-text' : 'starttls-optional';
    case 'protocols':
      return 'old-protocols';
    case 'passed-over':
      return facts.name === 'IgnoreCertificateErrors' ? 'certificate-errors-ignored' : 'host-name-ignored';
    case 'ca-certificate':
      return 'ca-certificate-validity';
    case 'crl':
      return 'crl-validity';
    case 'client-certificate':
      return 'client-certificate-validity';
    case 'client-key':
      return 'key-readable';
    case 'token-certificate':
      return 'token-certificate-validity';
    case 'token':
      return 'token-permission';
    case 'login':
      return 'login-insecure';
    case 'sender':
      return 'sender-domain';
    case 'relay':
      return 'relay-open';
    case 'log-file':
      return 'log-unwritable';
    case 'spool':
      return facts.problem === null ? 'spool-needs-attention' : 'spool-unwritable';
    case 'spool-database':
      return 'spool-tls-unverified';
    case 'spool-standbys':
      return facts.standbys?.some(({ synchronous }) => !synchronous) === true
        ? 'spool-standby-asynchronous'
        : 'spool-standby-missing';
    case 'spool-fallback':
      return 'spool-fallback-used';
    case 'server':
      return 'port-mismatch';
    case 'ehlo':
      return 'ehlo-address';
    case 'starttls':
      return facts.outcome === 'unused' ? 'starttls-unused' : 'starttls-not-offered';
    case 'tls':
      return 'tls-version';
    case 'certificate':
      return 'certificate-validity';
    case 'name':
      return 'name-mismatch';
    // These never warn by themselves, or repeat what other steps found.
    case 'configuration':
    case 'cfg-file':
    case 'settings':
    case 'defaults':
    case 'spool-durability':
    case 'ca-file':
    case 'ca-path':
    case 'global-trust':
    case 'addresses':
    case 'proxy':
    case 'connection':
    case 'greeting':
    case 'tls-on-port':
    case 'trust':
    case 'fingerprint':
    case 'revocation':
    case 'verify':
    case 'authentication':
    case 'size':
    case 'extensions':
    case 'test-message':
    case 'result':
      return null;
  }
}
