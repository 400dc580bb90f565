/**
 * The words of an address list (RFC 5322, 3.2): quoted strings, angle brackets, comments, separators, atoms. One
 * pass, no recovery: what does not fit is a failure with its reason. address.ts makes addresses of them.
 */
import type { MessageFailure } from '../failure/message-failure.ts';

/** Why an address is refused. */
export type AddressFault = Extract<MessageFailure, { reason: 'address-invalid' }>['why'];

export type AddressToken =
  /** Anything without a special, as written: an atom, or an address without quotes. */
  | { readonly kind: 'atom'; readonly text: string }
  /** `raw` has its quotes and escapes, `text` is what they stand for. */
  | { readonly kind: 'quoted'; readonly text: string; readonly raw: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment' }
  | { readonly kind: 'open' | 'close' | 'separator' | 'colon' };

/** C0, DEL, C1, line and paragraph separators, halves of a surrogate pair: never part of an address. */
export function hasControl(text: string): boolean {
  // Classes of Unicode take V8 half a millisecond to compile: most texts never need them.
  return !/^[ -~]*$/.test(text) && /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text);
}

const specials = /[\s"<>(),;:]/;
const domainLiteral = /^\[[^\]\s"<>(),;]*\]/;
const domainLimit = 256;

/** @returns the tokens of a list, or the reason why it has none. A domain literal is one atom with its colons. */
export function readTokens(list: string): readonly AddressToken[] | AddressFault {
  const tokens: AddressToken[] = [];
  let at = 0;
  while (at < list.length) {
    const char = list.charAt(at);
    if (char === '"') {
      const end = endOfQuoted(list, at);
      if (end === null) return 'quotes';
      const raw = list.slice(at, end);
      tokens.push({ kind: 'quoted', raw, text: raw.slice(1, -1).replace(/\\(.)/gsu, '$1') });
      at = end;
    } else if (char === '(') {
      const end = endOfComment(list, at);
      if (end === null) return 'brackets';
      tokens.push({ kind: 'comment' });
      at = end;
    } else if (char === ')') {
      return 'brackets';
    } else if (/\s/.test(char)) {
      while (at < list.length && /\s/.test(list.charAt(at))) at += 1;
      tokens.push({ kind: 'blank' });
    } else if (specials.test(char)) {
      tokens.push({ kind: specialKind(char) });
      at += 1;
    } else {
      const end = endOfAtom(list, at);
      tokens.push({ kind: 'atom', text: list.slice(at, end) });
      at = end;
    }
  }
  return tokens;
}

function specialKind(char: string): 'open' | 'close' | 'separator' | 'colon' {
  if (char === '<') return 'open';
  if (char === '>') return 'close';
  return char === ':' ? 'colon' : 'separator';
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
