/**
 * Files that survive a crash: written to a temporary file of the same directory, fsynced, renamed, the directory
 * fsynced. The operations are a record of functions, so that a test can make each of them fail.
 */
import { constants, createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { SubmissionError, systemCode } from '../failure/error.ts';

/** A file open for writing. */
export interface OpenFile {
  /** Writes all of it, at the end of what was written before. */
  write(data: Uint8Array): Promise<void>;
  /** fsync(2). */
  sync(): Promise<void>;
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
  /** The names in a directory, in no order. */
  list(directory: string): Promise<readonly string[]>;
  /** ELOOP where the file is a symbolic link. */
  read(file: string): Promise<Buffer>;
  /** Opened when it is first read; errors are those of the stream, ELOOP where the file is a symbolic link. */
  open(file: string): Readable;
  /** Follows symbolic links. */
  status(file: string): Promise<FileStatus>;
  /** Of this very file or directory: ELOOP for a symbolic link, EMLINK for a file that has other names too. */
  changeOwner(file: string, userId: number, groupId: number): Promise<void>;
}

/** Never through a symbolic link, and never waiting for the other end of a pipe (0 where the system has no such flag). */
const readUnlinked = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The file system itself. */
export const fileOperations: FileOperations = {
  async create(file, mode, existing) {
    // Not emptied but made anew: what stands there may be a link to a file that is not ours.
    if (existing === 'fresh') await fs.rm(file, { force: true });
    const handle = await fs.open(file, 'wx', mode);
    try {
      await handle.chmod(mode);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return {
      write: (data) => handle.writeFile(data),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  async makeDirectory(directory, mode) {
    await fs.mkdir(directory, { mode });
    await fs.chmod(directory, mode);
  },
  rename: (from, to) => fs.rename(from, to),
  async syncDirectory(directory) {
    const handle = await fs.open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  unlink: (file) => fs.unlink(file),
  removeDirectory: (directory) => fs.rmdir(directory),
  list: (directory) => fs.readdir(directory),
  read: (file) => fs.readFile(file, { flag: readUnlinked }),
  // The type knows names of flags only; the runtime takes their numbers too.
  open: (file) => createReadStream(file, { flags: readUnlinked as unknown as string }),
  async status(file) {
    const stat = await fs.stat(file);
    return {
      mode: stat.mode & 0o7777,
      userId: stat.uid,
      groupId: stat.gid,
      sizeBytes: stat.size,
      type: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
    };
  },
  async changeOwner(file, userId, groupId) {
    // By its descriptor: whoever owns the directory could put another file in the place of a name.
    const handle = await fs.open(file, readUnlinked);
    try {
      const stat = await handle.stat();
      if (stat.isFile() && stat.nlink > 1)
        throw Object.assign(new Error('it has other names'), { code: 'EMLINK' });
      await handle.chown(userId, groupId);
    } finally {
      await handle.close();
    }
  },
};

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
  readonly files?: FileOperations;
}

/**
 * Puts a file in place as a whole: after a crash there is the old content or the new, never a part.
 * @throws SubmissionError cannot-create, with the system's code
 */
export async function replaceFile(
  target: string,
  content: string | Uint8Array,
  { mode, unique, files = fileOperations }: ReplaceOptions,
): Promise<void> {
  const directory = path.dirname(target);
  const temporary = path.join(directory, `.${path.basename(target)}.${unique}.tmp`);
  try {
    try {
      await writeSynced(files, temporary, Buffer.from(content), mode, 'new');
      await files.rename(temporary, target);
    } catch (error) {
      await files.unlink(temporary).catch(() => {});
      throw error;
    }
    await files.syncDirectory(directory);
  } catch (error) {
    throw new SubmissionError(
      { code: 'OUTPUT', reason: 'cannot-create', path: target, system: systemCode(error) },
      { cause: error },
    );
  }
}

/**
 * Makes a file that must not exist yet, durably.
 * @throws SubmissionError already-exists, cannot-create
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
    throw new SubmissionError(
      system === 'EEXIST'
        ? { code: 'OUTPUT', reason: 'already-exists', path: target }
        : { code: 'OUTPUT', reason: 'cannot-create', path: target, system },
      { cause: error },
    );
  }
}
