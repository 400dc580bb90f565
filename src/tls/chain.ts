/**
 * The way from the server's certificate to an anchor, walked by ourselves: to say which certificate is at fault and
 * which store trusts it. Whether a chain is good is OpenSSL's to say; what is found here can only add faults.
 */
import { type Certificate, isSelfSigned } from './certificate.ts';
import type { StoredCertificate } from './trust.ts';

export interface ChainLink {
  readonly certificate: Certificate;
  readonly from: 'server' | 'store';
  /** The store that trusts it, or null. */
  readonly trustedBy: string | null;
}

export interface ChainWalk {
  /** From the server's certificate up. */
  readonly links: readonly ChainLink[];
  /** The last link is an anchor. */
  readonly anchored: boolean;
}

/**
 * Signatures after whose check a walk is given up: a server may send certificates that issue each other in circles,
 * and while they are checked nothing else runs, no deadline either.
 */
const patienceSignatures = 200;

/**
 * @param sent as the server sent them, its own first
 * @param aim `nowMs`: certificates that are valid now are preferred among several of one name, as OpenSSL does;
 *   `toRoot`: an anchor that others have issued is passed by where its root is an anchor too, for without the root
 *   no revocation list for it can be verified
 * @returns the best way: to an anchor with all dates good, else to an anchor, else as far as it goes
 */
export function walkChain(
  sent: readonly Certificate[],
  stored: readonly StoredCertificate[],
  aim: { readonly nowMs: number; readonly toRoot: boolean },
): ChainWalk {
  const [leaf] = sent;
  if (leaf === undefined) return { links: [], anchored: false };
  const candidates = indexCandidates(sent, stored);
  const trustedBy = candidates.anchors.get(leaf.fingerprint) ?? null;
  const start = extend(null, { certificate: leaf, from: 'server', trustedBy }, aim.nowMs);
  let best = start;
  let signatures = 0;
  const mayHaveIssued = (issuer: Certificate, certificate: Certificate): boolean =>
    ++signatures <= patienceSignatures && hasIssued(issuer, certificate);
  const passed = new Set([leaf.fingerprint]);
  const visit = (way: Way): boolean => {
    if (signatures > patienceSignatures) return true;
    const { certificate, trustedBy: store } = way.link;
    const anchored = store !== null;
    const root = isSelfSigned(certificate);
    const gain = rank(way, aim) - rank(best, aim);
    if (gain > 0 || (gain === 0 && !anchored && way.length > best.length)) best = way;
    if (anchored && way.outdated === 0 && (root || !aim.toRoot)) return true;
    if (root) return false;
    return (candidates.bySubject.get(nameKey(certificate.canonicalIssuer)) ?? []).some((link) => {
      const { fingerprint } = link.certificate;
      if (passed.has(fingerprint) || !mayHaveIssued(link.certificate, certificate)) return false;
      passed.add(fingerprint);
      const isDone = visit(extend(way, link, aim.nowMs));
      passed.delete(fingerprint);
      return isDone;
    });
  };
  visit(start);
  return toWalk(best);
}

/** A way, from its last link down: each step costs the same, however long it is. */
interface Way {
  readonly link: ChainLink;
  readonly below: Way | null;
  readonly length: number;
  /** How many of its certificates are not valid now. */
  readonly outdated: number;
}

function extend(below: Way | null, link: ChainLink, nowMs: number): Way {
  const outdated = (below?.outdated ?? 0) + (isCurrent(link.certificate, nowMs) ? 0 : 1);
  return { link, below, length: (below?.length ?? 0) + 1, outdated };
}

function toWalk(way: Way): ChainWalk {
  const links: ChainLink[] = [];
  for (let at: Way | null = way; at !== null; at = at.below) links.push(at.link);
  return { links: links.reverse(), anchored: way.link.trustedBy !== null };
}

/** @returns whether a moment lies in a certificate's validity (RFC 5280, 4.1.2.5: both ends belong to it). */
export function isCurrent({ notBefore, notAfter }: Certificate, nowMs: number): boolean {
  return notBefore.getTime() <= nowMs && nowMs <= notAfter.getTime() + 999;
}

/** The higher the better: anchored, then at a root where that is wanted, then with good dates. */
function rank({ link, outdated }: Way, aim: { readonly toRoot: boolean }): number {
  if (link.trustedBy === null) return 0;
  return (!aim.toRoot || isSelfSigned(link.certificate) ? 2000 : 1000) - outdated;
}

interface Candidates {
  /** Canonical subject → who may have issued a certificate: anchors first, then other stored ones, then what came. */
  readonly bySubject: ReadonlyMap<string, readonly ChainLink[]>;
  /** Fingerprint → store. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** Looks at each certificate once, however many there are. */
function indexCandidates(sent: readonly Certificate[], stored: readonly StoredCertificate[]): Candidates {
  const anchors = new Map<string, string>();
  for (const { anchor, certificate, store } of stored) {
    if (anchor && !anchors.has(certificate.fingerprint)) anchors.set(certificate.fingerprint, store);
  }
  const bySubject = new Map<string, ChainLink[]>();
  const add = (certificate: Certificate, from: ChainLink['from']) => {
    const key = nameKey(certificate.canonicalSubject);
    const link = { certificate, from, trustedBy: anchors.get(certificate.fingerprint) ?? null };
    const same = bySubject.get(key);
    if (same === undefined) bySubject.set(key, [link]);
    else same.push(link);
  };
  for (const { anchor, certificate } of stored) if (anchor) add(certificate, 'store');
  for (const { anchor, certificate } of stored) if (!anchor) add(certificate, 'store');
  for (const certificate of sent) add(certificate, 'server');
  return { bySubject, anchors };
}

function nameKey(canonical: Buffer): string {
  return canonical.toString('latin1');
}

/** By name and signature; whether it may issue is OpenSSL's to say, and then said of this certificate. */
function hasIssued(issuer: Certificate, certificate: Certificate): boolean {
  try {
    return certificate.x509.verify(issuer.x509.publicKey);
  } catch {
    return false;
  }
}
