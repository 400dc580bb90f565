/** What the spool's tests share: temporary directories, new entries, a store with dependencies of its own. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { SendmemoError } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';
import type { FileOperations } from '../../src/files/durable.ts';
import { fileOperations } from '../../src/files/durable.ts';
import type { FileStoreDeps } from '../../src/spool/file-store.ts';
import { isAlive } from '../../src/host.ts';
import { createFileStore } from '../../src/spool/file-store.ts';
import { createProcessStart } from '../../src/spool/owner.ts';
import type { NewEntry, Store } from '../../src/spool/store.ts';

export const messageText = 'From: <a@example.com>\r\nSubject: Queue PRT1\r\n\r\nToner low\r\n.\r\nend\r\n';

export async function temporaryDirectory(): Promise<{
  path: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'sendmemo-spool-'));
  return {
    path: directory,
    [Symbol.asyncDispose]: () => fs.rm(directory, { recursive: true, force: true }),
  };
}

export const processStart = createProcessStart(isAlive);

export const uniqueId = () => randomBytes(16).toString('hex');

export function openStore(directory: string, deps: Partial<FileStoreDeps> = {}): Promise<Store> {
  return createFileStore(directory, {
    now: () => Date.parse('2026-03-01T12:00:00Z'),
    uniqueId,
    pid: process.pid,
    hostName: 'print.example.com',
    processStart,
    userId: process.geteuid?.() ?? null,
    ...deps,
  });
}

export function newEntry(changes: Partial<NewEntry> = {}): NewEntry {
  return {
    messageId: `<${uniqueId()}@example.com>`,
    subject: 'Queue PRT1',
    envelope: {
      sender: { address: 'printer@example.com', needsSmtpUtf8: false },
      recipients: [
        { address: 'a@example.com', needsSmtpUtf8: false },
        { address: 'b@example.com', needsSmtpUtf8: false },
      ],
      dsn: null,
    },
    eightBit: false,
    smtpUtf8: false,
    message: Readable.from([Buffer.from(messageText)]),
    nextTry: new Date('2026-03-01T12:00:00Z'),
    ...changes,
  };
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The failure that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SendmemoError) return error.failure;
    throw error;
  }
  throw new Error('did not reject');
}

/** File operations that call back before each, with its name and first argument; what that throws is the fault. */
export function watchedFiles(before: (operation: string, file: string) => void): FileOperations {
  const watched: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(fileOperations)) {
    watched[name] = (...args: [string, ...unknown[]]) => {
      before(name, args[0]);
      return (operation as (...args: unknown[]) => unknown)(...args);
    };
  }
  const operations = watched as unknown as FileOperations;
  return {
    ...operations,
    async create(file, mode, existing) {
      const open = await operations.create(file, mode, existing);
      return {
        async write(data) {
          before('write', file);
          await open.write(data);
        },
        async sync() {
          before('sync', file);
          await open.sync();
        },
        setOwner: (userId, groupId) => open.setOwner(userId, groupId),
        setMode: (bits) => open.setMode(bits),
        async close() {
          await open.close();
        },
      };
    },
  };
}

export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}
