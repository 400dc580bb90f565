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
  const tokens = value.match(/"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^>]*>|[^\s"(<]+|["(<]/g) ?? [];
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
      const [, text = '', end = ''] = /^(.*?)([,;:]*)$/s.exec(token) ?? [];
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

function asciiAddress(token: string): string {
  const [, before = '', domain = '', after = ''] = /^(.*@)([^>,;]*)([>,;]*)$/s.exec(token) ?? [];
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
