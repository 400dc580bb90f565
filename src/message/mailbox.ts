/**
 * One mailbox (RFC 5321, 4.1.2; RFC 5322, 3.4.1; RFC 6531): from its tokens to the form that goes on the wire.
 */
import type { AddressFault, AddressToken } from './address-tokens.ts';
import { completeDomain, toWireDomain } from './domain.ts';
import type { Mailbox } from './envelope.ts';

/** RFC 5322, 3.2.3, with the letters of RFC 6531. */
const dotAtom =
  /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+)*$/u;

/**
 * @param tokens of the address alone, without brackets and comments
 * @param domain completes an address that has none, or null
 */
export function readMailbox(tokens: readonly AddressToken[], domain: string | null): Mailbox | AddressFault {
  if (tokens.some(({ kind }) => kind === 'blank')) return 'blank';
  if (isMailto(tokens)) return 'mailto';
  const [first, second, third] = tokens;
  if (first?.kind === 'quoted') {
    if (third !== undefined || (second !== undefined && second.kind !== 'atom')) return 'syntax';
    if (second !== undefined && !second.text.startsWith('@')) return 'quotes';
    if (first.text === '') return 'no-local-part';
    return toMailbox(first.raw, second === undefined ? null : second.text.slice(1), domain);
  }
  let written = '';
  for (const token of tokens) {
    if (token.kind === 'quoted') return 'quotes';
    if (token.kind !== 'atom' && token.kind !== 'encoded') return 'syntax';
    written += token.text;
  }
  const at = written.indexOf('@');
  const local = at === -1 ? written : written.slice(0, at);
  if (local === '') return 'no-local-part';
  if (hasUnreadable(local)) return 'control';
  if (!dotAtom.test(local)) return /^\.|\.\.|\.$/.test(local) ? 'dots' : 'syntax';
  return toMailbox(local, at === -1 ? null : written.slice(at + 1), domain);
}

/**
 * The obsolete forms of RFC 5322, 4.4: blanks and comments around dots and the @, quoted words between dots. They
 * have one meaning, and it has a form of today.
 * @param tokens without comments
 */
export function readObsoleteMailbox(
  tokens: readonly AddressToken[],
  domain: string | null,
): Mailbox | AddressFault {
  const words = withoutRoute(tokens.filter((_, at) => !isAroundDot(tokens, at)));
  if (words === null) return isMailto(tokens) ? 'mailto' : 'syntax';
  if (words.some(({ kind }) => kind === 'blank')) return 'blank';
  if (words.length < 2 || words.every(({ kind }) => kind !== 'quoted')) return readMailbox(words, domain);
  let local = '';
  for (const [at, token] of words.entries()) {
    if (token.kind === 'quoted') {
      if (at > 0 && !local.endsWith('.')) return 'quotes';
      local += token.text;
    } else if (token.kind === 'atom') {
      const sign = token.text.indexOf('@');
      if (words[at - 1]?.kind === 'quoted' && !/^[.@]/.test(token.text)) return 'quotes';
      if (sign === -1) {
        local += token.text;
        continue;
      }
      const rest = words.slice(at + 1);
      if (rest.some(({ kind }) => kind !== 'atom')) return 'syntax';
      const host = [token.text.slice(sign + 1), ...rest.map((word) => ('text' in word ? word.text : ''))];
      local += token.text.slice(0, sign);
      if (local === '') return 'no-local-part';
      return toMailbox(quoteLocal(local), host.join(''), domain);
    } else return 'syntax';
  }
  return toMailbox(quoteLocal(local), null, domain);
}

/** A link in the place of an address. */
export function isMailto([scheme, colon]: readonly AddressToken[]): boolean {
  return scheme?.kind === 'atom' && scheme.text.toLowerCase() === 'mailto' && colon?.kind === 'colon';
}

/** A blank beside a dot or an @ does not separate words. */
function isAroundDot(tokens: readonly AddressToken[], at: number): boolean {
  if (tokens[at]?.kind !== 'blank') return false;
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  return (
    before === undefined ||
    after === undefined ||
    (before.kind === 'atom' && /[.@]$/.test(before.text)) ||
    (after.kind === 'atom' && /^[.@]/.test(after.text)) ||
    [before.kind, after.kind].some((kind) => kind === 'colon' || kind === 'comma')
  );
}

/** `@node.test,@other.test:mary@example.net`: RFC 5321, 4.1.1.3, has the route ignored. */
function withoutRoute(tokens: readonly AddressToken[]): readonly AddressToken[] | null {
  const colon = tokens.findIndex(({ kind }) => kind === 'colon');
  if (colon === -1) return tokens;
  const hops = tokens.slice(0, colon);
  const isRoute = hops.every(
    (token) => token.kind === 'comma' || (token.kind === 'atom' && /^@[^@]+$/.test(token.text)),
  );
  return isRoute && hops.length > 0 ? tokens.slice(colon + 1) : null;
}

/** @returns the local part as a dot-atom where it is one, else quoted (RFC 5321, 4.1.2: the form with fewest quotes). */
export function quoteLocal(local: string): string {
  return dotAtom.test(local) ? local : `"${local.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Invisible characters and invalid UTF-8: the address is another one than it looks like. */
function hasUnreadable(text: string): boolean {
  // Two of them belong into some IDNs.
  return (
    /[^\0-\x7f]/.test(text) &&
    (text.includes('\ufffd') || /\p{Cf}/u.test(text.replaceAll(/[\u200c\u200d]/g, '')))
  );
}

/**
 * @param local as it goes on the wire, quoted where it has to be
 * @param given the domain as written, or null
 * @param domain completes what has none, or null
 */
export function toMailbox(
  local: string,
  given: string | null,
  domain: string | null,
): Mailbox | AddressFault {
  if (given?.includes('@') === true) return 'syntax';
  if (hasUnreadable(local) || (given !== null && hasUnreadable(given))) return 'control';
  const onWire = given === null ? null : toWireDomain(given);
  if (given !== null && onWire === null) return 'domain';
  const complete = completeDomain(onWire, domain);
  const whole = complete === null ? null : toWireDomain(complete);
  if (complete !== null && whole === null) return 'domain';
  const address = whole === null ? local : `${local}@${whole}`;
  if (Buffer.byteLength(local) > 64 || Buffer.byteLength(address) > 254) return 'too-long';
  return { address, needsSmtpUtf8: /[^\0-\x7f]/.test(local) };
}
