/**
 * What the program takes from its process, as one value. Only start.ts makes one; everybody else
 * gets the type, and only the parts that they need.
 */
import fs from 'node:fs';
import path from 'node:path';
import tty from 'node:tty';
import type { Readable, Writable } from 'node:stream';
import type { ResolvedAddress } from './full-name.ts';
import type { Host } from './host.ts';
import { processHost, workingDirectory } from './host.ts';
import { fqdn, lookup } from './host-names.ts';

export interface OutputStream extends Writable {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface InputStream extends Readable {
  readonly isTTY?: boolean | undefined;
  /** Of a terminal: without echo, each key as it comes. */
  readonly setRawMode?: (on: boolean) => unknown;
}

export interface System extends Host {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  /** The name that the program was called by: `sendmemo`, `sendmail`. */
  readonly programName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory; one in which nothing can be found or made where it was deleted. */
  readonly cwd: string;
  readonly stdin: InputStream;
  /** The octets of standard input, in the cheapest way that there is for what it is. */
  readonly stdinOctets: () => AsyncIterable<Buffer>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether a terminal is there; asks the system, without making a stream. */
  readonly isTerminal: (stream: 'stdin' | 'stdout' | 'stderr') => boolean;
  /** Gives up root for good and becomes that user. Throws the system's error; ENOENT: there is no such user. */
  readonly becomeUser: (user: string) => Promise<void>;
  /** The machine's fully qualified name, or null where it has none; looked up once. */
  readonly fqdn: () => Promise<string | null>;
  /** The system's resolver (getaddrinfo): /etc/hosts counts. Rejects with the system's code. */
  readonly lookup: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Calls back at SIGINT, SIGTERM, SIGHUP; returns the function that stops it. */
  readonly onSignal: (callback: (signal: string) => void) => () => void;
}

const stdinStepBytes = 64 * 1024;

/** The System of this process. */
export function nodeSystem(): System {
  let fullName: Promise<string | null> | null = null;
  return {
    ...processHost(),
    argv: process.argv.slice(2),
    programName: path.basename(process.argv[1] ?? 'sendmemo'),
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
    // Getters: each stream is made when it is first touched, which takes Node a millisecond.
    get stdin() {
      return process.stdin;
    },
    stdinOctets,
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    isTerminal: (stream) => isTerminal({ stdin: 0, stdout: 1, stderr: 2 }[stream]),
    becomeUser: async (user) => (await import('./become-user.ts')).becomeUser(user),
    fqdn: () => (fullName ??= fqdn()),
    lookup,
    onSignal,
  };
}

/** Only what is a device is one; to ask for more takes a module of its own. */
function isTerminal(fd: number): boolean {
  try {
    const stats = fs.fstatSync(fd);
    if (!stats.isCharacterDevice() || stats.rdev === fs.statSync('/dev/null').rdev) return false;
  } catch {
    // If the file system does not say, the other check decides.
  }
  return tty.isatty(fd);
}

/** A file is read directly: to make and read the stream that Node has for it takes 5 ms, for the smallest one. */
async function* stdinOctets(): AsyncGenerator<Buffer> {
  if (!fs.fstatSync(0).isFile()) return yield* process.stdin;
  for (;;) {
    const octets = Buffer.allocUnsafe(stdinStepBytes);
    const length = fs.readSync(0, octets);
    if (length === 0) return;
    yield octets.subarray(0, length);
  }
}

function onSignal(callback: (signal: string) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, callback);
  return () => {
    for (const signal of signals) process.off(signal, callback);
  };
}
