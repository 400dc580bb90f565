/**
 * A claimed entry of the file store: what its runner may do with it while it lies in active/ under its name, and what
 * happens to the claims of dead processes.
 */
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import { writeSynced } from '../files/durable.ts';
import type { SpoolDirectories } from './directories.ts';
import { guard, unwritable } from './directories.ts';
import type { StoredEntry } from './entry.ts';
import {
  bounceNoteFile,
  corruptEntry,
  envelopeFile,
  isNewerFormat,
  messageFile,
  nextEnvelopeFile,
  parseStoredEntry,
  renderStoredEntry,
} from './entry.ts';
import type { EntryName } from './queue-id.ts';
import { renderEntryName } from './queue-id.ts';
import type { OwnerLife } from './owner.ts';
import { parseOwner } from './owner.ts';
import type { Claim, Entry, EntryState, FoundClaim } from './store.ts';

/**
 * Opens an entry that this process has just moved to active/. One that is corrupt goes to failed/ as it is; one that
 * can't be read for another reason, or that a later version wrote, goes back to where it was.
 * @throws SendmemoError spool-entry-corrupt, spool-unwritable
 */
export async function openClaim(
  spool: SpoolDirectories,
  name: EntryName,
  claimedBy: NonNullable<Entry['claimedBy']>,
): Promise<Claim> {
  let stored: StoredEntry;
  try {
    stored = await readStoredEntry(spool, 'active', name);
  } catch (error) {
    const corrupt = error instanceof SendmemoError && error.failure.reason === 'spool-entry-corrupt';
    const foreign = corrupt && (await isForeign(spool, name));
    await moveOut(spool, name, corrupt && !foreign ? 'failed' : 'waiting', name.nextTry);
    throw error;
  }
  const directory = spool.pathOf('active', renderEntryName(name));
  let noted: string | null = null;
  let entry = toEntry(stored, { ...name, state: 'active' }, claimedBy);

  return {
    get entry() {
      return entry;
    },
    openMessage: () => spool.files.open(path.join(directory, messageFile)),

    async noteBounce() {
      const note = path.join(directory, bounceNoteFile);
      const { files } = spool;
      return guard(directory, async () => {
        try {
          await (await files.create(note, 0o600, 'new')).close();
        } catch (error) {
          if (systemCode(error) !== 'EEXIST') throw error;
          noted = note;
          return true;
        }
        await files.syncDirectory(directory);
        noted = note;
        return false;
      });
    },

    async record(changes) {
      const next: StoredEntry = { ...stored, ...changes };
      const { files } = spool;
      await replaceEnvelope(spool, directory, next);
      // After the record, and not made durable: a note that stays behind costs one look at the names.
      if (noted !== null) await files.unlink(noted).catch(() => {});
      noted = null;
      stored = next;
      entry = toEntry(stored, { ...name, state: 'active' }, claimedBy);
    },

    release: (state, nextTry) => moveOut(spool, name, state, nextTry ?? name.nextTry),

    async finish() {
      if (!(await spool.move('active', name, 'tmp', name))) throw unwritable(directory, 'ENOENT');
      await spool.sync('active', 'tmp');
      await spool.clear(name);
    },
  };
}

/** Replaces an entry's envelope, durably. @throws SendmemoError spool-unwritable; with ENOENT where it has moved */
export async function replaceEnvelope(
  { files }: SpoolDirectories,
  directory: string,
  stored: StoredEntry,
): Promise<void> {
  const fresh = path.join(directory, nextEnvelopeFile);
  await guard(directory, async () => {
    await writeSynced(files, fresh, Buffer.from(renderStoredEntry(stored)), 0o600, 'fresh');
    await files.rename(fresh, path.join(directory, envelopeFile));
    await files.syncDirectory(directory);
  });
}

/**
 * Reads what an entry's directory holds and that its message is whole.
 * @throws SendmemoError spool-entry-corrupt; spool-unwritable with ENOENT where the directory has moved meanwhile
 */
export async function readStoredEntry(
  spool: SpoolDirectories,
  state: EntryState,
  name: EntryName,
): Promise<StoredEntry> {
  const directory = spool.pathOf(state, renderEntryName(name));
  const text = await readPart(spool, name, directory, envelopeFile, (file) => spool.files.read(file));
  const stored = parseStoredEntry(text.toString('utf8'), name.id);
  const status = await readPart(spool, name, directory, messageFile, (file) => spool.files.linkStatus(file));
  if (status.type !== 'file') throw corruptEntry(name.id, `${messageFile} is not a file`);
  if (status.sizeBytes !== stored.sizeBytes) {
    throw corruptEntry(
      name.id,
      `${messageFile} has ${status.sizeBytes} octets, ${envelopeFile} says ${stored.sizeBytes}`,
    );
  }
  return stored;
}

export function toEntry(
  stored: StoredEntry,
  { state, nextTry }: { state: EntryState; nextTry: string },
  claimedBy: Entry['claimedBy'],
): Entry {
  return { ...stored, state, nextTry, claimedBy };
}

/**
 * Gives claims of dead processes back to waiting/, and clears what they had half made. What belongs to a living process, or to one that can't be seen from
 * here, stays.
 * @throws SendmemoError spool-unwritable
 */
export async function recoverClaims(
  spool: SpoolDirectories,
  judge: (owner: string) => Promise<OwnerLife>,
): Promise<readonly FoundClaim[]> {
  const found: FoundClaim[] = [];
  for (const name of await spool.names('active')) {
    if (name.owner === null) continue;
    const life = await judge(name.owner);
    const { pid, host } = parseOwner(name.owner) ?? { pid: 0, host: name.owner };
    if (life === 'elsewhere') found.push({ id: name.id, pid, host, state: 'elsewhere' });
    if (life === 'dead' && (await spool.move('active', name, 'waiting', { ...name, owner: null }))) {
      found.push({ id: name.id, pid, host, state: 'recovered' });
    }
  }
  for (const name of await spool.names('tmp')) {
    if (name.owner !== null && (await judge(name.owner)) === 'dead') await spool.clear(name);
  }
  return found;
}

/** A part that is missing while its directory is there makes the entry corrupt; every other fault is the system's. */
async function readPart<Part>(
  { files }: SpoolDirectories,
  name: EntryName,
  directory: string,
  part: string,
  read: (file: string) => Promise<Part>,
): Promise<Part> {
  const file = path.join(directory, part);
  try {
    return await read(file);
  } catch (error) {
    const system = systemCode(error);
    // What entered under this name was a file of its own: a link was put in its place.
    if (system === 'ELOOP' || system === 'EMLINK') throw corruptEntry(name.id, `${part} is a link`);
    if (system === 'EFBIG') throw corruptEntry(name.id, `${part} is too large`);
    if (system === 'EISDIR' || system === 'ENOTDIR') throw corruptEntry(name.id, `${part} is no file`);
    if (system !== 'ENOENT') throw unwritable(file, error);
    await guard(directory, () => files.linkStatus(directory));
    throw corruptEntry(name.id, `${part} is missing`);
  }
}

async function isForeign(spool: SpoolDirectories, name: EntryName): Promise<boolean> {
  const file = path.join(spool.pathOf('active', renderEntryName(name)), envelopeFile);
  const text = await spool.files.read(file).catch(() => null);
  return text !== null && isNewerFormat(text.toString('utf8'));
}

async function moveOut(
  spool: SpoolDirectories,
  name: EntryName,
  state: Exclude<EntryState, 'active'>,
  nextTry: string,
): Promise<void> {
  const moved = await spool.move('active', name, state, { id: name.id, nextTry, owner: null });
  if (!moved) throw unwritable(spool.pathOf('active', renderEntryName(name)), 'ENOENT');
  await spool.sync(state, 'active');
}
