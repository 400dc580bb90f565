/** A file that is believed to be its directory's own: judged by its open descriptor, never by its name. */
import type { Stats } from 'node:fs';
import fs, { constants } from 'node:fs';

/** Never through a symbolic link, and never waiting for the other end of a pipe (0 where the system has no such flag). */
export const readUnlinked = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** More is never read into memory at once: an envelope of a hundred thousand recipients has a quarter of it. */
const largestReadBytes = 64 * 1024 * 1024;

/** Throws EFBIG for a file that is not read into memory. */
export function checkReadSize({ size }: Pick<Stats, 'size'>): void {
  if (size > largestReadBytes) throw refused('EFBIG', 'it is too large');
}

/**
 * Where hard links to files of others are allowed (fs.protected_hardlinks = 0), a name can refer to any file of the
 * same file system: one with two names, or with another owner than its directory and root, is not ours to read.
 * Throws EFTYPE, EMLINK or EPERM.
 */
function checkOwnFile(
  file: Pick<Stats, 'uid' | 'nlink' | 'isFile' | 'isDirectory'>,
  directory: Pick<Stats, 'uid'>,
): void {
  if (file.isDirectory()) throw refused('EISDIR', 'a directory');
  if (!file.isFile()) throw refused('EFTYPE', 'not a regular file');
  if (file.nlink > 1) throw refused('EMLINK', 'it has other names');
  if (file.uid !== directory.uid && file.uid !== 0) throw refused('EPERM', 'it belongs to another user');
}

/**
 * Opens a file to read it. Throws the system's error (ELOOP for a symbolic link), and as checkOwnFile does.
 * @param directory the status of the directory that it is in
 */
export function openOwnFile(file: string, directory: Pick<Stats, 'uid'>): number {
  const descriptor = fs.openSync(file, readUnlinked);
  try {
    checkOwnFile(fs.fstatSync(descriptor), directory);
    return descriptor;
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** The text of a small file. Throws as openOwnFile does. */
export function readOwnFile(file: string, directory: Pick<Stats, 'uid'>): string {
  const descriptor = openOwnFile(file, directory);
  try {
    return fs.readFileSync(descriptor, 'utf8');
  } finally {
    fs.closeSync(descriptor);
  }
}

function refused(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
