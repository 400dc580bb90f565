/** Moving entries between a directory and a database, and a mover that dies at any step of it. */
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import type { Store } from '../../src/spool/store.ts';
import { openStore, systemError, temporaryDirectory } from '../spool/deps.ts';
import { contents, fillStore, move, moveSuite } from '../spool/move-suite.ts';
import type { StoreUnderTest } from '../spool/store-suite.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

async function openDatabase(): Promise<StoreUnderTest> {
  const store = await createPostgresqlStore(await readyDatabase(server), {
    ...databaseDeps,
    now: () => Date.parse('2026-03-01T12:00:00Z'),
  });
  return { store, setNow: () => {}, close: () => store.close() };
}

async function openDirectory(): Promise<StoreUnderTest> {
  const directory = await temporaryDirectory();
  const store = await openStore(path.join(directory.path, 'spool'));
  return { store, setNow: () => {}, close: () => directory[Symbol.asyncDispose]() };
}

moveSuite('from a directory to a database', openDirectory, openDatabase);
moveSuite('from a database to a directory', openDatabase, openDirectory);

/** A store whose process is gone from a step on: each call counts before it is made, and after. */
function dying(store: Store, mark: () => void): Store {
  const wrap = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name === 'transfer') return wrap(value as object);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          mark();
          const result: unknown = Reflect.apply(value, target, args);
          if (!(result instanceof Promise)) return result;
          return result.then((done: unknown) => {
            mark();
            return typeof done === 'object' && done !== null && 'openMessage' in done ? wrap(done) : done;
          });
        };
      },
    });
  return wrap(store);
}

/** No process has it. */
const deadPid = 2 ** 30;

test.each(['to the database', 'to the directory'])('a mover that dies at any step %s', async (direction) => {
  let last = 0;
  const settings = await readyDatabase(server);
  for (let dies = 1, isOver = false; !isOver; dies += 1) {
    last = dies;
    await using directory = await temporaryDirectory();
    const spool = path.join(directory.path, 'spool');
    await server.sql(settings.database, 'TRUNCATE sendmemo.entry, sendmemo.part');
    const now = () => Date.parse('2026-03-01T12:00:00Z');
    const local = await openStore(spool);
    const remote = await createPostgresqlStore(settings, { ...databaseDeps, now });
    const [from, to] = direction === 'to the database' ? [local, remote] : [remote, local];
    await fillStore(from);
    const before = await contents(from);
    const deadLocal = await openStore(spool, { pid: deadPid });
    const deadRemote = await createPostgresqlStore(settings, { ...databaseDeps, now });
    let step = 0;
    const mark = () => {
      step += 1;
      if (step >= dies) throw systemError('EIO');
    };
    const ends = [dying(deadLocal, mark), dying(deadRemote, mark)] as const;
    try {
      await (direction === 'to the database' ? move(ends[0], ends[1]) : move(ends[1], ends[0]));
    } catch {
      // That is the point.
    }
    // The server frees what it had, as when its process dies.
    await deadRemote.close();
    isOver = step < dies;
    await from.recover();
    await to.recover();
    const events = await move(from, to);
    expect([dies, events.filter(({ event }) => event !== 'moved')]).toEqual([dies, []]);
    expect([dies, await contents(to), await contents(from)]).toEqual([dies, before, {}]);
    await remote.close();
  }
  expect(last).toBeGreaterThan(20);
});
