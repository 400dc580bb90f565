/** Rows of sendmemo.entry as entries. */
import type { StoredEntry } from '../entry.ts';
import { corruptEntry, parseStoredEntry } from '../entry.ts';
import type { CorruptEntry, Entry, EntryPlace, EntryState, QueueId } from '../store.ts';
import { asFailure } from '../../failure/error.ts';
import { lockClass } from './locks.ts';

/** What rowColumns give of an entry. */
export interface EntryRow {
  readonly id: QueueId;
  readonly state: EntryState;
  readonly nextTry: Date;
  readonly envelope: string;
  readonly size: string;
  /** Octets in sendmemo.part, and whether its numbers go from 0 without a gap. */
  readonly octets: string;
  readonly whole: boolean;
  readonly pid: number | null;
  readonly host: string | null;
  readonly alive: boolean | null;
}

/** The numbers of the runners whose lock is held, as a subquery. */
export const heldNumbers = `SELECT objid::bigint::int FROM pg_locks
  WHERE locktype = 'advisory' AND classid = ${lockClass.runner}::bigint::oid AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** The sizes are known without reading the parts themselves. */
export const partColumns = `(SELECT coalesce(sum(octet_length(body)), 0) FROM sendmemo.part WHERE entry = e.id) AS octets,
  (SELECT count(*) = coalesce(max(number) + 1, 0) FROM sendmemo.part WHERE entry = e.id) AS whole`;

const rowColumns = `e.id, e.state, e.next_try AS "nextTry", e.envelope, e.size, ${partColumns},
  r.pid, r.host, r.number IN (SELECT * FROM held) AS alive`;

/** Entries with who has them; goes on with WHERE, ORDER BY … */
export const selectEntries = `WITH held AS MATERIALIZED (${heldNumbers})
  SELECT ${rowColumns} FROM sendmemo.entry e LEFT JOIN sendmemo.runner r ON r.number = e.runner`;

/** @throws SendmemoError spool-entry-corrupt */
export function rowToStored(
  row: Pick<EntryRow, 'id' | 'envelope' | 'size' | 'octets' | 'whole'>,
): StoredEntry {
  const stored = parseStoredEntry(row.envelope, row.id);
  const octets = Number(row.octets);
  if (!row.whole) throw corruptEntry(row.id, 'a part of the message is missing');
  if (octets !== stored.sizeBytes || Number(row.size) !== stored.sizeBytes) {
    throw corruptEntry(row.id, `the message has ${octets} octets, the envelope says ${stored.sizeBytes}`);
  }
  return stored;
}

/** @throws SendmemoError spool-entry-corrupt */
export function rowToEntry(row: EntryRow): Entry {
  const { state, nextTry, pid, host, alive } = row;
  return {
    ...rowToStored(row),
    state,
    nextTry: nextTry.toISOString(),
    claimedBy: pid === null || host === null ? null : { pid, host, life: alive === true ? 'alive' : 'dead' },
  };
}

/** One row of a list, whatever is wrong with the entry: it must not hide the others. */
export function rowToItem(row: EntryRow): Entry | CorruptEntry {
  try {
    return rowToEntry(row);
  } catch (error) {
    const failure = asFailure(error);
    const corrupt =
      failure.reason === 'spool-entry-corrupt' ? failure.detail : `${failure.code} (${failure.reason})`;
    return { id: row.id, state: row.state, corrupt };
  }
}

/** A row of `SELECT id, state, next_try, host, pid`. */
export interface PlaceRow {
  readonly id: QueueId;
  readonly state: EntryState;
  readonly nextTry: Date;
  readonly owner: string | null;
}

export function rowToPlace({ id, state, nextTry, owner }: PlaceRow): EntryPlace {
  return { id, state, nextTry: nextTry.toISOString(), owner };
}
