/**
 * The subject hash by which OpenSSL finds a CA in a directory (`<hash>.0`, `<hash>.r0`): the first four octets of the
 * SHA-1 of the canonical subject, little end first. Source: OpenSSL, X509_NAME_hash_ex and x509_name_canon.
 */

const sequence = 0x30;
const utf8String = 0x0c;

/** Tags of the string types that are made canonical, with how their octets become text. */
const stringTypes: Readonly<Record<number, 'utf8' | 'latin1' | 'utf16be' | 'utf32be'>> = {
  0x0c: 'utf8',
  0x13: 'latin1',
  0x14: 'latin1',
  0x16: 'latin1',
  0x1a: 'latin1',
  0x1c: 'utf32be',
  0x1e: 'utf16be',
};

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** The element with its header. */
  readonly whole: Buffer;
}

/**
 * @param name the DER of a Name (X.501), as it stands in the certificate
 * @returns eight lower-case hex digits, as `openssl x509 -subject_hash` prints them
 */
export async function subjectHash(name: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  const [outer] = elements(Buffer.from(name));
  if (outer === undefined || outer.tag !== sequence) throw new RangeError('not the DER of a Name');
  const canonical = elements(outer.content).map((relative) =>
    encode(
      relative.tag,
      Buffer.concat(elements(relative.content).map(canonicalAttribute).toSorted(byOctets)),
    ),
  );
  const digest = createHash('sha1').update(Buffer.concat(canonical)).digest();
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

/** DER orders the members of a SET by their octets. */
function byOctets(one: Buffer, other: Buffer): number {
  return Buffer.compare(one, other);
}

function canonicalAttribute(attribute: Element): Buffer {
  const parts = elements(attribute.content).map((part) => {
    const encoding = stringTypes[part.tag];
    return encoding === undefined
      ? part.whole
      : encode(utf8String, Buffer.from(canonicalText(toText(part.content, encoding)), 'utf8'));
  });
  return encode(attribute.tag, Buffer.concat(parts));
}

/** Blanks at the ends go, runs of them become one, ASCII letters become small. */
function canonicalText(text: string): string {
  return text
    .replace(/^[ \t-\r]+|[ \t-\r]+$/g, '')
    .replace(/[ \t-\r]+/g, ' ')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function toText(octets: Buffer, encoding: 'utf8' | 'latin1' | 'utf16be' | 'utf32be'): string {
  switch (encoding) {
    case 'utf8':
    case 'latin1':
      return octets.toString(encoding);
    case 'utf16be':
      return Buffer.from(octets).swap16().toString('utf16le');
    case 'utf32be': {
      const points: number[] = [];
      for (let at = 0; at + 4 <= octets.length; at += 4) points.push(octets.readUInt32BE(at));
      return String.fromCodePoint(...points);
    }
  }
}

function elements(octets: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < octets.length;) {
    const tag = octets.readUInt8(at);
    let length = octets.readUInt8(at + 1);
    let start = at + 2;
    if (length > 0x80) {
      const count = length - 0x80;
      length = octets.readUIntBE(start, count);
      start += count;
    }
    const end = start + length;
    if (end > octets.length) throw new RangeError('a DER element is longer than what holds it');
    found.push({ tag, content: octets.subarray(start, end), whole: octets.subarray(at, end) });
    at = end;
  }
  return found;
}

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
  const header = Buffer.alloc(2 + size);
  header[0] = tag;
  header[1] = 0x80 + size;
  header.writeUIntBE(length, 2, size);
  return Buffer.concat([header, content]);
}
