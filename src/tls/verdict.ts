/**
 * What a server presented × what the configuration asks for → every fault, the heaviest first.
 *
 * Two examinations, and both have to agree before anything counts as verified: OpenSSL's, on the whole chain, and our
 * own, of trust, dates, purpose, revocation and name each by itself, because OpenSSL names one error only and masks
 * the others. Where OpenSSL objects and none of our faults says why, its objection is a fault of its own.
 */
import type { ServerFacts } from '../failure/facts.ts';
import type { Notice } from '../failure/notice.ts';
import type { TlsFailure } from '../failure/tls-failure.ts';
import {
  type Certificate,
  certificateFacts,
  hasNameConstraints,
  isForOtherPurposes,
  isSelfIssued,
} from './certificate.ts';
import type { Blame, UntrustedWhy } from './blame.ts';
import { type ChainLink, type ChainWalk, isCurrent } from './chain.ts';
import { type ChainVerdict, judgeChain } from './chain-verdict.ts';
import { compareNames } from './names.ts';
import type { OpensslError } from './openssl-error.ts';
import type { RevocationList, TrustPlan } from './plan.ts';
import { securityLevel } from './strength.ts';
import type { ChainCertificate, NameComparison } from './report.ts';
import type { RevocationVerdict } from './revocation.ts';

export interface VerdictQuestion {
  readonly server: ServerFacts;
  readonly trust: TrustPlan;
  /** As the server sent them, its own first. */
  readonly sent: readonly Certificate[];
  /** OpenSSL's verdict in the handshake, which knew the anchors of CAFile alone; null: nothing wrong. */
  readonly handshake: OpensslError | null;
  readonly nowMs: number;
}

export interface Verdict {
  readonly faults: readonly TlsFailure[];
  readonly chain: readonly ChainCertificate[];
  readonly names: NameComparison;
  readonly notices: readonly Notice[];
}

/** Examines what a server presented. Never rejects for what it finds. */
export async function examineServer(question: VerdictQuestion): Promise<Verdict> {
  const { server, trust, sent } = question;
  const [leaf] = sent;
  if (leaf === undefined) {
    const names = compareNames(server.host, { dns: [], ip: [], commonName: null });
    return { faults: [noCertificate(server)], chain: [], names, notices: [] };
  }
  if (trust.fingerprint !== null) {
    return comparePin(server, trust.fingerprint, sent, leaf, compareNames(server.host, leaf.names));
  }

  const judged = await judgeChain(question);
  const { walk, openssl, notices } = judged;
  const revocation = await judgeRevocation(question, walk);
  // What the server sent counts too: OpenSSL may have built another chain than the walk.
  const constrained = [...sent.slice(1), ...walk.links.slice(1).map(({ certificate }) => certificate)].some(
    hasNameConstraints,
  );
  const names = compareNames(server.host, leaf.names, constrained);
  const faults = [
    ...(constrained && names.matched && !trust.ignoreHostName
      ? await examineConstraints(question, walk)
      : []),
    ...(await examineTrust(question, judged)),
    ...examineDates(question, walk),
    ...revocation.faults,
  ];
  // OpenSSL has to agree: on the chain, then on the lists by which it was found good.
  const objection = openssl ?? (await objectionToLists(judged, revocation.used));
  if (objection !== null && faults.length === 0) {
    const { depth, why, detail } = await blame(objection, walk, trust);
    faults.push(untrusted(server, walk.links[depth]?.certificate ?? leaf, depth, why, detail));
  }
  const nameNotices: Notice[] = [];
  if (!names.matched) {
    const certificate = certificateFacts(leaf, 0);
    const { commonName } = leaf.names;
    if (trust.ignoreHostName) nameNotices.push({ reason: 'hostname-not-compared', server, certificate });
    else {
      const unused = unusedName(names);
      faults.push({
        code: 'CERT_HOSTNAME',
        reason: 'cert-hostname',
        server,
        certificate,
        commonName,
        unused,
      });
    }
  }
  return {
    faults: faults.toSorted((one, other) => weight[one.code] - weight[other.code]),
    chain: chainOf(sent, walk),
    names,
    notices: [...notices, ...nameNotices],
  };
}

/** What an expert would name first; the sort keeps the order of equals. */
const weight: Readonly<Record<TlsFailure['code'], number>> = {
  CERT_FINGERPRINT: 0,
  CERT_REVOKED: 1,
  CERT_UNTRUSTED: 2,
  CERT_EXPIRED: 3,
  CERT_NOT_YET_VALID: 3,
  CERT_HOSTNAME: 4,
  CRL_MISSING: 5,
  CRL_EXPIRED: 5,
  STARTTLS_UNAVAILABLE: 6,
  STARTTLS_REFUSED: 6,
  TLS_HANDSHAKE: 6,
  NOT_TLS_PORT: 6,
};

async function examineTrust(
  { server, trust, sent }: VerdictQuestion,
  chain: ChainVerdict,
): Promise<TlsFailure[]> {
  const { walk, openssl } = chain;
  const last = walk.links.at(-1);
  const leaf = walk.links[0];
  if (last === undefined || leaf === undefined) return [];
  const faults: TlsFailure[] = [];
  const add = (link: ChainLink, why: UntrustedWhy, detail: string) =>
    faults.push(untrusted(server, link.certificate, walk.links.indexOf(link), why, detail));
  const detail = openssl === null ? '' : describe(openssl);
  if (!walk.anchored) {
    const alone = sent.length === 1 && trust.anchors.length > 0;
    if (!isSelfIssued(last.certificate)) add(last, alone ? 'missing-intermediate' : 'unknown-issuer', detail);
    else add(last, last === leaf ? 'self-signed' : 'unknown-issuer', detail);
    if (isForOtherPurposes(leaf.certificate)) add(leaf, 'wrong-purpose', detail);
  } else if (openssl !== null && !dateCodes.has(openssl.code)) {
    const { depth, why, detail: found } = await blame(openssl, walk, trust);
    add(walk.links[depth] ?? leaf, why, found);
  } else if (isForOtherPurposes(leaf.certificate)) add(leaf, 'wrong-purpose', detail);
  return faults;
}

/**
 * Of several lists of one name OpenSSL takes any, and then objects to the signature (the lists of a CA before and after
 * it had a new key). Each signature was verified with the key of that issuer, so this is not an objection.
 */
async function objectionToLists(
  { withLists }: ChainVerdict,
  used: readonly RevocationList[],
): Promise<OpensslError | null> {
  if (used.length === 0) return null;
  const objection = await withLists(used);
  const names = new Set(used.map(({ crl }) => crl.canonicalIssuer.toString('latin1')));
  return objection?.code === 'CRL_SIGNATURE_FAILURE' && names.size < used.length ? null : objection;
}

/** The certificate to blame is determined only if there is a fault. */
async function blame(objection: OpensslError, walk: ChainWalk, { protocols }: TrustPlan): Promise<Blame> {
  const { findBlame } = await import('./blame.ts');
  return findBlame(objection, walk, Number(securityLevel(protocols).slice(-1)));
}

async function judgeRevocation(
  { server, trust, nowMs }: VerdictQuestion,
  walk: ChainWalk,
): Promise<RevocationVerdict> {
  if (trust.revocationLists.length === 0) return { faults: [], used: [] };
  const { examineRevocation } = await import('./revocation.ts');
  return examineRevocation(server, walk, trust.revocationLists, nowMs);
}

/** The host that is relied on against the constraints of every CA above, the anchor included. */
async function examineConstraints({ server }: VerdictQuestion, walk: ChainWalk): Promise<TlsFailure[]> {
  const { permitsHost } = await import('./name-constraints.ts');
  const depth = walk.links.findIndex(
    ({ certificate }, index) => index > 0 && !permitsHost(certificate, server.host),
  );
  const link = walk.links[depth];
  return link === undefined ? [] : [untrusted(server, link.certificate, depth, 'name-constraints', '')];
}

/** The form because of which a name did not count, where no name of the certificate is otherwise usable. */
function unusedName({ rows }: NameComparison): Extract<TlsFailure, { reason: 'cert-hostname' }>['unused'] {
  for (const { why } of rows) {
    if (why === 'trailing-dot' || why === 'cn-wildcard' || why === 'cn-constrained') return why;
  }
  return null;
}

const dateCodes = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

function examineDates({ server, nowMs }: VerdictQuestion, walk: ChainWalk): TlsFailure[] {
  const now = new Date(nowMs).toISOString();
  return walk.links.flatMap(({ certificate }, depth): TlsFailure[] => {
    if (isCurrent(certificate, nowMs)) return [];
    const facts = certificateFacts(certificate, depth);
    return certificate.notBefore.getTime() > nowMs
      ? [{ code: 'CERT_NOT_YET_VALID', reason: 'cert-not-yet-valid', server, certificate: facts, now }]
      : [{ code: 'CERT_EXPIRED', reason: 'cert-expired', server, certificate: facts, now }];
  });
}

/** The pin is the whole decision: chain, dates, name and revocation are not asked (contract, section 2). */
function comparePin(
  server: ServerFacts,
  wanted: string,
  sent: readonly Certificate[],
  leaf: Certificate,
  names: NameComparison,
): Verdict {
  const matched = leaf.fingerprint.replaceAll(':', '').toLowerCase() === wanted;
  const certificate = certificateFacts(leaf, 0);
  return {
    faults: matched
      ? []
      : [{ code: 'CERT_FINGERPRINT', reason: 'cert-fingerprint', server, certificate, wanted }],
    chain: sent.map((each, depth) => ({
      ...certificateFacts(each, depth),
      from: 'server',
      trustedBy: matched && depth === 0 ? 'Fingerprint' : null,
    })),
    names,
    notices: [],
  };
}

/** The walk, then what the server sent besides. */
function chainOf(sent: readonly Certificate[], walk: ChainWalk): ChainCertificate[] {
  const walked = new Set(walk.links.map(({ certificate }) => certificate.fingerprint));
  const unused = sent.filter(({ fingerprint }) => !walked.has(fingerprint));
  return [
    ...walk.links,
    ...unused.map((certificate): ChainLink => ({ certificate, from: 'server', trustedBy: null })),
  ].map(({ certificate, from, trustedBy }, depth) => ({
    ...certificateFacts(certificate, depth),
    from: sent.some(({ fingerprint }) => fingerprint === certificate.fingerprint) ? 'server' : from,
    trustedBy,
  }));
}

function untrusted(
  server: ServerFacts,
  certificate: Certificate,
  depth: number,
  why: UntrustedWhy,
  detail: string,
): TlsFailure {
  const facts = certificateFacts(certificate, depth);
  return { code: 'CERT_UNTRUSTED', reason: 'cert-untrusted', server, certificate: facts, why, detail };
}

function noCertificate(server: ServerFacts): TlsFailure {
  return { code: 'TLS_HANDSHAKE', reason: 'tls-handshake', server, detail: 'the server sent no certificate' };
}

function describe({ code, text }: OpensslError): string {
  return code === 'UNSPECIFIED' ? text : `${text} (${code})`;
}
