/** What runners on several hosts share: pace, connections, the hold of a server, the clock of max-age, the last run. */
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noLog } from '../../src/log/mail-log.ts';
import type { PostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { runQueue } from '../../src/spool/runner.ts';
import { createServerGate } from '../../src/spool/server-gate.ts';
import { collect, newEntry } from '../spool/deps.ts';
import { refusedConnection, taken } from '../spool/run.ts';
import { buildProgram } from './programs.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Each has its own session, as on a host of its own. */
async function openStores(count: number) {
  const settings = await readyDatabase(server);
  const stores = await Promise.all(
    Array.from({ length: count }, () => createPostgresqlStore(settings, databaseDeps)),
  );
  return {
    stores: stores as [PostgresqlStore, PostgresqlStore, ...PostgresqlStore[]],
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

test('rate-limit: three runners together are never faster than one', async () => {
  await using room = await openStores(3);
  const perMinute = 1200;
  const each = 12;
  const never = new AbortController().signal;
  const began = performance.now();
  await Promise.all(
    room.stores.map(async (store) => {
      const rate = store.share.rateLimit(perMinute);
      await Promise.all(Array.from({ length: each }, () => rate.place(never)));
    }),
  );
  // The first is free at once. Half a millisecond for the rounding of both clocks.
  expect(performance.now() - began).toBeGreaterThan((each * 3 - 1) * (60_000 / perMinute) - 0.5);
});

test('max-connections counts over all runners, and a connection is given back', async () => {
  await using room = await openStores(2);
  const [first] = room.stores;
  for (let index = 0; index < 24; index += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await first.put(newEntry({ nextTry: new Date() }));
  }
  let open = 0;
  let most = 0;
  const runs = room.stores.map((store) =>
    collect(
      runQueue({
        store,
        openDeliver: () => ({
          async deliver(submission) {
            open += 1;
            most = Math.max(most, open);
            await pause(20);
            open -= 1;
            return taken(submission);
          },
          close: async () => {},
        }),
        now: Date.now,
        sleep: databaseDeps.sleep,
        random: Math.random,
        ages: store.share.ages(86_400_000),
        share: store.share,
        connections: store.share.connections(3),
        log: noLog,
        settings: { maxAgeMs: 86_400_000, maxConnections: 3, rateLimit: null },
        signal: new AbortController().signal,
        watch: false,
        hostName: 'print.example.com',
        describe: null,
      }),
    ),
  );
  const events = (await Promise.all(runs)).flat();
  expect(events.filter((event) => event.event === 'tried' && event.fate === 'sent')).toHaveLength(24);
  expect(most).toBe(3);
});

test('a server that one runner has found held is held for all, and one of them is the probe', async () => {
  await using room = await openStores(2);
  let now = Date.now();
  const gates = room.stores.map((store) =>
    createServerGate(
      () => now,
      () => 0.5,
      store.share.hold,
    ),
  );
  const [one, other] = gates as [(typeof gates)[0], (typeof gates)[0]];
  expect(await other.admit()).toBe(true);
  one.failed(refusedConnection);
  await one.flushed();
  now += 2000;
  expect(await other.admit()).toBe(false);
  expect(other.closed()?.failure).toEqual(refusedConnection);
  now += 120_000;
  const admitted = [await one.admit(), await other.admit()];
  expect(admitted).toEqual([true, false]);
  one.worked();
  await one.flushed();
  now += 2000;
  expect(await other.admit()).toBe(true);
  expect(other.closed()).toBeNull();
});

test('a stop of max-age, and the last sign of life, are known to all', async () => {
  await using room = await openStores(2);
  const [one, other] = room.stores;
  const ages = one.share.ages(86_400_000);
  const stopped = await ages.stop({
    code: 'CONFIG',
    reason: 'cfg-named-file',
    origin: { kind: 'default' },
    name: 'CAFile',
    path: '/etc/ca.pem',
    system: 'ENOENT',
  });
  expect(stopped?.code).toBe('CONFIG');
  const known = other.share.ages(86_400_000);
  await known.refresh();
  expect(known.isStopped(Date.now())).toBe(true);
  expect((await other.summary(new Date())).stopped?.code).toBe('CONFIG');
  await known.go();
  expect((await one.summary(new Date())).stopped).toBeNull();
  expect(await other.share.lastRun.lastMs()).toBeNull();
  await one.share.lastRun.beat();
  expect(Math.abs(((await other.share.lastRun.lastMs()) ?? 0) - Date.now())).toBeLessThan(60_000);
});

test('a message of 100 MiB enters and leaves within 150 MB of memory', async () => {
  const { password, ...settings } = await readyDatabase(server);
  const task = { settings, password: await password?.(), sizeBytes: 100 * 1024 * 1024 };
  const child = await buildProgram('memory-child');
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(task)], {
    env: { PATH: process.env['PATH'] },
  });
  const { same, mostKib } = JSON.parse(stdout) as { same: boolean; mostKib: number };
  expect(same).toBe(true);
  expect(mostKib * 1024).toBeLessThan(150e6);
});
