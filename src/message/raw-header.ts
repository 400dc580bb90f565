/**
 * The header of a finished message, read as sendmail reads it: a first line `From ` of an mbox is dropped; the first
 * line that is no field begins the body, whether or not an empty line stands before it.
 */
import { SubmissionError } from '../failure/error.ts';

/** Contract: a header larger than this is refused. */
export const headerLimitBytes = 256 * 1024;

/** One field as it stands, folded, with its CRLF. */
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
 * @throws INPUT raw-header-too-large; raw-header-malformed where a Bcc would become visible in the body
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
  const fields: RawField[] = [];
  let at = 0;
  let line = 1;
  if (/^>?From /.test(text)) {
    at = text.indexOf('\r\n') + 2;
    line = 2;
  }
  while (at < text.length) {
    if (text.startsWith('\r\n', at)) return { fields, bodyStart: toOctets(text, at + 2), bodyLine: line + 1 };
    const name = /^[\x21-\x39\x3b-\x7e]+(?=[ \t]*:)/.exec(text.slice(at, at + 1000))?.[0];
    if (name === undefined) return bodyWithoutEmptyLine(fields, text, at, line);
    const end = endOfField(text, at);
    if (end > headerLimitBytes || (end === text.length && !complete)) break;
    const field = text.slice(at, end);
    fields.push({ name, text: field, line });
    line += field.split('\n').length - 1;
    at = end;
  }
  if (at < text.length || !complete) {
    throw new SubmissionError({
      code: 'INPUT',
      reason: 'raw-header-too-large',
      limitBytes: headerLimitBytes,
    });
  }
  return { fields, bodyStart: Buffer.alloc(0), bodyLine: line };
}

/** What looks like the rest of the header must not hold recipients that nobody may see. */
function bodyWithoutEmptyLine(
  fields: readonly RawField[],
  text: string,
  at: number,
  line: number,
): RawHeader {
  const blank = text.indexOf('\r\n\r\n', at);
  const rest = text.slice(at, blank === -1 ? text.length : blank);
  if (/^(?:resent-)?bcc[ \t]*:/im.test(rest)) {
    throw new SubmissionError({ code: 'INPUT', reason: 'raw-header-malformed', line });
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

/** @returns the value, unfolded, without the blanks around it; U+FFFD for octets beyond ASCII that are not UTF-8. */
export function fieldValue(field: RawField): string {
  const value = field.text
    .slice(field.text.indexOf(':') + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .trim();
  return decodeOctets(value) ?? value.replace(/[^\0-\x7f]/g, '\ufffd');
}

/** @returns the octets of a latin1 text as UTF-8, or null where they are none. */
export function decodeOctets(text: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return null;
  }
}
