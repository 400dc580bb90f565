/** What `relay-listen` and `relay-networks` may hold. */
import { isIP } from 'node:net';
import { parseWhole } from './numbers.ts';
import type { ListenAddress, Network } from './settings.ts';

/** Addresses of this machine, each with its port (25 where it has none; 0 is any free one). @returns null: not a list */
export function parseListen(text: string): readonly ListenAddress[] | null {
  return eachPart(text, (part) => {
    if (isIP(part) !== 0) return { host: part, port: 25 };
    const parts = /^(?:\[(?<literal>[^\]]*)\]|(?<plain>[^:[\]]*))(?::(?<port>\d+))?$/.exec(part)?.groups;
    const host = parts?.['literal'] ?? parts?.['plain'] ?? '';
    if (isIP(host) !== (parts?.['literal'] === undefined ? 4 : 6)) return null;
    const port = parseWhole(parts?.['port'] ?? '25', 0, 65_535);
    return port === null ? null : { host, port };
  });
}

/** `192.0.2.0/24`, `2001:db8::/64`, or one address. @returns null: not a list */
export function parseNetworks(text: string): readonly Network[] | null {
  return eachPart(text, (part) => {
    const [address = '', length, ...rest] = part.split('/');
    const bits = { 0: null, 4: 32, 6: 128 }[isIP(address)] ?? null;
    if (bits === null || rest.length > 0 || address.includes('%')) return null;
    const prefix = length === undefined ? bits : parseWhole(length, 0, bits);
    return prefix === null ? null : { address, prefix };
  });
}

/** Parts separated by commas or blanks. */
export function eachPart<Value>(text: string, read: (part: string) => Value | null): readonly Value[] | null {
  const values: Value[] = [];
  for (const part of text.trim().split(/\s*,\s*|\s+/)) {
    const value = read(part);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}
