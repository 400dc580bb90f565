/** What a server says that it can do (EHLO; RFC 5321, 4.1.1.1): tokens are matched whole and case-insensitively. */
import type { Reply } from '../failure/facts.ts';

export interface Capabilities {
  /** Every keyword in upper case, in the order given, for messages and `check`. */
  readonly keywords: readonly string[];
  readonly pipelining: boolean;
  /** The extension SIZE is offered (RFC 1870). */
  readonly size: boolean;
  /** The largest message in octets, or null: none announced. */
  readonly sizeLimitBytes: number | null;
  readonly eightBitMime: boolean;
  readonly smtpUtf8: boolean;
  readonly dsn: boolean;
  readonly startTls: boolean;
  readonly enhancedStatusCodes: boolean;
  /** Mechanisms of AUTH in upper case, also from the old form `AUTH=LOGIN`. */
  readonly auth: readonly string[];
}

/** A server that was greeted with HELO offers nothing. */
export const noCapabilities: Capabilities = toCapabilities(new Map());

/** @returns what the reply to EHLO offers; its first line is the server's name. */
export function parseCapabilities(reply: Reply): Capabilities {
  const offered = new Map<string, string[]>();
  for (const line of reply.lines.slice(1)) {
    const [keyword = '', ...parameters] = line
      .trim()
      .toUpperCase()
      .replace(/^AUTH=/, 'AUTH ')
      .split(/\s+/);
    if (keyword === '') continue;
    const known = offered.get(keyword);
    if (known === undefined) offered.set(keyword, parameters);
    else known.push(...parameters);
  }
  return toCapabilities(offered);
}

function toCapabilities(offered: ReadonlyMap<string, readonly string[]>): Capabilities {
  const limit = Number(/^[0-9]{1,15}$/.exec(offered.get('SIZE')?.[0] ?? '')?.[0] ?? '0');
  return {
    keywords: [...offered.keys()],
    pipelining: offered.has('PIPELINING'),
    size: offered.has('SIZE'),
    sizeLimitBytes: limit > 0 ? limit : null,
    eightBitMime: offered.has('8BITMIME'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    startTls: offered.has('STARTTLS'),
    enhancedStatusCodes: offered.has('ENHANCEDSTATUSCODES'),
    auth: [...new Set(offered.get('AUTH') ?? [])],
  };
}
