/**
 * OpenSSL's objection to a chain × the chain → the certificate at fault. OpenSSL knows at which depth it met an error;
 * the runtime gives its name only, so what the error is about is looked for in each certificate.
 */
import type { KeyObject } from 'node:crypto';
import type { TlsFailure } from '../failure/tls-failure.ts';
import { type Certificate, hasNameConstraints, isForOtherPurposes, isSelfSigned } from './certificate.ts';
import type { ChainWalk } from './chain.ts';
import { derTag } from './der.ts';
import { isTrue, readSequence } from './extensions.ts';
import type { OpensslError } from './openssl-error.ts';
import { signatureDigest } from './signature.ts';

export type UntrustedWhy = Extract<TlsFailure, { reason: 'cert-untrusted' }>['why'];

export interface Blame {
  /** Of the certificate in the walk. */
  readonly depth: number;
  readonly why: UntrustedWhy;
  readonly detail: string;
}

/** RFC 5280, 4.2.1.3: bits of keyUsage, from the most significant of the first octet. */
const usage = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyAgreement: 0x08,
  certSign: 0x04,
  crlSign: 0x02,
};

/** @param level of `@SECLEVEL=N`. @returns the certificate that OpenSSL's objection is about; the server's own where none is found */
export function findBlame({ code, text }: OpensslError, { links }: ChainWalk, level: number): Blame {
  const chain = links.map(({ certificate }) => certificate);
  const find = (why: UntrustedWhy, isAt: (certificate: Certificate, depth: number) => string | null) => {
    for (const [depth, certificate] of chain.entries()) {
      const detail = isAt(certificate, depth);
      if (detail !== null) return { depth, why, detail };
    }
    return null;
  };
  const described = code === 'UNSPECIFIED' ? text : `${text} (${code})`;
  const found = (): Blame | null => {
    if (code === 'INVALID_PURPOSE' || /purpose/.test(text)) {
      return (
        find('wrong-purpose', (certificate) => (isForOtherPurposes(certificate) ? described : null)) ??
        find('wrong-key-usage', (certificate, depth) =>
          depth === 0 && !maySign(certificate) ? described : null,
        ) ??
        caFault(find, described)
      );
    }
    if (/too weak|too small/.test(text)) {
      return find('weak', (certificate, depth) =>
        weaknessOf(certificate, level, depth === chain.length - 1, text),
      );
    }
    if (code === 'PATH_LENGTH_EXCEEDED') {
      return find('path-length', (certificate, depth) => {
        const below = chain
          .slice(1, depth)
          .filter((each) => !each.canonicalSubject.equals(each.canonicalIssuer));
        const limit = pathLength(certificate);
        return depth > 0 && limit !== null && below.length > limit ? String(limit) : null;
      });
    }
    if (/CRL sign/i.test(text)) {
      return find('no-crl-sign', (certificate, depth) =>
        depth > 0 && hasUsage(certificate, usage.crlSign) === false ? described : null,
      );
    }
    if (/subtree|name constraint/i.test(text)) {
      return find('name-constraints', (certificate, depth) =>
        depth > 0 && hasNameConstraints(certificate) ? described : null,
      );
    }
    if (/unhandled critical extension/.test(text)) {
      return find('unknown-extension', (certificate) => unknownCritical(certificate));
    }
    return null;
  };
  return found() ?? caFault(find, described) ?? { depth: 0, why: 'other', detail: described };
}

type Find = (
  why: UntrustedWhy,
  isAt: (certificate: Certificate, depth: number) => string | null,
) => Blame | null;

/** A certificate that issued another and may not. */
function caFault(find: Find, detail: string): Blame | null {
  return (
    find('not-a-ca', (certificate, depth) => (depth > 0 && !certificate.x509.ca ? detail : null)) ??
    find('no-cert-sign', (certificate, depth) =>
      depth > 0 && hasUsage(certificate, usage.certSign) === false ? detail : null,
    )
  );
}

/** A server signs, encrypts or agrees on a key. */
function maySign(certificate: Certificate): boolean {
  return hasUsage(certificate, usage.digitalSignature | usage.keyEncipherment | usage.keyAgreement) !== false;
}

/** @returns whether a certificate has one of the usages, or null where it has no keyUsage that can be read. */
function hasUsage({ extensions }: Certificate, bits: number): boolean | null {
  const value = extensions.get('2.5.29.15')?.value;
  // BIT STRING, its length, the number of unused bits, then the bits.
  if (value === undefined || value[0] !== derTag.bitString) return null;
  return ((value[3] ?? 0) & bits) !== 0;
}

function pathLength({ extensions }: Certificate): number | null {
  const extension = extensions.get('2.5.29.19');
  if (extension === undefined) return null;
  try {
    const fields = readSequence(extension);
    const [flag] = fields;
    const length = fields.find(({ tag }) => tag === derTag.integer);
    if (flag === undefined || !isTrue(flag.content) || length === undefined) return null;
    return Number.parseInt(Buffer.from(length.content).toString('hex'), 16);
  } catch {
    return null;
  }
}

/** Bits of security that a level demands, and the RSA and EC keys that have them (SSL_CTX_set_security_level(3)). */
const demands = [
  { rsa: 0, ec: 0, digests: [] },
  { rsa: 1024, ec: 160, digests: ['md5', 'sha1'] },
  { rsa: 2048, ec: 224, digests: ['md5', 'sha1'] },
  { rsa: 3072, ec: 256, digests: ['md5', 'sha1', 'sha224'] },
  { rsa: 7680, ec: 384, digests: ['md5', 'sha1', 'sha224', 'sha256'] },
  { rsa: 15360, ec: 512, digests: ['md5', 'sha1', 'sha224', 'sha256', 'sha384'] },
] as const;

function weaknessOf(certificate: Certificate, level: number, last: boolean, text: string): string | null {
  const demand = demands[level] ?? demands[2];
  const { kind, bits } = keyOf(certificate.x509.publicKey);
  const least = kind === 'RSA' ? demand.rsa : demand.ec;
  if (/key/.test(text)) return bits !== null && bits < least ? `${kind} ${bits} < ${least}` : null;
  // Nobody relies on the signature of an anchor under itself.
  if (last && isSelfSigned(certificate)) return null;
  const digest = signatureDigest(certificate.der);
  const weak: readonly string[] = demand.digests;
  return digest !== null && weak.includes(digest) ? digest.toUpperCase().replace(/^SHA(?=\d)/, 'SHA-') : null;
}

function keyOf(key: KeyObject): { readonly kind: 'RSA' | 'EC'; readonly bits: number | null } {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return { kind: 'RSA', bits: modulusLength };
  const digits = /\d{3}/.exec(namedCurve ?? '')?.[0];
  return { kind: 'EC', bits: digits === undefined ? null : Number(digits) };
}

/** Extensions that OpenSSL handles (X509_supported_extension(3)). */
const supported = new Set(
  ['15', '17', '19', '28', '29', '30', '31', '32', '33', '35', '36', '37', '54']
    .map((last) => `2.5.29.${last}`)
    .concat(
      '2.16.840.1.113730.1.1',
      '1.3.6.1.5.5.7.1.7',
      '1.3.6.1.5.5.7.1.8',
      '1.3.6.1.5.5.7.1.14',
      '1.3.6.1.5.5.7.48.1.5',
    ),
);

function unknownCritical({ extensions }: Certificate): string | null {
  const found = [...extensions].find(([identifier, { critical }]) => critical && !supported.has(identifier));
  return found?.[0] ?? null;
}
