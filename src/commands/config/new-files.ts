/** Several files that belong together: either none is there yet and all are made, or each is replaced as a whole. */
import fs from 'node:fs';
import { SendmemoError } from '../../failure/error.ts';
import { createFile, replaceFile } from '../../files/durable.ts';
import type { Within } from '../../files/foreign.ts';
import { asCaller } from '../../files/foreign.ts';
import { operationsWithin } from '../../files/operations-within.ts';

export interface NewFile {
  readonly path: string;
  readonly content: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * @param force replaces what is there; else one that is there keeps all of them from being written
 * @param unique distinguishes the temporary files from those of other processes
 * @param within how to work in their directory; see asOwnerOf
 * @returns the paths, in the same order
 * @throws SendmemoError OUTPUT already-exists, cannot-create
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  force: boolean,
  unique: string,
  within: Within = asCaller,
): Promise<readonly string[]> {
  if (!force) refuseExisting(files);
  const operations = operationsWithin(within);
  for (const { path, content, mode } of files) {
    if (force) await replaceFile(path, content, { mode, unique, files: operations });
    else await createFile(path, content, { mode, files: operations });
  }
  return files.map(({ path }) => path);
}

/** @throws SendmemoError OUTPUT already-exists, for the first one that is there; a dangling link is there too */
export function refuseExisting(files: readonly Pick<NewFile, 'path'>[]): void {
  for (const { path } of files) {
    if (isThere(path)) {
      throw new SendmemoError({ code: 'OUTPUT', reason: 'already-exists', path });
    }
  }
}

/** A link that leads nowhere is there too. */
export function isThere(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
