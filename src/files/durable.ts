/**
 * Files that survive a crash: written to a temporary file of the same directory, fsynced, renamed, the directory
 * fsynced. The operations are a record of functions, so that a test can make each of them fail.
 */
import type { Stats } from 'node:fs';
import nodeFs from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { SendmemoError, systemCode } from '../failure/error.ts';
import { changeModeOf } from './foreign.ts';
import { checkOwnFile, checkReadSize, readUnlinked } from './own-file.ts';

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
  /** The names in a directory, in no order. */
  list(directory: string): Promise<readonly string[]>;
  /** ELOOP where the file is a symbolic link; EMLINK, EPERM, EFTYPE, EFBIG: see own-file.ts. */
  read(file: string): Promise<Buffer>;
  /** Opened when it is first read; errors are those of the stream, and those of `read`. */
  open(file: string): Readable;
  /** Follows symbolic links. */
  status(file: string): Promise<FileStatus>;
  /** Of a symbolic link itself. */
  linkStatus(file: string): Promise<FileStatus>;
}

/** The file system itself. */
export const fileOperations: FileOperations = {
  async create(file, mode, existing) {
    // Created anew instead of truncated: the name may be a link to a foreign file.
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
      setOwner: (userId, groupId) => handle.chown(userId, groupId),
      setMode: (bits) => handle.chmod(bits),
      close: () => handle.close(),
    };
  },
  async makeDirectory(directory, mode) {
    // A umask only removes bits, so no other user gets access between the two calls.
    await fs.mkdir(directory, { mode: mode & 0o700 });
    changeModeOf(directory, mode);
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
  async read(file) {
    const handle = await fs.open(file, readUnlinked);
    try {
      const stat = await handle.stat();
      checkOwnFile(stat, await fs.lstat(path.dirname(file)));
      checkReadSize(stat);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  },
  open: (file) =>
    // The type knows names of flags only; the runtime takes their numbers too.
    nodeFs.createReadStream(file, {
      flags: readUnlinked as unknown as string,
      fs: { open: openOwn, read: nodeFs.read, close: nodeFs.close },
    }),
  status: async (file) => toStatus(await fs.stat(file)),
  linkStatus: async (file) => toStatus(await fs.lstat(file)),
};

/** open(2) for a stream that reads nothing but its directory's own file. */
function openOwn(
  file: string,
  flags: number,
  mode: number,
  done: (error: NodeJS.ErrnoException | null, descriptor?: number) => void,
): void {
  nodeFs.open(file, flags, mode, (error, descriptor) => {
    if (error !== null) return done(error);
    try {
      checkOwnFile(nodeFs.fstatSync(descriptor), nodeFs.lstatSync(path.dirname(file)));
    } catch (refusal) {
      nodeFs.closeSync(descriptor);
      return done(refusal as NodeJS.ErrnoException);
    }
    done(null, descriptor);
  });
}

export function toStatus(stat: Stats): FileStatus {
  return {
    mode: stat.mode & 0o7777,
    userId: stat.uid,
    groupId: stat.gid,
    sizeBytes: stat.size,
    type: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
  };
}

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
