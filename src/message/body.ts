/** Bodies: their sources, their charset, their line ends, and the encoding in which they travel. */
import path from 'node:path';
import { decodeText } from './charset.ts';
import type { BodySource, ComposeDeps } from './draft.ts';
import { readInput, readStdin } from './input-file.ts';
import { createQuotedPrintable, encodeBase64Lines } from './transfer-encoding.ts';

export interface EncodedText {
  readonly encoding: '7bit' | 'quoted-printable' | 'base64';
  readonly octets: Buffer;
}

/**
 * Reads a body. Text given as an option is taken as it is, octets are decoded.
 * @param charset of files and standard input
 * @throws INPUT file-unreadable, stdin-failed, body-undecodable; USAGE charset-unknown
 */
export async function readBody(
  source: BodySource,
  role: 'body' | 'html' | 'signature',
  charset: string,
  deps: ComposeDeps,
): Promise<string> {
  switch (source.kind) {
    case 'text':
      return source.text;
    case 'file': {
      const file = path.resolve(deps.cwd, source.path);
      return decodeText(await readInput(file, role), charset, source.path);
    }
    case 'stdin': {
      const chunks: Buffer[] = [];
      for await (const chunk of readStdin(deps.stdin)) chunks.push(chunk);
      return decodeText(Buffer.concat(chunks), charset, 'standard input');
    }
  }
}

/** @returns the text with CRLF for every CRLF, LF, CR, and once for a run of CR before a LF. */
export function toCrlf(text: string): string {
  // A run of CR is looked at once, whether or not a LF ends it.
  return text.replace(/\r+\n?|\n/g, (end) => (end.endsWith('\n') ? '\r\n' : '\r\n'.repeat(end.length)));
}

/** Adds a signature after the line that mail programs know it by (`-- `, RFC 3676, 4.3). */
export function withSignature(text: string, signature: string): string {
  const separated = text === '' || /[\r\n]$/.test(text) ? text : `${text}\r\n`;
  return `${separated}-- \r\n${signature}`;
}

/** The encoding that leaves most of the text readable; `text` has CRLF line ends. */
export function encodeText(text: string): EncodedText {
  const octets = Buffer.from(text);
  if (/^[\t\r\n\x20-\x7e]*$/.test(text) && !hasLongLine(text)) return { encoding: '7bit', octets };
  let eightBit = 0;
  for (const octet of octets) if (octet > 126 || (octet < 32 && octet !== 10 && octet !== 13)) eightBit += 1;
  if (eightBit * 6 > octets.length) return { encoding: 'base64', octets: encodeBase64Lines(octets) };
  const encoder = createQuotedPrintable();
  return { encoding: 'quoted-printable', octets: Buffer.concat([encoder.write(octets), encoder.end()]) };
}

/** @returns whether a line has more than 990 characters. */
export function hasLongLine(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const stop = end === -1 ? text.length : end;
    if (stop - at > 990) return true;
    at = stop + 1;
  }
  return false;
}
