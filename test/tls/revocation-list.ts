/** Revocation lists with whatever extensions and entries, which no library writes (RFC 5280, 5). */
import crypto from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { derTag, encodeElement, readElement } from '../../src/tls/der.ts';
import { toPem } from '../../src/tls/pem.ts';
import type { Issued } from '../support/pki.ts';

export interface ListExtension {
  readonly identifier: string;
  readonly critical?: boolean;
  /** DER of the value. */
  readonly value: Uint8Array;
}

export interface ListEntry {
  readonly certificate: Issued;
  readonly extensions?: readonly ListExtension[];
}

export interface ListOptions {
  readonly entries?: readonly ListEntry[];
  /** Entries in DER, after the others. */
  readonly moreEntries?: Uint8Array;
  readonly extensions?: readonly ListExtension[];
  readonly fromDays?: number;
  readonly untilDays?: number;
}

export const integer = (value: number): Buffer => encodeElement(derTag.integer, Buffer.from([value]));
export const sequence = (...parts: Uint8Array[]): Buffer =>
  encodeElement(derTag.sequence, Buffer.concat(parts));

/** A list in DER and PEM, signed by an authority with a P-256 key. */
export function buildCrl(issuer: Issued, options: ListOptions = {}): { der: Uint8Array; pem: string } {
  const algorithm = sequence(readElement(Buffer.from('06082a8648ce3d040302', 'hex')).raw);
  const entries = (options.entries ?? []).map(({ certificate, extensions }) =>
    sequence(serialOf(certificate), time(-0.5), extensionsOf(extensions)),
  );
  const revoked = Buffer.concat([...entries, options.moreEntries ?? new Uint8Array()]);
  const extensions = extensionsOf(options.extensions);
  const signed = sequence(
    integer(1),
    algorithm,
    new Uint8Array(new x509.X509Certificate(issuer.certificateDer).subjectName.toArrayBuffer()),
    time(options.fromDays ?? -1),
    time(options.untilDays ?? 30),
    revoked.length === 0 ? new Uint8Array() : encodeElement(derTag.sequence, revoked),
    extensions.length === 0 ? new Uint8Array() : encodeElement(0xa0, extensions),
  );
  const signature = crypto.sign('sha256', signed, issuer.keyPem);
  const der = sequence(
    signed,
    algorithm,
    encodeElement(derTag.bitString, Buffer.concat([Buffer.from([0]), signature])),
  );
  return { der, pem: toPem('X509 CRL', der) };
}

/** Entries for certificates that nobody has, 35 octets each. */
export function manyEntries(count: number): Buffer {
  const one = sequence(encodeElement(derTag.integer, Buffer.alloc(16, 1)), time(-0.5));
  const all = Buffer.concat(Array.from({ length: count }, () => one));
  for (let index = 0; index < count; index++) all.writeUInt32BE(index, index * one.length + 8);
  return all;
}

function serialOf({ certificateDer }: Issued): Uint8Array {
  const number = new crypto.X509Certificate(certificateDer).serialNumber;
  return encodeElement(
    derTag.integer,
    Buffer.from(number.padStart(number.length + (number.length % 2), '0'), 'hex'),
  );
}

function extensionsOf(extensions: readonly ListExtension[] | undefined): Buffer {
  if (extensions === undefined || extensions.length === 0) return Buffer.alloc(0);
  return sequence(
    ...extensions.map(({ identifier, critical, value }) =>
      sequence(
        objectIdentifier(identifier),
        critical === true ? encodeElement(derTag.boolean, Buffer.from([0xff])) : new Uint8Array(),
        encodeElement(derTag.octetString, value),
      ),
    ),
  );
}

function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return encodeElement(derTag.objectIdentifier, Buffer.from(bytes));
}

function time(days: number): Buffer {
  const date = new Date(Date.now() + days * 86_400_000);
  const text = `${date.toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`;
  return encodeElement(derTag.utcTime, Buffer.from(text));
}
