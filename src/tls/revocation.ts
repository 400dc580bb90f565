/**
 * A chain × revocation lists → what is wrong, with issuer and dates (RFC 5280, 6.3), and the lists that cover it.
 * OpenSSL demands a current list of every issuer (X509_V_FLAG_CRL_CHECK_ALL), but says neither which is missing nor
 * which is out of date, takes a delta list for a complete one, and the first of several CAs of one name; so each
 * certificate is examined here, and OpenSSL is given only the lists that count.
 */
import type { ServerFacts } from '../failure/facts.ts';
import type { TlsFailure } from '../failure/tls-failure.ts';
import { type Certificate, certificateFacts, isSelfIssued, isSelfSigned } from './certificate.ts';
import type { ChainWalk } from './chain.ts';
import { findRevocation } from './crl-entries.ts';
import { gapFor } from './crl-scope.ts';
import { type Crl, crlFacts } from './crl.ts';
import type { RevocationList } from './plan.ts';
import { isSignedBy } from './signature.ts';

export interface RevocationVerdict {
  /** For each certificate that is revoked and each issuer without a current list. */
  readonly faults: readonly TlsFailure[];
  /** The lists by which the certificates of the chain were found good. */
  readonly used: readonly RevocationList[];
}

export function examineRevocation(
  server: ServerFacts,
  walk: ChainWalk,
  lists: readonly RevocationList[],
  nowMs: number,
): RevocationVerdict {
  const faults: TlsFailure[] = [];
  const used = new Set<RevocationList>();
  const reported = new Set<string>();
  for (const [depth, { certificate }] of walk.links.entries()) {
    const above = walk.links[depth + 1]?.certificate;
    const issuer = above ?? (isSelfSigned(certificate) ? certificate : null);
    // If the chain has no anchor, its end is a fault of its own, and no list can cover it.
    if (above === undefined && !walk.anchored) continue;
    const examined = examineCertificate(server, { certificate, depth, issuer }, lists, nowMs);
    if (examined.good !== null) used.add(examined.good);
    for (const fault of examined.faults) {
      const key =
        fault.code === 'CERT_REVOKED' ? `${fault.code} ${depth}` : `${fault.code} ${certificate.issuer}`;
      if (!reported.has(key)) faults.push(fault);
      reported.add(key);
    }
  }
  return { faults, used: [...used] };
}

interface Examined {
  readonly certificate: Certificate;
  readonly depth: number;
  /** null: it is not in the chain. */
  readonly issuer: Certificate | null;
}

type Missing = Extract<TlsFailure, { reason: 'crl-missing' }>['why'];

function examineCertificate(
  server: ServerFacts,
  { certificate, depth, issuer }: Examined,
  lists: readonly RevocationList[],
  nowMs: number,
): { readonly faults: TlsFailure[]; readonly good: RevocationList | null } {
  const facts = certificateFacts(certificate, depth);
  const missing = (why: Missing) => {
    const { issuer: name } = certificate;
    const fault = {
      code: 'CRL_MISSING',
      reason: 'crl-missing',
      server,
      issuer: name,
      certificate: facts,
      why,
    } as const;
    return { faults: [fault], good: null };
  };
  // OpenSSL accepts no list from a certificate that is trusted only by itself.
  if (depth === 0 && isSelfIssued(certificate)) return missing('self-signed');
  if (issuer === null) return missing('no-issuer');
  const named = lists.filter(({ crl }) => crl.canonicalIssuer.equals(certificate.canonicalIssuer));
  if (named.length === 0) return missing('absent');
  const genuine = named.filter(({ crl }) => isSignedBy(crl, issuer.x509.publicKey));
  if (genuine.length === 0) return missing('forged');
  const faults: TlsFailure[] = [];
  for (const list of genuine) {
    const revokedAt = revocationIn(list.crl, certificate);
    if (revokedAt === null) continue;
    faults.push({
      code: 'CERT_REVOKED',
      reason: 'cert-revoked',
      server,
      certificate: facts,
      crl: crlFacts(list),
      revokedAt: revokedAt.toISOString(),
    });
    break;
  }
  const covering = genuine.filter(({ crl }) => gapFor(crl.scope, certificate) === null);
  const [first] = genuine;
  if (covering.length === 0) {
    const gap = first === undefined ? null : gapFor(first.crl.scope, certificate);
    // What is revoked is revoked; that another list is missing as well is of no use to anybody.
    return faults.length > 0 ? { faults, good: null } : missing(gap ?? 'absent');
  }
  const best = newest(covering.filter(({ crl }) => currency(crl, nowMs) === 'current'));
  const outdated = best === null ? newest(covering) : null;
  if (outdated !== null) {
    const why = currency(outdated.crl, nowMs);
    faults.push({
      code: 'CRL_EXPIRED',
      reason: 'crl-expired',
      server,
      crl: crlFacts(outdated),
      why: why === 'not-yet-valid' ? why : 'expired',
      now: new Date(nowMs).toISOString(),
    });
  }
  return { faults, good: best };
}

/**
 * A revocation holds, however old the list is that has it, and whatever else the list leaves out; not where an
 * extension of it is unknown (RFC 5280, 5.2 and 5.3), nor among the serial numbers of attribute certificates.
 */
function revocationIn({ scope, entries, canonicalIssuer }: Crl, certificate: Certificate): Date | null {
  if (scope.gap === 'unknown-extension' || scope.gap === 'other-kind') return null;
  return findRevocation(entries, certificate.serialNumber, {
    certificate: certificate.canonicalIssuer,
    list: canonicalIssuer,
  });
}

function currency(crl: Crl, nowMs: number): 'current' | 'expired' | 'not-yet-valid' {
  if (crl.thisUpdate.getTime() > nowMs) return 'not-yet-valid';
  return crl.nextUpdate !== null && crl.nextUpdate.getTime() < nowMs ? 'expired' : 'current';
}

function newest(lists: readonly RevocationList[]): RevocationList | null {
  return lists.toSorted((a, b) => b.crl.thisUpdate.getTime() - a.crl.thisUpdate.getTime())[0] ?? null;
}
