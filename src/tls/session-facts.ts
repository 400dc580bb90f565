/**
 * What the runtime does not tell of a session, from OpenSSL's own record of it (`SSL_SESSION_ASN1` in ssl/ssl_asn1.c):
 * a SEQUENCE with, among others, flags in [13] and the group of the key exchange in [19].
 */
import type tls from 'node:tls';
import { derTag, readElement, readElements } from './der.ts';

export interface SessionRecord {
  /** RFC 7627; always of use in TLS 1.3. */
  readonly extendedMasterSecret: boolean;
  /** NamedGroup of the key exchange (RFC 8446, 4.2.7), or null. */
  readonly group: number | null;
}

const extendedMasterSecretFlag = 1;

/** Never throws: of a record that can't be read nothing is known. */
export function readSession(socket: tls.TLSSocket): SessionRecord {
  try {
    const record = socket.getSession();
    const fields = record === undefined ? [] : readElements(readElement(record).content);
    const flags = numberAt(fields, 13);
    return {
      extendedMasterSecret: flags !== null && (flags & extendedMasterSecretFlag) !== 0,
      group: numberAt(fields, 19),
    };
  } catch {
    return { extendedMasterSecret: false, group: null };
  }
}

/** IANA, TLS Supported Groups, by the names that `Groups` takes. */
const groups: Readonly<Record<number, string>> = {
  23: 'P-256',
  24: 'P-384',
  25: 'P-521',
  29: 'X25519',
  30: 'X448',
  256: 'ffdhe2048',
  257: 'ffdhe3072',
  258: 'ffdhe4096',
  259: 'ffdhe6144',
  260: 'ffdhe8192',
  4587: 'SecP256r1MLKEM768',
  4588: 'X25519MLKEM768',
  4589: 'SecP384r1MLKEM1024',
};

/** @returns the group of a session's key exchange, its number in hex where the name is not known; null: none is known */
export function groupOf(socket: tls.TLSSocket): string | null {
  const { group } = readSession(socket);
  return group === null || group === 0 ? null : (groups[group] ?? `0x${group.toString(16).padStart(4, '0')}`);
}

/** The INTEGER of an explicit context tag; null where the field is not there. */
function numberAt(fields: ReturnType<typeof readElements>, number: number): number | null {
  const field = fields.find(({ tag }) => tag === 0xa0 + number);
  if (field === undefined) return null;
  const integer = readElement(field.content);
  if (integer.tag !== derTag.integer || integer.content.length > 6) return null;
  return Buffer.from(integer.content).readUIntBE(0, integer.content.length);
}
