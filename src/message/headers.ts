/**
 * Header fields (RFC 5322, 2.2): what one may contain, and how it is folded. Every field that this program adds to a
 * message goes through here, so that no value can begin a field of its own.
 */
import { SendmemoError } from '../failure/error.ts';
import type { MessageFailure } from '../failure/message-failure.ts';
import type { ParsedAddress } from './address.ts';
import { parseAddressList } from './address.ts';
import { hasControl } from './address-tokens.ts';
import type { Priority, SourcedText } from './draft.ts';
import { encodeWords, isPlainHeaderText } from './encoded-word.ts';

type HeaderFault = Extract<MessageFailure, { reason: 'header-invalid' }>['why'];

/** A field as it was given, checked; the value is not encoded yet. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

const foldColumn = 76;
const nameLimit = 100;
const valueLimitBytes = 64 * 1024;

/** Fields that are made from options, or that only servers add: `--header` may not bring a second one. */
const reserved =
  /^(?:content-.*|mime-version|bcc|resent-bcc|return-path|received|from|to|cc|subject|reply-to|date|message-id)$/i;

/** Fields of which a message has one (RFC 5322, 3.6). */
const singletons = /^(?:sender|in-reply-to|references)$/i;

const addressFields =
  /^(?:sender|resent-(?:from|sender|to|cc)|disposition-notification-to|return-receipt-to|errors-to|mail-followup-to|mail-reply-to)$/i;

/**
 * Reads the fields of `--header 'Name: value'`.
 * @throws INPUT header-invalid
 */
export function parseHeaderFields(texts: readonly SourcedText[]): HeaderField[] {
  const seen = new Set<string>();
  return texts.map((text) => {
    const field = parseHeaderField(text);
    const key = field.name.toLowerCase();
    if (reserved.test(key) || (singletons.test(key) && seen.has(key))) {
      throw invalidHeader(text.source, field.name, 'reserved');
    }
    seen.add(key);
    return field;
  });
}

function parseHeaderField({ source, text }: SourcedText): HeaderField {
  if (/[\r\n]/.test(text)) throw invalidHeader(source, text, 'line-break');
  const colon = text.indexOf(':');
  if (colon === -1) throw invalidHeader(source, text, 'no-colon');
  // Blanks are allowed before the colon; they are read once.
  const [, name = '', rest = ''] = /^([\x21-\x39\x3b-\x7e]*)([^]*)$/.exec(text.slice(0, colon)) ?? [];
  if (name === '' || /[^ \t]/.test(rest)) throw invalidHeader(source, text, 'name');
  if (name.length > nameLimit) throw invalidHeader(source, name, 'too-long');
  const value = text.slice(colon + 1).replace(/^ /, '');
  checkHeaderText(source, value);
  return { name, value };
}

/**
 * Checks a text that goes into a field: no CR, LF, NUL or other control character but TAB.
 * @throws INPUT header-invalid
 */
export function checkHeaderText(source: string, text: string): void {
  if (/[\r\n]/.test(text)) throw invalidHeader(source, text, 'line-break');
  if (hasControl(text.replaceAll('\t', ''))) throw invalidHeader(source, text, 'control');
  if (Buffer.byteLength(text) > valueLimitBytes) throw invalidHeader(source, text.slice(0, 60), 'too-long');
}

function invalidHeader(source: string, text: string, why: HeaderFault): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'header-invalid', source, text, why });
}

/** @returns the field with its CRLF, encoded and folded; '' where the value is empty. The value is checked already. */
export function renderField(name: string, value: string): string {
  if (value === '') return '';
  if (addressFields.test(name) && !isPlainHeaderText(value)) {
    return renderAddressField(name, parseAddressList({ text: value, source: name }, { domain: null }));
  }
  return foldField(name, isPlainHeaderText(value) ? value.split(' ') : encodeWords(value));
}

/** @returns `Name: a@b, Name <c@d>` with its CRLF, each address on a line of its own where they are many. */
export function renderAddressField(name: string, addresses: readonly ParsedAddress[]): string {
  if (addresses.length === 0) return '';
  const words = addresses.flatMap((address, at) => {
    const parts = renderAddress(address);
    return at === addresses.length - 1 ? parts : [...parts.slice(0, -1), `${parts.at(-1) ?? ''},`];
  });
  return foldField(name, words);
}

/** The words of an address, between which a field may be folded. */
function renderAddress({ name, mailbox }: ParsedAddress): string[] {
  const needsBrackets = name !== '' || /["(),:;<>[\\\]\s]/.test(mailbox.address);
  const address = needsBrackets ? `<${mailbox.address}>` : mailbox.address;
  if (name === '') return [address];
  if (!isPlainHeaderText(name)) return [...encodeWords(name), address];
  if (/^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$/.test(name)) return [...name.split(' '), address];
  const words = `"${name.replace(/["\\]/g, '\\$&')}"`.split(' ');
  // A word of quoted pairs may have twice the length that it had.
  return [...(words.some((word) => word.length > 500) ? encodeWords(name) : words), address];
}

/** @returns the field with its CRLF; folded between words, so that unfolding gives the words with single blanks. */
function foldField(name: string, words: readonly string[]): string {
  let field = `${name}:`;
  let column = field.length;
  for (const [at, word] of words.entries()) {
    if (at > 0 && column + 1 + word.length > foldColumn) {
      field += '\r\n';
      column = 0;
    }
    field += ` ${word}`;
    column += 1 + word.length;
  }
  return `${field}\r\n`;
}

/** @returns the fields that mail programs know a priority by. */
export function priorityFields(priority: Priority): HeaderField[] {
  const [number, importance, urgency] = {
    high: ['1 (Highest)', 'high', 'urgent'],
    normal: ['3 (Normal)', 'normal', 'normal'],
    low: ['5 (Lowest)', 'low', 'non-urgent'],
  }[priority] as [string, string, string];
  return [
    { name: 'X-Priority', value: number },
    { name: 'Importance', value: importance },
    { name: 'Priority', value: urgency },
  ];
}
