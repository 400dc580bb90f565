/**
 * The window of a session → the runtime's options. Everything that bounds the strength of a session is written out:
 * suites, ciphers, security level, groups, signature algorithms. What is left out the runtime takes from its environment
 * (OPENSSL_CONF, --tls-cipher-list), which are not part of the configuration.
 *
 * The runtime takes one list for both kinds of ciphers and switches TLS 1.3 off where no `TLS_…` suite is in it.
 */
import crypto from 'node:crypto';
import type { ProtocolVersion, ProtocolWindow } from './plan.ts';

/** The lists that Node is built with (`crypto.constants.defaultCoreCipherList`). */
const defaultSuites = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';
const defaultCiphers =
  'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:' +
  'ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:' +
  'ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:' +
  'HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA';

/** Asked when it is needed: a session without TLS has no use for the module. */
function isOpenssl(version: number): boolean {
  return crypto.constants.OPENSSL_VERSION_NUMBER >= version;
}

/** The level that OpenSSL is built with: 2 since 3.2, 1 before. */
function defaultLevel(): number {
  return isOpenssl(0x30200000) ? 2 : 1;
}

/** OpenSSL's own groups, in its order; 3.5 put ML-KEM before the others and has a notation for key shares. */
function defaultGroups(): string {
  return isOpenssl(0x30500000)
    ? '?*X25519MLKEM768/?*X25519:?secp256r1/?X448:?secp384r1:?secp521r1/?ffdhe2048:?ffdhe3072'
    : 'X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192';
}

/**
 * Whether the first message is larger than one packet: a key share of ML-KEM has 1184 octets, and some servers and
 * firewalls reset or ignore such a hello.
 */
export function hasLargeHello({ groups, maximum }: ProtocolWindow): boolean {
  return maximum === 'TLSv1.3' && /MLKEM/i.test(groups ?? defaultGroups());
}

/** OpenSSL's own algorithms for the server's signature in the handshake, those with SHA-1 apart. */
function signatureAlgorithms(): string {
  const newer = isOpenssl(0x30500000);
  return [
    ...(newer ? ['?mldsa65:?mldsa87:?mldsa44'] : []),
    'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448',
    ...(newer ? ['256', '384', '512'] : []).map((bits) => `?ecdsa_brainpoolP${bits}r1tls13_sha${bits}`),
    'rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512',
    'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512',
    'RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA224:RSA+SHA224:DSA+SHA224:DSA+SHA256:DSA+SHA384:DSA+SHA512',
  ].join(':');
}
const oldSignatureAlgorithms = 'ECDSA+SHA1:RSA+SHA1:DSA+SHA1';

/** What bounds a session, as the runtime's options; each is set, so that nothing comes from elsewhere. */
export interface StrengthOptions {
  readonly minVersion: ProtocolVersion;
  readonly maxVersion: ProtocolVersion;
  readonly ciphers: string;
  readonly ecdhCurve: string;
  readonly sigalgs: string;
}

/** @returns the options of the runtime for a window. */
export function strengthOptions(window: ProtocolWindow): StrengthOptions {
  return {
    minVersion: window.minimum,
    maxVersion: window.maximum,
    ciphers: cipherOption(window),
    ecdhCurve: window.groups ?? defaultGroups(),
    sigalgs:
      securityLevel(window) === '@SECLEVEL=0'
        ? `${signatureAlgorithms()}:${oldSignatureAlgorithms}`
        : signatureAlgorithms(),
  };
}

/** @returns the `ciphers` option of the runtime: suites of TLS 1.3, the list for what is older, the level. */
export function cipherOption(window: ProtocolWindow): string {
  const suites = window.cipherSuites ?? defaultSuites;
  const ciphers = window.ciphers ?? (window.oldAlgorithms ? 'DEFAULT:@SECLEVEL=0' : defaultCiphers);
  // At the end: DEFAULT has to come first in a list.
  const level = /@SECLEVEL=\d/.test(ciphers) ? '' : `:@SECLEVEL=${defaultLevel()}`;
  return `${suites}:${ciphers}${level}`;
}

/** @returns the `@SECLEVEL=N` of the window. */
export function securityLevel(window: ProtocolWindow): string {
  // Of several OpenSSL obeys the last.
  const levels = cipherOption(window).match(/@SECLEVEL=\d/g) ?? [];
  return levels.at(-1) ?? `@SECLEVEL=${defaultLevel()}`;
}
