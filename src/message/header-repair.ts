/**
 * Fields of a finished message that a server can't take: 8-bit ones are written with encoded words (RFC 2047) or
 * encoded parameters (RFC 2231), long ones are folded. Fields that fit are not touched.
 */
import { buildHeaderValue, foldLines, parseHeaderValue } from 'nodemailer/lib/mime-funcs';
import { SubmissionError } from '../failure/error.ts';
import { toWireDomain } from './domain.ts';
import { encodeUnknownWords, encodeWords } from './encoded-word.ts';
import { foldField } from './headers.ts';
import { isEightBitField, isLongField } from './line-facts.ts';
import { decodeOctets } from './raw-header.ts';

const structured =
  /^(?:from|sender|to|cc|bcc|reply-to|resent-.*|message-id|in-reply-to|references|date|received|return-path|return-receipt-to|disposition-notification-to|errors-to|mail-followup-to|list-.*|content-.*|mime-version|authentication-results|received-spf|dkim-signature|arc-.*|autocrypt)$/i;

const parametrized = /^content-(?:type|disposition)$/i;

/**
 * Writes a field anew, in ASCII, folded.
 * @param field latin1, with its CRLF
 * @throws ADDRESS address-needs-smtputf8; INPUT header-invalid for a word that can't be folded
 */
export function repairField(field: string): string {
  const colon = field.indexOf(':');
  if (colon === -1) return foldUnknown(field);
  const name = field.slice(0, colon).trim();
  const octets = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .trim();
  const value = decodeOctets(octets);
  if (value === null) {
    return check(name, foldField(name, encodeUnknownWords(Buffer.from(octets, 'latin1'))));
  }
  if (parametrized.test(name)) {
    return check(name, `${foldLines(`${name}: ${buildHeaderValue(parseHeaderValue(value))}`, 76)}\r\n`);
  }
  if (structured.test(name)) {
    const words = isEightBitField(value) ? structuredWords(value) : value.split(/[ \t]+/);
    return check(name, foldField(name, words));
  }
  const plain = !isEightBitField(value) && value.split(/[ \t]+/).every((word) => word.length < 900);
  return check(name, foldField(name, plain ? value.split(/[ \t]+/) : encodeWords(value)));
}

/** A line of a header that is no field: it says nothing, but its length must fit. */
function foldUnknown(field: string): string {
  const text = field.replace(/\r\n$/, '').replace(/[^\0-\x7f]/g, '?');
  return `${(text.match(/.{1,900}/gs) ?? []).join('\r\n ')}\r\n`;
}

/** What no encoding reaches (a name, a media type) can't be beyond ASCII by any rule: it becomes `?`. */
function check(name: string, field: string): string {
  const ascii = field.replace(/[^\0-\x7f]/gu, '?');
  if (!isLongField(ascii)) return ascii;
  throw new SubmissionError({
    code: 'INPUT',
    reason: 'header-invalid',
    source: 'the message',
    text: name,
    why: 'too-long',
  });
}

/** The words of a structured value; phrases, quoted strings and comments beyond ASCII are encoded. */
function structuredWords(value: string): string[] {
  const tokens = structuredTokens(value);
  const words: string[] = [];
  let phrase = '';
  const flush = (): void => {
    if (phrase !== '') words.push(...encodeWords(phrase));
    phrase = '';
  };
  for (const token of tokens) {
    if (!isEightBitField(token)) {
      flush();
      words.push(token);
    } else if (token.startsWith('"')) {
      phrase += (phrase === '' ? '' : ' ') + token.slice(1, -1).replace(/\\(.)/g, '$1');
    } else if (token.startsWith('(')) {
      flush();
      words.push(`(${encodeWords(token.slice(1, -1)).join(' ')})`);
    } else if (token.includes('@')) {
      flush();
      words.push(asciiAddress(token));
    } else {
      const [text, end] = splitBefore(token, /[,;:]/);
      phrase += (phrase === '' ? '' : ' ') + text;
      if (end !== '') {
        flush();
        words.push(`${words.pop() ?? ''}${end}`);
      }
    }
  }
  flush();
  return words;
}

/**
 * Quoted strings, comments without comments in them, angle brackets, and the words between; a mark that nothing closes
 * stands for itself. By hand: an expression would look for the end of each unclosed mark anew.
 */
function structuredTokens(value: string): string[] {
  const tokens: string[] = [];
  const unclosed = new Set<string>();
  for (let at = 0; at < value.length;) {
    const char = value.charAt(at);
    let end = at + 1;
    if (/\s/.test(char)) {
      at = end;
      continue;
    }
    if (char === '"' || char === '(' || char === '<') {
      const close = unclosed.has(char) ? -1 : closeOf(value, at);
      if (close === -1) unclosed.add(char);
      else if (close > 0) end = close;
    } else {
      while (end < value.length && !/[\s"(<]/.test(value.charAt(end))) end += 1;
    }
    tokens.push(value.slice(at, end));
    at = end;
  }
  return tokens;
}

/** @returns where it ends; 0: not this one, a comment begins in it; -1: nothing from here on closes such a mark. */
function closeOf(value: string, start: number): number {
  const open = value.charAt(start);
  if (open === '<') return value.indexOf('>', start) + 1 || -1;
  const close = open === '"' ? '"' : ')';
  for (let at = start + 1; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === '\\') at += 1;
    else if (char === close) return at + 1;
    else if (char === '(' && open === '(') return 0;
  }
  return -1;
}

/** Cuts a token before the run of such characters that ends it. */
function splitBefore(token: string, ending: RegExp): readonly [string, string] {
  let at = token.length;
  while (at > 0 && ending.test(token.charAt(at - 1))) at -= 1;
  return [token.slice(0, at), token.slice(at)];
}

function asciiAddress(token: string): string {
  const [address, after] = splitBefore(token, /[>,;]/);
  const at = address.lastIndexOf('@') + 1;
  const [before, domain] = [address.slice(0, at), address.slice(at)];
  const ascii = toWireDomain(domain);
  if (isEightBitField(before) || ascii === null) {
    throw new SubmissionError({
      code: 'ADDRESS',
      reason: 'address-needs-smtputf8',
      address: token,
      host: '',
    });
  }
  return before + ascii + after;
}
