/**
 * The header of a finished message, read as sendmail reads it: a first line `From ` of an mbox is dropped; the first
 * line that is not a field begins the body, with or without an empty line before it. A byte order mark (UTF-8)
 * before the first field is skipped.
 */
import { SendmemoError } from '../failure/error.ts';
import { showHeaderText } from './header-charset.ts';

/** Contract: a header larger than this is refused. */
export const headerLimitBytes = 256 * 1024;

/** One field unchanged, folded, with its CRLF. */
export interface RawField {
  /** As written, without the colon. */
  readonly name: string;
  /** latin1: one character for each octet. */
  readonly text: string;
  /** Line of the input, from 1. */
  readonly line: number;
}

export interface RawHeader {
  readonly fields: readonly RawField[];
  /** Octets after the header that were read with it. */
  readonly bodyStart: Buffer;
  /** Line of the input at which the body begins, from 1. */
  readonly bodyLine: number;
}

/**
 * Reads the header off an iterator of octets with CRLF line ends; the body is what the iterator gives after that.
 * @throws INPUT raw-header-too-large; raw-utf16; raw-nul; raw-header-malformed where a Bcc would become visible in the
 * body
 */
export async function readRawHeader(lines: AsyncIterator<Buffer>): Promise<RawHeader> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  let done = false;
  let text = '';
  // In steps that double: the search for the end is not repeated for every small chunk.
  let searchAt = 0;
  while (!done && sizeBytes <= headerLimitBytes) {
    const next = await lines.next();
    done = next.done === true;
    if (next.done !== true) {
      chunks.push(next.value);
      sizeBytes += next.value.length;
    }
    if (done || sizeBytes >= searchAt) {
      text = Buffer.concat(chunks).toString('latin1');
      searchAt = sizeBytes * 2;
      if (text.startsWith('\r\n') || text.includes('\r\n\r\n')) break;
    }
  }
  text = Buffer.concat(chunks).toString('latin1');
  return splitHeader(text, done);
}

function splitHeader(text: string, complete: boolean): RawHeader {
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text)) throw new SendmemoError({ code: 'INPUT', reason: 'raw-utf16' });
  const fields: RawField[] = [];
  let at = endOfMark(text, 0);
  let line = 1;
  if (/^>?From /.test(text.slice(at, at + 6))) {
    at = endOfMark(text, text.indexOf('\r\n') + 2);
    line = 2;
  }
  while (at < text.length) {
    if (text.startsWith('\r\n', at)) return { fields, bodyStart: toOctets(text, at + 2), bodyLine: line + 1 };
    const name = /^[\x21-\x39\x3b-\x7e]+(?=[ \t]*:)/.exec(text.slice(at, at + 1000))?.[0];
    if (name === undefined) return bodyWithoutEmptyLine(fields, text, at, line);
    const end = endOfField(text, at);
    if (end > headerLimitBytes || (end === text.length && !complete)) break;
    const field = text.slice(at, end);
    const nul = field.indexOf('\0');
    if (nul !== -1) {
      const before = field.slice(0, nul).split('\n').length - 1;
      throw new SendmemoError({ code: 'INPUT', reason: 'raw-nul', line: line + before });
    }
    fields.push({ name, text: field, line });
    line += field.split('\n').length - 1;
    at = end;
  }
  if (at < text.length || !complete) {
    throw new SendmemoError({
      code: 'INPUT',
      reason: 'raw-header-too-large',
      limitBytes: headerLimitBytes,
    });
  }
  return { fields, bodyStart: Buffer.alloc(0), bodyLine: line };
}

function endOfMark(text: string, at: number): number {
  return text.startsWith('\xef\xbb\xbf', at) ? at + 3 : at;
}

/** What looks like the rest of the header must not contain hidden recipients. */
function bodyWithoutEmptyLine(
  fields: readonly RawField[],
  text: string,
  at: number,
  line: number,
): RawHeader {
  const blank = text.indexOf('\r\n\r\n', at);
  const rest = text.slice(at, blank === -1 ? text.length : blank);
  if (/^(?:resent-)?bcc[ \t]*:/im.test(rest)) {
    throw new SendmemoError({ code: 'INPUT', reason: 'raw-header-malformed', line });
  }
  return { fields, bodyStart: toOctets(text, at), bodyLine: line };
}

function endOfField(text: string, start: number): number {
  let at = start;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    if (end === -1) return text.length;
    at = end + 2;
    if (text[at] !== ' ' && text[at] !== '\t') return at;
  }
}

function toOctets(text: string, from: number): Buffer {
  return Buffer.from(text.slice(from), 'latin1');
}

/**
 * @param charset what the message declares for its text, or null
 * @returns the value, unfolded, without the blanks around it; U+FFFD for octets that are not understood
 */
export function fieldValue(field: RawField, charset: string | null = null): string {
  return showHeaderText(unfoldedValue(field), charset);
}

/**
 * The value of a field for its addresses. Only UTF-8 is an address (RFC 6532): in other charsets names are understood
 * as far as their quotes and brackets, and every letter beyond ASCII is U+FFFD.
 */
export function addressValue(field: RawField, charset: string | null): string {
  const value = unfoldedValue(field);
  const isText = isUtf8(value) && !value.includes('\x1b');
  const text = showHeaderText(value, charset);
  return isText ? text : text.replace(/[^\0-\x7f]/g, '\ufffd');
}

function unfoldedValue(field: RawField): string {
  return field.text
    .slice(field.text.indexOf(':') + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .trim();
}

/** @returns the charset that Content-Type names, for the octets of the header that do not name theirs. */
export function declaredCharset(fields: readonly RawField[]): string | null {
  const field = fields.find(({ name }) => name.toLowerCase() === 'content-type');
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(field?.text ?? '')?.[1] ?? null;
}

/** @returns whether a latin1 text is UTF-8 (or ASCII). */
export function isUtf8(text: string): boolean {
  return decodeOctets(text) !== null;
}

/** @returns the octets of a latin1 text as UTF-8, or null where they are none. */
export function decodeOctets(text: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return null;
  }
}
