import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LockDeps } from '../../../src/commands/batch/results-lock.ts';
import { lockResults } from '../../../src/commands/batch/results-lock.ts';
import { failureOf } from '../../message/deps.ts';

function place() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  const file = path.join(directory, 'out');
  return { file, lock: `${file}.lock`, [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true }) };
}

/** Process ids that live here; each has a start of its own. */
const deps = (pid: number, living: readonly number[], hostName = 'here'): LockDeps => ({
  pid,
  hostName,
  processStart: (one) => Promise.resolve(living.includes(one) ? `boot_1_${one}` : null),
});

describe('the lock of a file of results', () => {
  it('is for one process at a time', async () => {
    using at = place();
    const unlock = await lockResults(at.file, deps(1, [1, 2]));
    expect(await failureOf(() => lockResults(at.file, deps(2, [1, 2])))).toMatchObject({
      reason: 'cannot-create',
      path: at.lock,
      system: 'EBUSY',
    });
    unlock();
    expect(fs.existsSync(at.lock)).toBe(false);
    (await lockResults(at.file, deps(2, [1, 2])))();
  });

  it('is taken from a process that has died', async () => {
    using at = place();
    await lockResults(at.file, deps(1, [1]));
    const unlock = await lockResults(at.file, deps(2, [2]));
    expect(fs.readFileSync(at.lock, 'utf8')).toMatch(/^2-/);
    unlock();
  });

  it('of another host is never taken', async () => {
    using at = place();
    await lockResults(at.file, deps(1, [1], 'there'));
    expect(await failureOf(() => lockResults(at.file, deps(2, [2])))).toMatchObject({ system: 'EBUSY' });
  });
});
