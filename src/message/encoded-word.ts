/**
 * Text in header fields (RFC 2047): a text is written as it is where every reader gives the same text back, else as
 * encoded words of whole characters.
 */

/** RFC 2047, 2: no encoded word is longer than 75. `=?UTF-8?B?` and `?=` take 12. */
const encodedTextLimit = 60;

/** Printable words with single blanks between them, and nothing that a reader would take for an encoded word. */
export function isPlainHeaderText(text: string): boolean {
  return /^(?:[\x21-\x7e]{1,500}(?: [\x21-\x7e]{1,500})*)?$/.test(text) && !text.includes('=?');
}

/** @returns encoded words in the order of the text; a decoder joins them without a blank. */
export function encodeWords(text: string): string[] {
  const quotedPrintable = Buffer.byteLength(text) * 3 < text.length * 4 && !text.includes('=?');
  const words: string[] = [];
  let octets = 0;
  let start = 0;
  let at = 0;
  for (const char of text) {
    const size = quotedPrintable ? encodeQ(char).length : Buffer.byteLength(char);
    if (octets + size > (quotedPrintable ? encodedTextLimit : (encodedTextLimit / 4) * 3)) {
      words.push(encodeWord(text.slice(start, at), quotedPrintable));
      start = at;
      octets = 0;
    }
    octets += size;
    at += char.length;
  }
  words.push(encodeWord(text.slice(start), quotedPrintable));
  return words;
}

/** @returns words for octets that are not UTF-8, labelled as unknown (RFC 1428). */
export function encodeUnknownWords(octets: Buffer): string[] {
  const words: string[] = [];
  for (let at = 0; at < octets.length; at += 36) {
    words.push(`=?unknown-8bit?B?${octets.subarray(at, at + 36).toString('base64')}?=`);
  }
  return words;
}

function encodeWord(text: string, quotedPrintable: boolean): string {
  if (!quotedPrintable) return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
  return `=?UTF-8?Q?${encodeQ(text)}?=`;
}

/** RFC 2047, 4.2 and 5 (3): only what is also allowed in a phrase is left unchanged. */
function encodeQ(text: string): string {
  let encoded = '';
  for (const octet of Buffer.from(text)) {
    const char = String.fromCharCode(octet);
    if (octet === 32) encoded += '_';
    else if (/[A-Za-z0-9!*+\-/]/.test(char)) encoded += char;
    else encoded += `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** @returns a header text with its encoded words decoded as far as this runtime knows their charsets; for logs. */
export function decodeWords(text: string): string {
  const joined = text.replace(/(\?=)[ \t\r\n]+(?==\?)/g, '$1');
  return joined.replace(
    /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([BbQq])\?([^?\s]*)\?=/g,
    (word: string, charset: string, encoding: string, encoded: string) => {
      const octets =
        encoding.toUpperCase() === 'B'
          ? Buffer.from(encoded, 'base64')
          : Buffer.from(
              encoded
                .replaceAll('_', ' ')
                .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
              'latin1',
            );
      try {
        return new TextDecoder(charset).decode(octets);
      } catch {
        return word;
      }
    },
  );
}
