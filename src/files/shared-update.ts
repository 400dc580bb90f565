/**
 * A small file that several processes rewrite in turn (counters): read, changed and replaced as a whole under a lock
 * beside it, so that no reader sees half of it and no process undoes what another has counted.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { SubmissionError, systemCode } from '../failure/error.ts';

export interface SharedUpdateOptions {
  /** Permission bits of the file. */
  readonly mode: number;
  /** Tells the temporary file from those of other processes. */
  readonly unique: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A lock this old was left behind: nobody holds it for longer than it takes to write a few kilobytes. */
const staleMs = 5000;
const patienceMs = 500;
const pauseMs = 10;

/**
 * Replaces a file by what `change` makes of its text (null: there is none yet). It is not fsynced: after a crash of
 * the machine the file may be old, or empty.
 * @throws SubmissionError cannot-create; with EBUSY where the lock was not to be had within half a second
 */
export async function updateShared(
  file: string,
  change: (before: string | null) => string,
  options: SharedUpdateOptions,
): Promise<void> {
  const directory = path.dirname(file);
  const lock = path.join(directory, `.${path.basename(file)}.lock`);
  const temporary = path.join(directory, `.${path.basename(file)}.${options.unique}.tmp`);
  try {
    await takeLock(lock, options);
    try {
      const text = change(await readIfThere(file));
      const handle = await fs.open(temporary, 'wx', options.mode);
      try {
        await handle.chmod(options.mode);
        await handle.writeFile(text);
      } finally {
        await handle.close();
      }
      await fs.rename(temporary, file);
    } catch (error) {
      await fs.rm(temporary, { force: true }).catch(() => {});
      throw error;
    } finally {
      await fs.rm(lock, { force: true });
    }
  } catch (error) {
    const system = systemCode(error);
    throw new SubmissionError(
      { code: 'OUTPUT', reason: 'cannot-create', path: system === 'EBUSY' ? lock : file, system },
      { cause: error },
    );
  }
}

async function takeLock(lock: string, { now, sleep }: SharedUpdateOptions): Promise<void> {
  const until = now() + patienceMs;
  for (;;) {
    try {
      await (await fs.open(lock, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      if (now() > until) throw Object.assign(new Error('locked'), { code: 'EBUSY' });
    }
    const age = await ageOf(lock, now());
    if (age !== null && age > staleMs) await fs.rm(lock, { force: true });
    else await sleep(pauseMs);
  }
}

/** null: it is gone. */
async function ageOf(file: string, now: number): Promise<number | null> {
  try {
    return now - (await fs.stat(file)).mtimeMs;
  } catch {
    return null;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    // Reading a pipe would wait for its other end, and replacing a device would take it away.
    if (!(await fs.stat(file)).isFile())
      throw Object.assign(new Error('no regular file'), { code: 'EFTYPE' });
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
