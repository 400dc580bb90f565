/**
 * A chain × revocation lists → what is wrong, with issuer and dates (RFC 5280, 6.3). OpenSSL demands a current list of
 * every issuer as soon as one list is given (X509_V_FLAG_CRL_CHECK_ALL), but says neither which is missing nor which
 * is out of date, and only the last of several errors; so each certificate is examined here.
 */
import type { KeyObject } from 'node:crypto';
import crypto from 'node:crypto';
import type { ServerFacts } from '../failure/facts.ts';
import type { TlsFailure } from '../failure/tls-failure.ts';
import { type Certificate, certificateFacts, isSelfIssued } from './certificate.ts';
import type { ChainWalk } from './chain.ts';
import { type Crl, crlFacts, readCrl } from './crl.ts';
import { readElement, readElements, readObjectIdentifier } from './der.ts';
import type { RevocationList } from './plan.ts';

/** A list of the configuration, read. */
export interface KnownCrl {
  readonly list: RevocationList;
  readonly crl: Crl;
}

/** Opens the lists of a plan; they were checked when they were read. */
export function openRevocationLists(lists: readonly RevocationList[]): KnownCrl[] {
  return lists.map((list) => ({ list, crl: readCrl(list.der) }));
}

/** @returns a fault for each certificate that is revoked and each issuer without a current list. */
export function examineRevocation(
  server: ServerFacts,
  walk: ChainWalk,
  known: readonly KnownCrl[],
  nowMs: number,
): TlsFailure[] {
  if (known.length === 0) return [];
  const faults: TlsFailure[] = [];
  const reported = new Set<string>();
  for (const [depth, { certificate }] of walk.links.entries()) {
    const above = walk.links[depth + 1]?.certificate;
    const issuer = above ?? (isSelfIssued(certificate) ? certificate : null);
    // Where the chain is not anchored its end is a fault of its own, and nobody's list is to be had for it.
    if (above === undefined && !walk.anchored) continue;
    for (const fault of examineCertificate(server, { certificate, depth, issuer }, known, nowMs)) {
      const key =
        fault.code === 'CERT_REVOKED' ? `${fault.code} ${depth}` : `${fault.code} ${certificate.issuer}`;
      if (!reported.has(key)) faults.push(fault);
      reported.add(key);
    }
  }
  return faults;
}

interface Examined {
  readonly certificate: Certificate;
  readonly depth: number;
  /** null: it is not in the chain. */
  readonly issuer: Certificate | null;
}

function examineCertificate(
  server: ServerFacts,
  { certificate, depth, issuer }: Examined,
  known: readonly KnownCrl[],
  nowMs: number,
): TlsFailure[] {
  const facts = certificateFacts(certificate, depth);
  const missing = (why: 'absent' | 'forged' | 'self-signed'): TlsFailure[] => [
    {
      code: 'CRL_MISSING',
      reason: 'crl-missing',
      server,
      issuer: certificate.issuer,
      certificate: facts,
      why,
    },
  ];
  // OpenSSL takes no list from a certificate that vouches for itself alone.
  if (depth === 0 && isSelfIssued(certificate)) return missing('self-signed');
  const named = known.filter(({ crl }) => crl.canonicalIssuer.equals(certificate.canonicalIssuer));
  if (named.length === 0 || issuer === null) return missing('absent');
  const genuine = named.filter(({ crl }) => isSignedBy(crl, issuer.x509.publicKey));
  if (genuine.length === 0) return missing('forged');
  const faults: TlsFailure[] = [];
  // A revocation holds, however old the list is that tells of it.
  const revoking = genuine.find(({ crl }) => crl.revoked.has(certificate.serialNumber));
  if (revoking !== undefined) {
    faults.push({
      code: 'CERT_REVOKED',
      reason: 'cert-revoked',
      server,
      certificate: facts,
      crl: crlFacts(revoking.crl, revoking.list),
      revokedAt: revoking.crl.revoked.get(certificate.serialNumber)?.toISOString() ?? null,
    });
  }
  const outdated = genuine.every(({ crl }) => currency(crl, nowMs) !== 'current') ? newest(genuine) : null;
  if (outdated !== null) {
    const why = currency(outdated.crl, nowMs);
    faults.push({
      code: 'CRL_EXPIRED',
      reason: 'crl-expired',
      server,
      crl: crlFacts(outdated.crl, outdated.list),
      why: why === 'not-yet-valid' ? why : 'expired',
      now: new Date(nowMs).toISOString(),
    });
  }
  return faults;
}

function currency(crl: Crl, nowMs: number): 'current' | 'expired' | 'not-yet-valid' {
  if (crl.thisUpdate.getTime() > nowMs) return 'not-yet-valid';
  return crl.nextUpdate !== null && crl.nextUpdate.getTime() < nowMs ? 'expired' : 'current';
}

function newest(lists: readonly KnownCrl[]): KnownCrl | null {
  return lists.toSorted((a, b) => b.crl.thisUpdate.getTime() - a.crl.thisUpdate.getTime())[0] ?? null;
}

/** Signature algorithms (RFC 3279, 4055, 5758, 8410) → the digest's name, or null where there is none apart. */
const digests: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.4': 'md5',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
  '1.3.101.113': null,
};
const rsaPss = '1.2.840.113549.1.1.10';
const pssDigests: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** @returns whether a list bears the signature of a key; an algorithm that is not known counts as no. */
function isSignedBy(crl: Crl, key: KeyObject): boolean {
  try {
    if (crl.algorithm === rsaPss) {
      const pss = {
        key,
        padding: crypto.constants.RSA_PKCS1_PSS_PADDING,
        saltLength: crypto.constants.RSA_PSS_SALTLEN_AUTO,
      };
      return crypto.verify(pssDigest(crl), crl.signedBytes, pss, crl.signature);
    }
    const digest = digests[crl.algorithm];
    return digest !== undefined && crypto.verify(digest, crl.signedBytes, key, crl.signature);
  } catch {
    return false;
  }
}

/** The hash of RSASSA-PSS-params, whose default is SHA-1 (RFC 4055, 3.1). */
function pssDigest(crl: Crl): string {
  const fields = crl.algorithmParameters === null ? [] : readElements(crl.algorithmParameters.content);
  const hash = fields.find(({ tag }) => tag === 0xa0);
  if (hash === undefined) return 'sha1';
  const [identifier] = readElements(readElement(hash.content).content);
  return pssDigests[identifier === undefined ? '' : readObjectIdentifier(identifier.content)] ?? 'unknown';
}
