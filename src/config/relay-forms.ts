/** What `relay-listen` and `relay-domains` may hold. */
import { isIP } from 'node:net';
import { eachPart } from './hosts.ts';
import { parseWhole } from './numbers.ts';
import type { ListenAddress } from './settings.ts';

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
