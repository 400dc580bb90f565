/** JSON Web Tokens for the token server of the tests: read, signed and verified with Node's own crypto (RFC 7515, 7519). */
import { constants, createHash, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type Algorithm = 'RS256' | 'PS256';

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** @returns null where the text has not the form of a signed JWT */
export function readJwt(text: string): Jwt | null {
  const parts = text.split('.');
  const [header = '', claims = '', signature = ''] = parts;
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return null;
  const [readHeader, readClaims] = [objectOf(header), objectOf(claims)];
  if (readHeader === null || readClaims === null) return null;
  return {
    header: readHeader,
    claims: readClaims,
    signed: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** @returns false for any algorithm but RS256 and PS256, `none` included */
export function verifies(jwt: Jwt, key: KeyObject): boolean {
  const { alg } = jwt.header;
  if (alg !== 'RS256' && alg !== 'PS256') return false;
  return key.asymmetricKeyType === 'rsa' && verify('sha256', jwt.signed, padded(key, alg), jwt.signature);
}

export function signJwt(
  header: Readonly<Record<string, unknown>> & { readonly alg: Algorithm },
  claims: Readonly<Record<string, unknown>>,
  key: KeyObject,
): string {
  const signed = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), padded(key, header.alg)).toString('base64url')}`;
}

/** Thumbprint of a certificate (DER), base64url, as in `x5t` and `x5t#S256`. */
export function thumbprint(der: Uint8Array, digest: 'sha1' | 'sha256'): string {
  return createHash(digest).update(der).digest('base64url');
}

function padded(key: KeyObject, algorithm: Algorithm) {
  return algorithm === 'RS256'
    ? { key, padding: constants.RSA_PKCS1_PADDING }
    : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function objectOf(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
