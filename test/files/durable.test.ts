import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFile, fileOperations, replaceFile } from '../../src/files/durable.ts';
import { asCaller } from '../../src/files/foreign.ts';
import { operationsWithin } from '../../src/files/operations-within.ts';
import { failureOf, systemError, temporaryDirectory, watchedFiles } from '../spool/deps.ts';

describe('replacing a file', () => {
  test('the new content stands with the mode that was asked for, and nothing else is left', async () => {
    await using directory = await temporaryDirectory();
    const target = path.join(directory.path, 'a.cfg');
    await fs.writeFile(target, 'old', { mode: 0o644 });
    const before = process.umask(0o777);
    try {
      await replaceFile(target, 'new', { mode: 0o640, unique: '1' });
    } finally {
      process.umask(before);
    }
    expect(await fs.readFile(target, 'utf8')).toBe('new');
    expect((await fs.stat(target)).mode & 0o777).toBe(0o640);
    expect(await fs.readdir(directory.path)).toEqual(['a.cfg']);
  });

  test('is written, fsynced, renamed, and the directory fsynced, in this order', async () => {
    await using directory = await temporaryDirectory();
    const calls: string[] = [];
    const files = watchedFiles((operation) => calls.push(operation));
    await replaceFile(path.join(directory.path, 'a.cfg'), 'new', { mode: 0o600, unique: '1', files });
    expect(calls).toEqual(['create', 'write', 'sync', 'rename', 'syncDirectory']);
  });

  test.each(['create', 'write', 'sync', 'rename'])(
    'a fault of %s leaves the old content and no other file',
    async (at) => {
      await using directory = await temporaryDirectory();
      const target = path.join(directory.path, 'a.cfg');
      await fs.writeFile(target, 'old');
      const files = watchedFiles((operation) => {
        if (operation === at) throw systemError('ENOSPC');
      });
      expect(await failureOf(replaceFile(target, 'new', { mode: 0o600, unique: '1', files }))).toEqual({
        code: 'OUTPUT',
        reason: 'cannot-create',
        path: target,
        system: 'ENOSPC',
      });
      expect(await fs.readFile(target, 'utf8')).toBe('old');
      expect(await fs.readdir(directory.path)).toEqual(['a.cfg']);
    },
  );

  test('a fault of the directory is reported: the name may not last', async () => {
    await using directory = await temporaryDirectory();
    const files = watchedFiles((operation) => {
      if (operation === 'syncDirectory') throw systemError('EIO');
    });
    const target = path.join(directory.path, 'a.cfg');
    expect(await failureOf(replaceFile(target, 'x', { mode: 0o600, unique: '1', files }))).toMatchObject({
      reason: 'cannot-create',
      system: 'EIO',
    });
  });
});

describe('making a file', () => {
  test('what exists is not overwritten', async () => {
    await using directory = await temporaryDirectory();
    const target = path.join(directory.path, 'a.cfg');
    await createFile(target, 'first', { mode: 0o600 });
    expect(await failureOf(createFile(target, 'second', { mode: 0o600 }))).toEqual({
      code: 'OUTPUT',
      reason: 'already-exists',
      path: target,
    });
    expect(await fs.readFile(target, 'utf8')).toBe('first');
  });

  test('a directory that is not there is a fault with its code', async () => {
    await using directory = await temporaryDirectory();
    const target = path.join(directory.path, 'none', 'a.cfg');
    expect(await failureOf(createFile(target, 'x', { mode: 0o600 }))).toMatchObject({
      reason: 'cannot-create',
      system: 'ENOENT',
    });
  });
});

test('the status of a file tells directory, file and other apart', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'f');
  await fs.writeFile(file, 'four');
  expect(await fileOperations.status(file)).toMatchObject({ type: 'file', sizeBytes: 4 });
  expect((await fileOperations.status(directory.path)).type).toBe('directory');
  expect((await fileOperations.status('/dev/null')).type).toBe('other');
});

describe('links that somebody else has put in the place of a file', () => {
  test('none is read through', async () => {
    await using directory = await temporaryDirectory();
    const [file, link] = [path.join(directory.path, 'secret'), path.join(directory.path, 'link')];
    await fs.writeFile(file, 'secret');
    await fs.symlink(file, link);
    await expect(fileOperations.read(link)).rejects.toMatchObject({ code: 'ELOOP' });
    const reading = async (): Promise<void> => {
      for await (const chunk of fileOperations.open(link)) throw new Error(`read ${String(chunk)}`);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ELOOP' });
    expect((await fileOperations.read(file)).toString()).toBe('secret');
  });

  test('none is written through: a fresh file takes its place', async () => {
    await using directory = await temporaryDirectory();
    const [file, link] = [path.join(directory.path, 'precious'), path.join(directory.path, 'link')];
    await fs.writeFile(file, 'precious', { mode: 0o644 });
    for (const make of [fs.symlink, fs.link]) {
      await make(file, link);
      const open = await fileOperations.create(link, 0o600, 'fresh');
      await open.write(Buffer.from('mail'));
      await open.close();
      expect(await fs.readFile(link, 'utf8')).toBe('mail');
      await fs.rm(link);
    }
    expect(await fs.readFile(file, 'utf8')).toBe('precious');
    expect((await fs.stat(file)).mode & 0o777).toBe(0o644);
  });

  test('no file with another name is read', async () => {
    await using directory = await temporaryDirectory();
    const [file, link] = [path.join(directory.path, 'precious'), path.join(directory.path, 'link')];
    await fs.writeFile(file, 'precious');
    await fs.link(file, link);
    for (const files of [fileOperations, operationsWithin(asCaller)]) {
      await expect(files.read(link)).rejects.toMatchObject({ code: 'EMLINK' });
      await expect(drain(files.open(link))).rejects.toMatchObject({ code: 'EMLINK' });
    }
    await fs.rm(file);
    for (const files of [fileOperations, operationsWithin(asCaller)]) {
      expect((await files.read(link)).toString()).toBe('precious');
      expect((await drain(files.open(link))).toString()).toBe('precious');
    }
  });

  test('no file is read into memory that fills it', async () => {
    await using directory = await temporaryDirectory();
    const file = path.join(directory.path, 'sparse');
    await fs.writeFile(file, '');
    await fs.truncate(file, 600_000_000);
    for (const files of [fileOperations, operationsWithin(asCaller)]) {
      await expect(files.read(file)).rejects.toMatchObject({ code: 'EFBIG' });
    }
  });
});

async function drain(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
