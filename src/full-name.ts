/** The full name of this machine (RFC 5321, 4.1.1.1 wants one for EHLO), and the hosts file that may know it. */
import type dns from 'node:dns';
import fs from 'node:fs';
import os from 'node:os';

/** One address of a name, as getaddrinfo returns it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** How names and addresses are looked up. */
export interface Resolver {
  readonly lookup: (host: string) => Promise<readonly ResolvedAddress[]>;
  readonly nameOf: (address: string) => Promise<string>;
}

export function toAddresses(found: readonly dns.LookupAddress[]): readonly ResolvedAddress[] {
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** @returns the text of the hosts file, latin1; '' where there is none */
export function readHosts(): string {
  try {
    return fs.readFileSync('/etc/hosts', 'latin1');
  } catch {
    return '';
  }
}

/**
 * The machine's full name, where its host name has no dot: from the hosts file where that knows it, as the system's
 * resolver would, and without a resolver that may be silent; else by address.
 */
export async function fullName({ lookup, nameOf }: Resolver): Promise<string | null> {
  const name = os.hostname().replace(/\.$/, '');
  if (name.includes('.')) return name;
  const known = fullNameInHosts(readHosts(), name);
  if (known !== undefined) return known;
  try {
    const [first] = await lookup(name);
    if (!first) return null;
    const hostname = await nameOf(first.address);
    return hostname.includes('.') && hostname !== first.address ? hostname : null;
  } catch {
    return null;
  }
}

/**
 * hosts(5): `address canonical-name alias …`; the canonical name is the full one.
 * @returns null: the host is there, without a full name; undefined: it is not there
 */
export function fullNameInHosts(text: string, host: string): string | null | undefined {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  const known = lines.filter((names) => names.some((name) => name.toLowerCase() === host.toLowerCase()));
  if (known.length === 0) return undefined;
  return known.map(([canonical = '']) => canonical).find((name) => name.includes('.')) ?? null;
}
