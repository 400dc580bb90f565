/**
 * The system's resolver in a process of its own. A thread of this process that waits for a silent name server can't
 * be stopped, and Node does not end before its threads have; a child can be killed at any time.
 */
import { spawn } from 'node:child_process';

/** What is needed of this process. */
export interface ResolverDeps {
  /** The program that runs JavaScript: process.execPath. */
  readonly program: string;
  /** NODE_OPTIONS as this process was started with: the child resolves names as this process would. */
  readonly nodeOptions: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back when this process ends; returns the function that takes that back. */
  readonly onExit: (callback: () => void) => () => void;
}

/** A function of node:dns whose last argument is a callback. */
export type ResolverCall =
  | readonly ['lookup', string, { readonly all: true; readonly verbatim: true }]
  | readonly ['lookupService', string, number];

const script = `
const [name, ...args] = JSON.parse(process.argv[1]);
require('node:dns')[name](...args, (error, ...found) => {
  process.stdout.write(JSON.stringify(error ? { code: error.code } : { found }));
});`;

interface Answer {
  readonly code?: string;
  readonly found?: readonly unknown[];
}

/**
 * Calls node:dns in a child.
 * @returns what its callback gets after the error. Rejects with the code of the error; ECHILD where the child fails
 */
export function resolveApart(call: ResolverCall, deps: ResolverDeps): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(deps.program, ['--v8-pool-size=1', '-e', script, JSON.stringify(call)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: deps.nodeOptions === undefined ? deps.env : { ...deps.env, NODE_OPTIONS: deps.nodeOptions },
    });
    const stopListening = deps.onExit(() => child.kill('SIGKILL'));
    const output: Buffer[] = [];
    const fail = (code: string): void => reject(Object.assign(new Error(`resolver: ${code}`), { code }));
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', () => {
      stopListening();
      fail('ECHILD');
    });
    child.on('close', () => {
      stopListening();
      const answer = parseAnswer(Buffer.concat(output).toString('utf8'));
      if (answer.found) resolve(answer.found);
      else fail(answer.code ?? 'ECHILD');
    });
  });
}

/** How long the name servers may take to be trusted with a thread of this process, milliseconds. */
const promptMs = 400;

/**
 * Whether the name servers answer at once when asked for a host, whatever they say. The question is sent without a
 * thread, so it can be given up. A child is only needed where they do not: it costs more than the rest of a send.
 * @param servers `address:port` each; those of the system where not given
 */
export async function nameServersAnswer(host: string, servers?: readonly string[]): Promise<boolean> {
  const { Resolver } = await import('node:dns/promises');
  const resolver = new Resolver({ timeout: promptMs, tries: 1 });
  if (servers !== undefined) resolver.setServers(servers);
  const late = setTimeout(() => resolver.cancel(), promptMs);
  const answered = async (asked: Promise<unknown>): Promise<boolean> => {
    try {
      await asked;
      return true;
    } catch (error) {
      return !silent.has((error as NodeJS.ErrnoException).code ?? '');
    }
  };
  try {
    const both = await Promise.all([answered(resolver.resolve4(host)), answered(resolver.resolve6(host))]);
    return both.every(Boolean);
  } finally {
    clearTimeout(late);
  }
}

/** c-ares: no name server answered. */
const silent: ReadonlySet<string> = new Set(['ETIMEOUT', 'ECANCELLED', 'ECONNREFUSED']);

function parseAnswer(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}
