/** A synchronous standby: what was acknowledged is on it, and what it has not confirmed is not acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asFailure } from '../../src/failure/error.ts';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { inspectDatabase } from '../../src/spool/postgresql/schema.ts';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { collect, failureOf, newEntry } from '../spool/deps.ts';
import { until } from './runners.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase, uniqueId } from './stores.ts';

let primary: Postgres;
let standby: Postgres;
let settings: DatabaseSettings;

beforeAll(async () => {
  primary = await startPostgres({
    conf: ['wal_level = replica', 'max_wal_senders = 5', 'hot_standby = on'],
    hba: [
      'local all all scram-sha-256',
      'host all all all scram-sha-256',
      'host replication all all scram-sha-256',
    ],
  });
  settings = await readyDatabase(primary);
  standby = await startPostgres({ standbyOf: { server: primary, name: 'standby' } });
  await primary.sql(
    'postgres',
    `ALTER SYSTEM SET synchronous_standby_names = 'standby'`,
    'SELECT pg_reload_conf()',
  );
  await until(
    async () => (await inspectDatabase(settings, databaseDeps)).standbys?.[0]?.synchronous === true,
  );
});
afterAll(async () => {
  await standby[Symbol.asyncDispose]();
  await primary[Symbol.asyncDispose]();
});

test('check sees it, and a list of hosts passes over a standby', async () => {
  const hosts = [...standby.settings().hosts, ...settings.hosts];
  const facts = await inspectDatabase({ ...settings, hosts }, databaseDeps);
  expect(facts.host).toEqual(settings.hosts[0]);
  expect(facts.standbys).toEqual([{ name: 'standby', synchronous: true }]);
  expect(
    await failureOf(inspectDatabase({ ...settings, hosts: standby.settings().hosts }, databaseDeps)),
  ).toMatchObject({ reason: 'spool-database-unreachable', system: 'read-only' });
});

test('a commit that nobody confirms is no success: neither late, nor cancelled by an operator', async () => {
  await standby.stop();
  const id = `0mk000000${uniqueId().slice(0, 16)}`;
  const hasty = await createPostgresqlStore({ ...settings, connectTimeoutMs: 1500 }, databaseDeps);
  expect((await failureOf(hasty.put(newEntry()))).reason).toBe('spool-database-unreachable');
  await hasty.close();

  const store = await createPostgresqlStore({ ...settings, connectTimeoutMs: 60_000 }, databaseDeps);
  const putting = failureOf(store.put(newEntry({ id, isNew: true })));
  let isDone = false;
  void putting.finally(() => {
    isDone = true;
  });
  await until(async () => {
    await primary.sql(
      'postgres',
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`,
    );
    return isDone;
  });
  expect((await putting).reason).toBe('spool-database-unconfirmed');
  await store.close();
  await standby.start();
  await until(
    async () => (await inspectDatabase(settings, databaseDeps)).standbys?.[0]?.synchronous === true,
  );
});

test('every acknowledged message is on the standby that is promoted, and the next ones go there', async () => {
  const hosts = [...settings.hosts, ...standby.settings().hosts];
  const both: DatabaseSettings = { ...settings, hosts, connectTimeoutMs: 3000 };
  const acknowledged: string[] = [];
  let stop = false;
  let failures = 0;
  const work = async (): Promise<void> => {
    const store = await createPostgresqlStore(both, databaseDeps);
    while (!stop) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        acknowledged.push((await store.put(newEntry())).id);
      } catch (error) {
        const { reason } = asFailure(error);
        if (!/^spool-database-(unreachable|unconfirmed)$/.test(reason)) throw error;
        failures += 1;
        // oxlint-disable-next-line no-await-in-loop
        await pause(100);
      }
    }
    await store.close();
  };
  const putting = [work(), work(), work(), work()];
  await until(() => acknowledged.length >= 200);
  await primary.kill();
  const before = acknowledged.length;
  await standby.sql('postgres', 'SELECT pg_promote()', 'ALTER SYSTEM RESET synchronous_standby_names');
  await standby.sql('postgres', 'SELECT pg_reload_conf()');
  await until(() => acknowledged.length >= before + 50);
  stop = true;
  await Promise.all(putting);
  const store = await createPostgresqlStore(both, databaseDeps);
  const there = new Set((await collect(store.list())).map(({ id }) => id));
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
  expect(failures).toBeGreaterThan(0);
  await store.close();
});
