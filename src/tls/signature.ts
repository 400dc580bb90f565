/** Signatures of certificates and revocation lists (RFC 5280, 4.1.1.2 and 5.1.1.2). */
import type { KeyObject } from 'node:crypto';
import crypto from 'node:crypto';
import type { DerElement } from './der.ts';
import { derTag, expectElement, readElement, readElements, readObjectIdentifier } from './der.ts';

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

/** What is signed, by what algorithm, and the signature. */
interface Signed {
  readonly signedBytes: Uint8Array;
  readonly algorithm: string;
  readonly algorithmParameters: DerElement | null;
  readonly signature: Uint8Array;
}

/** @returns whether a list bears the signature of a key; an algorithm that is not known counts as no. */
export function isSignedBy(crl: Signed, key: KeyObject): boolean {
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
function pssDigest(crl: Pick<Signed, 'algorithmParameters'>): string {
  const fields = crl.algorithmParameters === null ? [] : readElements(crl.algorithmParameters.content);
  const hash = fields.find(({ tag }) => tag === 0xa0);
  if (hash === undefined) return 'sha1';
  const [identifier] = readElements(readElement(hash.content).content);
  return pssDigests[identifier === undefined ? '' : readObjectIdentifier(identifier.content)] ?? 'unknown';
}

/** @returns the digest by which a certificate was signed, `sha1`, or null where there is none apart. @throws RangeError */
export function signatureDigest(der: Uint8Array): string | null {
  const parts = readElements(readElement(der).content);
  const [identifier, parameters] = readElements(expectElement(parts, 1, derTag.sequence).content);
  const algorithm = identifier === undefined ? '' : readObjectIdentifier(identifier.content);
  if (algorithm === rsaPss) return pssDigest({ algorithmParameters: parameters ?? null });
  return digests[algorithm] ?? null;
}
