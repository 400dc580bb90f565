/** The entries of the file store in the order of entering, and their numbers, from names that are never all held. */
import { readAgeStop } from './age-clock.ts';
import type { FoundName, SpoolDirectories } from './directories.ts';
import { places as allPlaces, stateOrder } from './directories.ts';
import { behind } from './due-look.ts';
import { createFirsts } from './firsts.ts';
import { idInName, parseEntryName, timeOfQueueId } from './queue-id.ts';
import { longestDelayMs } from './schedule.ts';
import type { CorruptEntry, Entry, EntryPlace, EntryState, QueueId, SpoolSummary } from './store.ts';

/** The first names come soon; later on more are held, so that reading all names again is worth it. */
const fewest = 1024;
const most = 2048;

interface Part {
  /** In the order of entering. */
  readonly places: Iterable<FoundName>;
  /** Whether there are entries behind these. */
  readonly more: boolean;
}

/** @returns the first entries that entered after `after` */
async function readPart(
  spool: SpoolDirectories,
  { after, limit, states }: { after: QueueId; limit: number; states: readonly EntryState[] | undefined },
): Promise<Part> {
  const firsts = createFirsts<NameIn>(limit, after);
  for (const state of stateOrder) {
    if (states !== undefined && !states.includes(state)) continue;
    await spool.each(state, (text) => {
      const id = text.slice(idInName.start, idInName.end);
      if (!firsts.wants(id)) return;
      if (parseEntryName(text) !== null) firsts.add(id, { text, state });
    });
  }
  return { places: inPlaces(firsts.items()), more: firsts.more() };
}

interface NameIn {
  readonly text: string;
  readonly state: EntryState;
}

function* inPlaces(names: readonly NameIn[]): Generator<FoundName> {
  let found: FoundName | null = null;
  for (const { text, state } of names) {
    const name = parseEntryName(text);
    if (name === null) continue;
    // What was seen in two places is in the later one.
    if (found !== null && found.id !== name.id) yield found;
    found = { ...name, state };
  }
  if (found !== null) yield found;
}

/** See Store. */
export async function* listPlaces(
  spool: SpoolDirectories,
  states?: readonly EntryState[],
): AsyncGenerator<EntryPlace> {
  let after = '';
  for (let limit = fewest; ; limit = Math.min(most, 2 * limit)) {
    const { places, more } = await readPart(spool, { after, limit, states });
    for (const place of places) {
      after = place.id;
      yield place;
    }
    if (!more) return;
  }
}

/**
 * See Store.
 * @param readRow null: the entry has left its place; all names behind the last row are read again
 */
export async function* listEntries(
  spool: SpoolDirectories,
  states: readonly EntryState[] | undefined,
  readRow: (place: FoundName) => Promise<Entry | CorruptEntry | null>,
): AsyncGenerator<Entry | CorruptEntry> {
  let after = '';
  let limit = fewest;
  for (;;) {
    const { places, more } = await readPart(spool, { after, limit, states });
    let hasMoved = false;
    for (const place of places) {
      const row = await readRow(place);
      hasMoved = row === null;
      if (row === null) break;
      after = place.id;
      yield row;
    }
    if (hasMoved) continue;
    if (!more) return;
    limit = Math.min(most, 2 * limit);
  }
}

/** See Store. */
export async function summarise(spool: SpoolDirectories, now: Date): Promise<SpoolSummary> {
  const counts: Record<EntryState, number> = { waiting: 0, active: 0, held: 0, failed: 0 };
  let unknown = await spool.countUnknown();
  let due = 0;
  let oldest: QueueId | null = null;
  let nextName: string | null = null;
  const afterDue = behind(now.getTime());
  const afterLater = behind(now.getTime() + longestDelayMs);
  for (const place of allPlaces) {
    await spool.each(place, (text) => {
      if (parseEntryName(text) === null) {
        unknown += 1;
        return;
      }
      if (place === 'tmp' || place === 'taken') return;
      counts[place] += 1;
      if (place === 'held' || place === 'failed') return;
      const id = text.slice(idInName.start, idInName.end);
      if (oldest === null || id < oldest) oldest = id;
      if (place === 'active') return;
      if (text < afterDue || text >= afterLater) due += 1;
      if (nextName === null || text < nextName) nextName = text;
    });
  }
  return {
    counts,
    due,
    oldest: oldest === null ? null : new Date(timeOfQueueId(oldest)).toISOString(),
    nextTry: nextName === null ? null : (parseEntryName(nextName)?.nextTry ?? null),
    stopped: readAgeStop(spool.root),
    unknown,
  };
}
