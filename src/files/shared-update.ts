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
}

export interface SharedUpdateOptions extends LockOptions {
  /** Permission bits of the file. */
  readonly mode: number;
}

/** A lock this old was left behind: nobody holds it for longer than it takes to write a few kilobytes. */
const staleMs = 5000;
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
  const { within = asCaller, mode, unique } = options;
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${unique}.tmp`);
  await withLock(file, options, async (isHeld) => {
    try {
      const text = change(within(() => readIfThere(file)));
      within(() => {
        const descriptor = fs.openSync(temporary, 'wx', mode);
        try {
          fs.fchmodSync(descriptor, mode);
          fs.writeFileSync(descriptor, text);
        } finally {
          fs.closeSync(descriptor);
        }
        if (!isHeld()) throw busy();
        fs.renameSync(temporary, file);
      });
    } catch (error) {
      within(() => fs.rmSync(temporary, { force: true }));
      throw failed(file, error);
    }
  });
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
  try {
    return await work(isHeld);
  } finally {
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
