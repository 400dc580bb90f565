import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Notice } from '../../src/failure/notice.ts';
import type { ServerMemory } from '../../src/smtp/submitter.ts';
import { createFileServerMemory } from '../../src/spool/server-memory.ts';
import { refusedConnection, server } from './run.ts';
import { openStore, temporaryDirectory, uniqueId } from './deps.ts';

function memoryIn(directory: string, now: () => number, notices: Notice[] = []): ServerMemory {
  return createFileServerMemory({ directory, now, uniqueId, onNotice: (notice) => notices.push(notice) });
}

test('another process recalls a server that failed, for a while', async () => {
  await using directory = await temporaryDirectory();
  const spool = path.join(directory.path, 'spool');
  let now = 1_000_000;
  memoryIn(spool, () => now).remember(server, refusedConnection);
  const other = memoryIn(spool, () => now);
  expect(other.recall({ ...server, address: null })).toEqual({
    failure: refusedConnection,
    until: new Date(1_060_000),
  });
  expect(other.recall({ ...server, port: 587 })).toBeNull();
  expect(other.recall({ ...server, host: 'backup.example.com' })).toBeNull();
  now += 60_000;
  expect(other.recall(server)).toBeNull();
});

test('a server that works again is forgotten', async () => {
  await using directory = await temporaryDirectory();
  const memory = memoryIn(directory.path, () => 0);
  memory.remember(server, refusedConnection);
  memory.forget(server);
  memory.forget(server);
  expect(memory.recall(server)).toBeNull();
});

test('it lies beside the spool and is 0700 and 0600', async () => {
  await using directory = await temporaryDirectory();
  const spool = path.join(directory.path, 'spool');
  memoryIn(spool, () => 0).remember(server, refusedConnection);
  const store = await openStore(spool);
  expect((await store.summary(new Date())).unknown).toBe(0);
  const [name = '', ...others] = await fs.readdir(path.join(spool, 'servers'));
  expect(others).toEqual([]);
  expect((await fs.stat(path.join(spool, 'servers'))).mode & 0o777).toBe(0o700);
  expect((await fs.stat(path.join(spool, 'servers', name))).mode & 0o777).toBe(0o600);
});

test.each([
  ['half a file', '{"format":1,"host"'],
  ['another format', '{"format":2}'],
  ['nothing', ''],
])('%s is no memory', async (_title, content) => {
  await using directory = await temporaryDirectory();
  const memory = memoryIn(directory.path, () => 0);
  memory.remember(server, refusedConnection);
  const [name = ''] = await fs.readdir(path.join(directory.path, 'servers'));
  await fs.writeFile(path.join(directory.path, 'servers', name), content);
  expect(memory.recall(server)).toBeNull();
});

test('what a clock that ran ahead has remembered does not count', async () => {
  await using directory = await temporaryDirectory();
  memoryIn(directory.path, () => 9e12).remember(server, refusedConnection);
  expect(memoryIn(directory.path, () => 1e12).recall(server)).toBeNull();
});

test('a memory that others can write to is not believed', async () => {
  await using directory = await temporaryDirectory();
  const memory = memoryIn(directory.path, () => 0);
  memory.remember(server, refusedConnection);
  await fs.chmod(path.join(directory.path, 'servers'), 0o777);
  expect(memory.recall(server)).toBeNull();
});

test('where it can not be written that is one warning, and nothing else', async () => {
  await using directory = await temporaryDirectory();
  await fs.writeFile(path.join(directory.path, 'file'), '');
  const notices: Notice[] = [];
  const memory = memoryIn(path.join(directory.path, 'file'), () => 0, notices);
  memory.remember(server, refusedConnection);
  memory.remember(server, refusedConnection);
  expect(notices).toMatchObject([{ reason: 'server-cannot-be-cached', system: 'ENOTDIR' }]);
  expect(memory.recall(server)).toBeNull();
});
