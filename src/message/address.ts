/**
 * The one reader of addresses (RFC 5321, 4.1.2; RFC 5322, 3.4; RFC 6531): for options, headers and configuration.
 * Nothing is dropped, merged or redirected: a list of which one part is wrong is refused as a whole.
 */
import { SubmissionError } from '../failure/error.ts';
import type { SourcedText } from './draft.ts';
import type { Mailbox } from './envelope.ts';
import type { AddressFault, AddressToken } from './address-tokens.ts';
import { hasControl, readTokens } from './address-tokens.ts';
import { completeDomain, toWireDomain } from './domain.ts';

export interface ParsedAddress {
  /** Display name, decoded of its quotes; '' where there is none. */
  readonly name: string;
  readonly mailbox: Mailbox;
  /** Written without a domain: aliases are looked up for such names alone. */
  readonly isLocal: boolean;
}

export interface AddressOptions {
  /** `domain` of sendmemo.cfg, completes addresses that have none; null: sent as they are. */
  readonly domain: string | null;
  /** A header field of a finished message: comments are passed over and groups are read as their members. */
  readonly headerField?: boolean;
}

/** The null sender of RFC 5321, 4.5.5. */
const nullSender: Mailbox = { address: '', needsSmtpUtf8: false };

/**
 * Reads a list separated by `,` or `;`: `a@b`, `Name <a@b>`, `"Name, Quoted" <a@b>`, `"quoted local"@b`, `user`.
 * @throws ADDRESS address-invalid, with the part that is wrong
 */
export function parseAddressList(text: SourcedText, options: AddressOptions): ParsedAddress[] {
  const written = options.headerField === true ? text.text.replace(/\t/g, ' ') : text.text;
  if (hasControl(written)) throw invalid(text.source, text.text, 'control');
  const tokens = readTokens(written);
  if (typeof tokens === 'string') throw invalid(text.source, text.text, tokens);
  const parts = options.headerField === true ? fieldParts(tokens) : listParts(tokens);
  if (typeof parts === 'string') throw invalid(text.source, text.text, parts);
  return parts.map((part) => {
    const parsed = readPart(part, options.domain);
    if (typeof parsed === 'string') throw invalid(text.source, showPart(part) || text.text, parsed);
    return parsed;
  });
}

/**
 * Reads a text that must hold exactly one address.
 * @throws ADDRESS address-invalid
 */
export function parseAddress(text: SourcedText, options: AddressOptions): ParsedAddress {
  const [first, second] = parseAddressList(text, options);
  if (first === undefined || second !== undefined) throw invalid(text.source, text.text, 'syntax');
  return first;
}

/**
 * Reads an envelope sender; `<>` and the empty text are the null sender.
 * @throws ADDRESS address-invalid
 */
export function parseSender(text: SourcedText, options: AddressOptions): Mailbox {
  const trimmed = text.text.trim();
  if (trimmed === '' || trimmed === '<>') return nullSender;
  return parseAddress(text, options).mailbox;
}

/** @returns the mailboxes in their order, each once: local parts compared exactly, domains without case. */
export function uniqueMailboxes(mailboxes: Iterable<Mailbox>): Mailbox[] {
  const byKey = new Map<string, Mailbox>();
  for (const mailbox of mailboxes) {
    const at = mailbox.address.lastIndexOf('@');
    const key =
      at === -1 ? mailbox.address : mailbox.address.slice(0, at) + mailbox.address.slice(at).toLowerCase();
    if (!byKey.has(key)) byKey.set(key, mailbox);
  }
  return [...byKey.values()];
}

function invalid(source: string, text: string, why: AddressFault): SubmissionError {
  return new SubmissionError({ code: 'ADDRESS', reason: 'address-invalid', source, text, why });
}

type Part = readonly AddressToken[];

/** Splits at the separators; an empty part is a fault, for somebody was meant. */
function listParts(tokens: readonly AddressToken[]): readonly Part[] | AddressFault {
  const parts = splitParts(tokens);
  for (const part of parts) {
    if (part.length === 0) return 'empty';
    if (part.some(({ kind }) => kind === 'colon')) return 'group';
    if (part.some(({ kind }) => kind === 'comment')) return 'syntax';
  }
  return parts;
}

/** The parts of a header field: comments go, `Group: a@b, c@d;` gives its members, empty parts are legal there. */
function fieldParts(tokens: readonly AddressToken[]): readonly Part[] | AddressFault {
  const plain = tokens.map((token): AddressToken => (token.kind === 'comment' ? { kind: 'blank' } : token));
  const parts: Part[] = [];
  for (const part of splitParts(plain)) {
    const colon = part.findIndex(({ kind }) => kind === 'colon');
    const member = colon === -1 ? part : trimBlanks(part.slice(colon + 1));
    if (member.some(({ kind }) => kind === 'colon') || colon === 0) return 'group';
    if (member.length > 0) parts.push(member);
  }
  return parts;
}

function splitParts(tokens: readonly AddressToken[]): Part[] {
  const parts: AddressToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'separator') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map(trimBlanks);
}

function trimBlanks(part: Part): Part {
  const words = part.map(({ kind }, at) => (kind === 'blank' ? -1 : at)).filter((at) => at >= 0);
  return part.slice(words[0] ?? part.length, (words.at(-1) ?? -1) + 1);
}

function readPart(part: Part, domain: string | null): ParsedAddress | AddressFault {
  const open = part.findIndex(({ kind }) => kind === 'open');
  if (open === -1) {
    if (part.some(({ kind }) => kind === 'close')) return 'brackets';
    const mailbox = readMailbox(part, domain);
    return typeof mailbox === 'string' ? mailbox : { name: '', mailbox, isLocal: isLocalName(part) };
  }
  if (part.at(-1)?.kind !== 'close') return 'brackets';
  const inner = part.slice(open + 1, -1);
  if (inner.some(({ kind }) => kind === 'open' || kind === 'close')) return 'brackets';
  if (inner.length === 0) return 'empty';
  const name = readName(part.slice(0, open));
  if (name === null) return 'syntax';
  const mailbox = readMailbox(inner, domain);
  return typeof mailbox === 'string' ? mailbox : { name, mailbox, isLocal: isLocalName(inner) };
}

function isLocalName(part: Part): boolean {
  return part.every((token) => token.kind !== 'atom' || !token.text.includes('@'));
}

/** A phrase; an `@` outside quotes would make two addresses of one for other readers. */
function readName(part: Part): string | null {
  let name = '';
  for (const token of part) {
    if (token.kind === 'blank') name += ' ';
    else if (token.kind === 'quoted') name += token.text;
    else if (token.kind === 'atom' && !/[@[\]\\]/.test(token.text)) name += token.text;
    else return null;
  }
  return name.trim();
}

function readMailbox(part: Part, domain: string | null): Mailbox | AddressFault {
  if (part.some(({ kind }) => kind === 'blank')) return 'blank';
  const [first, second, third] = part;
  let written: string;
  let quoted = '';
  if (first?.kind === 'quoted') {
    if (third !== undefined || (second !== undefined && second.kind !== 'atom')) return 'syntax';
    if (second !== undefined && !second.text.startsWith('@')) return 'quotes';
    quoted = first.raw;
    written = second?.text ?? '';
  } else {
    if (first?.kind !== 'atom') return 'syntax';
    if (second !== undefined) return second.kind === 'quoted' ? 'quotes' : 'syntax';
    written = first.text;
  }
  const at = written.indexOf('@');
  const atom = at === -1 ? written : written.slice(0, at);
  const local = quoted === '' ? atom : quoted;
  if (local === '' || local === '""') return 'no-local-part';
  // Octets that are no UTF-8 may stand in a display name, for nobody is addressed by it.
  if (local.includes('\ufffd') || isInvisible(local)) return 'control';
  if (quoted === '' && !isDotAtom(local)) return 'syntax';
  return completeMailbox(local, at === -1 ? null : written.slice(at + 1), domain);
}

/** Characters that nobody sees make another address of one that looks right; two of them belong into some IDNs. */
function isInvisible(text: string): boolean {
  return /[^\0-\x7f]/.test(text) && /\p{Cf}/u.test(text.replaceAll(/[\u200c\u200d]/g, ''));
}

function completeMailbox(local: string, given: string | null, domain: string | null): Mailbox | AddressFault {
  if (given?.includes('@') === true) return 'syntax';
  if (given !== null && isInvisible(given)) return 'control';
  const onWire = given === null ? null : toWireDomain(given);
  if (given !== null && onWire === null) return 'domain';
  const complete = completeDomain(onWire, domain);
  const whole = complete === null ? null : toWireDomain(complete);
  if (complete !== null && whole === null) return 'domain';
  const address = whole === null ? local : `${local}@${whole}`;
  if (Buffer.byteLength(local) > 64 || Buffer.byteLength(address) > 254) return 'too-long';
  return { address, needsSmtpUtf8: /[^\0-\x7f]/.test(local) };
}

/** RFC 5322, 3.2.3, with the letters of RFC 6531. */
function isDotAtom(local: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+)*$/u.test(
    local,
  );
}

function showPart(part: Part): string {
  return part
    .map((token) => {
      if (token.kind === 'atom') return token.text;
      if (token.kind === 'quoted') return token.raw;
      return { open: '<', close: '>', blank: ' ', comment: '()', separator: ',', colon: ':' }[token.kind];
    })
    .join('');
}
