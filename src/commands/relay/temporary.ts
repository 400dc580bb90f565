/** Where the relay keeps the rest of a message that comes in: on the disk of the spool, because /tmp may be memory. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dropDirectory } from '../../spool/drop-store.ts';

/**
 * @param spool the spool directory of this machine
 * @returns a directory of it that this process may write, or the system's own where there is none
 */
export function temporaryDirectory(spool: string): string {
  const parts = ['tmp', dropDirectory].map((name) => path.join(spool, name));
  return parts.find(isWritable) ?? os.tmpdir();
}

function isWritable(directory: string): boolean {
  try {
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
