/**
 * A small file that several processes rewrite in turn (counters): read, changed and replaced as a whole under a lock
 * beside it, so that no reader sees half of it and no process undoes what another has counted.
 */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Within } from './foreign.ts';
import { asCaller } from './foreign.ts';
import { readUnlinked } from './own-file.ts';

export interface LockOptions {
  /** Tells this process's files from those of others. */
  readonly unique: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** How to work in this directory; see asOwnerOf. */
  readonly within?: Within;
  /** How long to wait for the lock, in milliseconds; half a second where it is not set. */
  readonly patienceMs?: number;
  /** The work may take longer than a lock lasts: it is renewed meanwhile. */
  readonly renew?: boolean;
}

export interface ReplaceOptions {
  /** Tells this process's temporary file from those of others. */
  readonly unique: string;
  /** Permission bits of the file. */
  readonly mode: number;
  /** How to work in this directory; see asOwnerOf. */
  readonly within?: Within;
  /** fsync of the file and its directory: after a crash of the machine it is the old one or the new one. */
  readonly durable?: boolean;
}

export type SharedUpdateOptions = LockOptions & ReplaceOptions;

/** A lock this old was left behind: no process holds it for longer than it takes to write a few kilobytes, or renews it. */
const staleMs = 5000;
const renewMs = 1000;
const pauseMs = 10;

/**
 * Replaces a file by what `change` makes of its text (null: there is none yet). It is not fsynced: after a crash of
 * the machine the file may be old, or empty.
 * @throws SendmemoError cannot-create; with EBUSY where the lock was not to be had within half a second
 */
export async function updateShared(
  file: string,
  change: (before: string | null) => string,
  options: SharedUpdateOptions,
): Promise<void> {
  const { within = asCaller } = options;
  await withLock(file, options, async (isHeld) => {
    const before = readShared(file, within);
    let text: string;
    try {
      text = change(before);
    } catch (error) {
      throw failed(file, error);
    }
    replaceShared(file, text, isHeld, options);
  });
}

/**
 * @returns the text of the file, or null where it is not there
 * @throws SendmemoError cannot-create
 */
export function readShared(file: string, within: Within = asCaller): string | null {
  try {
    return within(() => readIfThere(file));
  } catch (error) {
    throw failed(file, error);
  }
}

/**
 * Replaces the file under the lock of withLock.
 * @throws SendmemoError cannot-create; with EBUSY where the lock was lost
 */
export function replaceShared(
  file: string,
  text: string,
  isHeld: () => boolean,
  { within = asCaller, mode, unique, durable = false }: ReplaceOptions,
): void {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${unique}.tmp`);
  try {
    within(() => {
      const descriptor = fs.openSync(temporary, 'wx', mode);
      try {
        fs.fchmodSync(descriptor, mode);
        fs.writeFileSync(descriptor, text);
        if (durable) fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
      if (!isHeld()) throw busy();
      fs.renameSync(temporary, file);
      if (durable) syncDirectory(path.dirname(file));
    });
  } catch (error) {
    within(() => fs.rmSync(temporary, { force: true }));
    throw failed(file, error);
  }
}

function syncDirectory(directory: string): void {
  const descriptor = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Does something while no other process does it to the same file, under a lock beside it.
 * @param work is given a function that says whether the lock is still this process's own: one that was stopped for
 * seconds may have lost it
 * @throws SendmemoError cannot-create, with EBUSY where the lock was not to be had in time; what `work` fails with
 */
export async function withLock<Result>(
  file: string,
  options: LockOptions,
  work: (isHeld: () => boolean) => Promise<Result>,
): Promise<Result> {
  const { within = asCaller, unique } = options;
  const lock = path.join(path.dirname(file), `.${path.basename(file)}.lock`);
  try {
    await takeLock(lock, options);
  } catch (error) {
    throw failed(systemCode(error) === 'EBUSY' ? lock : file, error);
  }
  const isHeld = (): boolean => within(() => readLock(lock)) === unique;
  const renewal =
    options.renew === true ? setInterval(() => renewLock(lock, isHeld, options), renewMs) : null;
  try {
    return await work(isHeld);
  } finally {
    if (renewal !== null) clearInterval(renewal);
    if (isHeld()) within(() => fs.rmSync(lock, { force: true }));
  }
}

function failed(place: string, error: unknown): Error {
  if (error instanceof SendmemoError) return error;
  return new SendmemoError(
    { code: 'OUTPUT', reason: 'cannot-create', path: place, system: systemCode(error) },
    { cause: error },
  );
}

function busy(): Error {
  return Object.assign(new Error('locked'), { code: 'EBUSY' });
}

async function takeLock(
  lock: string,
  { now, sleep, unique, within = asCaller, patienceMs = 500 }: LockOptions,
): Promise<void> {
  const until = now() + patienceMs;
  for (;;) {
    try {
      within(() => fs.writeFileSync(lock, unique, { flag: 'wx', mode: 0o600 }));
      return;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      if (now() > until) throw busy();
    }
    if (!within(() => removeStale(lock, `${lock}.${unique}`, now()))) await sleep(pauseMs);
  }
}

/** One that was taken away meanwhile is not this process's to renew. */
function renewLock(lock: string, isHeld: () => boolean, { now, within = asCaller }: LockOptions): void {
  try {
    const seconds = now() / 1000;
    if (isHeld()) within(() => fs.utimesSync(lock, seconds, seconds));
  } catch {
    // Then it is lost in time, which `isHeld` says.
  }
}

/** Taken aside by one rename, which one process alone can do, and given back where it was not the old one after all. */
function removeStale(lock: string, aside: string, now: number): boolean {
  if (!isStale(lock, now)) return false;
  try {
    fs.renameSync(lock, aside);
    if (!isStale(aside, now)) fs.linkSync(aside, lock);
    fs.rmSync(aside, { force: true });
    return true;
  } catch {
    return false;
  }
}

function isStale(file: string, now: number): boolean {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && now - stat.mtimeMs > staleMs;
}

function readLock(lock: string): string | null {
  try {
    return fs.readFileSync(lock, { encoding: 'utf8', flag: readUnlinked as unknown as string });
  } catch {
    return null;
  }
}

function readIfThere(file: string): string | null {
  // Reading a pipe would wait for its other end, and replacing a device would take it away.
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isSymbolicLink()) throw Object.assign(new Error('a link'), { code: 'ELOOP' });
  if (!stat.isFile()) throw Object.assign(new Error('no regular file'), { code: 'EFTYPE' });
  return fs.readFileSync(file, { encoding: 'utf8', flag: readUnlinked as unknown as string });
}
