/** A line of a batch → key and draft (contract, section 12). What is wrong with it is the failure of that line alone. */
import { isUtf8 } from 'node:buffer';
import { SendmemoError } from '../../failure/error.ts';
import { nearestWord } from '../../text/spelling.ts';
import type { Draft, SourcedText } from '../../message/draft.ts';

/** What a line calls its submission; given back as it was written. */
export type BatchKey = string | number;

/** A line as JSON: an object, its properties not looked at yet. */
export type BatchObject = Readonly<Record<string, unknown>>;

const properties = ['to', 'cc', 'bcc', 'from', 'subject', 'text', 'html', 'attach', 'headers', 'key'];

/** @throws SendmemoError batch-line: no UTF-8, no JSON, no object */
export function parseBatchObject(octets: Buffer, line: number): BatchObject {
  if (!isUtf8(octets)) throw badLine(line, 'it is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(octets.toString('utf8', startsWithBom(octets) ? 3 : 0));
  } catch (error) {
    throw badLine(line, error instanceof Error ? error.message.slice(0, 200) : 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badLine(line, 'it is not a JSON object');
  }
  return value as BatchObject;
}

/** Windows programs begin a file with one. */
function startsWithBom(octets: Buffer): boolean {
  return octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf;
}

/** @returns null where there is none. @throws SendmemoError batch-line */
export function readBatchKey(object: BatchObject, line: number): BatchKey | null {
  const key = object['key'] ?? null;
  if (key === null || typeof key === 'number') return key;
  if (typeof key !== 'string' || key === '') throw badLine(line, '"key" is neither text nor a number');
  return checked(key, 'key', line);
}

/** @throws SendmemoError batch-line */
export function readBatchDraft(object: BatchObject, line: number): Draft {
  for (const name of Object.keys(object)) {
    if (properties.includes(name)) continue;
    const nearest = nearestWord(name, properties);
    const meant = nearest === null ? `there is: ${properties.join(', ')}` : `did you mean "${nearest}"?`;
    throw badLine(line, `unknown property ${JSON.stringify(name)}; ${meant}`);
  }
  const source = (name: string): string => `line ${line}: ${name}`;
  const addresses = (name: string): SourcedText[] =>
    texts(object, name, line).map((text) => ({ text, source: source(name) }));
  const from = text(object, 'from', line);
  const html = text(object, 'html', line);
  return {
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    from: from === null ? null : { text: from, source: source('from') },
    envelopeFrom: null,
    replyTo: null,
    dsn: null,
    subject: text(object, 'subject', line),
    headers: headers(object, line).map((field) => ({ text: field, source: source('headers') })),
    priority: null,
    body: { kind: 'text', text: text(object, 'text', line) ?? '' },
    ...(html === null ? { html: null } : htmlBodies(object, html, line)),
    signatureFile: null,
    attachments: attachments(object, line),
    inline: [],
    charset: null,
  };
}

/** HTML alone has no text beside it. */
function htmlBodies(object: BatchObject, html: string, line: number): Pick<Draft, 'body' | 'html'> {
  const plain = text(object, 'text', line);
  return {
    body: plain === null ? null : { kind: 'text', text: plain },
    html: { kind: 'text', text: html },
  };
}

function text(object: BatchObject, name: string, line: number): string | null {
  const value = object[name] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string') throw badLine(line, `"${name}" is not text`);
  return checked(value, name, line);
}

function texts(object: BatchObject, name: string, line: number): readonly string[] {
  const value = object[name] ?? null;
  if (value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one !== 'string') throw badLine(line, `"${name}" is neither text nor a list of texts`);
    return checked(one, name, line);
  });
}

/** `{"X-Job": "4711"}` or `["X-Job: 4711"]`. */
function headers(object: BatchObject, line: number): readonly string[] {
  const value = object['headers'] ?? null;
  if (value === null || Array.isArray(value)) return texts(object, 'headers', line);
  if (typeof value !== 'object') throw badLine(line, '"headers" is neither an object nor a list');
  return Object.entries(value as Record<string, unknown>).map(([name, one]) => {
    if (typeof one !== 'string' && typeof one !== 'number') {
      throw badLine(line, `header ${JSON.stringify(name)} is not text`);
    }
    // A colon or blank in the name would make another field of it.
    if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) {
      throw badLine(line, `${JSON.stringify(name)} is no header name`);
    }
    return checked(`${name}: ${one}`, 'headers', line);
  });
}

/** Standard input may be the batch itself, and belongs to no line of it. */
function attachments(object: BatchObject, line: number): readonly string[] {
  const files = texts(object, 'attach', line);
  if (files.some((file) => file === '-' || file.startsWith('-;'))) {
    throw badLine(line, '"attach" names standard input; name a file');
  }
  return files;
}

/** JSON can write half a character (`\ud800`), which no message can hold. */
function checked(value: string, name: string, line: number): string {
  if (/\p{Surrogate}/u.test(value)) throw badLine(line, `"${name}" has half a surrogate pair in it`);
  return value;
}

/** @returns the failure of a line that can't be used. */
export function badLine(line: number, detail: string): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'batch-line', line, detail });
}
