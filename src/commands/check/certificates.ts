/** What came of a handshake, step by step: each certificate, trust, name, revocation, and the word for it all. */
import type { FailureCode } from '../../failure/codes.ts';
import type { ServerFacts } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import type { TrustPlan } from '../../tls/plan.ts';
import type { TlsHandshake } from '../../tls/report.ts';
import { seen, type Step, type StepFacts, type StepState } from './step.ts';
import { certificateValidity, validityState } from './validity.ts';

/** Names of a certificate that are listed: those that match and the first of the others. */
const rowsListed = 12;

interface Seen {
  readonly handshake: TlsHandshake;
  readonly trust: TrustPlan;
  readonly server: ServerFacts;
  readonly nowMs: number;
}

/** Every step that a handshake with a certificate is worth; none where the server showed none. */
export function certificateSteps(context: Seen): readonly Step[] {
  const { handshake, trust, server } = context;
  if (handshake.chain.length === 0) return [];
  const { codes, word } = { codes: handshake.report.verifyErrors, word: handshake.report.verify };
  const pinned = trust.fingerprint !== null;
  const judged = pinned
    ? fingerprintSteps(context)
    : [...trustSteps(context), ...nameSteps(context), ...revocationSteps(context)];
  return [
    ...chainSteps(context),
    ...judged,
    ...handshake.notices
      .filter(({ reason }) => reason !== 'certificate-errors-ignored' && reason !== 'hostname-not-compared')
      .map((notice) => seen({ kind: 'notice', notice }, { state: 'warn', server })),
    seen(
      { kind: 'verify', word, codes, used: handshake.failure === null },
      { state: codes.length === 0 ? 'ok' : faultState(context), server },
    ),
  ];
}

/** A fault that is passed over by configuration is a warning. */
function faultState({ handshake, trust }: Seen): StepState {
  return handshake.failure === null && trust.ignoreErrors ? 'warn' : 'FAIL';
}

function faultStep(context: Seen, facts: StepFacts, failure: Failure): Step {
  return seen(facts, { state: faultState(context), failure, server: context.server });
}

const chainCodes: readonly FailureCode[] = ['CERT_REVOKED', 'CERT_EXPIRED', 'CERT_NOT_YET_VALID'];

/** Dates and revocation are of one certificate; trust is of the whole chain. */
function chainSteps(context: Seen): Step[] {
  const { handshake, server, nowMs } = context;
  const count = handshake.chain.length;
  return handshake.chain.map((certificate, index) => {
    const faults = handshake.faults.filter(
      (fault) =>
        chainCodes.includes(fault.code) &&
        'certificate' in fault &&
        typeof fault.certificate !== 'string' &&
        fault.certificate.fingerprint === certificate.fingerprint,
    );
    const validity = certificateValidity(certificate, nowMs);
    const codes = faults.map(({ code }) => code);
    const facts = { kind: 'certificate', number: index + 1, count, certificate, validity, codes } as const;
    const [first] = faults;
    if (first !== undefined) return faultStep(context, facts, first);
    return seen(facts, { state: validityState(validity), server });
  });
}

function trustSteps(context: Seen): Step[] {
  const { handshake, server } = context;
  const vouching = handshake.chain.find(({ trustedBy }) => trustedBy !== null);
  const facts = {
    kind: 'trust',
    anchor: vouching?.subject ?? '',
    trustedBy: vouching?.trustedBy ?? '',
  } as const;
  const faults = handshake.faults.filter(({ code }) => code === 'CERT_UNTRUSTED' || code === 'TLS_HANDSHAKE');
  return faults.length === 0
    ? [seen(facts, { server })]
    : faults.map((fault) => faultStep(context, facts, fault));
}

function nameSteps(context: Seen): Step[] {
  const { handshake, trust, server } = context;
  const { names } = handshake;
  if (names === null) return [];
  const failing = trust.ignoreHostName ? 'warn' : faultState(context);
  const rows = names.rows.filter(({ matched }, index) => matched || index < rowsListed);
  const matching = names.rows.find(({ matched }) => matched)?.name ?? null;
  const summary = {
    kind: 'name',
    host: names.host,
    matching,
    rows,
    compared: names.rows.length,
    passedOver: !names.matched && failing === 'warn',
  } as const;
  const fault = handshake.faults.find(({ code }) => code === 'CERT_HOSTNAME');
  return [
    fault === undefined
      ? seen(summary, { state: names.matched ? 'ok' : failing, server })
      : faultStep(context, summary, fault),
  ];
}

function revocationSteps(context: Seen): Step[] {
  const { handshake, trust, server } = context;
  const lists = trust.revocationLists.length;
  const facts = { kind: 'revocation', file: trust.revocationFile, lists } as const;
  const faults = handshake.faults.filter(({ code }) => code === 'CRL_MISSING' || code === 'CRL_EXPIRED');
  if (faults.length > 0) return faults.map((fault) => faultStep(context, facts, fault));
  // A revoked certificate was said with its line; a chain without an anchor has no issuer whose list could be checked.
  const unsettled = handshake.faults.some(({ code }) => code === 'CERT_REVOKED' || code === 'CERT_UNTRUSTED');
  return unsettled && lists > 0 ? [] : [seen(facts, { server })];
}

function fingerprintSteps(context: Seen): Step[] {
  const { handshake, server } = context;
  const fingerprint = handshake.chain[0]?.fingerprint ?? '';
  const facts = { kind: 'fingerprint', fingerprint } as const;
  const fault = handshake.faults[0];
  return [
    fault === undefined ? seen(facts, { server }) : seen(facts, { state: 'FAIL', failure: fault, server }),
  ];
}
