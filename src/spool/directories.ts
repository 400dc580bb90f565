/**
 * The directories of a spool: made with mode 0700, refused where others can write, read by name. Every fault of the
 * file system leaves here as spool-unwritable.
 */
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { FileOperations } from '../files/durable.ts';
import { userLabel } from '../files/user-label.ts';
import type { Exposed } from '../files/foreign.ts';
import { exposedParent } from '../files/foreign.ts';
import { isOwnedBy, isWritableByOthers } from '../files/secret.ts';
import { bounceNoteFile, envelopeFile, messageFile, nextEnvelopeFile } from './entry.ts';
import { lastRunFile, nextLastRunFile } from './last-run.ts';
import type { EntryName } from './queue-id.ts';
import { idInName, parseEntryName, renderEntryName } from './queue-id.ts';
import type { EntryPlace, EntryState, QueueId } from './store.ts';

/**
 * `tmp` and `taken` are no states, nothing in them is delivered: half-made and finished entries, and those that were
 * copied from the drop directory while their file is still there.
 */
export type SpoolPlace = EntryState | 'tmp' | 'taken';

export const places = [
  'tmp',
  'taken',
  'waiting',
  'active',
  'held',
  'failed',
] as const satisfies readonly SpoolPlace[];
const known = new Set<string>([
  ...places,
  'servers',
  'drop',
  'tokens',
  'stops.json',
  '.stops.json.lock',
  lastRunFile,
  nextLastRunFile,
]);

/** The order in which states are read: `active` again at the end, for what was claimed before `waiting` was read. */
export const stateOrder = ['active', 'waiting', 'held', 'failed', 'active'] as const;

/** The name of an entry, with the directory that it is in. */
export type FoundName = EntryPlace;

export interface SpoolDirectories {
  /** The spool directory. */
  readonly root: string;
  readonly files: FileOperations;
  pathOf(place: SpoolPlace, name: string): string;
  /** Visits the names in a directory as FileOperations.list does: foreign ones too. */
  each(place: SpoolPlace, visit: (name: string) => unknown): Promise<void>;
  /** The entries' names in a directory that has few, in no order. */
  names(place: SpoolPlace): Promise<readonly EntryName[]>;
  /** An entry's name, wherever it is, or null. */
  find(id: QueueId): Promise<FoundName | null>;
  /** The same for several, by id. */
  findAll(ids: ReadonlySet<QueueId>): Promise<ReadonlyMap<QueueId, FoundName>>;
  /** A text that changes with the names in a directory; see settledIdentity. */
  identity(place: SpoolPlace): Promise<string>;
  /**
   * The identity of a directory before its names are read, if every change from now on gives it another one; null: a
   * change in the same tick of the file system's clock would not.
   */
  settledIdentity(place: SpoolPlace): Promise<string | null>;
  /** One rename(2) from state to state; false: it was not there. */
  move(from: SpoolPlace, name: EntryName, to: SpoolPlace, as: EntryName): Promise<boolean>;
  /** Makes the last moves into and out of these places durable. */
  sync(...which: readonly SpoolPlace[]): Promise<void>;
  /** Clears an entry that lies in tmp: our files, and the directory where nothing else is in it. */
  clear(name: EntryName): Promise<void>;
  /** How many names in the spool directory itself are none of ours. */
  countUnknown(): Promise<number>;
}

export interface DirectoryOptions {
  readonly files: FileOperations;
  /** Who works in the spool, or null where the system has no such number. */
  readonly userId: number | null;
}

/**
 * Makes what is missing and checks what is there.
 * @throws SendmemoError spool-unwritable, spool-unsafe
 */
export async function openDirectories(root: string, options: DirectoryOptions): Promise<SpoolDirectories> {
  const { files, userId } = options;
  if (userId !== null) {
    const exposed = exposedParent(root, [userId]);
    if (exposed !== null) throw parentUnsafe(root, exposed, userId);
  }
  await openDirectory(root, options);
  for (const place of places) await openDirectory(path.join(root, place), { ...options, part: true });

  const pathOf = (place: SpoolPlace, name: string) => path.join(root, place, name);
  const each: SpoolDirectories['each'] = (place, visit) =>
    guard(path.join(root, place), () => files.list(path.join(root, place), visit));
  const times = (place: SpoolPlace) =>
    guard(path.join(root, place), () => files.changeTimes(path.join(root, place)));

  async function findAll(ids: ReadonlySet<QueueId>): Promise<ReadonlyMap<QueueId, FoundName>> {
    const found = new Map<QueueId, FoundName>();
    for (const state of stateOrder) {
      if (found.size === ids.size) break;
      await each(state, (text) => {
        if (!ids.has(text.slice(idInName.start, idInName.end))) return true;
        const name = parseEntryName(text);
        if (name !== null) found.set(name.id, { ...name, state });
        return found.size < ids.size;
      });
    }
    return found;
  }

  return {
    root,
    files,
    pathOf,
    each,

    async names(place) {
      const names: EntryName[] = [];
      await each(place, (text) => {
        const name = parseEntryName(text);
        if (name !== null) names.push(name);
      });
      return names;
    },

    findAll,
    find: async (id) => (await findAll(new Set([id]))).get(id) ?? null,

    identity: async (place) => (await times(place)).identity,

    async settledIdentity(place) {
      const { identity, latestNs } = await times(place);
      try {
        // The file system's own clock, which need not be this machine's, says when its tick has passed.
        const probe = path.join(root, 'tmp');
        await files.touch(probe);
        return (await files.changeTimes(probe)).latestNs > latestNs ? identity : null;
      } catch {
        return null;
      }
    },

    async move(from, name, to, as) {
      const source = pathOf(from, renderEntryName(name));
      try {
        await files.rename(source, pathOf(to, renderEntryName(as)));
        return true;
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return false;
        throw unwritable(source, error);
      }
    },

    async sync(...which) {
      for (const place of which) {
        const directory = path.join(root, place);
        await guard(directory, () => files.syncDirectory(directory));
      }
    },

    async clear(name) {
      const directory = pathOf('tmp', renderEntryName(name));
      for (const file of [envelopeFile, nextEnvelopeFile, bounceNoteFile, messageFile]) {
        await files.unlink(path.join(directory, file)).catch(() => {});
      }
      await files.removeDirectory(directory).catch(() => {});
    },

    async countUnknown() {
      let unknown = 0;
      await guard(root, () =>
        files.list(root, (name) => {
          if (!known.has(name)) unknown += 1;
        }),
      );
      return unknown;
    },
  };
}

/** @returns the failure of a spool that others could replace */
export function parentUnsafe(spool: string, exposed: Exposed, owner: number): SendmemoError {
  const isOthers = exposed.userId !== 0 && exposed.userId !== owner;
  return new SendmemoError({
    code: 'OUTPUT',
    reason: 'spool-parent-unsafe',
    spool,
    path: exposed.path,
    mode: exposed.mode & 0o777,
    owner: isOthers ? userLabel(exposed.userId) : null,
  });
}

async function openDirectory(
  directory: string,
  { files, userId, part = false }: DirectoryOptions & { readonly part?: boolean },
): Promise<void> {
  let refused: unknown = null;
  await guard(directory, async () => {
    try {
      await files.makeDirectory(directory, 0o700);
      await files.syncDirectory(path.dirname(directory));
    } catch (error) {
      // What is there already is judged by its status, also where its parent can't be written.
      if (!['EEXIST', 'EROFS', 'EACCES'].includes(systemCode(error))) throw error;
      refused = error;
    }
  });
  const status = await guard(directory, () =>
    files.status(directory).catch((error: unknown) => {
      throw systemCode(error) === 'ENOENT' && refused !== null ? refused : error;
    }),
  );
  if (status.type !== 'directory') throw unwritable(directory, 'ENOTDIR');
  // A part that root made and left closed can't be used by the spool's owner.
  const isRoots = part && userId !== null && userId !== 0 && status.userId === 0;
  if (isRoots || !isOwnedBy(status, userId)) {
    throw new SendmemoError({
      code: 'OUTPUT',
      reason: 'spool-foreign',
      use: part ? 'part' : 'put',
      path: directory,
      owner: userLabel(status.userId),
    });
  }
  if (isWritableByOthers(status.mode)) {
    throw new SendmemoError({
      code: 'OUTPUT',
      reason: 'spool-unsafe',
      path: directory,
      mode: status.mode & 0o777,
    });
  }
}

/** @returns what the operation returns. @throws SendmemoError spool-unwritable where the system refuses */
export async function guard<Result>(place: string, operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof SendmemoError ? error : unwritable(place, error);
  }
}

export function unwritable(place: string, error: unknown): SendmemoError {
  return new SendmemoError(
    { code: 'OUTPUT', reason: 'spool-unwritable', path: place, system: systemCode(error) },
    { cause: error },
  );
}
