/** One batch at a time for each file of results: two would send the same messages side by side. */
import fs from 'node:fs';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Within } from '../../files/foreign.ts';
import { asCaller } from '../../files/foreign.ts';
import type { ProcessStart } from '../../spool/owner.ts';
import { createOwnerJudge, renderOwner } from '../../spool/owner.ts';

export interface LockDeps {
  readonly pid: number;
  readonly hostName: string;
  readonly processStart: ProcessStart;
  /** How to work in the file's directory; see asOwnerOf. */
  readonly within?: Within;
}

/**
 * Takes FILE.lock, also from a process that has died.
 * @returns what gives it back
 * @throws SendmemoError OUTPUT cannot-create; with EBUSY where another process has it
 */
export async function lockResults(path: string, deps: LockDeps): Promise<() => void> {
  const lock = `${path}.lock`;
  const self = {
    pid: deps.pid,
    host: deps.hostName,
    process: (await deps.processStart(deps.pid)) ?? '0',
  };
  const judge = createOwnerJudge(self, deps.processStart);
  const { within = asCaller } = deps;
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

/** Removed, or not yet written: not the lock of a process that ended. */
function read(lock: string): string {
  try {
    return fs.readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}

function busy(path: string, system: string, cause?: unknown): SendmemoError {
  return new SendmemoError({ code: 'OUTPUT', reason: 'cannot-create', path, system }, { cause });
}
