/**
 * The spool as users other than its owner have it: they can put a message into its drop directory, and nothing else.
 * The runner takes it over from there (drop-intake.ts). Rules and what a crash leaves: docs/spool.md.
 */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError } from '../failure/error.ts';
import { exposedParent } from '../files/foreign.ts';
import { userLabel } from '../files/user-label.ts';
import { guard, parentUnsafe, unwritable } from './directories.ts';
import { renderDropHeader, renderDropName } from './drop-format.ts';
import { enteringEntry } from './entering.ts';
import type { FileStoreDeps } from './file-store.ts';
import { renderOwner } from './owner.ts';
import { createQueueId } from './queue-id.ts';
import type { NewEntry, Store } from './store.ts';

export const dropDirectory = 'drop';
/** Sticky: no user removes or renames files of others. Setgid: new files get the runner's group. */
const dropBits = 0o3000;

/**
 * @param use what the caller wants, for the words of the failure
 * @throws SendmemoError spool-foreign, where there is no drop directory, or not the right one; spool-parent-unsafe
 */
export async function createDropStore(
  directory: string,
  deps: FileStoreDeps,
  use: 'put' | 'read',
): Promise<Store> {
  const spool = fs.statSync(directory);
  const owner = userLabel(spool.uid);
  const foreign = (): SendmemoError =>
    new SendmemoError({ code: 'OUTPUT', reason: 'spool-foreign', use, path: directory, owner });
  const drop = path.join(directory, dropDirectory);
  const status = use === 'put' ? statusOf(drop) : null;
  if (status === null || !isDrop(status, spool.uid)) throw foreign();
  const exposed = exposedParent(drop, [spool.uid]);
  if (exposed !== null) throw parentUnsafe(directory, exposed, spool.uid);
  const self = renderOwner({
    pid: deps.pid,
    host: deps.hostName,
    process: (await deps.processStart(deps.pid)) ?? '0',
  });
  const refuse = async (): Promise<never> => {
    throw foreign();
  };

  const refuseAll = (): AsyncIterable<never> => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) });

  return {
    async put(entry) {
      const now = new Date(deps.now());
      const id = entry.id ?? createQueueId(now, deps.uniqueId());
      const making = path.join(drop, renderDropName({ kind: 'making', id, owner: self }));
      const sizeBytes = await write(making, path.join(drop, id), entry, status.gid);
      const { nextTry, describe } = enteringEntry(id, entry, now);
      return {
        ...describe(sizeBytes),
        state: 'waiting',
        nextTry,
        // The file in the drop directory does not record these.
        lastFailure: null,
        submittedBy: deps.userId ?? null,
        claimedBy: null,
      };
    },
    list: refuseAll,
    places: refuseAll,
    get: refuse,
    due: refuse,
    claim: refuse,
    claimNext: refuse,
    recover: refuse,
    act: refuse,
    summary: refuse,
    transfer: { depart: refuse, adopt: refuse, arriving: refuse, arrive: refuse },
    close: async () => {},
  };
}

function statusOf(file: string): fs.Stats | null {
  try {
    return fs.lstatSync(file);
  } catch {
    return null;
  }
}

/** @returns whether it is a drop directory of this user's spool: one where no user can take files of others. */
export function isDrop(status: fs.Stats, spoolOwner: number): boolean {
  const { uid, mode } = status;
  return status.isDirectory() && (uid === spoolOwner || uid === 0) && (mode & dropBits) === dropBits;
}

/**
 * Whole and on the disk under its last name when it resolves. The directory can't be opened for fsync by who may not
 * read it: the file is fsynced again under its new name, which ext4, XFS and Btrfs make durable with it.
 */
async function write(making: string, ready: string, entry: NewEntry, groupId: number): Promise<number> {
  const handle = await guard(making, () => fs.promises.open(making, 'wx', 0o600));
  try {
    await guard(making, async () => {
      // Only the runner can read it, by its group, which the directory sets.
      if ((await handle.stat()).gid !== groupId) throw Object.assign(new Error('group'), { code: 'EPERM' });
      await handle.chmod(0o640);
      await handle.writeFile(renderDropHeader(entry));
    });
    let sizeBytes = 0;
    // A fault of the source is the message's own, one of write the disk's.
    for await (const octets of entry.message) {
      await guard(making, () => handle.writeFile(octets));
      sizeBytes += octets.length;
    }
    await guard(making, async () => {
      await handle.sync();
      await fs.promises.rename(making, ready);
    });
    try {
      await handle.sync();
    } catch (error) {
      await fs.promises.unlink(ready).catch(() => {});
      throw unwritable(ready, error);
    }
    return sizeBytes;
  } catch (error) {
    await fs.promises.unlink(making).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}
