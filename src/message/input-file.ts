/** Input files (bodies, attachments): opened and judged before the first packet goes out. */
import type { Stats } from 'node:fs';
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { SendmemoError, systemCode } from '../failure/error.ts';

/** What a file is for; the words of a failure name it. */
export type InputRole = 'body' | 'html' | 'signature' | 'attachment' | 'inline' | 'batch';

/** An input, open: a file, or a named pipe, which can be read once only and has no size. */
export type OpenInput =
  | { readonly kind: 'file'; readonly handle: FileHandle; readonly stats: Stats }
  | { readonly kind: 'pipe'; readonly octets: Readable };

/**
 * Opens a file or a named pipe for reading.
 * @throws INPUT file-unreadable: missing, a directory, a socket or device, not permitted
 */
export async function openInput(path: string, role: InputRole): Promise<OpenInput> {
  let stats: Stats;
  try {
    stats = await fs.promises.stat(path);
  } catch (error) {
    throw unreadable(path, role, error);
  }
  // Before open: to open a device or a socket may do something, or wait.
  if (!stats.isFile() && !stats.isFIFO()) {
    const why = stats.isDirectory() ? 'directory' : 'special';
    throw new SendmemoError({ code: 'INPUT', reason: 'file-unreadable', role, path, why, system: '' });
  }
  try {
    if (stats.isFIFO()) return { kind: 'pipe', octets: await openPipe(path) };
    const handle = await fs.promises.open(path, withoutWaiting);
    return { kind: 'file', handle, stats: await handle.stat() };
  } catch (error) {
    throw unreadable(path, role, error);
  }
}

const withoutWaiting = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

/**
 * A named pipe as the event loop reads it: who writes to it may come late, pause, or never come. A thread that waited
 * for that could not be stopped, and the process could not end.
 */
async function openPipe(path: string): Promise<Readable> {
  const { Socket } = await import('node:net');
  const fd = fs.openSync(path, withoutWaiting);
  try {
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/**
 * Reads a whole file into memory.
 * @throws INPUT file-unreadable
 */
export async function readInput(path: string, role: InputRole): Promise<Buffer> {
  const input = await openInput(path, role);
  try {
    return input.kind === 'file' ? await input.handle.readFile() : await readAll(input.octets);
  } catch (error) {
    throw unreadable(path, role, error);
  } finally {
    if (input.kind === 'file') await input.handle.close();
  }
}

async function readAll(octets: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of octets) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * The octets of standard input.
 * @throws INPUT stdin-failed
 */
export async function* readStdin(stdin: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stdin;
  } catch (error) {
    throw new SendmemoError(
      { code: 'INPUT', reason: 'stdin-failed', system: systemCode(error) },
      { cause: error },
    );
  }
}

/** @returns a system error as a failure of this file. */
export function unreadable(path: string, role: InputRole, error: unknown): SendmemoError {
  if (error instanceof SendmemoError) return error;
  const system = systemCode(error);
  const why =
    { ENOENT: 'missing', ENOTDIR: 'missing', EISDIR: 'directory', EACCES: 'permission', EPERM: 'permission' }[
      system
    ] ?? 'other';
  return new SendmemoError(
    { code: 'INPUT', reason: 'file-unreadable', role, path, why: why as 'missing', system },
    { cause: error },
  );
}
