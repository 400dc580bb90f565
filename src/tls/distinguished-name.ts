/**
 * Distinguished names (RFC 5280, 4.1.2.4): as text for people, and in the canonical form by which OpenSSL compares
 * them and names the files of a hashed directory (x_name.c, `X509_NAME_hash`): every string as UTF-8, ASCII letters
 * in lower case, blanks at the ends taken off and inner ones made one.
 */
import crypto from 'node:crypto';
import { type DerElement, derTag, encodeElement, readElements, readObjectIdentifier } from './der.ts';
import { harmless } from '../text/control-characters.ts';

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

interface Attribute {
  readonly type: DerElement;
  readonly value: DerElement;
}

/** @returns `C=JP, O=Example, CN=mail.example.com`, control characters as `\xx`. @throws RangeError */
export function renderName(name: DerElement): string {
  const parts = relativeNames(name).map((attributes) =>
    attributes
      .map(({ type, value }) => {
        const identifier = readObjectIdentifier(type.content);
        return `${shortNames[identifier] ?? identifier}=${harmless(stringOf(value))}`;
      })
      .join('+'),
  );
  return parts.length === 0 ? '(no name)' : parts.join(', ');
}

/** @returns the last CN of a name, the most specific one, or null. @throws RangeError */
export function commonNameOf(name: DerElement): string | null {
  let found: string | null = null;
  for (const { type, value } of relativeNames(name).flat()) {
    if (readObjectIdentifier(type.content) === '2.5.4.3') found = stringOf(value);
  }
  return found;
}

/** @returns the canonical encoding, equal for names that OpenSSL takes for equal. @throws RangeError */
export function canonicalName(name: DerElement): Buffer {
  return Buffer.concat(readElements(name.content).map(({ content }) => canonicalSet(content)));
}

/** The same of one RelativeDistinguishedName, given its contents. @throws RangeError */
export function canonicalSet(content: Uint8Array): Buffer {
  const pairs = attributesOf(content).map(({ type, value }) =>
    encodeElement(derTag.sequence, Buffer.concat([type.raw, canonicalValue(value)])),
  );
  return encodeElement(derTag.set, Buffer.concat(pairs.toSorted((one, other) => Buffer.compare(one, other))));
}

/** @returns the eight hex digits of `<hash>.0`. @throws RangeError */
export function nameHash(name: DerElement): string {
  const digest = crypto.createHash('sha1').update(canonicalName(name)).digest();
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

function relativeNames(name: DerElement): Attribute[][] {
  return readElements(name.content).map(({ content }) => attributesOf(content));
}

function attributesOf(content: Uint8Array): Attribute[] {
  return readElements(content).map((pair) => {
    const [type, value] = readElements(pair.content);
    if (type?.tag !== derTag.objectIdentifier || value === undefined) throw new RangeError('a broken name');
    return { type, value };
  });
}

function canonicalValue(value: DerElement): Uint8Array {
  if (!stringTags.has(value.tag)) return value.raw;
  const text = stringOf(value)
    .replace(/[ \t\n\v\f\r]+/g, ' ')
    .replace(/^ | $/g, '')
    // ASCII letters only: the others are left as they are.
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return encodeElement(derTag.utf8String, Buffer.from(text, 'utf8'));
}

const stringTags: ReadonlySet<number> = new Set([
  derTag.utf8String,
  derTag.printableString,
  derTag.teletexString,
  derTag.ia5String,
  derTag.visibleString,
  derTag.universalString,
  derTag.bmpString,
]);

function stringOf(value: DerElement): string {
  const bytes = Buffer.from(value.content);
  if (value.tag === derTag.utf8String) return bytes.toString('utf8');
  if (value.tag === derTag.bmpString && bytes.length % 2 === 0) return bytes.swap16().toString('utf16le');
  if (value.tag === derTag.universalString && bytes.length % 4 === 0) {
    let text = '';
    for (let offset = 0; offset < bytes.length; offset += 4) {
      const point = bytes.readUInt32BE(offset);
      text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return text;
  }
  return bytes.toString('latin1');
}
