/**
 * The one reader of addresses (RFC 5321, 4.1.2; RFC 5322, 3.4; RFC 6531): for options, headers and configuration.
 * Nothing is dropped, merged or redirected: a list of which one part is wrong is refused as a whole.
 */
import { SendmemoError } from '../failure/error.ts';
import type { SourcedText } from './draft.ts';
import type { Mailbox } from './envelope.ts';
import { rightForm } from './address-form.ts';
import type { AddressFault, AddressToken } from './address-tokens.ts';
import { hasControl, readTokens } from './address-tokens.ts';
import { decodeWords } from './encoded-word.ts';
import { isMailto, readMailbox, readObsoleteMailbox } from './mailbox.ts';

export interface ParsedAddress {
  /** Display name, decoded of its quotes; '' where there is none. */
  readonly name: string;
  readonly mailbox: Mailbox;
  /** Written without a domain: aliases are looked up for such names alone. */
  readonly isLocal: boolean;
  /** Position of the mailbox in the text, without name and brackets. */
  readonly span: { readonly start: number; readonly end: number };
}

export interface AddressOptions {
  /** `domain` of sendmemo.cfg, completes addresses that have none; null: sent as they are. */
  readonly domain: string | null;
  /**
   * A header field of a finished message: comments are skipped, groups are read as their members, and the obsolete
   * forms of RFC 5322, 4.4, count.
   */
  readonly headerField?: boolean;
}

/** The null sender of RFC 5321, 4.5.5. */
const nullSender: ParsedAddress = {
  name: '',
  mailbox: { address: '', needsSmtpUtf8: false },
  isLocal: false,
  span: { start: 0, end: 0 },
};

/**
 * Reads a list separated by `,` or `;`: `a@b`, `Name <a@b>`, `"Name, Quoted" <a@b>`, `"quoted local"@b`, `user`.
 * @throws ADDRESS address-invalid, with the part that is wrong
 */
export function parseAddressList(text: SourcedText, options: AddressOptions): ParsedAddress[] {
  const inHeader = options.headerField === true;
  const written = inHeader ? text.text.replace(/\t/g, ' ') : text.text;
  const refused = (part: string, why: AddressFault): SendmemoError =>
    invalid(text.source, part, why, rightForm(part, why, readsWhole));
  if (hasControl(written)) throw refused(text.text, 'control');
  const tokens = readTokens(written);
  if (typeof tokens === 'string') throw refused(text.text, tokens);
  const parts = inHeader ? fieldParts(tokens) : listParts(tokens);
  if (typeof parts === 'string') throw refused(text.text, parts);
  const person = surnameFirst(parts);
  if (person !== null) throw refused(textOf(person, written), 'surname');
  return parts.map(({ tokens: part }) => {
    const parsed = readPart(part, written, options.domain, inHeader ? readObsoleteMailbox : readMailbox);
    if (typeof parsed === 'string') throw refused(textOf(part, written) || text.text, parsed);
    return parsed;
  });
}

/** Whether a text is one list as an option takes it. */
function readsWhole(text: string): boolean {
  try {
    return parseAddressList({ text, source: '' }, { domain: null }).length > 0;
  } catch {
    return false;
  }
}

/**
 * Reads a text that must hold exactly one address.
 * @throws ADDRESS address-invalid
 */
export function parseAddress(text: SourcedText, options: AddressOptions): ParsedAddress {
  const [first, second] = parseAddressList(text, options);
  if (first === undefined || second !== undefined) throw invalid(text.source, text.text, 'syntax', null);
  return first;
}

/**
 * Reads an envelope sender; `<>` and the empty text are the null sender.
 * @throws ADDRESS address-invalid
 */
export function parseSender(text: SourcedText, options: AddressOptions): ParsedAddress {
  const trimmed = text.text.trim();
  return trimmed === '' || trimmed === '<>' ? nullSender : parseAddress(text, options);
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

function invalid(source: string, text: string, why: AddressFault, form: string | null): SendmemoError {
  return new SendmemoError({ code: 'ADDRESS', reason: 'address-invalid', source, text, why, form });
}

type Tokens = readonly AddressToken[];

interface Part {
  readonly tokens: Tokens;
  /** A comma follows it, not a semicolon. */
  readonly comma: boolean;
}

/** Splits at the separators; an empty part is an error, because an address may be missing. */
function listParts(tokens: Tokens): readonly Part[] | AddressFault {
  const parts = splitParts(tokens);
  for (const { tokens: part } of parts) {
    if (part.length === 0) return 'empty';
    const colon = outsideBrackets(part).find(({ kind }) => kind === 'colon');
    if (colon !== undefined) return isMailto(part) ? 'mailto' : 'group';
    if (part.some(({ kind }) => kind === 'comment')) return 'comment';
  }
  return parts;
}

/** The parts of a header field: comments go, `Group: a@b, c@d;` gives its members, empty parts are legal there. */
function fieldParts(tokens: Tokens): readonly Part[] | AddressFault {
  const parts: Part[] = [];
  for (const part of splitParts(withoutComments(tokens))) {
    const colon = outsideBrackets(part.tokens).find(({ kind }) => kind === 'colon');
    const from = colon === undefined ? 0 : part.tokens.indexOf(colon) + 1;
    const member = trimBlanks(part.tokens.slice(from));
    if (from === 1 || outsideBrackets(member).some(({ kind }) => kind === 'colon')) return 'group';
    if (member.length > 0) parts.push({ ...part, tokens: member });
  }
  return parts;
}

/** Comments and the blanks around them as one blank. */
function withoutComments(tokens: Tokens): Tokens {
  const plain: AddressToken[] = [];
  for (const token of tokens) {
    const isBlank = token.kind === 'blank' || token.kind === 'comment';
    if (!isBlank) plain.push(token);
    else if (plain.at(-1)?.kind !== 'blank')
      plain.push({ kind: 'blank', start: token.start, end: token.end });
  }
  return plain;
}

function splitParts(tokens: Tokens): Part[] {
  const parts: { tokens: AddressToken[]; comma: boolean }[] = [{ tokens: [], comma: false }];
  let inBrackets = false;
  for (const token of tokens) {
    const last = parts.at(-1);
    if (!inBrackets && (token.kind === 'comma' || token.kind === 'semicolon')) {
      if (last) last.comma = token.kind === 'comma';
      parts.push({ tokens: [], comma: false });
      continue;
    }
    if (token.kind === 'open') inBrackets = true;
    if (token.kind === 'close') inBrackets = false;
    last?.tokens.push(token);
  }
  return parts.map(({ tokens: part, comma }) => ({ tokens: trimBlanks(part), comma }));
}

function outsideBrackets(tokens: Tokens): Tokens {
  const open = tokens.findIndex(({ kind }) => kind === 'open');
  const close = tokens.findLastIndex(({ kind }) => kind === 'close');
  return tokens.filter((_, at) => open === -1 || close === -1 || at < open || at > close);
}

function trimBlanks(part: Tokens): Tokens {
  let from = 0;
  let to = part.length;
  while (part[from]?.kind === 'blank') from += 1;
  while (to > from && part[to - 1]?.kind === 'blank') to -= 1;
  return part.slice(from, to);
}

/**
 * `Doe, John <john@example.com>` may be one person, or a local user and another person.
 * @returns the tokens of both parts, or null where nothing is in doubt
 */
function surnameFirst(parts: readonly Part[]): Tokens | null {
  for (const [at, { tokens: part, comma }] of parts.entries()) {
    const next = parts[at + 1]?.tokens ?? [];
    const first = next[0]?.kind;
    const named = (first === 'atom' || first === 'encoded') && next.at(-1)?.kind === 'close';
    const isName = part.every(
      (token) =>
        token.kind === 'blank' ||
        token.kind === 'encoded' ||
        (token.kind === 'atom' && !token.text.includes('@')),
    );
    if (comma && named && isName) return [...part, ...next];
  }
  return null;
}

function textOf(tokens: Tokens, list: string): string {
  return list.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
}

type MailboxReader = typeof readMailbox;

function readPart(
  part: Tokens,
  list: string,
  domain: string | null,
  readAddress: MailboxReader,
): ParsedAddress | AddressFault {
  const open = part.findIndex(({ kind }) => kind === 'open');
  if (open === -1 && part.some(({ kind }) => kind === 'close')) return 'brackets';
  if (open !== -1 && part.at(-1)?.kind !== 'close') return 'brackets';
  const address = open === -1 ? part : part.slice(open + 1, -1);
  if (address.some(({ kind }) => kind === 'open' || kind === 'close')) return 'brackets';
  if (address.length === 0) return 'empty';
  const name = readName(part.slice(0, Math.max(open, 0)), textOf(address, list));
  if (name === null) return 'name';
  if (hasControl(name)) return 'control';
  const mailbox = readAddress(address, domain);
  if (typeof mailbox === 'string') return mailbox;
  const isLocal = address.every((token) => token.kind !== 'atom' || !token.text.includes('@'));
  const span = { start: address[0]?.start ?? 0, end: address.at(-1)?.end ?? 0 };
  return { name, mailbox, isLocal, span };
}

/**
 * A phrase, without its quotes and with its encoded words decoded. An `@` outside quotes would make two addresses of
 * one for other readers, unless it is the same address again.
 */
function readName(part: Tokens, address: string): string | null {
  let name = '';
  let inDoubt = false;
  for (const [at, token] of part.entries()) {
    if (token.kind === 'encoded') {
      // The blank between two of them belongs to neither.
      if (part[at - 1]?.kind === 'blank' && part[at - 2]?.kind === 'encoded') name = name.slice(0, -1);
      name += decodeWords(token.text);
    } else if (token.kind === 'blank') name += ' ';
    else if (token.kind === 'quoted') name += token.text;
    else if (token.kind === 'atom') {
      inDoubt ||= /[@\\]/.test(token.text);
      name += token.text;
    } else return null;
  }
  const trimmed = name.trim();
  return inDoubt && trimmed.toLowerCase() !== address.toLowerCase() ? null : trimmed;
}
