import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Store } from '../../src/spool/store.ts';
import { openStore, systemError, temporaryDirectory, watchedFiles } from './deps.ts';
import { contents, fillStore, move } from './move-suite.ts';

/** No process has it. */
const deadPid = 2 ** 30;

/** A store of a process that is gone from a step on: nothing that it does after that happens. */
function dyingStore(directory: string, mark: () => void): Promise<Store> {
  return openStore(directory, { files: watchedFiles(mark), pid: deadPid });
}

/** Claims what is due, as a runner that comes between two moves. @returns how many entries could be delivered */
async function deliverable(stores: readonly Store[]): Promise<number> {
  let count = 0;
  for (const store of stores) {
    await store.recover();
    for (const { id } of await store.due(new Date('2026-03-01T14:00:00Z'))) {
      const claim = await store.claim(id);
      if (claim !== null) count += 1;
      await claim?.release('waiting');
    }
  }
  return count;
}

test('a process that dies at any step of a move: no entry is in both stores, and the next move finishes', async () => {
  await using directory = await temporaryDirectory();
  const filled = path.join(directory.path, 'filled');
  const source = await openStore(filled);
  await fillStore(source);
  const before = await contents(source);
  let isOver = false;
  let last = 0;
  for (let dies = 1; !isOver; dies += 1) {
    last = dies;
    const spool = path.join(directory.path, String(dies));
    await fs.cp(filled, `${spool}.from`, { recursive: true });
    let step = 0;
    const mark = () => {
      step += 1;
      if (step >= dies) throw systemError('EIO');
    };
    try {
      const stores = [
        await dyingStore(`${spool}.from`, mark),
        await dyingStore(`${spool}.to`, mark),
      ] as const;
      await move(...stores);
    } catch {
      // That is the point.
    }
    isOver = step < dies;
    const [from, to] = [await openStore(`${spool}.from`), await openStore(`${spool}.to`)];
    expect([dies, await deliverable([from, to])]).toEqual([dies, expect.toSatisfy((many) => many <= 1)]);
    const events = await move(from, to);
    expect([dies, events.filter(({ event }) => event !== 'moved')]).toEqual([dies, []]);
    expect([dies, await contents(to), await contents(from)]).toEqual([dies, before, {}]);
    for (const place of ['tmp', 'active', 'taken']) {
      const left = await Promise.all(
        ['from', 'to'].map((end) => fs.readdir(path.join(`${spool}.${end}`, place))),
      );
      expect([dies, place, left]).toEqual([dies, place, [[], []]]);
    }
  }
  expect(last).toBeGreaterThan(100);
}, 120_000);
