/** What an operator does to an entry: one short transaction each, with the row locked. */
import { SendmemoError } from '../../failure/error.ts';
import { parseStoredEntry, renderStoredEntry, wrongState } from '../entry.ts';
import type { StoredEntry } from '../entry.ts';
import type { EntryAction, EntryState, QueueId } from '../store.ts';
import type { Connection } from './connection.ts';
import type { DatabaseDeps } from './database.ts';
import { lockClass } from './locks.ts';
import type { Pool } from './pool.ts';

interface LockedRow {
  readonly state: EntryState;
  readonly envelope: string;
  readonly runner: number | null;
}

/** @throws SendmemoError spool-entry-missing, spool-entry-state, spool-entry-corrupt, spool-database-* */
export async function actOnEntry(
  pool: Pool,
  action: EntryAction,
  id: QueueId,
  { now }: Pick<DatabaseDeps, 'now'>,
): Promise<void> {
  await pool.transaction(async (connection) => {
    const [row] = await connection.query<LockedRow>(
      'SELECT state, envelope, runner FROM sendmemo.entry WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (row === undefined) throw new SendmemoError({ code: 'INPUT', reason: 'spool-entry-missing', id });
    await actions[action](connection, id, row, new Date(now()).toISOString());
  });
}

type Act = (connection: Connection, id: QueueId, row: LockedRow, now: string) => Promise<void>;

const actions: Readonly<Record<EntryAction, Act>> = {
  async hold(connection, id, { state }) {
    if (state !== 'waiting') throw wrongState(id, state, 'hold');
    await changeState(connection, id, 'held');
  },
  async release(connection, id, { state, envelope }) {
    if (state !== 'held') throw wrongState(id, state, 'release');
    if (isMoving(envelope, id)) throw wrongState(id, 'moving', 'release');
    await changeState(connection, id, 'waiting');
  },
  async remove(connection, id, { state }) {
    if (state === 'active') throw wrongState(id, state, 'remove');
    await connection.query('DELETE FROM sendmemo.part WHERE entry = $1', [id]);
    await connection.query('DELETE FROM sendmemo.entry WHERE id = $1', [id]);
  },
  async retry(connection, id, { state, envelope, runner }, now) {
    if (runner !== null && !(await isDead(connection, runner))) throw wrongState(id, state, 'retry');
    const stored = state === 'failed' || isMoving(envelope, id) ? parseStoredEntry(envelope, id) : null;
    await connection.query(
      `UPDATE sendmemo.entry SET state = 'waiting', next_try = $2, runner = NULL, claim = NULL,
         envelope = coalesce($3, envelope) WHERE id = $1`,
      [id, now, stored === null ? null : renderStoredEntry(renewed(stored, state, now))],
    );
  },
};

/** Its refused recipients are tried again and its age starts anew, where it had failed; a move of it is given up. */
function renewed(stored: StoredEntry, state: EntryState, now: string): StoredEntry {
  const here = { ...stored, transit: null };
  if (state !== 'failed') return here;
  return {
    ...here,
    agedFrom: now,
    tries: 0,
    recipients: stored.recipients.map((each) =>
      each.state === 'refused' ? { ...each, state: 'pending' as const } : each,
    ),
  };
}

async function changeState(connection: Connection, id: QueueId, state: EntryState): Promise<void> {
  await connection.query('UPDATE sendmemo.entry SET state = $2 WHERE id = $1', [id, state]);
}

/** While the transaction lasts, that runner can't come back. */
async function isDead(connection: Connection, runner: number): Promise<boolean> {
  const [row] = await connection.query<{ mine: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1, $2) AS mine',
    [lockClass.runner, runner],
  );
  return row?.mine === true;
}

/** One that can't be read is in no move that could be finished. */
function isMoving(envelope: string, id: QueueId): boolean {
  try {
    return parseStoredEntry(envelope, id).transit !== null;
  } catch {
    return false;
  }
}
