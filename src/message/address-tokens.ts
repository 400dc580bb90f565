/**
 * The words of an address list (RFC 5322, 3.2): quoted strings, angle brackets, comments, separators, atoms. One
 * pass, no recovery: what does not fit is a failure with its reason. address.ts makes addresses of them.
 */
import type { MessageFailure } from '../failure/message-failure.ts';

/** Why an address is refused. */
export type AddressFault = Extract<MessageFailure, { reason: 'address-invalid' }>['why'];

/** Position of a token in the list: `list.slice(start, end)` is how it was written. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export type AddressToken = Span &
  // Anything without a special, as written: an atom, or an address without quotes.
  (
    | { readonly kind: 'atom'; readonly text: string }
    /** An encoded word (RFC 2047): one word, whatever characters its text has. */
    | { readonly kind: 'encoded'; readonly text: string }
    /** `raw` has its quotes and escapes, `text` is its meaning. */
    | { readonly kind: 'quoted'; readonly text: string; readonly raw: string }
    | { readonly kind: 'blank' }
    /** `text` is the content of the parentheses, without escapes. */
    | { readonly kind: 'comment'; readonly text: string }
    | { readonly kind: 'open' | 'close' | 'comma' | 'semicolon' | 'colon' }
  );

/** C0, DEL, C1, line and paragraph separators, halves of a surrogate pair: never part of an address. */
export function hasControl(text: string): boolean {
  // Classes of Unicode take V8 half a millisecond to compile: most texts never need them.
  return !/^[ -~]*$/.test(text) && /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text);
}

const specials = /[\s"<>(),;:]/;
const domainLiteral = /^\[[^\]\s"<>(),;]*\]/;
const domainLimit = 256;
/** RFC 2047, 2: no longer than 75; some programs write longer ones. */
const encodedWord = /^=\?[^?\s]{1,60}\?[bq]\?[^?\s]{0,900}\?=/i;
const encodedWordLimit = 1000;
const specialKinds: Readonly<Record<string, 'open' | 'close' | 'comma' | 'semicolon' | 'colon'>> = {
  '<': 'open',
  '>': 'close',
  ',': 'comma',
  ';': 'semicolon',
  ':': 'colon',
};

/**
 * Reads a list in one pass.
 * @returns the tokens of a list, or the reason why it has none. A domain literal is one atom with its colons.
 */
export function readTokens(list: string): readonly AddressToken[] | AddressFault {
  const tokens: AddressToken[] = [];
  let start = 0;
  while (start < list.length) {
    const token = readToken(list, start);
    if (typeof token === 'string') return token;
    tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function readToken(list: string, start: number): AddressToken | AddressFault {
  const char = list.charAt(start);
  if (char === '"') {
    const end = endOfQuoted(list, start);
    if (end === null) return 'quotes';
    return { kind: 'quoted', start, end, text: inner(list, start, end), raw: list.slice(start, end) };
  }
  if (char === '(') {
    const end = endOfComment(list, start);
    return end === null ? 'brackets' : { kind: 'comment', start, end, text: inner(list, start, end) };
  }
  if (char === ')') return 'brackets';
  const kind = specialKinds[char];
  if (kind !== undefined) return { kind, start, end: start + 1 };
  if (specials.test(char)) {
    let end = start;
    while (end < list.length && /\s/.test(list.charAt(end))) end += 1;
    return { kind: 'blank', start, end };
  }
  if (char === '=') {
    const word = encodedWord.exec(list.slice(start, start + encodedWordLimit))?.[0];
    if (word !== undefined) return { kind: 'encoded', start, end: start + word.length, text: word };
  }
  const end = endOfAtom(list, start);
  return { kind: 'atom', start, end, text: list.slice(start, end) };
}

/** Without the delimiters and the escapes. */
function inner(list: string, start: number, end: number): string {
  return list.slice(start + 1, end - 1).replace(/\\(.)/gsu, '$1');
}

function endOfQuoted(list: string, start: number): number | null {
  for (let at = start + 1; at < list.length; at += 1) {
    if (list[at] === '\\') at += 1;
    else if (list[at] === '"') return at + 1;
  }
  return null;
}

function endOfComment(list: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < list.length; at += 1) {
    if (list[at] === '\\') at += 1;
    else if (list[at] === '(') depth += 1;
    else if (list[at] === ')' && (depth -= 1) === 0) return at + 1;
  }
  return null;
}

/** An atom ends at a special; the colons of `[IPv6:…]` after an `@` belong to it. */
function endOfAtom(list: string, start: number): number {
  let at = start;
  while (at < list.length) {
    if (list[at] === '[' && list[at - 1] === '@') {
      // Only so far: no domain is longer, and a list may hold a great many brackets.
      const literal = domainLiteral.exec(list.slice(at, at + domainLimit));
      if (literal !== null) {
        at += literal[0].length;
        continue;
      }
    }
    if (specials.test(list.charAt(at))) break;
    at += 1;
  }
  return at;
}
