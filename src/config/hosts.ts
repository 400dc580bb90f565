/** `smtp-server-host`: a list of servers, and the names that it may contain (contract, section 8). */
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { parseWhole } from './numbers.ts';
import type { Endpoint, ProxySettings } from './settings.ts';

/** An Endpoint whose port may be left to `smtp-server-port`. */
export interface ConfiguredHost {
  readonly host: string;
  readonly port: number | null;
}

/**
 * Reads a list separated by commas or blanks.
 * @returns the servers in their order, or null where a part is empty or is not a server
 */
export function parseHosts(text: string): readonly ConfiguredHost[] | null {
  return eachPart(text, parseHost);
}

/** Reads a list separated by commas or blanks. @returns null where `read` rejects a part */
export function eachPart<Value>(text: string, read: (part: string) => Value | null): readonly Value[] | null {
  const values: Value[] = [];
  for (const part of text.trim().split(/\s*,\s*|\s+/)) {
    const value = read(part);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

/**
 * Reads `socks5h://[USER@]HOST:PORT` or `http://[USER@]HOST:PORT`; the user may be percent-encoded. A password has no
 * place there: the file may be read by others.
 */
export function parseProxy(text: string): Omit<ProxySettings, 'password'> | null {
  const parts = /^(?<scheme>socks5h|http):\/\/(?:(?<user>[^:@/]+)@)?(?<host>[^@/]+)\/?$/.exec(text)?.groups;
  const configured = parseHosts(parts?.['host'] ?? '');
  const [server] = configured ?? [];
  if (parts === undefined || configured?.length !== 1 || !server || server.port === null) return null;
  const user = decode(parts['user'] ?? '');
  if (user === null || Buffer.byteLength(user) > 255) return null;
  const scheme = parts['scheme'] === 'http' ? 'http' : 'socks5h';
  return { scheme, host: server.host, port: server.port, user: user === '' ? null : user };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Gives every server its port. */
export function toEndpoints(hosts: readonly ConfiguredHost[], port: number): readonly Endpoint[] {
  return hosts.map((configured) => ({ host: configured.host, port: configured.port ?? port }));
}

/** `host`, `host:port`, `[v6]`, `[v6]:port`, or an IPv6 address without brackets and port. */
function parseHost(part: string): ConfiguredHost | null {
  // The runtime's expression for IPv6 is compiled at its first use: not for a plain name.
  if (part.includes(':') && isIPv6(part)) return { host: part, port: null };
  const parts = /^(?:\[(?<literal>[^\]]*)\]|(?<name>[^:[\]]*))(?::(?<port>.*))?$/s.exec(part)?.groups;
  if (!parts) return null;
  const { literal, name, port } = parts;
  const host = literal ?? name ?? '';
  const isHost = literal === undefined ? isIPv4(host) || isHostName(host) : isIPv6(host);
  if (!isHost) return null;
  if (port === undefined) return { host, port: null };
  const number = parseWhole(port, 1, 65_535);
  return number === null ? null : { host, port: number };
}

/**
 * A host name: labels of letters, digits, hyphens and underscores (RFC 1123, 2.1, and what is in use), U-labels too
 * (RFC 5890), a trailing dot allowed. What looks like an IPv4 address is none.
 */
export function isHostName(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (isAscii(name)) return isAsciiHostName(name);
  // Compiling these classes takes milliseconds, so a plain name never gets here.
  return /^[\p{L}\p{M}\p{N}_.-]+$/u.test(name) && isAsciiHostName(domainToASCII(name));
}

/** A fully qualified name as EHLO takes it: LDH labels, at least one dot, none at the end (RFC 5321, 4.1.1.1). */
export function isFqdn(text: string): boolean {
  return text.includes('.') && !text.includes('_') && isAscii(text) && isAsciiHostName(text);
}

function isAscii(text: string): boolean {
  return /^[!-~]*$/.test(text);
}

function isAsciiHostName(name: string): boolean {
  if (name.length > 253) return false;
  const labels = name.split('.');
  // A numeric last label makes resolvers read an address, some of them in octal.
  if (/^\d+$|^0x[\da-f]*$/i.test(labels.at(-1) ?? '')) return false;
  return labels.every((label) => label.length <= 63 && /^\w(?:[\w-]*\w)?$/.test(label));
}
