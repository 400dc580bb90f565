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
import { type Certificate, certificateFacts, isSelfIssued } from './certificate.ts';
import { type ChainLink, type ChainWalk, isCurrent, walkChain } from './chain.ts';
import { hasNameConstraints, permitsHost } from './name-constraints.ts';
import { compareNames } from './names.ts';
import { type OpensslError, opensslVerdict } from './openssl-verdict.ts';
import type { TrustPlan } from './plan.ts';
import { securityLevel } from './protocols.ts';
import type { ChainCertificate, NameComparison } from './report.ts';
import { examineRevocation, openRevocationLists } from './revocation.ts';
import { anchorsOfFile, searchStores, type StoredCertificate } from './trust.ts';

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

  const { openssl, stored, notices } = await settleTrust(question);
  const walk = walkChain(sent, stored, {
    nowMs: question.nowMs,
    toRoot: trust.revocationLists.length > 0,
  });
  // What the server sent counts too: OpenSSL may have built another chain than the walk.
  const constrained = [...sent.slice(1), ...walk.links.slice(1).map(({ certificate }) => certificate)].some(
    hasNameConstraints,
  );
  const names = compareNames(server.host, leaf.names, constrained);
  const faults = [
    ...(names.matched && !trust.ignoreHostName ? examineConstraints(question, walk) : []),
    ...examineTrust(question, walk, openssl.chain),
    ...examineDates(question, walk),
    ...examineRevocation(server, walk, openRevocationLists(trust.revocationLists), question.nowMs),
  ];
  if (openssl.whole !== null && faults.length === 0) {
    faults.push(untrusted(server, leaf, 0, 'other', describe(openssl.whole)));
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

interface TrustState {
  readonly openssl: {
    /** All that is asked for. */
    readonly whole: OpensslError | null;
    /** The chain alone, without revocation: CRL errors would mask the rest. */
    readonly chain: OpensslError | null;
  };
  readonly stored: readonly StoredCertificate[];
  readonly notices: readonly Notice[];
}

async function settleTrust({ trust, sent, handshake }: VerdictQuestion): Promise<TrustState> {
  const ofFile = anchorsOfFile(trust);
  if (handshake === null) {
    return { openssl: { whole: null, chain: null }, stored: ofFile, notices: [] };
  }
  const { found, notices } = searchStores(trust, [...sent, ...ofFile.map(({ certificate }) => certificate)]);
  const stored = [...ofFile, ...found];
  const ask = (revocationLists: readonly string[]) =>
    opensslVerdict({
      chain: [
        ...sent.map(({ x509 }) => x509),
        ...found.filter(({ anchor }) => !anchor).map(({ certificate }) => certificate.x509),
      ],
      anchors: stored.filter(({ anchor }) => anchor).map(({ pem }) => pem),
      revocationLists,
      securityLevel: securityLevel(trust.protocols),
    });
  const lists = trust.revocationLists.map(({ pem }) => pem);
  const whole = found.length === 0 ? handshake : await ask(lists);
  const chain = whole === null || lists.length === 0 ? whole : await ask([]);
  return { openssl: { whole, chain }, stored, notices };
}

function examineTrust(
  question: VerdictQuestion,
  walk: ChainWalk,
  openssl: OpensslError | null,
): TlsFailure[] {
  const { server, trust, sent } = question;
  const last = walk.links.at(-1);
  const leaf = walk.links[0];
  if (last === undefined || leaf === undefined) return [];
  const faults: TlsFailure[] = [];
  const add = (link: ChainLink, why: Parameters<typeof untrusted>[3], detail: string) =>
    faults.push(untrusted(server, link.certificate, walk.links.indexOf(link), why, detail));
  const detail = openssl === null ? '' : describe(openssl);
  if (!walk.anchored) {
    const alone = sent.length === 1 && trust.anchors.length > 0;
    if (!isSelfIssued(last.certificate)) add(last, alone ? 'missing-intermediate' : 'unknown-issuer', detail);
    else add(last, last === leaf ? 'self-signed' : 'unknown-issuer', detail);
  }
  if (openssl?.code === 'INVALID_PURPOSE' || isForOtherPurposes(leaf.certificate)) {
    add(leaf, 'wrong-purpose', detail);
  } else if (openssl !== null && isWeakness(openssl)) {
    add(leaf, 'weak', openssl.text);
  } else if (openssl !== null && walk.anchored && !dateCodes.has(openssl.code)) {
    add(leaf, 'other', detail);
  }
  return faults;
}

/** The host that is relied on against the constraints of every CA above, the anchor included. */
function examineConstraints({ server }: VerdictQuestion, walk: ChainWalk): TlsFailure[] {
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

/** OpenSSL's errors about keys and digests have no name in the runtime, only their text. */
function isWeakness({ code, text }: OpensslError): boolean {
  return code === 'UNSPECIFIED' && /too weak/.test(text);
}

/** An extended key usage without serverAuth (RFC 5280, 4.2.1.12). */
function isForOtherPurposes({ x509 }: Certificate): boolean {
  const usages: readonly string[] | undefined = x509.keyUsage;
  const fitting = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0', '2.16.840.1.113730.4.1', '1.3.6.1.4.1.311.10.3.3'];
  return usages !== undefined && usages.length > 0 && !usages.some((usage) => fitting.includes(usage));
}

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
  why: Extract<TlsFailure, { reason: 'cert-untrusted' }>['why'],
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
