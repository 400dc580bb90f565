/**
 * Octets → text, strictly: an octet that is not valid in the charset is a failure with its offset, never U+FFFD.
 * UTF-8 by the runtime, ISO-2022-JP by iso-2022-jp.ts, all others by iconv-lite, which is loaded only then.
 */
import { nearestWord } from '../text/spelling.ts';
import { SendmemoError } from '../failure/error.ts';
import { decodeIso2022Jp } from './iso-2022-jp.ts';

/** Names of IBM and of locales that iconv-lite does not know, by their canonical form. */
const aliases: Readonly<Record<string, string>> = {
  ibm932: 'cp932',
  ibm943: 'cp932',
  ibm943c: 'cp932',
  mskanji: 'cp932',
  pck: 'cp932',
  ibmeucjp: 'eucjp',
  ujis: 'eucjp',
  ibm33722: 'eucjp',
  jis: 'iso2022jp',
  csiso2022jp: 'iso2022jp',
  '646': 'ascii',
  ansix341968: 'ascii',
  c: 'ascii',
};

/** Encodings of iconv-lite that are no charsets of text. */
const notCharsets =
  /^(?:base64|hex|binary|utf7|utf7imap|internal|singlebyte|dbcs|sbcs|utf16|utf32|cesu8|_.*)$/;

const suggestions = [
  'UTF-8',
  'ISO-8859-1',
  'ISO-8859-15',
  'IBM850',
  'IBM437',
  'Shift_JIS',
  'EUC-JP',
  'ISO-2022-JP',
  'Windows-1252',
  'Windows-31J',
  'US-ASCII',
  'UTF-16LE',
  'GB18030',
  'Big5',
  'EUC-KR',
];

function canonical(name: string): string {
  const key = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return aliases[key] ?? key;
}

/** @returns whether text in this charset can be read. */
export async function isCharset(name: string): Promise<boolean> {
  const key = canonical(name);
  if (key === 'utf8' || key === 'iso2022jp' || key === 'ascii' || key === 'usascii') return true;
  if (key === '' || notCharsets.test(key)) return false;
  const { default: iconv } = await import('iconv-lite');
  return iconv.encodingExists(key);
}

/**
 * Rejects an unknown charset.
 * @throws USAGE charset-unknown, with the nearest name
 */
export async function checkCharset(name: string): Promise<void> {
  if (await isCharset(name)) return;
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'charset-unknown',
    charset: name,
    nearest: nearestWord(name, suggestions),
  });
}

/**
 * Decodes a whole text; a byte order mark at the beginning of UTF-8 and UTF-16 is dropped.
 * @param source for the message: `standard input`, a path
 * @throws USAGE charset-unknown; INPUT body-undecodable with the offset of the octet, from 0
 */
export async function decodeText(octets: Buffer, charset: string, source: string): Promise<string> {
  const key = canonical(charset);
  const decoded = await decode(octets, key, charset);
  if (typeof decoded === 'string') return decoded;
  throw new SendmemoError({ code: 'INPUT', reason: 'body-undecodable', source, charset, offset: decoded });
}

async function decode(octets: Buffer, key: string, charset: string): Promise<string | number> {
  if (key === 'utf8') return decodeUtf8(octets);
  if (key === 'ascii' || key === 'usascii') {
    const bad = octets.findIndex((octet) => octet > 0x7f);
    return bad === -1 ? octets.toString('latin1') : bad;
  }
  await checkCharset(charset);
  const { default: iconv } = await import('iconv-lite');
  if (key === 'iso2022jp') return decodeIso2022Jp(octets, (euc) => iconv.decode(euc, 'euc-jp'));
  const text = iconv.decode(octets, key);
  if (!text.includes('\ufffd')) return text;
  return firstInvalid(octets, iconv.getDecoder(key)) ?? text;
}

function decodeUtf8(octets: Buffer): string | number {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return firstInvalidUtf8(octets);
  }
}

/** The longest beginning that is valid but for an incomplete character at its end, halved until it is found. */
function firstInvalidUtf8(octets: Buffer): number {
  if (isUtf8Beginning(octets)) return startOfCharacter(octets, octets.length);
  let valid = 0;
  let invalid = octets.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isUtf8Beginning(octets.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return startOfCharacter(octets, invalid - 1);
}

function isUtf8Beginning(octets: Buffer): boolean {
  try {
    // `stream` lets an incomplete character at the end pass.
    new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The octet at `broken` does not fit: the fault is the character that it should have continued, or the octet. */
function startOfCharacter(octets: Buffer, broken: number): number {
  for (let at = broken - 1; at >= Math.max(0, broken - 3); at -= 1) {
    const octet = octets[at] ?? 0;
    if ((octet & 0xc0) === 0x80) continue;
    const width = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : octet >= 0xc0 ? 2 : 1;
    return width > broken - at ? at : broken;
  }
  return broken;
}

interface PiecewiseDecoder {
  write(octets: Buffer): string;
  end(): string | undefined;
}

/** Octet by octet; U+FFFD that the charset itself has (GB18030, UTF-16) is distinguished by its neighbours. */
function firstInvalid(octets: Buffer, decoder: PiecewiseDecoder): number | null {
  let start = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const output = decoder.write(octets.subarray(at, at + 1));
    if (output.includes('\ufffd')) {
      const genuine = octets.subarray(start, at + 1).toString('hex');
      if (!['fdff', 'fffd', '8431a437', 'fdff0000', '0000fffd'].includes(genuine)) return start;
    }
    if (output !== '') start = at + 1;
  }
  return (decoder.end() ?? '') === '' ? null : start;
}
