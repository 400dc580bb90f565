/**
 * A runner whose line to the database is cut: behind it the runner lives, but it can't be seen. Its claim is free in
 * less than half a minute, and before that its delivery has ended. Needs root, for a network namespace.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { newEntry } from '../spool/deps.ts';
import { ended, linesWith, startRunner, until } from './runners.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

const space = `sendmemo-${process.pid}`;
const [near, far] = [`smn${process.pid}`, `smf${process.pid}`];
const [here, there] = ['198.18.77.1', '198.18.77.2'];

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

let server: Postgres;
let directory: string;
beforeAll(async () => {
  if (process.geteuid?.() !== 0)
    throw new Error('this test needs root: it makes a network namespace (ip netns)');
  ip('netns', 'add', space);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', space);
  ip('address', 'add', `${here}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', space, 'address', 'add', `${there}/30`, 'dev', far);
  ip('-n', space, 'link', 'set', far, 'up');
  server = await startPostgres({
    host: here,
    hba: ['local all all scram-sha-256', 'host all all all scram-sha-256'],
  });
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-cut-'));
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  ip('netns', 'delete', space);
  fs.rmSync(directory, { recursive: true, force: true });
});

test('the claim is free in under 30 s, and not before the delivery behind the cut has ended', async () => {
  const settings = await readyDatabase(server);
  const store = await createPostgresqlStore(settings, databaseDeps);
  const { id } = await store.put(newEntry({ nextTry: new Date() }));
  const journal = path.join(directory, 'journal');
  const runner = await startRunner({
    settings,
    journal,
    connections: 1,
    watch: true,
    deliveryMs: 600_000,
    through: ['ip', 'netns', 'exec', space],
  });
  await until(async () => (await store.get(id)).state === 'active');
  // The owner lives: its claim stays, whoever looks.
  for (let look = 0; look < 3; look += 1) {
    // oxlint-disable-next-line no-await-in-loop
    expect(await store.recover()).toEqual([]);
  }
  const cut = Date.now();
  ip('-n', space, 'link', 'set', far, 'down');
  let freedMs = 0;
  await until(async () => {
    const freed = await store.recover();
    freedMs = Date.now() - cut;
    return freed.some((claim) => claim.id === id);
  });
  // The delivery was ended first, and said so.
  expect(linesWith(journal, 'aborted')).toHaveLength(1);
  expect(freedMs).toBeLessThan(30_000);
  const claim = await store.claim(id);
  expect(claim?.entry.id).toBe(id);
  ip('-n', space, 'link', 'set', far, 'up');
  // The old owner tries to give back what is no longer its own: that changes nothing.
  await until(() => [...linesWith(journal, 'fault'), ...linesWith(journal, 'waits')].length > 0);
  expect((await store.get(id)).state).toBe('active');
  await claim?.finish();
  runner.kill('SIGTERM');
  await ended(runner);
  await store.close();
});
