/**
 * A reader for DER (X.690), as much as certificates and revocation lists need: definite lengths, single-byte tags.
 * It exists because the runtime has no parser for CRLs and gives a certificate's names only as text, whose quoting
 * would have to be undone again.
 * Every function throws RangeError for bytes that are not DER; the callers turn that into a failure of a block.
 */

/** Tags as encoded. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One element: its tag, its contents, and all of its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly raw: Uint8Array;
}

/** @returns the element that begins at an offset; what follows it is not looked at. @throws RangeError */
export function readElement(bytes: Uint8Array, offset = 0): DerElement {
  const tag = byteAt(bytes, offset);
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag of several bytes');
  let position = offset + 1;
  let length = byteAt(bytes, position++);
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4) throw new RangeError('a length that DER does not have');
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + byteAt(bytes, position++);
  }
  const end = position + length;
  if (end > bytes.length) throw new RangeError('it ends in the middle');
  return { tag, content: bytes.subarray(position, end), raw: bytes.subarray(offset, end) };
}

/** @returns the elements that fill a content, one after the other. @throws RangeError */
export function readElements(content: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let offset = 0; offset < content.length;) {
    const element = readElement(content, offset);
    elements.push(element);
    offset += element.raw.length;
  }
  return elements;
}

/** @returns the element at a place, which must have the tag. @throws RangeError */
export function expectElement(elements: readonly DerElement[], index: number, tag: number): DerElement {
  const element = elements[index];
  if (element?.tag !== tag) throw new RangeError('a field is missing or of the wrong kind');
  return element;
}

/** @returns `1.2.840.113549` for the contents of an OBJECT IDENTIFIER. */
export function readObjectIdentifier(content: Uint8Array): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      arcs.push(first, value - first * 40);
    } else arcs.push(value);
    value = 0;
  }
  return arcs.join('.');
}

/** @returns the time of a UTCTime or GeneralizedTime in its DER form (RFC 5280, 4.1.2.5). @throws RangeError */
export function readTime(element: DerElement): Date {
  const text = Buffer.from(element.content).toString('latin1');
  const long = element.tag === derTag.generalizedTime;
  if (!long && element.tag !== derTag.utcTime) throw new RangeError('a time is missing');
  if (!(long ? /^\d{14}Z$/ : /^\d{12}Z$/).test(text)) throw new RangeError('a time that can not be read');
  const century = long ? '' : Number(text.slice(0, 2)) >= 50 ? '19' : '20';
  const full = century + text;
  const date = new Date(
    `${full.slice(0, 4)}-${full.slice(4, 6)}-${full.slice(6, 8)}T${full.slice(8, 10)}:${full.slice(10, 12)}:${full.slice(12, 14)}Z`,
  );
  if (Number.isNaN(date.getTime())) throw new RangeError('a time that does not exist');
  return date;
}

/** @returns upper-case hex of an INTEGER without leading zeros, as serial numbers are written. */
export function readSerial(content: Uint8Array): string {
  const hex = Buffer.from(content)
    .toString('hex')
    .toUpperCase()
    .replace(/^(00)+(?=.)/, '');
  return hex === '' ? '0' : hex;
}

/** @returns an element in DER. */
export function encodeElement(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from(head), content]);
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new RangeError('it ends in the middle');
  return byte;
}
