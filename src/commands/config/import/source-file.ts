/** The file of the other program, read whole. */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError, systemCode } from '../../../failure/error.ts';
import type { Companion, Source } from './page.ts';

/** None of these files has ever been this large. */
const limitBytes = 16 * 1024 * 1024;

/** @throws SendmemoError INPUT file-unreadable */
export function readSource(file: string, home: string | null): Source {
  return {
    ...readLines(file),
    home,
    beside: (name) => {
      try {
        return readLines(path.resolve(path.dirname(file), name));
      } catch {
        return null;
      }
    },
  };
}

function readLines(file: string): Companion {
  let bytes: Buffer;
  let mode: number;
  try {
    const stats = fs.statSync(file);
    if (stats.isDirectory()) throw unreadable(file, 'directory', 'EISDIR');
    if (!stats.isFile() || stats.size > limitBytes) throw unreadable(file, 'special', 'EFTYPE');
    bytes = fs.readFileSync(file);
    ({ mode } = stats);
  } catch (error) {
    if (error instanceof SendmemoError) throw error;
    const system = systemCode(error);
    const why = system === 'ENOENT' ? 'missing' : system === 'EACCES' ? 'permission' : 'other';
    throw unreadable(file, why, system, error);
  }
  const lines = decode(bytes).split(/\r?\n/);
  return { path: file, lines, exposed: path.sep !== '\\' && (mode & 0o044) !== 0 };
}

/** UTF-8, UTF-16 where it has its mark (Windows), else Latin-1, which takes every byte. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

type Why = 'missing' | 'directory' | 'special' | 'permission' | 'other';

function unreadable(file: string, why: Why, system: string, cause?: unknown): SendmemoError {
  return new SendmemoError(
    { code: 'INPUT', reason: 'file-unreadable', role: 'config import', path: file, why, system },
    { cause },
  );
}
