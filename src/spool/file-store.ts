/**
 * The store on a file system: one directory for each state, one directory for each entry, and every change of state
 * one rename(2). Layout, invariants and what a crash leaves: docs/spool.md.
 */
import { readAgeStop } from './age-clock.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { FileOperations } from '../files/durable.ts';
import { fileOperations } from '../files/durable.ts';
import type { Caller } from '../files/foreign.ts';
import { asCaller, asOwnerOf, foreignOwner } from '../files/foreign.ts';
import { operationsWithin } from '../files/operations-within.ts';
import type { FoundName, SpoolDirectories } from './directories.ts';
import { openDirectories } from './directories.ts';
import { createClaimNext } from './claim-next.ts';
import { takeDropped } from './drop-intake.ts';
import { enterEntry, enteringEntry } from './entering.ts';
import { openClaim, readStoredEntry, toEntry } from './file-claim.ts';
import { createFileTransfer, endTransit, transitOf } from './file-transfer.ts';
import type { OwnerLife, ProcessStart } from './owner.ts';
import { createOwnerJudge, parseOwner, renderOwner } from './owner.ts';
import type { EntryName } from './queue-id.ts';
import { createQueueId, timeOfQueueId } from './queue-id.ts';
import { recoverClaims } from './recovery.ts';
import { longestDelayMs } from './schedule.ts';
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
  const files = deps.files ?? (within === asCaller ? fileOperations : operationsWithin(within));
  const userId = owner?.userId ?? deps.userId ?? null;
  const spool = await openDirectories(directory, { files, userId });
  const process = {
    pid: deps.pid,
    host: deps.hostName,
    process: (await deps.processStart(deps.pid)) ?? '0',
  };
  const self = renderOwner(process);
  const room: Room = { spool, deps, self, judge: createOwnerJudge(process, deps.processStart) };

  const store: Omit<Store, 'claimNext'> = {
    async put(entry) {
      const known = entry.id === undefined || entry.isNew === true ? null : await spool.find(entry.id);
      if (known !== null) return readEntry(room, known);
      const now = new Date(deps.now());
      const id = entry.id ?? createQueueId(now, deps.uniqueId());
      const stored = await enterEntry(spool, enteringEntry(id, entry, now), self);
      return toEntry(stored, { state: 'waiting', nextTry: entry.nextTry.toISOString() }, null);
    },
    list: (places) => listEntries(room, places),
    places: async () => [...(await readNames(spool)).values()].sort((one, other) => order(one.id, other.id)),
    async get(id) {
      return readEntry(room, await findEntry(spool, id));
    },
    async due(now, enteredBefore) {
      const names = await spool.names('waiting');
      const time = now.getTime();
      const before = enteredBefore?.getTime() ?? Number.POSITIVE_INFINITY;
      return names
        .filter(({ id, nextTry }) => {
          if (before < Number.POSITIVE_INFINITY && timeOfQueueId(id) >= before) return false;
          const wait = Date.parse(nextTry) - time;
          // No delay is that long: such a time comes from a clock that ran ahead.
          return !(wait > 0 && wait <= longestDelayMs);
        })
        .sort((one, other) => order(one.nextTry + one.id, other.nextTry + other.id))
        .map(({ id, nextTry }) => ({ id, nextTry }));
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
    async summary() {
      const waiting = await spool.names('waiting');
      const active = await spool.names('active');
      const counts = {
        waiting: waiting.length,
        active: active.length,
        held: (await spool.names('held')).length,
        failed: (await spool.names('failed')).length,
      };
      const oldest = least([...waiting, ...active].map(({ id }) => id));
      return {
        counts,
        oldest: oldest === null ? null : new Date(timeOfQueueId(oldest)).toISOString(),
        nextTry: least(waiting.map(({ nextTry }) => nextTry)),
        stopped: readAgeStop(spool.root),
        unknown: await spool.countUnknown(),
      };
    },
    transfer: createFileTransfer(spool, { self, pid: deps.pid, hostName: deps.hostName }),
    close: async () => {},
  };
  return { ...store, claimNext: createClaimNext(store) };
}

async function* listEntries(
  room: Room,
  places?: readonly EntryPlace[],
): AsyncGenerator<Entry | CorruptEntry> {
  let names =
    places === undefined
      ? await readNames(room.spool)
      : new Map(places.map((place) => [place.id, place] as const));
  // An entry that has moved makes all names be read again, for those after it may have moved as well.
  const find = async (id: QueueId): Promise<FoundName> => {
    names = await readNames(room.spool);
    return names.get(id) ?? missing(id);
  };
  for (const id of [...names.keys()].sort(order)) {
    const name = names.get(id);
    const row = name === undefined ? null : await readRow(room, name, find);
    if (row !== null) yield row;
  }
}

async function readNames(spool: SpoolDirectories): Promise<Map<QueueId, FoundName>> {
  const names = new Map<QueueId, FoundName>();
  // `active` again at the end: what waited at its first turn may have been claimed before `waiting` was read.
  for (const state of ['active', 'waiting', 'held', 'failed', 'active'] as const) {
    for (const name of await spool.names(state)) names.set(name.id, { ...name, state });
  }
  return names;
}

/** One row, whatever is wrong with the entry: it must not hide the others. null: it went while the list was read. */
async function readRow(room: Room, name: FoundName, find: Find): Promise<Entry | CorruptEntry | null> {
  try {
    return await readEntry(room, name, find);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.reason === 'spool-entry-missing') return null;
    const corrupt =
      failure.reason === 'spool-entry-corrupt'
        ? failure.detail
        : failure.reason === 'spool-unwritable'
          ? failure.system
          : `${failure.code} (${failure.reason})`;
    return { id: name.id, state: name.state, corrupt };
  }
}

/** Where an entry is now. @throws SendmemoError spool-entry-missing */
type Find = (id: QueueId) => Promise<FoundName>;

/** Follows an entry that moves while it is read. */
async function readEntry(
  room: Room,
  name: FoundName,
  find: Find = (id) => findEntry(room.spool, id),
): Promise<Entry> {
  let found = name;
  for (;;) {
    try {
      const stored = await readStoredEntry(room.spool, found.state, found);
      return toEntry(stored, found, await claimant(room, found));
    } catch (error) {
      const moved = error instanceof SendmemoError && error.failure.reason === 'spool-unwritable';
      if (!moved || error.failure.system !== 'ENOENT') throw error;
      found = await find(name.id);
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
    if (isMoving) throw wrongState({ ...found, state: 'moving' }, 'release');
    await changeState(room, found, 'release', 'held', 'waiting');
  },
  retry: retryEntry,
  async remove({ spool, self }, found) {
    const name: EntryName = { ...found, owner: self };
    const moved = found.state !== 'active' && (await spool.move(found.state, found, 'tmp', name));
    if (!moved) throw wrongState(found, 'remove');
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
  if (!moved) throw wrongState(found, action);
  await room.spool.sync(to, from);
}

async function retryEntry(room: Room, found: FoundName): Promise<void> {
  const { spool, deps } = room;
  const now = new Date(deps.now()).toISOString();
  const life = found.owner === null ? null : await room.judge(found.owner);
  if (life === 'alive') throw wrongState(found, 'retry');
  await endTransit(spool, found);
  if (found.state !== 'failed') {
    const freed: EntryName = { id: found.id, nextTry: now, owner: null };
    if (!(await spool.move(found.state, found, 'waiting', freed))) throw wrongState(found, 'retry');
    await spool.sync('waiting', found.state);
    return;
  }
  const claim = await takeClaim(room, found, 'failed');
  if (claim === null) throw wrongState(found, 'retry');
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

async function findEntry(spool: SpoolDirectories, id: string): Promise<FoundName> {
  return (await spool.find(id)) ?? missing(id);
}

function missing(id: QueueId): never {
  throw new SendmemoError({ code: 'INPUT', reason: 'spool-entry-missing', id });
}

function wrongState(
  { id, state }: { readonly id: QueueId; readonly state: EntryState | 'moving' },
  action: EntryAction,
): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'spool-entry-state', id, state, action });
}

function least(texts: readonly string[]): string | null {
  return texts.reduce<string | null>((min, text) => (min === null || text < min ? text : min), null);
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
