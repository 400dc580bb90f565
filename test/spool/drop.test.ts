import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createDropStore } from '../../src/spool/drop-store.ts';
import type { FileStoreDeps } from '../../src/spool/file-store.ts';
import type { Store } from '../../src/spool/store.ts';
import {
  collect,
  failureOf,
  messageText,
  newEntry,
  openStore,
  temporaryDirectory,
  uniqueId,
  watchedFiles,
} from './deps.ts';

const user = 1234;
const group = process.getegid?.() ?? 0;
const now = () => Date.parse('2026-03-01T12:00:00Z');
/** Process 1 has died since it was asked for, process 2 lives. */
const dead = new Set<number>();
const processStart = async (pid: number) => (dead.has(pid) ? null : `boot_ns_${pid}`);
const deps = (pid: number): FileStoreDeps => ({
  now,
  uniqueId,
  pid,
  hostName: 'print.example.com',
  processStart,
  userId: user,
});

async function place() {
  const directory = await temporaryDirectory();
  const root = path.join(directory.path, 'spool');
  const runner = async (pid = 2, more: Partial<FileStoreDeps> = {}): Promise<Store> => {
    const userId = process.geteuid?.() ?? null;
    return openStore(root, { ...deps(pid), userId, ...more });
  };
  await runner();
  fs.chmodSync(root, 0o711);
  const drop = path.join(root, 'drop');
  fs.mkdirSync(drop);
  fs.chmodSync(drop, 0o3733);
  dead.clear();
  return {
    root,
    drop,
    runner,
    at: (name: string) => path.join(drop, name),
    secret: path.join(directory.path, 'secret'),
    putter: (pid = 3) => createDropStore(root, deps(pid), 'put'),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

async function messageOf(store: Store, id: string): Promise<string> {
  const claim = await store.claim(id);
  const chunks = await collect<Buffer>(claim?.openMessage() ?? Readable.from([]));
  return Buffer.concat(chunks).toString();
}

describe('the drop directory', () => {
  test('what is put there is taken over, with who put it there', async () => {
    await using here = await place();
    const { id } = await (await here.putter()).put(newEntry());
    expect(fs.statSync(here.at(id))).toMatchObject({ gid: group });
    expect(fs.statSync(here.at(id)).mode & 0o7777).toBe(0o640);
    const runner = await here.runner();
    const { uid } = fs.statSync(here.at(id));
    expect(await runner.recover()).toEqual([]);
    expect(await runner.due(new Date(now()))).toMatchObject([{ id }]);
    expect(await runner.get(id)).toMatchObject({ subject: 'Queue PRT1', submittedBy: uid, tries: 0 });
    expect(await messageOf(runner, id)).toBe(messageText);
    expect(fs.readdirSync(here.drop)).toEqual([]);
    expect((await runner.summary(new Date(now()))).unknown).toBe(0);
  });

  test('nothing else can be done there', async () => {
    await using here = await place();
    const store = await here.putter();
    const foreign = { reason: 'spool-foreign', use: 'put' };
    expect(await failureOf(collect(store.list()))).toMatchObject(foreign);
    for (const act of ['get', 'claim'] as const) {
      expect(await failureOf(store[act]('x'))).toMatchObject(foreign);
    }
    expect(await failureOf(store.act('hold', 'x'))).toMatchObject(foreign);
    expect(await failureOf(collect(store.places()))).toMatchObject(foreign);
    expect(await failureOf(createDropStore(here.root, deps(3), 'read'))).toMatchObject({ use: 'read' });
  });

  test.each([0o733, 0o1733, 0o2733, 0o777])('one of mode %o is not used', async (mode) => {
    await using here = await place();
    await (await here.putter()).put(newEntry());
    fs.chmodSync(here.drop, mode);
    expect(await failureOf(here.putter())).toMatchObject({ reason: 'spool-foreign' });
    const [fault] = await (await here.runner()).recover();
    expect(fault).toMatchObject({ failure: { reason: 'drop-unsafe', mode } });
  });

  test('a message whose making failed leaves nothing', async () => {
    await using here = await place();
    async function* broken() {
      yield Buffer.from('a\r\n');
      throw new Error('source');
    }
    await expect((await here.putter()).put(newEntry({ message: broken() }))).rejects.toThrow('source');
    expect(fs.readdirSync(here.drop)).toEqual([]);
  });

  test('what a process that was killed has left half made is removed, what a living one makes is not', async () => {
    await using here = await place();
    const { id } = await (await here.putter()).put(newEntry());
    const names = [1, 4].map((pid) => `${id}.new.${pid}-boot_ns_${pid}-print.example.com`);
    for (const name of names) fs.writeFileSync(here.at(name), 'half');
    dead.add(1);
    await (await here.runner()).recover();
    expect(fs.readdirSync(here.drop)).toEqual([names[1]]);
  });
});

type Here = Awaited<ReturnType<typeof place>>;

/** What a hostile user may put under a right name: [title, how]. */
const hostile: [string, (file: string, here: Here) => void][] = [
  ['a link', (file, { secret }) => replace(file, () => fs.symlinkSync(secret, file))],
  ['a dangling link', (file) => replace(file, () => fs.symlinkSync('/nonexistent.sendmemo/x', file))],
  ['a second name of another file', (file, { secret }) => replace(file, () => fs.linkSync(secret, file))],
  ['a second name of its own', (file) => fs.linkSync(file, `${file}.more`)],
  ['a pipe', (file) => replace(file, () => execFileSync('mkfifo', [file]))],
  ['a directory', (file) => replace(file, () => fs.mkdirSync(path.join(file, 'x'), { recursive: true }))],
  ['a file that others can write to', (file) => fs.chmodSync(file, 0o646)],
  ['a setuid file', (file) => fs.chmodSync(file, 0o4640)],
  ['an empty file', (file) => fs.truncateSync(file)],
  ['no line end', (file) => fs.writeFileSync(file, '{}')],
  ['a first line that is no JSON', (file) => fs.writeFileSync(file, 'x\n')],
  ['null', (file) => fs.writeFileSync(file, 'null\nSubject: x\r\n\r\n')],
  ['a message with a hole of 600 MB', (file) => fs.truncateSync(file, 600_000_000)],
  ['a first line of 600 MB', (file) => [0, 600_000_000].forEach((size) => fs.truncateSync(file, size))],
  ['no recipient', (file) => edit(file, /"recipients":\[.*?\]/, '"recipients":[]')],
  ['recipients that are none', (file) => edit(file, /"recipients":\[.*?\]/, '"recipients":[null]')],
  ['an address that ends the command', (file) => edit(file, '"a@example.com"', '"a@example.com>\\r\\nDATA"')],
  ['a NUL', (file) => fs.appendFileSync(file, 'a\0b\r\n')],
  ['a line that is too long', (file) => fs.appendFileSync(file, `${'x'.repeat(999)}\r\n`)],
  ['octets that were not declared', (file) => fs.appendFileSync(file, '\u00e9\r\n')],
];

function replace(file: string, make: () => void): void {
  fs.rmSync(file);
  make();
}

function edit(file: string, from: string | RegExp, to: string): void {
  const before = fs.readFileSync(file, 'utf8');
  expect(before.replace(from, to)).not.toBe(before);
  fs.writeFileSync(file, before.replace(from, to));
}

test.each(hostile)('%s is set aside, told once, and stops nothing', async (_title, change) => {
  await using here = await place();
  fs.writeFileSync(here.secret, 'secret');
  const putter = await here.putter();
  const [bad, good] = [await putter.put(newEntry()), await putter.put(newEntry())];
  change(here.at(bad.id), here);
  if (fs.existsSync(`${here.at(bad.id)}.more`)) fs.renameSync(`${here.at(bad.id)}.more`, here.at('more'));
  const runner = await here.runner();
  expect(await runner.recover()).toMatchObject([
    { id: bad.id, state: 'not-taken', failure: { reason: 'spool-entry-corrupt' } },
  ]);
  expect((await runner.due(new Date(now()))).map(({ id }) => id)).toEqual([good.id]);
  expect(fs.readdirSync(here.drop)).toContain(`${bad.id}.bad`);
  expect(await runner.recover()).toEqual([]);
  expect(fs.readFileSync(here.secret, 'utf8')).toBe('secret');
  for (const part of ['tmp', 'taken']) expect(fs.readdirSync(path.join(here.root, part))).toEqual([]);
});

test('a message under the id of another one takes nothing from it', async () => {
  await using here = await place();
  const { id } = await (await here.putter()).put(newEntry());
  const runner = await here.runner();
  fs.copyFileSync(here.at(id), here.at('copy'));
  await runner.recover();
  fs.renameSync(here.at('copy'), here.at(id));
  fs.chownSync(here.at(id), process.geteuid?.() ?? 0, group);
  expect(await runner.recover()).toMatchObject([{ id, state: 'not-taken' }]);
  expect(await messageOf(runner, id)).toBe(messageText);
});

test.runIf(process.geteuid?.() === 0)(
  'who puts there too much keeps nobody waiting (needs root)',
  async () => {
    await using here = await place();
    const putter = await here.putter();
    for (let count = 0; count < 150; count += 1) {
      const { id } = await putter.put(newEntry());
      fs.chownSync(here.at(id), 1001, group);
    }
    const { id } = await putter.put(newEntry());
    fs.chownSync(here.at(id), 1002, group);
    const runner = await here.runner();
    await runner.recover();
    const due = await runner.due(new Date(now()));
    expect(due).toHaveLength(101);
    expect(await runner.get(id)).toMatchObject({ submittedBy: 1002 });
    await runner.recover();
    expect(await runner.due(new Date(now()))).toHaveLength(151);
  },
);

test('a runner that dies at any step of taking over leaves one message, whoever goes on', async () => {
  for (let step = 1; ; step += 1) {
    await using here = await place();
    const { id } = await (await here.putter()).put(newEntry());
    let count = Number.NEGATIVE_INFINITY;
    const files = watchedFiles(() => {
      count += 1;
      if (count >= step) throw new Error('killed');
    });
    const first = await here.runner(1, { files });
    count = 0;
    await first.recover().catch(() => {});
    const steps = count;
    dead.add(1);
    const second = await here.runner();
    expect([step, await second.recover()]).toEqual([step, []]);
    expect((await second.due(new Date(now()))).map((due) => due.id)).toEqual([id]);
    expect(await messageOf(second, id)).toBe(messageText);
    for (const part of ['tmp', 'taken', 'drop']) {
      expect([step, fs.readdirSync(path.join(here.root, part))]).toEqual([step, []]);
    }
    if (steps < step) return;
  }
});
