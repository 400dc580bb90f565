/**
 * What the program takes from its process, as one value. Only start.ts makes one; everybody else
 * gets the type, and only the parts that they need.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tty from 'node:tty';
import type { Readable, Writable } from 'node:stream';
import { fqdn, lookup } from './host-names.ts';
import type { ResolvedAddress } from './host-names.ts';

export interface OutputStream extends Writable {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface InputStream extends Readable {
  readonly isTTY?: boolean | undefined;
  /** Of a terminal: without echo, each key as it comes. */
  readonly setRawMode?: (on: boolean) => unknown;
}

/** A user by number; the group counts only where the user database does not know the user. */
interface UserNumbers {
  readonly userId: number;
  readonly groupId: number;
}

export interface System {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  /** The name that the program was called by: `sendmemo`, `sendmail`. */
  readonly programName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory; one in which nothing can be found or made where it was deleted. */
  readonly cwd: string;
  readonly pid: number;
  readonly stdin: InputStream;
  /** The octets of standard input, in the cheapest way that there is for what it is. */
  readonly stdinOctets: () => AsyncIterable<Buffer>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether a terminal is there; asks the system, without making a stream. */
  readonly isTerminal: (stream: 'stdin' | 'stdout' | 'stderr') => boolean;
  /** Login name of the caller, for the default sender. */
  readonly userName: () => string;
  /** Effective user id, or null where the system has none. */
  readonly userId: () => number | null;
  /** Effective group and supplementary groups; empty where the system has none. */
  readonly groups: () => readonly number[];
  /**
   * Runs `work`, which must be synchronous, with the effective user, group and supplementary groups of this user. Only
   * root can. Throws the system's error.
   */
  readonly actAs: <Result>(owner: UserNumbers, work: () => Result) => Result;
  /** Whether the process has another effective user or group than its caller. */
  readonly isSetId: () => boolean;
  /** Whether a process with this id exists, whoever's it is. */
  readonly isAlive: (pid: number) => boolean;
  /** The machine's host name as the kernel has it; may have no dot. */
  readonly hostName: () => string;
  /** The machine's fully qualified name, or null where it has none; looked up once. */
  readonly fqdn: () => Promise<string | null>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that never run backwards. */
  readonly monotonic: () => number;
  /** Milliseconds since the machine was started. */
  readonly upMs: () => number;
  /** 0 ≤ x < 1, for jitter only. */
  readonly random: () => number;
  /** 128 random bits in hex, unguessable. */
  readonly uniqueId: () => string;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** The system's resolver (getaddrinfo): /etc/hosts counts. Rejects with the system's code. */
  readonly lookup: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Calls back at SIGINT, SIGTERM, SIGHUP; returns the function that stops it. */
  readonly onSignal: (callback: (signal: string) => void) => () => void;
}

/**
 * A job may outlive its working directory, and full paths need none. A relative path then leads here: below a device
 * nobody can put a file, so each reader and writer fails as for any path that does not exist.
 */
const deletedDirectory = '/dev/null/deleted working directory';

const stdinStepBytes = 64 * 1024;

/** The System of this process. */
export function nodeSystem(): System {
  let fullName: Promise<string | null> | null = null;
  return {
    argv: process.argv.slice(2),
    programName: path.basename(process.argv[1] ?? 'sendmemo'),
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
    pid: process.pid,
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
    userName,
    userId: () => process.geteuid?.() ?? null,
    groups: () => [process.getegid?.() ?? [], process.getgroups?.() ?? []].flat(),
    actAs: userSwitch(),
    isSetId,
    isAlive,
    hostName: () => os.hostname(),
    fqdn: () => (fullName ??= fqdn()),
    now: () => Date.now(),
    // performance.now() is the same clock, behind a module of half a millisecond.
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    upMs: () => os.uptime() * 1000,
    random: () => Math.random(),
    uniqueId: idSource(),
    sleep,
    lookup,
    onSignal,
  };
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return deletedDirectory;
  }
}

/** Only what is a device is one; to ask for more takes a module of its own. */
function isTerminal(fd: number): boolean {
  try {
    const stats = fs.fstatSync(fd);
    if (!stats.isCharacterDevice() || stats.rdev === fs.statSync('/dev/null').rdev) return false;
  } catch {
    // Without a file system that tells, the other question remains.
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

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A user id without an entry in the user database (containers).
    return process.env['LOGNAME'] || process.env['USER'] || `uid${process.getuid?.() ?? ''}`;
  }
}

/** initgroups(3) is in the runtime, and not in its types. */
type UserFunctions = NodeJS.Process & { readonly initgroups?: (user: string, group: number) => void };

/**
 * The C library changes all threads of the process at once (nptl(7)), so nothing else may run meanwhile: the work is
 * synchronous. Whatever fails, the caller's own identity comes back, or the process ends.
 */
function userSwitch(): System['actAs'] {
  const known = new Map<number, { name: string; groupId: number } | null>();
  return ({ userId, groupId }, work) => {
    const { seteuid, setegid, getegid, setgroups, getgroups, initgroups, geteuid } = process as UserFunctions;
    if (!seteuid || !setegid || !getegid || !setgroups || !getgroups || !initgroups || !geteuid)
      return work();
    const own = { user: geteuid(), group: getegid(), groups: getgroups() };
    if (own.user === userId) return work();
    let user = known.get(userId);
    if (user === undefined) {
      user = lookUp(userId, own.user);
      known.set(userId, user);
    }
    try {
      if (user === null) setgroups([groupId]);
      else initgroups(user.name, user.groupId);
      setegid(user?.groupId ?? groupId);
      seteuid(userId);
      return work();
    } finally {
      try {
        seteuid(own.user);
        setegid(own.group);
        setgroups(own.groups);
      } catch {
        process.abort();
      }
    }
  };

  /** The runtime asks the user database for the effective user. */
  function lookUp(userId: number, back: number): { name: string; groupId: number } | null {
    process.seteuid?.(userId);
    try {
      const { username, gid } = os.userInfo();
      return { name: username, groupId: gid };
    } catch {
      return null;
    } finally {
      process.seteuid?.(back);
    }
  }
}

/** Without one call of the system's there is no such thing (Windows). */
function isSetId(): boolean {
  return process.geteuid?.() !== process.getuid?.() || process.getegid?.() !== process.getgid?.();
}

const idOctets = 16;

/** Random octets are fetched for several ids: to open their file takes longer than the rest, and a batch needs many. */
function idSource(): () => string {
  let octets: Buffer = Buffer.alloc(0);
  return () => {
    if (octets.length < idOctets) octets = readRandom(32 * idOctets);
    const id = octets.toString('hex', 0, idOctets);
    octets = octets.subarray(idOctets);
    return id;
  };
}

/** From the kernel where it gives them as a file: a plain send then never loads the runtime's cryptography. */
function readRandom(length: number): Buffer {
  const octets = Buffer.alloc(length);
  try {
    const file = fs.openSync('/dev/urandom', 'r');
    try {
      if (fs.readSync(file, octets) === length) return octets;
    } finally {
      fs.closeSync(file);
    }
  } catch {
    // Not every system has it.
  }
  return crypto.randomBytes(length);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted(): void {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    }
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}

function onSignal(callback: (signal: string) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, callback);
  return () => {
    for (const signal of signals) process.off(signal, callback);
  };
}
