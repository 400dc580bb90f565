/**
 * Files that survive a crash: written to a temporary file of the same directory, fsynced, renamed, the directory
 * fsynced. The operations are a record of functions, so that a test can make each of them fail.
 */
import path from 'node:path';
import type { Readable } from 'node:stream';
import { SendmemoError, systemCode } from '../failure/error.ts';
import { asCaller } from './foreign.ts';
import { operationsWithin } from './operations-within.ts';

/** A file open for writing. */
export interface OpenFile {
  /** Writes all of it, at the end of what was written before. */
  write(data: Uint8Array): Promise<void>;
  /** fsync(2). */
  sync(): Promise<void>;
  /** fchown(2) and fchmod(2): of the open file, whatever its name refers to by now. */
  setOwner(userId: number, groupId: number): Promise<void>;
  setMode(mode: number): Promise<void>;
  close(): Promise<void>;
}

export interface FileStatus {
  /** Permission bits, 0o000 to 0o7777. */
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly sizeBytes: number;
  readonly type: 'file' | 'directory' | 'other';
}

/** What the durable files need of a file system. Every function rejects with the system's error. */
export interface FileOperations {
  /** Mode is exact, whatever the umask. `new`: EEXIST where the file exists; `fresh`: takes the place of what is there. */
  create(file: string, mode: number, existing: 'new' | 'fresh'): Promise<OpenFile>;
  /** Mode is exact, whatever the umask. */
  makeDirectory(directory: string, mode: number): Promise<void>;
  /** rename(2): atomic within a file system. */
  rename(from: string, to: string): Promise<void>;
  /** fsync(2) of a directory: makes the names in it durable. */
  syncDirectory(directory: string): Promise<void>;
  unlink(file: string): Promise<void>;
  removeDirectory(directory: string): Promise<void>;
  /**
   * Visits the names in a directory, in no order, one at a time: none is kept. Ends early where `visit` returns false.
   * One that is made, removed or renamed meanwhile is visited or is not.
   */
  list(directory: string, visit: (name: string) => unknown): Promise<void>;
  /** ELOOP where the file is a symbolic link; EMLINK, EPERM, EFTYPE, EFBIG: see own-file.ts. */
  read(file: string): Promise<Buffer>;
  /** Opened when it is first read; errors are those of the stream, and those of `read`. */
  open(file: string): Readable;
  /** Follows symbolic links. */
  status(file: string): Promise<FileStatus>;
  /** Of a symbolic link itself. */
  linkStatus(file: string): Promise<FileStatus>;
  /** When the names in a directory last changed. */
  changeTimes(directory: string): Promise<ChangeTimes>;
  /** Sets the times of a file or directory: utimes(2). */
  touch(file: string): Promise<void>;
}

/** The times of a directory, by the clock of its file system, as coarsely as that keeps them. */
export interface ChangeTimes {
  /** Differs after every change of names that the file system's clock can distinguish from the previous one. */
  readonly identity: string;
  /** The later one of mtime and ctime. */
  readonly latestNs: bigint;
}

/** The file system itself. */
export const fileOperations: FileOperations = operationsWithin(asCaller);

/** Writes a file and fsyncs it; its name is durable only after syncDirectory. Rejects with the system's error. */
export async function writeSynced(
  files: FileOperations,
  file: string,
  content: Uint8Array,
  mode: number,
  existing: 'new' | 'fresh',
): Promise<void> {
  const open = await files.create(file, mode, existing);
  try {
    await open.write(content);
    await open.sync();
  } finally {
    await open.close();
  }
}

export interface ReplaceOptions {
  /** Permission bits of the new file, exact whatever the umask. */
  readonly mode: number;
  /** Tells the temporary file from those of other processes: `uniqueId()`, or a process id. */
  readonly unique: string;
  /** Whose the new file is to be; without root's rights another owner than the caller is not to be had. */
  readonly owner?: Pick<FileStatus, 'userId' | 'groupId'>;
  readonly files?: FileOperations;
}

/**
 * Puts a file in place as a whole: after a crash there is the old content or the new, never a part.
 * @throws SendmemoError cannot-create, with the system's code
 */
export async function replaceFile(
  target: string,
  content: string | Uint8Array,
  { mode, unique, owner, files = fileOperations }: ReplaceOptions,
): Promise<void> {
  const directory = path.dirname(target);
  const temporary = path.join(directory, `.${path.basename(target)}.${unique}.tmp`);
  try {
    try {
      const open = await files.create(temporary, owner === undefined ? mode : mode & 0o700, 'new');
      try {
        if (owner !== undefined) await give(open, mode, owner);
        await open.write(Buffer.from(content));
        await open.sync();
      } finally {
        await open.close();
      }
      await files.rename(temporary, target);
    } catch (error) {
      await files.unlink(temporary).catch(() => {});
      throw error;
    }
    await files.syncDirectory(directory);
  } catch (error) {
    throw new SendmemoError(
      { code: 'OUTPUT', reason: 'cannot-create', path: target, system: systemCode(error) },
      { cause: error },
    );
  }
}

/** Where the owner can't be set, the group's rights would go to another group: it gets none. */
async function give(
  open: OpenFile,
  mode: number,
  { userId, groupId }: Pick<FileStatus, 'userId' | 'groupId'>,
): Promise<void> {
  let granted = mode;
  try {
    await open.setOwner(userId, groupId);
  } catch {
    granted = mode & 0o707;
  }
  await open.setMode(granted);
}

/**
 * Makes a file that must not exist yet, durably.
 * @throws SendmemoError already-exists, cannot-create
 */
export async function createFile(
  target: string,
  content: string | Uint8Array,
  { mode, files = fileOperations }: Omit<ReplaceOptions, 'unique'>,
): Promise<void> {
  try {
    await writeSynced(files, target, Buffer.from(content), mode, 'new');
    await files.syncDirectory(path.dirname(target));
  } catch (error) {
    const system = systemCode(error);
    throw new SendmemoError(
      system === 'EEXIST'
        ? { code: 'OUTPUT', reason: 'already-exists', path: target }
        : { code: 'OUTPUT', reason: 'cannot-create', path: target, system },
      { cause: error },
    );
  }
}
