/** Input files (bodies, attachments): opened and judged before the first packet goes out. */
import type { Stats } from 'node:fs';
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { SubmissionError, systemCode } from '../failure/error.ts';

/** What a file is for; the words of a failure name it. */
export type InputRole = 'body' | 'html' | 'signature' | 'attachment' | 'inline' | 'batch';

/**
 * Opens a file or a named pipe for reading.
 * @throws INPUT file-unreadable: missing, a directory, a socket or device, not permitted
 */
export async function openInput(
  path: string,
  role: InputRole,
): Promise<{ handle: FileHandle; stats: Stats }> {
  let stats: Stats;
  try {
    stats = await fs.promises.stat(path);
  } catch (error) {
    throw unreadable(path, role, error);
  }
  // Before open: to open a device or a socket may do something, or wait.
  if (!stats.isFile() && !stats.isFIFO()) {
    const why = stats.isDirectory() ? 'directory' : 'special';
    throw new SubmissionError({ code: 'INPUT', reason: 'file-unreadable', role, path, why, system: '' });
  }
  try {
    const handle = await fs.promises.open(path, fs.constants.O_RDONLY);
    return { handle, stats: await handle.stat() };
  } catch (error) {
    throw unreadable(path, role, error);
  }
}

/**
 * Reads a whole file into memory.
 * @throws INPUT file-unreadable
 */
export async function readInput(path: string, role: InputRole): Promise<Buffer> {
  const { handle } = await openInput(path, role);
  try {
    return await handle.readFile();
  } catch (error) {
    throw unreadable(path, role, error);
  } finally {
    await handle.close();
  }
}

/**
 * The octets of standard input.
 * @throws INPUT stdin-failed
 */
export async function* readStdin(stdin: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stdin) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
  } catch (error) {
    throw new SubmissionError(
      { code: 'INPUT', reason: 'stdin-failed', system: systemCode(error) },
      { cause: error },
    );
  }
}

/** @returns a system error as a failure of this file. */
export function unreadable(path: string, role: InputRole, error: unknown): SubmissionError {
  if (error instanceof SubmissionError) return error;
  const system = systemCode(error);
  const why =
    { ENOENT: 'missing', ENOTDIR: 'missing', EISDIR: 'directory', EACCES: 'permission', EPERM: 'permission' }[
      system
    ] ?? 'other';
  return new SubmissionError(
    { code: 'INPUT', reason: 'file-unreadable', role, path, why: why as 'missing', system },
    { cause: error },
  );
}
