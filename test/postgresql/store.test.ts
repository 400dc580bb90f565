/** What every store promises, kept by the store in a database. */
import { afterAll, beforeAll } from 'vitest';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { storeSuite } from '../spool/store-suite.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

storeSuite('the store in a database', async () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const store = await createPostgresqlStore(await readyDatabase(server), { ...databaseDeps, now: () => now });
  return {
    store,
    setNow(time) {
      now = Date.parse(time);
    },
    close: () => store.close(),
  };
});
