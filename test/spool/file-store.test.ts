import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/spool/store.ts';
import type { StoreUnderTest } from './store-suite.ts';
import { moveSuite } from './move-suite.ts';
import { storeSuite } from './store-suite.ts';
import {
  collect,
  failureOf,
  messageText,
  newEntry,
  openStore,
  processStart,
  systemError,
  temporaryDirectory,
  watchedFiles,
} from './deps.ts';

async function openFileStore(): Promise<StoreUnderTest> {
  const directory = await temporaryDirectory();
  let now = Date.parse('2026-03-01T12:00:00Z');
  return {
    store: await openStore(path.join(directory.path, 'spool'), { now: () => now }),
    setNow(time) {
      now = Date.parse(time);
    },
    close: () => directory[Symbol.asyncDispose](),
  };
}

storeSuite('the file store', openFileStore);
moveSuite('from one file store to another', openFileStore, openFileStore);

async function everything(directory: string): Promise<string[]> {
  return (await fs.readdir(directory, { recursive: true })).sort();
}

async function onlyName(directory: string): Promise<string> {
  const [name, ...others] = await fs.readdir(directory);
  if (name === undefined || others.length > 0) throw new Error(`not one name in ${directory}`);
  return name;
}

describe('permissions', () => {
  test.each([0o000, 0o022, 0o777])('directories are 0700 and files 0600 under umask %o', async (umask) => {
    await using directory = await temporaryDirectory();
    const before = process.umask(umask);
    try {
      const store = await openStore(path.join(directory.path, 'spool'));
      const { id } = await store.put(newEntry());
      const claim = await store.claim(id);
      await claim?.record({ tries: 1 });
    } finally {
      process.umask(before);
    }
    const root = path.join(directory.path, 'spool');
    for (const name of ['', ...(await everything(root))]) {
      const status = await fs.stat(path.join(root, name));
      expect([name, status.mode & 0o777]).toEqual([name, status.isDirectory() ? 0o700 : 0o600]);
    }
  });

  test.each(['', 'waiting', 'active', 'tmp'])(
    'a spool where others can write to "%s" is refused',
    async (part) => {
      await using directory = await temporaryDirectory();
      const root = path.join(directory.path, 'spool');
      await openStore(root);
      await fs.chmod(path.join(root, part), 0o770);
      expect(await failureOf(openStore(root))).toEqual({
        code: 'OUTPUT',
        reason: 'spool-unsafe',
        path: path.join(root, part),
        mode: 0o770,
      });
    },
  );

  test('a spool that belongs to another user is refused', async () => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    await openStore(root);
    const { uid } = await fs.stat(root);
    const owned = watchedFiles(() => {});
    const files = {
      ...owned,
      status: async (file: string) => ({ ...(await owned.status(file)), userId: uid + 1 }),
    };
    expect((await failureOf(openStore(root, { files, userId: uid + 2 }))).reason).toBe('spool-foreign');
    await openStore(root, { files, userId: uid + 1 });
  });

  test.each([0o777, 0o775, 0o757])('a spool under a directory of mode %o is refused', async (mode) => {
    await using directory = await temporaryDirectory();
    const parent = path.join(directory.path, 'parent');
    const root = path.join(parent, 'spool');
    await fs.mkdir(parent);
    await openStore(root);
    await fs.chmod(parent, mode);
    expect(await failureOf(openStore(root))).toEqual({
      code: 'OUTPUT',
      reason: 'spool-parent-unsafe',
      spool: root,
      path: await fs.realpath(parent),
      mode,
      owner: null,
    });
    await fs.chmod(parent, mode | 0o1000);
    await openStore(root);
  });

  test.each([
    ['a parent that does not exist', 'missing/spool', 'ENOENT'],
    ['a file in its place', 'file', 'ENOTDIR'],
  ])('%s makes the spool unwritable', async (_title, place, system) => {
    await using directory = await temporaryDirectory();
    await fs.writeFile(path.join(directory.path, 'file'), '');
    expect(await failureOf(openStore(path.join(directory.path, place)))).toMatchObject({
      code: 'OUTPUT',
      reason: 'spool-unwritable',
      system,
    });
  });
});

describe('faults of the disk', () => {
  test.each(['ENOSPC', 'EIO', 'EDQUOT'])('%s at any operation of put leaves nothing behind', async (code) => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    let count = 0;
    let failAt = Number.POSITIVE_INFINITY;
    const files = watchedFiles(() => {
      count += 1;
      if (count === failAt) throw systemError(code);
    });
    const store = await openStore(root, { files });
    const empty = await everything(root);
    count = 0;
    await store.act('remove', (await store.put(newEntry())).id);
    const operations = 10;
    expect(count).toBeGreaterThanOrEqual(operations);
    for (let at = 1; at <= operations; at += 1) {
      count = 0;
      failAt = at;
      expect([at, await failureOf(store.put(newEntry()))]).toEqual([
        at,
        expect.objectContaining({ code: 'OUTPUT', reason: 'spool-unwritable', system: code }),
      ]);
      failAt = Number.POSITIVE_INFINITY;
      expect([at, await everything(root)]).toEqual([at, empty]);
    }
  });

  test('a message is written and fsynced before its name, and the name is fsynced before put resolves', async () => {
    await using directory = await temporaryDirectory();
    const calls: string[] = [];
    const files = watchedFiles((operation, file) =>
      calls.push(`${operation} ${path.basename(file).split('.')[0]}`),
    );
    const store = await openStore(path.join(directory.path, 'spool'), { files });
    calls.length = 0;
    await store.put(newEntry());
    const at = (call: string) => calls.indexOf(call);
    const rename = calls.findIndex((call) => call.startsWith('rename'));
    expect(at('sync message')).toBeGreaterThan(calls.lastIndexOf('write message'));
    expect(at('sync envelope')).toBeGreaterThan(at('write envelope'));
    expect(rename).toBeGreaterThan(at('sync envelope'));
    expect(calls[rename - 1]).toMatch(/^syncDirectory/);
    expect(calls.slice(rename + 1)).toEqual(['syncDirectory waiting']);
  });

  test('what is recorded, given back or finished is fsynced before that is reported', async () => {
    await using directory = await temporaryDirectory();
    const calls: string[] = [];
    const root = path.join(directory.path, 'spool');
    const files = watchedFiles((operation, file) => calls.push(`${operation} ${path.relative(root, file)}`));
    const store = await openStore(root, { files });
    const { id } = await store.put(newEntry());
    const claim = await store.claim(id);
    calls.length = 0;
    await claim?.record({ tries: 1 });
    expect(calls.map((call) => call.split(' ')[0])).toEqual([
      'create',
      'write',
      'sync',
      'rename',
      'syncDirectory',
    ]);
    calls.length = 0;
    await claim?.release('waiting');
    expect(calls.slice(1).sort()).toEqual(['syncDirectory active', 'syncDirectory waiting']);
    const again = await store.claim(id);
    calls.length = 0;
    await again?.finish();
    expect(calls[0]).toMatch(/^rename active/);
    expect(calls.slice(1, 3).sort()).toEqual(['syncDirectory active', 'syncDirectory tmp']);
    expect(calls.slice(3).map((call) => call.split(' ')[0])).toEqual([
      'unlink',
      'unlink',
      'unlink',
      'unlink',
      'removeDirectory',
    ]);
  });

  test('an entry that can not be recorded keeps what was recorded before', async () => {
    await using directory = await temporaryDirectory();
    let broken = '';
    const files = watchedFiles((operation, file) => {
      if (operation === broken && file.includes('active')) throw systemError('ENOSPC');
    });
    const store = await openStore(path.join(directory.path, 'spool'), { files });
    const { id } = await store.put(newEntry());
    const claim = await store.claim(id);
    await claim?.record({ tries: 1 });
    for (broken of ['create', 'write', 'sync', 'rename']) {
      expect(await failureOf(claim?.record({ tries: 2 }) ?? Promise.resolve())).toMatchObject({
        system: 'ENOSPC',
      });
    }
    broken = '';
    expect(claim?.entry.tries).toBe(1);
    expect((await store.get(id)).tries).toBe(1);
    await claim?.record({ tries: 3 });
    expect((await store.get(id)).tries).toBe(3);
  });
});

describe('damaged entries', () => {
  const envelope = 'envelope.json';
  const damages: [string, (directory: string) => Promise<void>][] = [
    ['an empty envelope', (entry) => fs.writeFile(path.join(entry, envelope), '')],
    ['half an envelope', (entry) => fs.truncate(path.join(entry, envelope), 100)],
    ['no envelope', (entry) => fs.rm(path.join(entry, envelope))],
    ['a shorter message', (entry) => fs.truncate(path.join(entry, 'message.eml'), 5)],
    ['a longer message', (entry) => fs.appendFile(path.join(entry, 'message.eml'), 'x')],
    ['no message', (entry) => fs.rm(path.join(entry, 'message.eml'))],
    ['an unknown format', (entry) => change(entry, '"format": 1', '"format": "x"')],
    ['the id of another', (entry) => change(entry, /"id": "./, '"id": "z')],
    ['no recipients', (entry) => change(entry, /"recipients": \[[^]*?\n \]/, '"recipients": []')],
    [
      'a recipient with a line break',
      (entry) => change(entry, '"a@example.com"', '"a@example.com>\\r\\nDATA"'),
    ],
    ['an unknown recipient state', (entry) => change(entry, '"pending"', '"sent"')],
    ['an envelope of 600 MB', (entry) => fs.truncate(path.join(entry, envelope), 600_000_000)],
    [
      'a link in the place of the message',
      async (entry) => {
        const message = path.join(entry, 'message.eml');
        const elsewhere = path.join(entry, 'envelope.json.new');
        await fs.rename(message, elsewhere);
        await fs.symlink(elsewhere, message);
      },
    ],
    ['tries that are no number', (entry) => change(entry, '"tries": 0', '"tries": "0"')],
    ['a time that is none', (entry) => change(entry, /"queuedAt": "[^"]*"/, '"queuedAt": "soon"')],
    [
      'a failure without a code',
      (entry) => change(entry, '"lastFailure": null', '"lastFailure": {"reason":"y"}'),
    ],
  ];

  async function change(entry: string, from: string | RegExp, to: string): Promise<void> {
    const file = path.join(entry, envelope);
    const before = await fs.readFile(file, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    await fs.writeFile(file, after);
  }

  test.each(damages)(
    '%s: it is reported, lies in failed/ as it was, and is not due any more',
    async (_title, damage) => {
      await using directory = await temporaryDirectory();
      const root = path.join(directory.path, 'spool');
      const store = await openStore(root);
      const { id } = await store.put(newEntry());
      const name = await onlyName(path.join(root, 'waiting'));
      await damage(path.join(root, 'waiting', name));
      const files = await everything(path.join(root, 'waiting', name));
      const healthy = await store.put(newEntry());

      const listed = await collect(store.list());
      expect(listed.filter((entry) => 'corrupt' in entry).map((entry) => entry.id)).toEqual([id]);
      expect(await failureOf(store.claim(id))).toMatchObject({
        code: 'INPUT',
        reason: 'spool-entry-corrupt',
        id,
      });
      expect(await onlyName(path.join(root, 'failed'))).toBe(name);
      expect(await everything(path.join(root, 'failed', name))).toEqual(files);
      const due = await store.due(new Date('2026-03-01T12:00:00Z'));
      expect(due.map((entry) => entry.id)).toEqual([healthy.id]);
      await store.act('remove', id);
      expect((await failureOf(store.get(id))).reason).toBe('spool-entry-missing');
    },
  );

  test('an entry of a later version is not sent and stays where it is', async () => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    const store = await openStore(root);
    const { id } = await store.put(newEntry());
    const name = await onlyName(path.join(root, 'waiting'));
    await change(path.join(root, 'waiting', name), '"format": 1', '"format": 2');
    expect((await failureOf(store.claim(id))).reason).toBe('spool-entry-corrupt');
    expect(await onlyName(path.join(root, 'waiting'))).toBe(name);
  });

  test('an envelope that can not be read for another reason stays where it is', async () => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    let broken = true;
    const files = watchedFiles((operation) => {
      if (broken && operation === 'read') throw systemError('EIO');
    });
    const store = await openStore(root, { files });
    const { id } = await store.put(newEntry());
    expect(await failureOf(store.claim(id))).toMatchObject({ reason: 'spool-unwritable', system: 'EIO' });
    broken = false;
    expect(await store.claim(id)).not.toBeNull();
  });
});

describe('claims of others', () => {
  const hostName = 'print.example.com';

  /** A store whose process has the given start and, where given, another host or pid. */
  async function storeOf(
    root: string,
    start: string,
    living: Record<number, string>,
    host = hostName,
    pid = 77,
  ) {
    return openStore(root, {
      hostName: host,
      pid,
      processStart: async (asked) => (asked === pid ? start : (living[asked] ?? null)),
    });
  }

  async function claimed(root: string, by: Store): Promise<string> {
    const { id } = await by.put(newEntry());
    expect(await by.claim(id)).not.toBeNull();
    expect(await fs.readdir(path.join(root, 'active'))).toHaveLength(1);
    return id;
  }

  test.each([
    ['a dead process is given back', 'boot_4_aa', {}, 'recovered'],
    [
      'a process whose id another process has now is given back',
      'boot_4_aa',
      { 77: 'boot_4_bb' },
      'recovered',
    ],
    ['a process of an earlier boot is given back', 'old_4_aa', { 77: 'boot_4_aa' }, 'recovered'],
    ['a living process is not touched', 'boot_4_aa', { 77: 'boot_4_aa' }, null],
    ['a process in another pid namespace is not touched', 'boot_5_aa', {}, 'elsewhere'],
  ] as const)('the claim of %s', async (_title, start, living, state) => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    const id = await claimed(root, await storeOf(root, start, {}));
    const store = await storeOf(root, 'boot_4_cc', living, hostName, 78);
    const found = await store.recover();
    expect(found).toEqual(state === null ? [] : [{ id, pid: 77, host: hostName, state }]);
    expect((await store.get(id)).state).toBe(state === 'recovered' ? 'waiting' : 'active');
  });

  test('a spool copied from another machine works, and its claims wait for retry', async () => {
    await using directory = await temporaryDirectory();
    const there = path.join(directory.path, 'there');
    const here = path.join(directory.path, 'here');
    const other = await storeOf(there, 'boot_4_aa', {}, 'old-machine.example.com');
    const waiting = await other.put(newEntry());
    const id = await claimed(there, other);
    await fs.cp(there, here, { recursive: true });

    const store = await storeOf(here, 'boot_4_cc', {}, hostName, 78);
    const host = 'old-machine.example.com';
    expect(await store.recover()).toEqual([{ id, pid: 77, host, state: 'elsewhere' }]);
    expect((await store.get(id)).claimedBy).toEqual({ pid: 77, host, life: 'elsewhere' });
    expect(await store.claim(id)).toBeNull();
    expect(await store.claim(waiting.id)).not.toBeNull();
    await store.act('retry', id);
    expect(await store.claim(id)).not.toBeNull();
  });

  test('half-made entries of dead processes are cleared, of others not', async () => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    await storeOf(root, 'boot_4_aa', {});
    const half = (owner: string) => `20260301T120000000Z.0mkxyz123abcdef0123456789.${owner}`;
    const owners = [`77-boot_4_aa-${hostName}`, `79-boot_4_dd-${hostName}`, '77-boot_4_aa-other.example.com'];
    for (const owner of owners) {
      const entry = path.join(root, 'tmp', half(owner));
      await fs.mkdir(entry);
      await fs.writeFile(path.join(entry, 'message.eml'), 'half');
    }
    await (await storeOf(root, 'boot_4_cc', { 79: 'boot_4_dd' }, hostName, 78)).recover();
    expect((await fs.readdir(path.join(root, 'tmp'))).sort()).toEqual(owners.slice(1).map(half).sort());
  });

  test('a host name of any form stands in a file name and is known again', async () => {
    await using directory = await temporaryDirectory();
    const root = path.join(directory.path, 'spool');
    const host = '../Drucker Büro/1';
    const id = await claimed(root, await storeOf(root, 'boot_4_aa', {}, host));
    expect(await (await storeOf(root, 'boot_4_bb', {}, host, 78)).recover()).toMatchObject([
      { id, state: 'recovered' },
    ]);
  });
});

test('what is none of ours is never touched, and is counted', async () => {
  await using directory = await temporaryDirectory();
  const root = path.join(directory.path, 'spool');
  const store = await openStore(root);
  const strange = [
    'README',
    'waiting/core',
    'tmp/backup.tar',
    'active/x.y.z',
    'failed/20260301T120000000Z.short',
  ];
  for (const name of strange) await fs.writeFile(path.join(root, name), 'mine');
  const { id } = await store.put(newEntry());
  const entry = path.join(
    root,
    'waiting',
    (await fs.readdir(path.join(root, 'waiting'))).find((name) => name.includes(id)) ?? '',
  );
  await fs.writeFile(path.join(entry, 'note.txt'), 'mine');
  await store.recover();
  await (await store.claim(id))?.finish();
  expect(await collect(store.list())).toEqual([]);
  expect((await store.summary(new Date())).unknown).toBe(strange.length);
  const left = await everything(root);
  expect(left).toEqual(expect.arrayContaining(strange));
  expect(left.filter((name) => name.endsWith('note.txt'))).toHaveLength(1);
  expect(left.filter((name) => name.endsWith('message.eml'))).toEqual([]);
});

test('10,000 entries: what is due is known without opening one, the first row after opening one', async () => {
  await using directory = await temporaryDirectory();
  const root = path.join(directory.path, 'spool');
  const calls = new Map<string, number>();
  const files = watchedFiles((operation) => calls.set(operation, (calls.get(operation) ?? 0) + 1));
  const store = await openStore(root, { files });
  const model = await store.put(newEntry());
  const name = await onlyName(path.join(root, 'waiting'));
  const text = await fs.readFile(path.join(root, 'waiting', name, 'envelope.json'), 'utf8');
  for (let index = 0; index < 9999; index += 1) {
    const id = `${model.id.slice(0, 9)}${(index + 1).toString(16).padStart(16, '0')}`;
    const entry = path.join(root, 'waiting', name.replace(model.id, id));
    mkdirSync(entry);
    // The first in the order of entering; of all others nothing but the name is looked at.
    if (index > 0) continue;
    writeFileSync(path.join(entry, 'envelope.json'), text.replace(model.id, id));
    writeFileSync(path.join(entry, 'message.eml'), messageText);
  }
  calls.clear();
  const time = new Date('2026-03-01T12:00:00Z');
  const due = new Set<string>();
  // Some thousands at a time; whoever has taken those gets the others.
  for (let many = -1; many < due.size;) {
    many = due.size;
    for (const { id } of await store.due(time, null, (one) => due.has(one))) due.add(id);
  }
  expect(due.size).toBe(10_000);
  expect(
    [...calls.keys()].filter((operation) => !['list', 'changeTimes', 'touch'].includes(operation)),
  ).toEqual([]);
  calls.clear();
  for await (const row of store.list()) {
    expect('corrupt' in row).toBe(false);
    break;
  }
  expect(Object.fromEntries(calls)).toEqual({ list: 5, read: 1, linkStatus: 1 });
});

test('the message goes to the disk as it comes: a large one is never held as a whole', async () => {
  await using directory = await temporaryDirectory();
  const store = await openStore(path.join(directory.path, 'spool'));
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let taken = 0;
  const message = new Readable({
    read() {
      taken += 1;
      this.push(taken > 400 ? null : chunk);
    },
  });
  const entry = await store.put(newEntry({ message }));
  expect(entry.sizeBytes).toBe(400 * chunk.length);
});

test('a process is known by more than its id', async () => {
  const own = await processStart(process.pid);
  expect(own).toMatch(/^[0-9a-z_]+$/);
  expect(await processStart(process.pid)).toBe(own);
  expect(await processStart(process.ppid)).not.toBe(own);
  expect(await processStart(2 ** 30)).toBeNull();
});

test('a DSN is looked for among all names only where a try before may have put it', async () => {
  await using directory = await temporaryDirectory();
  const listed: string[] = [];
  const files = watchedFiles((operation, file) => {
    if (operation === 'list') listed.push(file);
  });
  const store = await openStore(directory.path, { files });
  const { id, nextTry } = await store.put(newEntry());
  const claim = await store.claim(id, nextTry);
  listed.length = 0;
  expect(await claim?.noteBounce()).toBe(false);
  await store.put(newEntry({ id: `${id.slice(0, 9)}0123456789abcdef`, isNew: true }));
  expect(listed).toEqual([]);
  // Not recorded: the process ended here, and another one tries the entry again.
  await claim?.release('waiting');
  const again = await store.claim(id, nextTry);
  expect(await again?.noteBounce()).toBe(true);
  await again?.record({ tries: 1 });
  expect(await again?.noteBounce()).toBe(false);
});
