/**
 * The file operations as another user does them (see foreign.ts): every call that takes a path is synchronous and
 * made under that user's identity; what is then done with the open file needs none.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { FileOperations, OpenFile } from './durable.ts';
import { toStatus } from './durable.ts';
import type { Within } from './foreign.ts';
import { changeModeOf } from './foreign.ts';
import { checkOwnFile, checkReadSize, readUnlinked } from './own-file.ts';

const sync = promisify(fs.fsync);
const openingDirectory = fs.constants.O_RDONLY | (fs.constants.O_DIRECTORY ?? 0);

/** @param within runs one call as the user whose directory it is */
export function operationsWithin(within: Within): FileOperations {
  /** The file is judged by its descriptor; `O_NOFOLLOW` has refused a link. */
  function openOwn(file: string): number {
    return within(() => {
      const descriptor = fs.openSync(file, readUnlinked);
      try {
        checkOwnFile(fs.fstatSync(descriptor), fs.lstatSync(path.dirname(file)));
        return descriptor;
      } catch (error) {
        fs.closeSync(descriptor);
        throw error;
      }
    });
  }

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
    list: async (directory) => within(() => fs.readdirSync(directory)),
    async read(file) {
      const descriptor = openOwn(file);
      try {
        checkReadSize(fs.fstatSync(descriptor));
        return fs.readFileSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    },
    open: (file) => {
      let descriptor: number;
      try {
        descriptor = openOwn(file);
      } catch (error) {
        return new Readable({
          read() {
            this.destroy(error as Error);
          },
        });
      }
      return fs.createReadStream('', { fd: descriptor });
    },
    status: async (file) => toStatus(within(() => fs.statSync(file))),
    linkStatus: async (file) => toStatus(within(() => fs.lstatSync(file))),
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
