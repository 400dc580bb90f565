/**
 * The file operations, as this process or as another user (see foreign.ts). Every call that takes a path is
 * synchronous, so that it can be made under that user's identity, and because a thread for each costs several times
 * what the call costs. Only fsync(2), which waits for the disk, is left to a thread.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FileOperations, FileStatus, OpenFile } from './durable.ts';
import type { Within } from './foreign.ts';
import { changeModeOf } from './foreign.ts';
import { checkReadSize, openOwnFile, readUnlinked } from './own-file.ts';

const sync = promisify(fs.fsync);
/** Names read before other work of the process has its turn: less than ten milliseconds. */
const namesPerTurn = 8192;
const openingDirectory = fs.constants.O_RDONLY | (fs.constants.O_DIRECTORY ?? 0);

/** @param within runs one call as the user whose directory it is */
export function operationsWithin(within: Within): FileOperations {
  const openOwn = (file: string): number => within(() => openOwnFile(file, fs.lstatSync(path.dirname(file))));

  return {
    async create(file, mode, existing) {
      const descriptor = within(() => {
        if (existing === 'fresh') fs.rmSync(file, { force: true });
        return fs.openSync(file, 'wx', mode);
      });
      try {
        fs.fchmodSync(descriptor, mode);
      } catch (error) {
        fs.closeSync(descriptor);
        throw error;
      }
      return openFile(descriptor);
    },
    async makeDirectory(directory, mode) {
      within(() => {
        fs.mkdirSync(directory, { mode: mode & 0o700 });
        changeModeOf(directory, mode);
      });
    },
    async rename(from, to) {
      within(() => fs.renameSync(from, to));
    },
    async syncDirectory(directory) {
      const descriptor = within(() => fs.openSync(directory, openingDirectory));
      try {
        await sync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    },
    async unlink(file) {
      within(() => fs.unlinkSync(file));
    },
    async removeDirectory(directory) {
      within(() => fs.rmdirSync(directory));
    },
    async list(directory, visit) {
      const open = within(() => fs.opendirSync(directory, { bufferSize: 1024 }));
      try {
        let names = 0;
        for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
          if (visit(entry.name) === false) return;
          names += 1;
          if (names % namesPerTurn === 0) await nextTurn();
        }
      } finally {
        open.closeSync();
      }
    },
    async read(file) {
      const descriptor = openOwn(file);
      try {
        checkReadSize(fs.fstatSync(descriptor));
        return fs.readFileSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    },
    open: (file) =>
      // The type knows names of flags only; the runtime takes their numbers too.
      fs.createReadStream(file, {
        flags: readUnlinked as unknown as string,
        fs: {
          open(name: string, _flags: number, _mode: number, done: Opened) {
            let descriptor: number;
            try {
              descriptor = openOwn(name);
            } catch (error) {
              return done(error as NodeJS.ErrnoException);
            }
            done(null, descriptor);
          },
          read: fs.read,
          close: fs.close,
        },
      }),
    status: async (file) => toStatus(within(() => fs.statSync(file))),
    linkStatus: async (file) => toStatus(within(() => fs.lstatSync(file))),
    async changeTimes(directory) {
      const { dev, ino, mtimeNs, ctimeNs } = within(() => fs.statSync(directory, { bigint: true }));
      return {
        identity: `${dev}:${ino}:${mtimeNs}:${ctimeNs}`,
        latestNs: mtimeNs > ctimeNs ? mtimeNs : ctimeNs,
      };
    },
    async touch(file) {
      const now = new Date();
      within(() => fs.utimesSync(file, now, now));
    },
  };
}

type Opened = (error: NodeJS.ErrnoException | null, descriptor?: number) => void;

function toStatus(stat: fs.Stats): FileStatus {
  return {
    mode: stat.mode & 0o7777,
    userId: stat.uid,
    groupId: stat.gid,
    sizeBytes: stat.size,
    type: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
  };
}

function openFile(descriptor: number): OpenFile {
  return {
    async write(data) {
      for (let written = 0; written < data.length; written += fs.writeSync(descriptor, data, written));
    },
    sync: () => sync(descriptor),
    async setOwner(userId, groupId) {
      fs.fchownSync(descriptor, userId, groupId);
    },
    async setMode(mode) {
      fs.fchmodSync(descriptor, mode);
    },
    async close() {
      fs.closeSync(descriptor);
    },
  };
}
