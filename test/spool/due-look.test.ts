import { mkdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { FileOperations } from '../../src/files/durable.ts';
import { createFirsts } from '../../src/spool/firsts.ts';
import type { DueEntry, NextClaim, Store } from '../../src/spool/store.ts';
import { collect, newEntry, openStore, temporaryDirectory, watchedFiles } from './deps.ts';

/** A file system with a clock of its own, which only `tick` moves on: changes in between have the same time. */
function coarseClock(): { readonly files: FileOperations; tick(): void; readonly listed: string[] } {
  const listed: string[] = [];
  const times = new Map<string, number>();
  let now = 1;
  const files = watchedFiles((operation, file) => {
    if (operation === 'list') listed.push(path.basename(file));
  });
  return {
    listed,
    tick: () => void (now += 1),
    files: {
      ...files,
      async rename(from, to) {
        await files.rename(from, to);
        for (const each of [from, to]) times.set(path.dirname(each), now);
      },
      async touch(file) {
        times.set(file, now);
      },
      async changeTimes(directory) {
        const time = times.get(directory) ?? 0;
        return { identity: String(time), latestNs: BigInt(time) };
      },
    },
  };
}

const at = (minute: number): Date => new Date(Date.parse('2026-03-01T12:00:00Z') + minute * 60_000);
const idsOf = async (store: Store, time: Date): Promise<readonly string[]> =>
  (await store.due(time)).map(({ id }) => id);

describe('what is due', () => {
  test('is known without reading the names again where none has come or gone', async () => {
    await using directory = await temporaryDirectory();
    const clock = coarseClock();
    const store = await openStore(directory.path, { files: clock.files });
    const { id } = await store.put(newEntry());
    const later = await store.put(newEntry({ nextTry: at(5) }));
    clock.tick();
    expect(await idsOf(store, at(0))).toEqual([id]);
    expect(clock.listed).toEqual(['waiting']);
    expect(await idsOf(store, at(1))).toEqual([id]);
    expect(await idsOf(store, at(4))).toEqual([id]);
    expect(clock.listed).toEqual(['waiting']);
    // After five minutes it is not relied on any more.
    expect(await idsOf(store, at(5))).toEqual([id, later.id]);
    expect(clock.listed).toEqual(['waiting', 'waiting']);
  });

  test('what becomes due is due without a change of names', async () => {
    await using directory = await temporaryDirectory();
    const clock = coarseClock();
    const store = await openStore(directory.path, { files: clock.files });
    const { id } = await store.put(newEntry({ nextTry: at(2) }));
    clock.tick();
    expect(await idsOf(store, at(1))).toEqual([]);
    expect(await idsOf(store, at(2))).toEqual([id]);
    expect(clock.listed).toEqual(['waiting']);
    // The clock was set back: what is due is asked anew.
    expect(await idsOf(store, at(0))).toEqual([]);
  });

  test('of another process is seen, with the times of a real file system', async () => {
    await using directory = await temporaryDirectory();
    const [one, other] = [await openStore(directory.path), await openStore(directory.path)];
    const ids: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      // Without a pause: most of them within one tick of the clock.
      ids.push((await other.put(newEntry())).id);
      expect([...(await idsOf(one, at(1)))].sort()).toEqual([...ids].sort());
    }
  });

  test('is never missed, whatever is done within a tick of the clock', async () => {
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.constant('tick' as const) },
      { weight: 3, arbitrary: fc.constant('look' as const) },
      fc.record({
        do: fc.constantFrom('hold' as const, 'release' as const, 'retry' as const),
        which: fc.nat(9),
      }),
      fc.record({
        do: fc.constantFrom('claim' as const, 'defer' as const, 'finish' as const),
        which: fc.nat(9),
      }),
      fc.record({ do: fc.constant('put' as const), which: fc.integer({ min: -3, max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        await using directory = await temporaryDirectory();
        const clock = coarseClock();
        const [watching, acting] = [
          await openStore(directory.path, { files: clock.files }),
          await openStore(directory.path, { files: clock.files }),
        ];
        const ids: string[] = [];
        const claims = new Map<string, Awaited<ReturnType<Store['claim']>>>();
        let minute = 0;
        for (const each of steps) {
          const id = typeof each === 'object' ? (ids[each.which % Math.max(1, ids.length)] ?? '') : '';
          if (each === 'tick') clock.tick();
          else if (each === 'look') {
            minute += 0.25;
            const anew = await openStore(directory.path, { files: clock.files });
            expect(await idsOf(watching, at(minute))).toEqual(await idsOf(anew, at(minute)));
          } else if (each.do === 'put') {
            ids.push((await acting.put(newEntry({ nextTry: at(each.which) }))).id);
          } else if (each.do === 'claim') {
            if (!claims.has(id)) claims.set(id, await acting.claim(id));
          } else if (each.do === 'defer' || each.do === 'finish') {
            await (each.do === 'defer'
              ? claims.get(id)?.release('waiting', at(each.which).toISOString())
              : claims.get(id)?.finish());
            claims.delete(id);
          } else await acting.act(each.do, id).catch(() => {});
        }
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  test('is found where the first ones are all skipped', async () => {
    await using directory = await temporaryDirectory();
    const store = await openStore(directory.path);
    const model = await store.put(newEntry());
    const waiting = path.join(directory.path, 'waiting');
    const [name = ''] = await fs.readdir(waiting);
    const idOf = (index: number): string => `${model.id.slice(0, 9)}${index.toString(16).padStart(16, '0')}`;
    for (let index = 0; index < 5000; index += 1) {
      mkdirSync(path.join(waiting, name.replace(model.id, idOf(index))));
    }
    const skipped = new Set(Array.from({ length: 4999 }, (_, index) => idOf(index)));
    const due = await store.due(at(0), null, (id) => skipped.has(id));
    expect(due.map(({ id }) => id).sort()).toEqual([idOf(4999), model.id].sort());
    // A pass goes on behind the first thousands, and comes to each once. They are empty, so they are damaged.
    const passed: string[] = [];
    let after: DueEntry | null = null;
    for (;;) {
      const skip = (id: string): boolean => id < idOf(4090);
      const next: NextClaim | null = await store.claimNext(at(0), { after, skip });
      if (next === null) break;
      passed.push('claim' in next ? next.claim.entry.id : next.id);
      after = { id: passed.at(-1) ?? '', nextTry: model.nextTry };
    }
    expect(passed).toHaveLength(911);
    expect(passed).toEqual([...passed].sort());
    const places = (await collect(store.places())).map(({ id }) => id);
    expect(places).toHaveLength(5001);
    expect(places).toEqual([...places].sort());
  });
});

test('the list follows entries that move while it is read', async () => {
  await using directory = await temporaryDirectory();
  const [store, acting] = [await openStore(directory.path), await openStore(directory.path)];
  const ids: string[] = [];
  for (let index = 0; index < 6; index += 1) ids.push((await store.put(newEntry())).id);
  ids.sort();
  const rows: unknown[] = [];
  for await (const row of store.list()) {
    rows.push([row.id, row.state]);
    if (rows.length > 1) continue;
    // Behind the first: one is claimed, one goes, one is held, one is due at another time.
    await acting.claim(ids[1] ?? '');
    await acting.act('remove', ids[2] ?? '');
    await acting.act('hold', ids[3] ?? '');
    await acting.act('retry', ids[4] ?? '');
  }
  expect(rows).toEqual([
    [ids[0], 'waiting'],
    [ids[1], 'active'],
    [ids[3], 'held'],
    [ids[4], 'waiting'],
    [ids[5], 'waiting'],
  ]);
});

test('a link that leads nowhere in place of an entry is a damaged entry', async () => {
  await using directory = await temporaryDirectory();
  const store = await openStore(directory.path);
  const { id } = await store.put(newEntry());
  const waiting = path.join(directory.path, 'waiting');
  const [name = ''] = await fs.readdir(waiting);
  await fs.rm(path.join(waiting, name), { recursive: true });
  await fs.symlink('nowhere', path.join(waiting, name));
  expect(await collect(store.list())).toMatchObject([{ id, corrupt: 'envelope.json is missing' }]);
});

it('the first of many are those that sorting would give', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 });
  fc.assert(
    fc.property(fc.array(key), fc.integer({ min: 1, max: 8 }), key, (keys, limit, after) => {
      const firsts = createFirsts<number>(limit, after);
      for (const [index, each] of keys.entries()) if (firsts.wants(each)) firsts.add(each, index);
      const sorted = keys
        .map((each, index) => ({ each, index }))
        .filter(({ each }) => each > after)
        .toSorted((one, other) => (one.each < other.each ? -1 : one.each > other.each ? 1 : 0));
      expect(firsts.items().map((index) => keys[index])).toEqual(
        sorted.slice(0, limit).map(({ each }) => each),
      );
      expect(firsts.more()).toBe(sorted.length > limit);
    }),
  );
});
