/** One batch at a time for each file of results: two would send the same messages side by side. */
import fs from 'node:fs';
import { SubmissionError, systemCode } from '../../failure/error.ts';
import type { Within } from '../../files/foreign.ts';
import { asCaller } from '../../files/foreign.ts';
import type { ProcessStart } from '../../spool/owner.ts';
import { createOwnerJudge, renderOwner } from '../../spool/owner.ts';

export interface LockWorld {
  readonly pid: number;
  readonly hostName: string;
  readonly processStart: ProcessStart;
  /** How to work in the file's directory; see asOwnerOf. */
  readonly within?: Within;
}

/**
 * Takes FILE.lock, also from a process that has died.
 * @returns what gives it back
 * @throws SubmissionError OUTPUT cannot-create; with EBUSY where another process has it
 */
export async function lockResults(path: string, world: LockWorld): Promise<() => void> {
  const lock = `${path}.lock`;
  const self = {
    pid: world.pid,
    host: world.hostName,
    process: (await world.processStart(world.pid)) ?? '0',
  };
  const judge = createOwnerJudge(self, world.processStart);
  const { within = asCaller } = world;
  const remove = () => within(() => fs.rmSync(lock, { force: true }));
  try {
    // Whoever loses the race for a dead one's lock finds that of a living one.
    for (let tries = 0; tries < 2; tries += 1) {
      if (within(() => create(lock, renderOwner(self)))) return remove;
      if ((await judge(within(() => read(lock)))) === 'dead') remove();
    }
  } catch (error) {
    throw busy(lock, systemCode(error), error);
  }
  throw busy(lock, 'EBUSY');
}

function create(lock: string, owner: string): boolean {
  try {
    fs.writeFileSync(lock, owner, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Gone since, or not yet written: nobody's that has died. */
function read(lock: string): string {
  try {
    return fs.readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}

function busy(path: string, system: string, cause?: unknown): SubmissionError {
  return new SubmissionError({ code: 'OUTPUT', reason: 'cannot-create', path, system }, { cause });
}
