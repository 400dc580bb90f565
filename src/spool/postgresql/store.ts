/**
 * The store in a PostgreSQL database: a spool for several hosts. Every change of state is one statement or one short
 * transaction; none is open during a delivery. Tables: schema.sql; invariants: docs/spool.md.
 */
import { parseAgeStop } from '../age-clock.ts';
import { enteringEntry } from '../entering.ts';
import { createQueueId, queueIdsBefore, timeOfQueueId } from '../queue-id.ts';
import type { RunShare } from '../run-share.ts';
import { longestDelayMs } from '../schedule.ts';
import type { CorruptEntry, DueEntry, Entry, EntryPlace, EntryState, QueueId, Store } from '../store.ts';
import { SendmemoError } from '../../failure/error.ts';
import { actOnEntry } from './actions.ts';
import { createClaiming } from './claiming.ts';
import type { Connection } from './connection.ts';
import { openConnection } from './connection.ts';
import type { DatabaseDeps, DatabaseSettings } from './database.ts';
import { databaseLabel } from './database.ts';
import { readNote } from './notes.ts';
import type { Pool } from './pool.ts';
import { createPool } from './pool.ts';
import { putEntry } from './put.ts';
import { recoverRunners } from './recovery.ts';
import type { EntryRow, PlaceRow } from './rows.ts';
import { rowToEntry, rowToItem, rowToPlace, selectEntries } from './rows.ts';
import { createRunShare } from './run-share.ts';
import { requireSchema } from './schema.ts';
import { createRunnerSession } from './session.ts';
import { createTransfer } from './transfer.ts';

/** A store in a database: its entries, and what the runners of all hosts share. */
export interface PostgresqlStore extends Store {
  readonly share: RunShare;
}

/** Entries of a list that are in memory at once. */
const pageSize = 500;

/**
 * Opens the spool in a database; the first connection is made at once.
 * @throws SendmemoError spool-database-*, spool-schema-*, spool-right-missing, spool-pooler, spool-unsafe
 */
export async function createPostgresqlStore(
  settings: DatabaseSettings,
  deps: DatabaseDeps,
): Promise<PostgresqlStore> {
  const open = async (): Promise<Connection> => {
    const connection = await openConnection(settings, { token: deps.uniqueId(), now: deps.now });
    try {
      await requireSchema(connection, settings);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  };
  const pool = createPool(open);
  await pool.use(async () => {});
  const session = createRunnerSession(open, deps);
  const claiming = createClaiming(pool, session, { ...deps, label: databaseLabel(settings) });

  return {
    async put(entry) {
      const id = entry.id ?? createQueueId(new Date(deps.now()), deps.uniqueId());
      if (entry.id !== undefined && entry.isNew !== true && (await isThere(pool, id)))
        return getEntry(pool, id);
      const entering = enteringEntry(id, entry, new Date(deps.now()));
      const stored = await putEntry(pool, entering, 'waiting');
      if (stored === null) return getEntry(pool, id);
      return { ...stored, state: 'waiting', nextTry: entering.nextTry, claimedBy: null };
    },
    list: (places) => (places === undefined ? listAll(pool) : listThese(pool, places)),
    async places() {
      const rows = await pool.read<PlaceRow>(
        `SELECT e.id, e.state, e.next_try AS "nextTry", r.pid || '@' || r.host AS owner
           FROM sendmemo.entry e LEFT JOIN sendmemo.runner r ON r.number = e.runner ORDER BY e.id`,
      );
      return rows.map(rowToPlace);
    },
    get: (id) => getEntry(pool, id),
    async due(now, enteredBefore) {
      const rows = await pool.read<{ id: QueueId; nextTry: Date }>(
        `SELECT id, next_try AS "nextTry" FROM sendmemo.entry
           WHERE state = 'waiting' AND (next_try <= $1 OR next_try > $2) AND ($3::text IS NULL OR id < $3)
           ORDER BY next_try, id`,
        [now, new Date(now.getTime() + longestDelayMs), enteredBefore ? queueIdsBefore(enteredBefore) : null],
      );
      return rows.map(({ id, nextTry }): DueEntry => ({ id, nextTry: nextTry.toISOString() }));
    },
    claim: (id) => claiming.claim(id),
    claimNext: (now, pass) => claiming.next(now, pass),
    async recover() {
      await claiming.reconcile();
      return recoverRunners(pool);
    },
    act: (action, id) => actOnEntry(pool, action, id, deps),
    async summary() {
      const rows = await pool.read<{ state: EntryState; count: number; oldest: string; nextTry: Date }>(
        `SELECT state, count(*)::int AS count, min(id) AS oldest, min(next_try) AS "nextTry"
           FROM sendmemo.entry GROUP BY state`,
      );
      const count = (state: EntryState): number => rows.find((row) => row.state === state)?.count ?? 0;
      const [oldest] = rows
        .filter(({ state }) => state === 'waiting' || state === 'active')
        .map((row) => row.oldest)
        .sort();
      const nextTry = rows.find(({ state }) => state === 'waiting')?.nextTry ?? null;
      return {
        counts: {
          waiting: count('waiting'),
          active: count('active'),
          held: count('held'),
          failed: count('failed'),
        },
        oldest: oldest === undefined ? null : new Date(timeOfQueueId(oldest)).toISOString(),
        nextTry: nextTry === null ? null : nextTry.toISOString(),
        stopped: parseAgeStop(await readNote(pool, 'stops')),
        unknown: 0,
      };
    },
    transfer: createTransfer(pool, claiming),
    share: createRunShare(pool, session, deps),
    async close() {
      await session.close();
      await pool.close();
    },
  };
}

async function isThere(pool: Pool, id: QueueId): Promise<boolean> {
  return (await pool.read('SELECT id FROM sendmemo.entry WHERE id = $1', [id])).length > 0;
}

async function getEntry(pool: Pool, id: QueueId): Promise<Entry> {
  const [row] = await pool.read<EntryRow>(`${selectEntries} WHERE e.id = $1`, [id]);
  if (row === undefined) throw new SendmemoError({ code: 'INPUT', reason: 'spool-entry-missing', id });
  return rowToEntry(row);
}

async function* listAll(pool: Pool): AsyncGenerator<Entry | CorruptEntry> {
  let after = '';
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const rows = await pool.read<EntryRow>(`${selectEntries} WHERE e.id > $1 ORDER BY e.id LIMIT $2`, [
      after,
      pageSize,
    ]);
    yield* rows.map(rowToItem);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function* listThese(pool: Pool, places: readonly EntryPlace[]): AsyncGenerator<Entry | CorruptEntry> {
  const ids = places.map(({ id }) => id).sort();
  for (let index = 0; index < ids.length; index += pageSize) {
    // oxlint-disable-next-line no-await-in-loop
    const rows = await pool.read<EntryRow>(`${selectEntries} WHERE e.id = ANY ($1) ORDER BY e.id`, [
      ids.slice(index, index + pageSize),
    ]);
    yield* rows.map(rowToItem);
  }
}
