/** Names of hosts → addresses, and the full name of this machine, for the program. Only system.ts uses it. */
import type dns from 'node:dns';
import type { ResolvedAddress } from './full-name.ts';
import { fullName, fullNameInHosts, readHosts, toAddresses } from './full-name.ts';
import type { ResolverCall } from './resolver.ts';

/** The system's resolver (getaddrinfo): /etc/hosts counts. Rejects with the system's code. */
export async function lookup(host: string): Promise<readonly ResolvedAddress[]> {
  const options = { all: true, verbatim: true } as const;
  const isLocal = host === 'localhost' || fullNameInHosts(readHosts(), host) !== undefined;
  const found =
    isLocal || leavesThreads() || (await (await import('./resolver.ts')).nameServersAnswer(host))
      ? await (await import('node:dns/promises')).lookup(host, options)
      : ((await askApart(['lookup', host, options]))[0] as dns.LookupAddress[]);
  return toAddresses(found);
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

/** The machine's full name, or null where it has none. */
export function fqdn(): Promise<string | null> {
  return fullName({
    lookup,
    nameOf: async (address) =>
      leavesThreads()
        ? (await (await import('node:dns/promises')).lookupService(address, 25)).hostname
        : String((await askApart(['lookupService', address, 25]))[0]),
  });
}
