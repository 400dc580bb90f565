/** Bodies: their sources, their charset, their line ends, and the encoding in which they travel. */
import path from 'node:path';
import { SendmemoError } from '../failure/error.ts';
import { decodeText } from './charset.ts';
import type { BodySource, ComposeDeps } from './draft.ts';
import { readInput, readStdin } from './input-file.ts';
import { base64StepBytes, createQuotedPrintable, encodeBase64Lines } from './transfer-encoding.ts';

export interface EncodedText {
  readonly encoding: '7bit' | 'quoted-printable' | 'base64';
  readonly octets: Buffer;
}

/** A text becomes one string, whose length Node bounds at 512 MiB; an attachment has no such limit. */
const textLimitBytes = 256 * 1024 * 1024;

function tooLarge(role: string, source: string): SendmemoError {
  return new SendmemoError({
    code: 'INPUT',
    reason: 'file-unreadable',
    role,
    path: source,
    why: 'other',
    system: 'EFBIG',
  });
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
      const octets = await readInput(file, role);
      if (octets.length > textLimitBytes) throw tooLarge(role, source.path);
      return decodeText(octets, charset, source.path);
    }
    case 'stdin': {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      for await (const chunk of readStdin(deps.stdin)) {
        chunks.push(chunk);
        sizeBytes += chunk.length;
        if (sizeBytes > textLimitBytes) throw tooLarge(role, 'standard input');
      }
      return decodeText(Buffer.concat(chunks), charset, 'standard input');
    }
  }
}

/** Longer texts are worked on in pieces of this length, with turns of the event loop between them. */
const pieceLength = 1024 * 1024;

/** @returns the text with CRLF for every CRLF, LF, CR, and once for a run of CR before a LF. */
export async function toCrlf(text: string): Promise<string> {
  if (text.length <= pieceLength) return lineEndsOf(text);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + pieceLength, text.length);
    // A run of CR belongs to the piece in which it begins, with the LF after it.
    if (text.charCodeAt(end - 1) === 13) {
      while (end < text.length && text.charCodeAt(end) === 13) end += 1;
      if (end < text.length && text.charCodeAt(end) === 10) end += 1;
    }
    pieces.push(lineEndsOf(text.slice(at, end)));
    at = end;
    await nextTurn();
  }
  return pieces.join('');
}

function lineEndsOf(text: string): string {
  // A run of CR is looked at once, whether or not a LF ends it.
  return text.replace(/\r+\n?|\n/g, (end) => (end.endsWith('\n') ? '\r\n' : '\r\n'.repeat(end.length)));
}

/** Adds a signature after the line that mail programs know it by (`-- `, RFC 3676, 4.3). */
export function withSignature(text: string, signature: string): string {
  const separated = text === '' || /[\r\n]$/.test(text) ? text : `${text}\r\n`;
  return `${separated}-- \r\n${signature}`;
}

/** The encoding that leaves most of the text readable; `text` has CRLF line ends. */
export async function encodeText(text: string): Promise<EncodedText> {
  const octets = Buffer.from(text);
  let eightBit = 0;
  for (const piece of piecesOf(octets, pieceLength)) {
    for (const octet of piece) if (octet > 126 || (octet < 32 && octet !== 10 && octet !== 13)) eightBit += 1;
    if (piece.length < octets.length) await nextTurn();
  }
  if (isPlain(octets, eightBit) && !hasLongLine(text)) return { encoding: '7bit', octets };
  const encoded: Buffer[] = [];
  if (eightBit * 6 > octets.length) {
    for (const piece of piecesOf(octets, base64StepBytes)) {
      encoded.push(encodeBase64Lines(piece));
      if (piece.length < octets.length) await nextTurn();
    }
    return { encoding: 'base64', octets: Buffer.concat(encoded) };
  }
  const encoder = createQuotedPrintable();
  for (const piece of piecesOf(octets, pieceLength)) {
    encoded.push(encoder.write(piece));
    if (piece.length < octets.length) await nextTurn();
  }
  encoded.push(encoder.end());
  return { encoding: 'quoted-printable', octets: Buffer.concat(encoded) };
}

/** Tabs are counted with what must be encoded, but are allowed in plain text. */
function isPlain(octets: Buffer, eightBit: number): boolean {
  if (eightBit === 0) return true;
  let tabs = 0;
  for (let at = octets.indexOf(9); at !== -1; at = octets.indexOf(9, at + 1)) tabs += 1;
  return tabs === eightBit;
}

function* piecesOf(octets: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < octets.length; at += length) yield octets.subarray(at, at + length);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
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
