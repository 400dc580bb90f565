/** Moving entries between the directory store and another one: notes in envelope.json, each made durable (docs/spool.md). */
import type { SpoolDirectories } from './directories.ts';
import { enterEntry, whenRead } from './entering.ts';
import type { StoredEntry } from './entry.ts';
import { corruptEntry, wrongState } from './entry.ts';
import { openClaim, readStoredEntry, replaceEnvelope } from './file-claim.ts';
import type { FileStoreDeps } from './file-store.ts';
import type { EntryName } from './queue-id.ts';
import { renderEntryName } from './queue-id.ts';
import type { Claim, EntryPlace, EntryState, Transfer, Transit } from './store.ts';

/** This process. */
export interface Mover extends Pick<FileStoreDeps, 'pid' | 'hostName'> {
  /** As in names. */
  readonly self: string;
}

export function createFileTransfer(spool: SpoolDirectories, mover: Mover): Transfer {
  return {
    depart: (place, to) => depart(spool, mover, place, to),

    async adopt({ entry, openMessage }, from) {
      const { id, nextTry } = entry;
      if ((await spool.find(id)) !== null) return;
      const { state: _state, claimedBy: _claimedBy, nextTry: _nextTry, ...stored } = entry;
      const describe = (sizeBytes: number): StoredEntry => {
        if (sizeBytes !== entry.sizeBytes)
          throw corruptEntry(id, `${sizeBytes} octets instead of ${entry.sizeBytes}`);
        return {
          ...stored,
          transit: { direction: 'in', store: from, state: entry.transit?.state ?? 'held' },
        };
      };
      await enterEntry(spool, { id, nextTry, message: whenRead(openMessage), describe }, mover.self, 'held');
    },

    async arriving(from) {
      const ids: string[] = [];
      for (const state of ['waiting', 'held', 'failed'] as const) {
        for (const name of await spool.names(state)) {
          const transit = await transitOf(spool, { ...name, state });
          if (transit?.direction === 'in' && transit.store === from) ids.push(name.id);
        }
      }
      return ids;
    },

    async arrive(id) {
      const found = await spool.find(id);
      if (found === null || found.state === 'active') return;
      const { transit } = await readStoredEntry(spool, found.state, found);
      if (transit?.direction !== 'in') return;
      const name: EntryName = { ...found, owner: null };
      const to = transit.state;
      if (to === 'waiting') {
        // Not in waiting with its note: a runner that finds that puts the entry on hold.
        const claim = await take(spool, mover, found);
        await claim?.record({ transit: null });
        await claim?.release('waiting');
        return;
      }
      if (to !== found.state && !(await spool.move(found.state, name, to, name))) return;
      await spool.sync(to, found.state);
      // Nobody delivers from either state: a crash before leaves a note to remove.
      await note(spool, { ...found, state: to }, null);
    },
  };
}

/** Ends the transit of an entry that does not wait and is not active; nothing happens where there is none. */
export async function endTransit(spool: SpoolDirectories, found: EntryPlace): Promise<void> {
  if (found.state !== 'held' && found.state !== 'failed') return;
  if ((await transitOf(spool, found)) !== null) await note(spool, found, null);
}

/** @returns the note of an entry, or null where there is none that can be read */
export async function transitOf(spool: SpoolDirectories, found: EntryPlace): Promise<Transit | null> {
  try {
    return (await readStoredEntry(spool, found.state, found)).transit;
  } catch {
    return null;
  }
}

async function depart(
  spool: SpoolDirectories,
  mover: Mover,
  place: EntryPlace,
  to: string,
): Promise<Claim | null> {
  const { id, state } = place;
  if (state === 'active') return null;
  const transit: Transit = { direction: 'out', store: to, state };
  if (state === 'waiting') {
    const claim = await take(spool, mover, place);
    if (claim === null) return null;
    if (claim.entry.transit === null) await claim.record({ transit });
    else if (!(await isLeaving(claim.entry.transit, id, to, () => claim.release('held')))) return null;
    return claim;
  }
  const { transit: before } = await readStoredEntry(spool, state, place);
  // While it is claimed, a crash makes it wait again: not without the note that keeps it from being delivered.
  if (before === null) await note(spool, place, transit);
  else if (!(await isLeaving(before, id, to, async () => {}))) return null;
  return take(spool, mover, place);
}

/** Whether an earlier move to the same store left the note. @throws SendmemoError spool-entry-state: to another one */
async function isLeaving(
  { direction, store }: Transit,
  id: string,
  to: string,
  leaveIt: () => Promise<void>,
): Promise<boolean> {
  if (direction === 'out' && store === to) return true;
  await leaveIt();
  if (direction === 'in') return false;
  throw wrongState(id, 'moving', 'move');
}

/** null: it has moved meanwhile. */
async function take(
  spool: SpoolDirectories,
  { self, pid, hostName }: Mover,
  place: EntryPlace,
): Promise<Claim | null> {
  const mine: EntryName = { ...place, owner: self };
  if (!(await spool.move(place.state, { ...place, owner: null }, 'active', mine))) return null;
  return openClaim(spool, mine, { pid, host: hostName, life: 'alive' });
}

/** @throws SendmemoError spool-entry-corrupt; spool-unwritable with ENOENT where it has moved */
async function note(
  spool: SpoolDirectories,
  place: EntryName & { readonly state: EntryState },
  transit: Transit | null,
): Promise<void> {
  const stored = await readStoredEntry(spool, place.state, place);
  await replaceEnvelope(spool, spool.pathOf(place.state, renderEntryName(place)), { ...stored, transit });
}
