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
  let best: ChainWalk = { links: [{ certificate: leaf, from: 'server', trustedBy }], anchored: false };
  let signatures = 0;
  const mayHaveIssued = (issuer: Certificate, certificate: Certificate): boolean =>
    ++signatures <= patienceSignatures && hasIssued(issuer, certificate);
  const visit = (links: readonly ChainLink[]): boolean => {
    const last = links.at(-1);
    if (last === undefined || signatures > patienceSignatures) return true;
    const anchored = last.trustedBy !== null;
    const root = isSelfSigned(last.certificate);
    const walk = { links, anchored };
    const gain = rank(walk, aim) - rank(best, aim);
    if (gain > 0 || (gain === 0 && !anchored && links.length > best.links.length)) best = walk;
    const current = links.every(({ certificate }) => isCurrent(certificate, aim.nowMs));
    if (anchored && current && (root || !aim.toRoot)) return true;
    if (root) return false;
    return (candidates.bySubject.get(nameKey(last.certificate.canonicalIssuer)) ?? []).some(
      (link) =>
        links.every(({ certificate }) => certificate.fingerprint !== link.certificate.fingerprint) &&
        mayHaveIssued(link.certificate, last.certificate) &&
        visit([...links, link]),
    );
  };
  visit(best.links);
  return best;
}

/** @returns whether a moment lies in a certificate's validity (RFC 5280, 4.1.2.5: both ends belong to it). */
export function isCurrent({ notBefore, notAfter }: Certificate, nowMs: number): boolean {
  return notBefore.getTime() <= nowMs && nowMs <= notAfter.getTime() + 999;
}

/** The higher the better: anchored, then at a root where that is wanted, then with good dates. */
function rank(
  { links, anchored }: ChainWalk,
  aim: { readonly nowMs: number; readonly toRoot: boolean },
): number {
  if (!anchored) return 0;
  const last = links.at(-1);
  const atRoot = !aim.toRoot || (last !== undefined && isSelfSigned(last.certificate));
  const outdated = links.filter(({ certificate }) => !isCurrent(certificate, aim.nowMs)).length;
  return (atRoot ? 2000 : 1000) - outdated;
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
