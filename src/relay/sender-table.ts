/**
 * The file of `relay-sender`: which mailbox sends for which device. A line is `PATTERN: MAILBOX`; the pattern is an
 * address, `@domain`, `*` for all others, or `<>` for messages without an envelope sender. `#` begins a comment.
 */
import { isUtf8 } from 'node:buffer';
import { SendmemoError } from '../failure/error.ts';
import type { RelayFailure } from '../failure/relay-failure.ts';
import type { ParsedAddress } from '../message/address.ts';
import { parseAddress } from '../message/address.ts';
import { readTokens } from '../message/address-tokens.ts';
import { toWireDomain } from '../message/domain.ts';

type Fault = Extract<RelayFailure, { reason: 'relay-sender-line' }>['why'];

export interface SenderTable {
  /**
   * @param sender an envelope sender, `''` for the null sender
   * @returns the mailbox that sends in its place, or null: it sends itself. An address goes before its domain, the
   * domain before `*`; only `<>` matches the null sender (RFC 5321, 4.5.5)
   */
  readonly mailboxFor: (sender: string) => ParsedAddress | null;
}

/**
 * @param file for messages
 * @throws SendmemoError CONFIG relay-sender-line
 */
export function parseSenderTable(octets: Uint8Array, file: string): SenderTable {
  const rows = new Map<string, ParsedAddress>();
  const isText = isUtf8(octets);
  const lines = Buffer.from(octets)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  for (const [at, written] of lines.entries()) {
    const text = written.trim();
    const rejected = (why: Fault): SendmemoError =>
      new SendmemoError({ code: 'CONFIG', reason: 'relay-sender-line', file, line: at + 1, text, why });
    if (text === '' || text.startsWith('#')) continue;
    if (!isText && text.includes('\ufffd')) throw rejected('encoding');
    const tokens = readTokens(text);
    const colon = typeof tokens === 'string' ? undefined : tokens.find(({ kind }) => kind === 'colon');
    if (colon === undefined) throw rejected('colon');
    const key = patternKey(text.slice(0, colon.start).trim());
    if (key === null) throw rejected('pattern');
    if (rows.has(key)) throw rejected('twice');
    const mailbox = readMailbox(text.slice(colon.end));
    if (mailbox === null) throw rejected('mailbox');
    rows.set(key, mailbox);
  }
  return {
    mailboxFor(sender) {
      if (sender === '') return rows.get('<>') ?? null;
      const key = sender.toLowerCase();
      const at = key.lastIndexOf('@');
      const domain = at === -1 ? undefined : rows.get(key.slice(at));
      return rows.get(key) ?? domain ?? rows.get('*') ?? null;
    },
  };
}

/** Local parts without their case: no device has a neighbor that differs in it alone. */
function patternKey(pattern: string): string | null {
  if (pattern === '*' || pattern === '<>') return pattern;
  if (pattern.startsWith('@')) {
    const domain = toWireDomain(pattern.slice(1));
    return domain === null ? null : `@${domain.toLowerCase()}`;
  }
  return readOne(pattern)?.mailbox.address.toLowerCase() ?? null;
}

/** Its name is for messages whose From has none. */
function readMailbox(text: string): ParsedAddress | null {
  const parsed = readOne(text);
  return parsed === null || parsed.isLocal ? null : parsed;
}

function readOne(text: string): ParsedAddress | null {
  try {
    return parseAddress({ text, source: '' }, { domain: null });
  } catch {
    return null;
  }
}
