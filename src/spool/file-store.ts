/**
 * The store on a file system: one directory for each state, one directory for each entry, and every change of state
 * one rename(2). Layout, invariants and what a crash leaves: docs/spool.md.
 */
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { FileOperations } from '../files/durable.ts';
import type { Caller } from '../files/foreign.ts';
import { asOwnerOf, foreignOwner } from '../files/foreign.ts';
import { operationsWithin } from '../files/operations-within.ts';
import type { FoundName, SpoolDirectories } from './directories.ts';
import { openDirectories } from './directories.ts';
import { createClaimNext } from './claim-next.ts';
import { takeDropped } from './drop-intake.ts';
import { createDueLook } from './due-look.ts';
import { enterEntry, enteringEntry } from './entering.ts';
import { wrongState } from './entry.ts';
import { openClaim, readStoredEntry, recoverClaims, toEntry } from './file-claim.ts';
import { createFileTransfer, endTransit, transitOf } from './file-transfer.ts';
import { listEntries, listPlaces, summarise } from './listing.ts';
import type { OwnerLife, ProcessStart } from './owner.ts';
import { createOwnerJudge, parseOwner, renderOwner } from './owner.ts';
import type { EntryName } from './queue-id.ts';
import { createQueueId, timeOfQueueId } from './queue-id.ts';
import type {
  Claim,
  CorruptEntry,
  Entry,
  EntryAction,
  EntryPlace,
  EntryState,
  QueueId,
  Store,
} from './store.ts';

/** What the store needs from the system. */
export interface FileStoreDeps {
  readonly files?: FileOperations;
  readonly now: () => number;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly pid: number;
  readonly hostName: string;
  /** See createProcessStart in owner.ts. */
  readonly processStart: ProcessStart;
  /** Effective user id; null or absent where the system has none. */
  readonly userId?: number | null;
  /** Lets root work in another user's spool as that user. */
  readonly caller?: Caller;
}

/** Everything that the parts below work on. */
interface Room {
  readonly spool: SpoolDirectories;
  readonly deps: FileStoreDeps;
  /** This process, as in names. */
  readonly self: string;
  readonly judge: (owner: string) => Promise<OwnerLife>;
}

/**
 * Opens a spool directory, which is made where it is missing (its parent is not).
 * @throws SendmemoError spool-unwritable, spool-unsafe
 */
export async function createFileStore(directory: string, deps: FileStoreDeps): Promise<Store> {
  const owner = deps.userId === 0 ? foreignOwner(directory) : null;
  const within = asOwnerOf(directory, deps.caller);
  const files = deps.files ?? operationsWithin(within);
  const userId = owner?.userId ?? deps.userId ?? null;
  const spool = await openDirectories(directory, { files, userId });
  const process = {
    pid: deps.pid,
    host: deps.hostName,
    process: (await deps.processStart(deps.pid)) ?? '0',
  };
  const self = renderOwner(process);
  const room: Room = { spool, deps, self, judge: createOwnerJudge(process, deps.processStart) };

  const look = createDueLook(spool);

  const store: Omit<Store, 'claimNext'> = {
    async put(entry) {
      const known = entry.id === undefined || entry.isNew === true ? null : await spool.find(entry.id);
      if (known !== null) return readEntry(room, known);
      const now = new Date(deps.now());
      const id = entry.id ?? createQueueId(now, deps.uniqueId());
      const stored = await enterEntry(spool, enteringEntry(id, entry, now), self);
      return toEntry(stored, { state: 'waiting', nextTry: entry.nextTry.toISOString() }, null);
    },
    list: (states) => listEntries(spool, states, (place) => readRow(room, place)),
    places: (states) => listPlaces(spool, states),
    async get(id) {
      return readEntry(room, await findEntry(spool, id));
    },
    async due(now, enteredBefore = null, isSkipped = () => false) {
      const before = enteredBefore?.getTime() ?? Number.POSITIVE_INFINITY;
      const { entries } = await look.due(now, {
        after: null,
        isSkipped: (id) => isSkipped(id) || timeOfQueueId(id) >= before,
      });
      return entries;
    },
    async claim(id, nextTry) {
      const name = nextTry === undefined ? await spool.find(id) : { id, nextTry, state: 'waiting' };
      if (name === null || name.state !== 'waiting') return null;
      const claim = await takeClaim(room, { id, nextTry: name.nextTry, owner: null }, 'waiting');
      if (claim === null || claim.entry.transit === null) return claim;
      // A mover that died had claimed it: it may be in the other store.
      await claim.release('held');
      return null;
    },
    async recover() {
      const claims = await recoverClaims(spool, room.judge);
      const { judge } = room;
      const notTaken = await takeDropped({ spool, within, self, judge, now: deps.now });
      return [...claims, ...notTaken];
    },
    act: (action, id, place) => actOn(room, action, id, place),
    summary: (now) => summarise(spool, now),
    transfer: createFileTransfer(spool, { self, pid: deps.pid, hostName: deps.hostName }),
    close: async () => {},
  };
  return { ...store, claimNext: createClaimNext(look, store.claim) };
}

/** One row, whatever is wrong with the entry: it must not hide the others. null: it is no longer in that place. */
async function readRow(room: Room, place: FoundName): Promise<Entry | CorruptEntry | null> {
  try {
    return await readPlace(room, place);
  } catch (error) {
    if (hasMoved(error)) return null;
    const failure = asFailure(error);
    const corrupt =
      failure.reason === 'spool-entry-corrupt'
        ? failure.detail
        : failure.reason === 'spool-unwritable'
          ? failure.system
          : `${failure.code} (${failure.reason})`;
    return { id: place.id, state: place.state, corrupt };
  }
}

async function readPlace(room: Room, place: FoundName): Promise<Entry> {
  const stored = await readStoredEntry(room.spool, place.state, place);
  return toEntry(stored, place, await claimant(room, place));
}

function hasMoved(error: unknown): boolean {
  if (!(error instanceof SendmemoError)) return false;
  return error.failure.reason === 'spool-unwritable' && error.failure.system === 'ENOENT';
}

/** Follows an entry that moves while it is read. */
async function readEntry(room: Room, place: FoundName): Promise<Entry> {
  let found = place;
  for (;;) {
    try {
      return await readPlace(room, found);
    } catch (error) {
      if (!hasMoved(error)) throw error;
      found = await findEntry(room.spool, place.id);
    }
  }
}

async function claimant({ judge }: Room, { owner }: EntryName): Promise<Entry['claimedBy']> {
  if (owner === null) return null;
  const { pid, host } = parseOwner(owner) ?? { pid: 0, host: owner };
  return { pid, host, life: await judge(owner) };
}

async function takeClaim(room: Room, name: EntryName, from: EntryState): Promise<Claim | null> {
  const mine: EntryName = { ...name, owner: room.self };
  if (!(await room.spool.move(from, name, 'active', mine))) return null;
  const { pid, hostName } = room.deps;
  return openClaim(room.spool, mine, { pid, host: hostName, life: 'alive' });
}

async function actOn(room: Room, action: EntryAction, id: QueueId, place?: EntryPlace): Promise<void> {
  if (place !== undefined) {
    try {
      return await actions[action](room, place);
    } catch (error) {
      // It may have moved since it was seen.
      if (!(error instanceof SendmemoError) || error.failure.reason !== 'spool-entry-state') throw error;
    }
  }
  await actions[action](room, await findEntry(room.spool, id));
}

const actions: Readonly<Record<EntryAction, (room: Room, found: FoundName) => Promise<void>>> = {
  hold: (room, found) => changeState(room, found, 'hold', 'waiting', 'held'),
  async release(room, found) {
    const isMoving = found.state === 'held' && (await transitOf(room.spool, found)) !== null;
    if (isMoving) throw wrongState(found.id, 'moving', 'release');
    await changeState(room, found, 'release', 'held', 'waiting');
  },
  retry: retryEntry,
  async remove({ spool, self }, found) {
    const name: EntryName = { ...found, owner: self };
    const moved = found.state !== 'active' && (await spool.move(found.state, found, 'tmp', name));
    if (!moved) throw wrongState(found.id, found.state, 'remove');
    await spool.sync(found.state);
    await spool.clear(name);
  },
};

async function changeState(
  room: Room,
  found: FoundName,
  action: EntryAction,
  from: EntryState,
  to: EntryState,
): Promise<void> {
  const moved = found.state === from && (await room.spool.move(from, found, to, found));
  if (!moved) throw wrongState(found.id, found.state, action);
  await room.spool.sync(to, from);
}

async function retryEntry(room: Room, found: FoundName): Promise<void> {
  const { spool, deps } = room;
  const now = new Date(deps.now()).toISOString();
  const life = found.owner === null ? null : await room.judge(found.owner);
  if (life === 'alive') throw wrongState(found.id, found.state, 'retry');
  await endTransit(spool, found);
  if (found.state !== 'failed') {
    const freed: EntryName = { id: found.id, nextTry: now, owner: null };
    if (!(await spool.move(found.state, found, 'waiting', freed)))
      throw wrongState(found.id, found.state, 'retry');
    await spool.sync('waiting', found.state);
    return;
  }
  const claim = await takeClaim(room, found, 'failed');
  if (claim === null) throw wrongState(found.id, found.state, 'retry');
  const { recipients } = claim.entry;
  try {
    await claim.record({
      agedFrom: now,
      tries: 0,
      recipients: recipients.map((each) => (each.state === 'refused' ? { ...each, state: 'pending' } : each)),
    });
  } catch (error) {
    await claim.release('failed');
    throw error;
  }
  await claim.release('waiting', now);
}

async function findEntry(spool: SpoolDirectories, id: QueueId): Promise<FoundName> {
  const found = await spool.find(id);
  if (found === null) throw new SendmemoError({ code: 'INPUT', reason: 'spool-entry-missing', id });
  return found;
}
