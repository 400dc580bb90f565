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

/** The INTEGER of an explicit context tag; null where the field is not there. */
function numberAt(fields: ReturnType<typeof readElements>, number: number): number | null {
  const field = fields.find(({ tag }) => tag === 0xa0 + number);
  if (field === undefined) return null;
  const integer = readElement(field.content);
  if (integer.tag !== derTag.integer || integer.content.length > 6) return null;
  return Buffer.from(integer.content).readUIntBE(0, integer.content.length);
}
