/**
 * The store in a PostgreSQL database: a spool for several hosts. Every change of state is one statement or one short
 * transaction; none is open during a delivery. Tables: schema.sql; invariants: docs/spool.md.
 */
import type { DatabaseSettings } from '../../config/settings.ts';
import { parseAgeStop } from '../age-clock.ts';
import { enteringEntry } from '../entering.ts';
import { createQueueId, queueIdsBefore, timeOfQueueId } from '../queue-id.ts';
import type { RunShare } from '../run-share.ts';
import { longestDelayMs } from '../schedule.ts';
import type { DueEntry, Entry, EntryState, QueueId, Store } from '../store.ts';
import { SendmemoError } from '../../failure/error.ts';
import { actOnEntry } from './actions.ts';
import { createClaiming } from './claiming.ts';
import type { Connection } from './connection.ts';
import { openConnection } from './connection.ts';
import type { DatabaseDeps } from './database.ts';
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
const allStates: readonly EntryState[] = ['waiting', 'active', 'held', 'failed'];
const selectPlaces = `SELECT e.id, e.state, e.next_try AS "nextTry", r.pid || '@' || r.host AS owner
  FROM sendmemo.entry e LEFT JOIN sendmemo.runner r ON r.number = e.runner`;

interface SummaryRow {
  readonly state: EntryState;
  readonly count: number;
  readonly oldest: string;
  readonly nextTry: Date;
  readonly due: number;
}

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
    async *list(states = allStates) {
      for await (const row of pages<EntryRow>(pool, selectEntries, states)) yield rowToItem(row);
    },
    async *places(states = allStates) {
      for await (const row of pages<PlaceRow>(pool, selectPlaces, states)) yield rowToPlace(row);
    },
    get: (id) => getEntry(pool, id),
    async due(now, enteredBefore, isSkipped = () => false) {
      const rows = await pool.read<{ id: QueueId; nextTry: Date }>(
        `SELECT id, next_try AS "nextTry" FROM sendmemo.entry
           WHERE state = 'waiting' AND (next_try <= $1 OR next_try > $2) AND ($3::text IS NULL OR id < $3)
           ORDER BY next_try, id`,
        [now, new Date(now.getTime() + longestDelayMs), enteredBefore ? queueIdsBefore(enteredBefore) : null],
      );
      return rows
        .filter(({ id }) => !isSkipped(id))
        .map(({ id, nextTry }): DueEntry => ({ id, nextTry: nextTry.toISOString() }));
    },
    claim: (id) => claiming.claim(id),
    claimNext: (now, pass) => claiming.next(now, pass),
    async recover() {
      await claiming.reconcile();
      return recoverRunners(pool);
    },
    act: (action, id) => actOnEntry(pool, action, id, deps),
    async summary(now) {
      const rows = await pool.read<SummaryRow>(
        `SELECT state, count(*)::int AS count, min(id) AS oldest, min(next_try) AS "nextTry",
             (count(*) FILTER (WHERE next_try <= $1 OR next_try > $2))::int AS due
           FROM sendmemo.entry GROUP BY state`,
        [now, new Date(now.getTime() + longestDelayMs)],
      );
      const count = (state: EntryState): number => rows.find((row) => row.state === state)?.count ?? 0;
      const [oldest] = rows
        .filter(({ state }) => state === 'waiting' || state === 'active')
        .map((row) => row.oldest)
        .sort();
      const waiting = rows.find(({ state }) => state === 'waiting');
      return {
        counts: {
          waiting: count('waiting'),
          active: count('active'),
          held: count('held'),
          failed: count('failed'),
        },
        due: waiting?.due ?? 0,
        oldest: oldest === undefined ? null : new Date(timeOfQueueId(oldest)).toISOString(),
        nextTry: waiting?.nextTry.toISOString() ?? null,
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

/** Rows in the order of entering, a page at a time. */
async function* pages<Row extends { readonly id: QueueId }>(
  pool: Pool,
  select: string,
  states: readonly EntryState[],
): AsyncGenerator<Row> {
  let after = '';
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const rows = await pool.read<Row>(
      `${select} WHERE e.id > $1 AND e.state = ANY ($2) ORDER BY e.id LIMIT $3`,
      [after, states, pageSize],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
