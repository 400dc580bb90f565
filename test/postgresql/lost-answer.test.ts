/** The line breaks at COMMIT: what was done is unknown, and is asked for. */
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { collect, failureOf, newEntry } from '../spool/deps.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { databaseDeps, readyDatabase } from './stores.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

/** A line to the server that breaks at the first so many COMMITs, before or after the server has them. */
async function openLine(settings: DatabaseSettings, breaks: 'before' | 'after', times: number) {
  let left = times;
  const sockets = new Set<net.Socket>();
  const line = net.createServer((socket) => {
    const behind = net.connect(server.port, '127.0.0.1');
    for (const each of [socket, behind]) {
      sockets.add(each);
      each.on('error', () => {});
    }
    behind.pipe(socket);
    socket.on('data', (data) => {
      if (left === 0 || !data.includes('COMMIT\0')) {
        behind.write(data);
        return;
      }
      left -= 1;
      behind.unpipe(socket);
      socket.destroy();
      if (breaks === 'before') behind.destroy();
      else behind.end(data);
    });
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const { port } = line.address() as net.AddressInfo;
  const store = await createPostgresqlStore(
    { ...settings, hosts: [{ host: '127.0.0.1', port }] },
    databaseDeps,
  );
  return {
    store,
    left: () => left,
    async [Symbol.asyncDispose]() {
      await store.close();
      for (const socket of sockets) socket.destroy();
      line.close();
    },
  };
}

test('what the server has committed is acknowledged, also for more at once than there are connections', async () => {
  const settings = await readyDatabase(server);
  await using line = await openLine(settings, 'after', 6);
  const put = await Promise.all(Array.from({ length: 6 }, () => line.store.put(newEntry())));
  expect(line.left()).toBe(0);
  const there = await collect(line.store.list());
  expect(there.map(({ id }) => id).sort()).toEqual(put.map(({ id }) => id).sort());
});

test('what it has not committed is not, and enters once when it is put again', async () => {
  const settings = await readyDatabase(server);
  await using line = await openLine(settings, 'before', 1);
  const id = '0mkxyz123abcdef0123456789';
  expect((await failureOf(line.store.put(newEntry({ id })))).reason).toBe('spool-database-unreachable');
  expect(await collect(line.store.list())).toEqual([]);
  await line.store.put(newEntry({ id }));
  await line.store.put(newEntry({ id }));
  expect(await collect(line.store.list())).toHaveLength(1);
});
