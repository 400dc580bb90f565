/**
 * What the program and the library both take from the process and the machine: identity, time, randomness, the working
 * directory. Neither arguments nor standard streams nor signals.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';

/** A user by number; the group counts only where the user database does not know the user. */
interface UserNumbers {
  readonly userId: number;
  readonly groupId: number;
}

export interface Host {
  readonly pid: number;
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
}

/** @returns the Host of this process. */
export function processHost(): Host {
  return {
    pid: process.pid,
    userName,
    userId: () => process.geteuid?.() ?? null,
    groups: () => [process.getegid?.() ?? [], process.getgroups?.() ?? []].flat(),
    actAs: userSwitch(),
    isSetId,
    isAlive,
    hostName: () => os.hostname(),
    now: () => Date.now(),
    // performance.now() is the same clock, behind a module of half a millisecond.
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    upMs: () => os.uptime() * 1000,
    random: () => Math.random(),
    uniqueId: idSource(),
    sleep,
  };
}

/**
 * A job may outlive its working directory, and full paths need none. A relative path then leads here: no file can be
 * below a device, so each reader and writer fails as for any path that does not exist.
 */
const deletedDirectory = '/dev/null/deleted working directory';

/** @returns the environment variables of this process. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** @returns the working directory; one in which nothing can be found or made where it was deleted. */
export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return deletedDirectory;
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
function userSwitch(): Host['actAs'] {
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

/** Whether a process of this machine exists, whoever owns it. */
export function isAlive(pid: number): boolean {
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
