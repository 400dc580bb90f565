/**
 * What the library takes from the process of the program that uses it: no arguments, no standard streams, no signals,
 * no environment but the one that it was given.
 */
import { toAddresses, fullName, type Resolver } from '../full-name.ts';
import { processHost, processEnvironment, workingDirectory } from '../host.ts';
import type { System } from '../system.ts';

/** @param environment null: that of the process */
export function librarySystem(environment: System['env'] | null): System {
  let name: Promise<string | null> | null = null;
  const unavailable = (what: string): never => {
    throw new TypeError(`the library does not use ${what}`);
  };
  return {
    ...processHost(),
    argv: [],
    programName: 'sendmemo',
    get env() {
      return environment ?? processEnvironment();
    },
    get cwd() {
      return workingDirectory();
    },
    get stdin() {
      return unavailable('standard input');
    },
    stdinOctets: nothing,
    get stdout() {
      return unavailable('standard output');
    },
    get stderr() {
      return unavailable('standard error');
    },
    isTerminal: () => false,
    // It would change the user of the whole process, while other threads of the program work with files.
    becomeUser: () => Promise.reject(new Error('only the command changes its user')),
    actAs: () => {
      throw Object.assign(new Error('a library does not change the user of its process'), { code: 'EPERM' });
    },
    isSetId: () => false,
    fqdn: () => (name ??= fullName(resolver)),
    lookup: resolver.lookup,
    onSignal: () => () => {},
  };
}

async function* nothing(): AsyncGenerator<Buffer> {
  // A program's message takes nothing from standard input.
}

const resolver: Resolver = {
  async lookup(host) {
    const { lookup } = await import('node:dns/promises');
    return toAddresses(await lookup(host, { all: true, verbatim: true }));
  },
  async nameOf(address) {
    const { lookupService } = await import('node:dns/promises');
    return (await lookupService(address, 25)).hostname;
  },
};
