/**
 * revokedCertificates of a list (RFC 5280, 5.1.2.6 and 5.3), read in place: no object for each entry, so that a list of
 * 10 MB costs no more memory than its bytes.
 */
import { derTag, readElement, readSerial, readTime } from './der.ts';
import { canonicalName } from './distinguished-name.ts';
import { readExtensions } from './extensions.ts';

export interface CrlEntries {
  /** The entries, one after the other. */
  readonly bytes: Uint8Array;
  readonly count: number;
  /** An entry has an unknown critical extension: the list must not be used (RFC 5280, 5.3). */
  readonly unknownCritical: boolean;
  /** An entry names another issuer, as in an indirect list. */
  readonly otherIssuers: boolean;
}

const certificateIssuer = '2.5.29.29';
const reasonCode = '2.5.29.21';
const removeFromCrl = 8;

/** Looks at every entry. @throws RangeError for one that can't be read */
export function readEntries(bytes: Uint8Array | undefined): CrlEntries {
  if (bytes === undefined)
    return { bytes: new Uint8Array(), count: 0, unknownCritical: false, otherIssuers: false };
  let count = 0;
  let unknownCritical = false;
  let otherIssuers = false;
  const entry = new EntryCursor(bytes);
  while (entry.next()) {
    count++;
    if (!entry.hasExtensions) continue;
    for (const [identifier, { critical }] of entry.extensions()) {
      if (identifier === certificateIssuer) otherIssuers = true;
      else if (critical) unknownCritical = true;
    }
  }
  return { bytes, count, unknownCritical, otherIssuers };
}

/**
 * Looks for a certificate.
 * @param serialNumber upper-case hex, as readSerial gives it
 * @param issuer canonical name of the certificate's issuer, and that of the list, which is the default of its entries
 * @returns the time of its revocation, or null; an entry that says removeFromCRL is none
 */
export function findRevocation(
  { bytes, otherIssuers }: CrlEntries,
  serialNumber: string,
  issuer: { readonly certificate: Buffer; readonly list: Buffer },
): Date | null {
  const wanted = Buffer.from(serialNumber.length % 2 === 0 ? serialNumber : `0${serialNumber}`, 'hex');
  let applies = issuer.list.equals(issuer.certificate);
  const entry = new EntryCursor(bytes);
  while (entry.next()) {
    // An issuer that is named holds for the entries that follow too (RFC 5280, 5.3.3).
    if (otherIssuers && entry.hasExtensions) {
      const named = entry.extensions().get(certificateIssuer);
      if (named !== undefined) applies = namesIssuer(named.value, issuer.certificate);
    }
    if (!applies || !entry.hasSerial(wanted)) continue;
    if (readSerial(entry.serial()) !== serialNumber) continue;
    const reason = entry.hasExtensions ? entry.extensions().get(reasonCode) : undefined;
    if (reason !== undefined && readElement(reason.value).content.at(-1) === removeFromCrl) continue;
    return entry.time();
  }
  return null;
}

/** certificateIssuer is GeneralNames; a directoryName counts. */
function namesIssuer(value: Uint8Array, issuer: Buffer): boolean {
  const names = readElement(value).content;
  for (let offset = 0; offset < names.length;) {
    const name = readElement(names, offset);
    if (name.tag === 0xa4 && canonicalName(readElement(name.content)).equals(issuer)) return true;
    offset += name.raw.length;
  }
  return false;
}

/** Walks over entries by offsets; nothing is made but what is asked for. */
class EntryCursor {
  readonly #bytes: Uint8Array;
  #end = 0;
  #serial = 0;
  #serialEnd = 0;
  #time = 0;
  #timeEnd = 0;
  // Of the element read last.
  #content = 0;
  #contentEnd = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @returns whether there is another entry. @throws RangeError */
  next(): boolean {
    if (this.#end >= this.#bytes.length) return false;
    this.#read(this.#end, this.#bytes.length, derTag.sequence);
    this.#end = this.#contentEnd;
    this.#read(this.#content, this.#end, derTag.integer);
    this.#serial = this.#content;
    this.#serialEnd = this.#contentEnd;
    this.#time = this.#contentEnd;
    const long = this.#bytes[this.#time] === derTag.generalizedTime;
    this.#read(this.#time, this.#end, long ? derTag.generalizedTime : derTag.utcTime);
    this.#timeEnd = this.#contentEnd;
    if (this.#timeEnd - this.#content !== (long ? 15 : 13) || this.#bytes[this.#timeEnd - 1] !== 0x5a) {
      throw new RangeError('a time that can not be read');
    }
    if (this.#timeEnd < this.#end) {
      this.#read(this.#timeEnd, this.#end, derTag.sequence);
      if (this.#contentEnd !== this.#end) throw new RangeError('a field that an entry does not have');
    }
    return true;
  }

  get hasExtensions(): boolean {
    return this.#timeEnd < this.#end;
  }

  extensions(): ReturnType<typeof readExtensions> {
    return readExtensions(readElement(this.#bytes, this.#timeEnd));
  }

  /** @returns whether the serial number ends with these bytes: nearly always the answer. */
  hasSerial(wanted: Uint8Array): boolean {
    const start = this.#serialEnd - wanted.length;
    if (start < this.#serial) return false;
    for (let index = wanted.length - 1; index >= 0; index--) {
      if (this.#bytes[start + index] !== wanted[index]) return false;
    }
    return true;
  }

  serial(): Uint8Array {
    return this.#bytes.subarray(this.#serial, this.#serialEnd);
  }

  /** @throws RangeError */
  time(): Date {
    return readTime(readElement(this.#bytes, this.#time));
  }

  #read(offset: number, limit: number, tag: number): void {
    const bytes = this.#bytes;
    if (bytes[offset] !== tag) throw new RangeError('a field is missing or of the wrong kind');
    let length = bytes[offset + 1] ?? 0x80;
    let position = offset + 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      if (size === 0 || size > 4) throw new RangeError('a length that DER does not have');
      length = 0;
      for (let index = 0; index < size; index++) length = length * 256 + (bytes[position++] ?? 0);
    }
    this.#content = position;
    this.#contentEnd = position + length;
    if (this.#contentEnd > limit) throw new RangeError('it ends in the middle');
  }
}
