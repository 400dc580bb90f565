/** What a file is that is not what a setting wants, to say so and how it is converted. */
import type { TrustFileFailure } from '../failure/tls-failure.ts';
import { type DerElement, derTag, readElement, readElements, readObjectIdentifier } from './der.ts';

export type FoundKind = NonNullable<Extract<TrustFileFailure, { reason: 'pem-no-block' }>['found']>;

const labels: readonly (readonly [RegExp, FoundKind])[] = [
  [/-----BEGIN OPENSSH PRIVATE KEY-----/, 'openssh-key'],
  [/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:.*ENCRYPTED/m, 'encrypted-key'],
  [/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/, 'private-key'],
  [/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/, 'certificate'],
  [/-----BEGIN (X509 )?CRL-----/, 'crl'],
  [/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/, 'request'],
  [/-----BEGIN (RSA )?PUBLIC KEY-----/, 'public-key'],
  [/-----BEGIN (PKCS7|CMS)-----/, 'pkcs7-pem'],
  [/^(ssh-|ecdsa-sha2-)|^-+ BEGIN SSH2 /, 'openssh-key'],
  [/^\s*<(!doctype|html|head|body)\b/i, 'html'],
  [/^\s*MI[A-Za-z0-9+/=\s]{60,}$/, 'base64'],
];

/** @returns the kind of a file, or null where it is not known. Never throws. */
export function identifyFile(bytes: Uint8Array): FoundKind | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'utf16';
  const start = Buffer.from(bytes.subarray(0, 100_000)).toString('latin1');
  if (/^(\0-|-\0)/.test(start)) return 'utf16';
  if (first === derTag.sequence && !start.includes('-----BEGIN ')) return identifyDer(bytes);
  return labels.find(([form]) => form.test(start))?.[1] ?? null;
}

function identifyDer(bytes: Uint8Array): FoundKind | null {
  try {
    return identifyFields(readElements(readElement(bytes).content));
  } catch {
    return null;
  }
}

function identifyFields([one, two, three]: readonly DerElement[]): FoundKind | null {
  if (one === undefined) return null;
  // OCSPResponse (RFC 6960, 4.2.1).
  if (one.tag === 0x0a) return 'ocsp';
  // ContentInfo with signedData (RFC 2315, 7).
  if (one.tag === derTag.objectIdentifier) {
    return readObjectIdentifier(one.content) === '1.2.840.113549.1.7.2' ? 'pkcs7-der' : null;
  }
  if (one.tag === derTag.integer) {
    // PFX (RFC 7292, 4), then keys (RFC 5208, 8017, 5915).
    if (one.content[0] === 3 && two?.tag === derTag.sequence) return 'pkcs12';
    return [derTag.sequence, derTag.integer, derTag.octetString].some((tag) => tag === two?.tag)
      ? 'key-der'
      : null;
  }
  if (one.tag !== derTag.sequence) return null;
  if (two?.tag === derTag.octetString) return 'encrypted-key';
  if (two?.tag === derTag.bitString) return 'public-key';
  if (three?.tag !== derTag.bitString) return null;
  const [version, next] = readElements(one.content);
  if (version?.tag === 0xa0) return 'certificate';
  if (version?.tag === derTag.integer && version.content[0] === 0) return 'request';
  return version?.tag === derTag.integer && next?.tag === derTag.sequence && version.content.length === 1
    ? 'crl'
    : null;
}
