import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CrashTask } from './crash.ts';
import { buildChild, count, ended, killRounds, startChild } from './crash.ts';
import { contents, fillStore, move } from './move-suite.ts';
import { collect, openStore, temporaryDirectory } from './deps.ts';

let built: Awaited<ReturnType<typeof temporaryDirectory>>;
let child = '';

beforeAll(async () => {
  built = await temporaryDirectory();
  child = await buildChild(built.path);
}, 60_000);

afterAll(async () => {
  await built[Symbol.asyncDispose]();
});

/** Runs `body` for 1, 2, 3 …, four at once, until it says that there is no such step. */
async function eachStep(body: (step: number) => Promise<boolean>): Promise<number> {
  let next = 1;
  let steps = Number.POSITIVE_INFINITY;
  const walk = async () => {
    while (next < steps) {
      const step = next;
      next += 1;
      if (!(await body(step))) steps = Math.min(steps, step);
    }
  };
  await Promise.all([walk(), walk(), walk(), walk()]);
  return steps - 1;
}

describe('kill -9', () => {
  test('at every step of putting: what was acknowledged arrives, what was not is there whole or not at all', async () => {
    const steps = await eachStep(async (step) => {
      await using directory = await temporaryDirectory();
      const spool = path.join(directory.path, 'spool');
      const journal = path.join(directory.path, 'journal');
      const task = { directory: spool, journal, name: 'p', count: 1, connections: 1, watch: false };
      const finished = await ended(
        startChild(child, { ...task, role: 'put', killAt: step } satisfies CrashTask),
      );
      const store = await openStore(spool, { now: Date.now });
      await store.recover();
      for (const row of await collect(store.list())) expect([step, 'corrupt' in row]).toEqual([step, false]);
      await ended(startChild(child, { ...task, role: 'run', killAt: null }));
      const result = await count(spool, journal);
      expect([step, { ...result, acknowledged: null }]).toEqual([
        step,
        { acknowledged: null, lost: [], duplicates: [], complaints: [], left: [] },
      ]);
      return !finished;
    });
    // The steps of put alone, journal included; with fewer something was not watched.
    expect(steps).toBeGreaterThan(12);
  }, 120_000);

  test('at every step of a run: nothing is lost, and at most the one under way arrives twice', async () => {
    await using filled = await temporaryDirectory();
    const before = { directory: path.join(filled.path, 'spool'), journal: path.join(filled.path, 'journal') };
    const put = {
      ...before,
      role: 'put',
      name: 'p',
      count: 2,
      connections: 1,
      watch: false,
      killAt: null,
    } as const;
    await ended(startChild(child, put));
    const steps = await eachStep(async (step) => {
      await using directory = await temporaryDirectory();
      const spool = path.join(directory.path, 'spool');
      const journal = path.join(directory.path, 'journal');
      const task = { directory: spool, journal, name: 'p', connections: 1, watch: false };
      await fs.cp(filled.path, directory.path, { recursive: true });
      const finished = await ended(startChild(child, { ...task, role: 'run', count: 0, killAt: step }));
      await ended(startChild(child, { ...task, role: 'run', count: 0, killAt: null }));
      const result = await count(spool, journal);
      expect([step, { ...result, duplicates: [] }]).toEqual([
        step,
        { acknowledged: 2, lost: [], duplicates: [], complaints: [], left: [] },
      ]);
      expect([step, result.duplicates.length]).toEqual([step, expect.toSatisfy((many: number) => many <= 1)]);
      return !finished;
    });
    expect(steps).toBeGreaterThan(30);
  }, 240_000);

  // Every step is done in move.test.ts, with faults in place of signals.
  test('in the middle of a move: each entry arrives once, as it was, when the move is repeated', async () => {
    await using filled = await temporaryDirectory();
    const source = await openStore(path.join(filled.path, 'spool'));
    await fillStore(source);
    const before = await contents(source);
    for (let step = 11; step < 99; step += 11) {
      await using directory = await temporaryDirectory();
      const spool = path.join(directory.path, 'spool');
      const journal = path.join(directory.path, 'journal');
      const task = { directory: spool, journal, name: 'm', count: 0, connections: 1, watch: false };
      await fs.cp(filled.path, directory.path, { recursive: true });
      const finished = await ended(startChild(child, { ...task, role: 'move', killAt: step }));
      const [from, to] = [await openStore(spool), await openStore(`${spool}.to`)];
      const events = await move(from, to, ['spool', 'to']);
      expect([step, finished, events.filter(({ event }) => event !== 'moved')]).toEqual([step, false, []]);
      expect([step, await contents(to), await contents(from)]).toEqual([step, before, {}]);
    }
  }, 120_000);

  test('at random moments, with two runners and new mail all the time: nothing is lost', async () => {
    await using directory = await temporaryDirectory();
    // scripts/soak.mjs has the long loop.
    const rounds = 6;
    const result = await killRounds(child, directory.path, { rounds, random: Math.random });
    expect({ ...result, acknowledged: null, duplicates: null }).toEqual({
      acknowledged: null,
      lost: [],
      duplicates: null,
      complaints: [],
      left: [],
    });
    expect(result.acknowledged).toBeGreaterThan(rounds);
    // Two runners with two connections each: so many may have had a final reply and no time to record it.
    expect(result.duplicates.length).toBeLessThanOrEqual(rounds * 4);
  }, 120_000);
});
