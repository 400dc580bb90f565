/**
 * MinProtocol, MaxProtocol, Ciphers, CipherSuites and IPM_ENABLE_SSL_V3 → the window of a session; strength.ts makes
 * the runtime's options of it.
 *
 * OpenSSL passes over unknown names as long as one is known: each name is tried alone here, for a typing error in a list
 * must not make it another list.
 */
import tls from 'node:tls';
import { SendmemoError } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import { nearestWord } from '../text/spelling.ts';
import type { ProtocolVersion, ProtocolWindow } from './plan.ts';

/** From the oldest to the newest. */
export const protocolVersions: readonly ProtocolVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

export interface ProtocolSettings {
  readonly minimum: ProtocolVersion | null;
  readonly maximum: ProtocolVersion | null;
  readonly ciphers: string | null;
  readonly cipherSuites: string | null;
  readonly groups: string | null;
  /** IPM_ENABLE_SSL_V3 is set to something. */
  readonly sslv3Asked: boolean;
}

/** Settles the window; whether minimum and maximum fit each other is the configuration's to say. */
export function protocolWindow(settings: ProtocolSettings): ProtocolWindow {
  const minimum = settings.minimum ?? (settings.sslv3Asked ? 'TLSv1' : 'TLSv1.2');
  return {
    minimum,
    maximum: settings.maximum ?? 'TLSv1.3',
    ciphers: settings.ciphers,
    cipherSuites: settings.cipherSuites,
    groups: settings.groups,
    oldAlgorithms: settings.ciphers === null && isOlder(minimum, 'TLSv1.2'),
    sslv3Asked: settings.sslv3Asked,
  };
}

/** @returns whether one version is older than the other. */
export function isOlder(one: ProtocolVersion, other: ProtocolVersion): boolean {
  return protocolVersions.indexOf(one) < protocolVersions.indexOf(other);
}

/**
 * Checks a value of `Ciphers` or `CipherSuites` by making contexts with it.
 * @throws SendmemoError CONFIG ciphers-unknown
 */
export function checkCiphers(name: 'Ciphers' | 'CipherSuites', value: string, origin: Origin): void {
  const words = value.split(/[:, ]+/).filter((word) => word !== '');
  const unknown =
    name === 'Ciphers'
      ? words.find((word) => !isKnownCipher(word))
      : words.find((word) => !tls.getCiphers().includes(word.toLowerCase()) || !word.startsWith('TLS_'));
  const detail = words.length === 0 ? value : unknown;
  if (detail === undefined && (name === 'CipherSuites' || canSetCiphers(value))) return;
  throw new SendmemoError({
    code: 'CONFIG',
    reason: 'ciphers-unknown',
    origin,
    name,
    value,
    detail: detail ?? value,
  });
}

/** Of OpenSSL 3.0 to 3.6, for "did you mean". */
const groupNames = (
  'X25519 X448 P-256 P-384 P-521 secp256r1 secp384r1 secp521r1 prime256v1 ' +
  'ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 ' +
  'X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024'
).split(' ');

/**
 * Checks a value of `Groups`: names of OpenSSL, separated by colons, each of which this runtime has.
 * @throws SendmemoError CONFIG ciphers-unknown
 */
export function checkGroups(value: string, origin: Origin): void {
  const detail = value.split(':').find((word) => !isKnownGroup(word));
  if (detail === undefined) return;
  const near = nearestWord(detail, groupNames.filter(isKnownGroup));
  throw new SendmemoError({
    code: 'CONFIG',
    reason: 'ciphers-unknown',
    origin,
    name: 'Groups',
    value,
    detail,
    ...(near === null ? {} : { nearest: near }),
  });
}

function isKnownGroup(word: string): boolean {
  // OpenSSL 3.5 has signs that make a name optional, or a list of lists: a name alone is what it says.
  if (!/^[A-Za-z0-9_-]+$/.test(word)) return false;
  try {
    tls.createSecureContext({ ca: [], ecdhCurve: word });
    return true;
  } catch {
    return false;
  }
}

function isKnownCipher(word: string): boolean {
  // What a word takes away may be unknown to this runtime: then it is away already.
  if (/^[!-]/.test(word)) return true;
  if (word.startsWith('@')) return /^@(SECLEVEL=[0-5]|STRENGTH)$/.test(word);
  if (word.startsWith('TLS_')) return false;
  return canSetCiphers(word.replace(/^\+/, '').replace(/@SECLEVEL=[0-5]$/, ''));
}

function canSetCiphers(list: string): boolean {
  try {
    tls.createSecureContext({ ca: [], ciphers: list });
    return true;
  } catch {
    return false;
  }
}
