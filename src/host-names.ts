/** Names of hosts → addresses, and the full name of this machine. Only system.ts uses it. */
import type dns from 'node:dns';
import fs from 'node:fs';
import os from 'node:os';
import type { ResolverCall } from './resolver.ts';

/** One address that a name stands for, as getaddrinfo gives it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The system's resolver (getaddrinfo): /etc/hosts counts. Rejects with the system's code. */
export async function lookup(host: string): Promise<readonly ResolvedAddress[]> {
  const options = { all: true, verbatim: true } as const;
  const isLocal = host === 'localhost' || fullNameInHosts(readHosts(), host) !== undefined;
  const found =
    isLocal || leavesThreads() || (await (await import('./resolver.ts')).nameServersAnswer(host))
      ? await (await import('node:dns/promises')).lookup(host, options)
      : ((await askApart(['lookup', host, options]))[0] as dns.LookupAddress[]);
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** As Node was started with; start.ts takes it out of the environment later. */
const nodeOptions = process.env['NODE_OPTIONS'];

/**
 * Whether this process can end while a thread of it waits for a name server (start.ts). Where it can't, names that the
 * network has to be asked for are looked up by a child.
 */
function leavesThreads(): boolean {
  return 'execve' in process;
}

async function askApart(call: ResolverCall): Promise<readonly unknown[]> {
  const { resolveApart } = await import('./resolver.ts');
  return resolveApart(call, {
    program: process.execPath,
    nodeOptions,
    env: process.env,
    onExit(callback) {
      process.on('exit', callback);
      return () => process.off('exit', callback);
    },
  });
}

function readHosts(): string {
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
export async function fqdn(): Promise<string | null> {
  const name = os.hostname().replace(/\.$/, '');
  if (name.includes('.')) return name;
  const known = fullNameInHosts(readHosts(), name);
  if (known !== undefined) return known;
  try {
    const [first] = await lookup(name);
    if (!first) return null;
    const hostname = leavesThreads()
      ? (await (await import('node:dns/promises')).lookupService(first.address, 25)).hostname
      : String((await askApart(['lookupService', first.address, 25]))[0]);
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
