/** Moving entries between the database and another store: notes in the envelope, each made durable (docs/spool.md). */
import type { StoredEntry } from '../entry.ts';
import { corruptEntry, parseStoredEntry, renderStoredEntry, wrongState } from '../entry.ts';
import { whenRead } from '../entering.ts';
import type { EntryState, QueueId, Transfer, Transit } from '../store.ts';
import { claimColumns } from './claim.ts';
import type { Claiming } from './claiming.ts';
import type { Pool } from './pool.ts';
import { putEntry } from './put.ts';

export function createTransfer(pool: Pool, claiming: Claiming): Transfer {
  return {
    async depart({ id, state }, to) {
      if (state === 'active') return null;
      const before = await noteLeaving(pool, id, state, to);
      if (!before) return null;
      // From here on the note keeps it from being delivered, also if this process dies.
      return claiming.take(
        `UPDATE sendmemo.entry e SET state = 'active', runner = $1, claim = nextval('sendmemo.claim')
           WHERE e.id = $2 AND e.state = $3 RETURNING ${claimColumns}`,
        [id, state === 'waiting' ? 'held' : state],
      );
    },

    async adopt({ entry, openMessage }, from) {
      const { id, nextTry } = entry;
      const known = await pool.read('SELECT id FROM sendmemo.entry WHERE id = $1', [id]);
      if (known.length > 0) return;
      const { state: _state, claimedBy: _claimedBy, nextTry: _nextTry, ...stored } = entry;
      const describe = (sizeBytes: number): StoredEntry => {
        if (sizeBytes !== entry.sizeBytes) {
          throw corruptEntry(id, `${sizeBytes} octets instead of ${entry.sizeBytes}`);
        }
        return {
          ...stored,
          transit: { direction: 'in', store: from, state: entry.transit?.state ?? 'held' },
        };
      };
      await putEntry(pool, { id, nextTry, message: whenRead(openMessage), describe }, 'held');
    },

    async arriving(from) {
      // Only few are in a move: the text is looked at here, the fields are read below.
      const rows = await pool.read<{ id: QueueId; envelope: string }>(
        `SELECT id, envelope FROM sendmemo.entry WHERE state <> 'active' AND strpos(envelope, '"transit"') > 0
           ORDER BY id`,
      );
      return rows.flatMap(({ id, envelope }) => {
        const transit = transitOf(envelope, id);
        return transit?.direction === 'in' && transit.store === from ? [id] : [];
      });
    },

    async arrive(id) {
      await pool.transaction(async (connection) => {
        const [row] = await connection.query<{ envelope: string }>(
          `SELECT envelope FROM sendmemo.entry WHERE id = $1 AND state <> 'active' FOR UPDATE`,
          [id],
        );
        const transit = row === undefined ? null : transitOf(row.envelope, id);
        if (row === undefined || transit?.direction !== 'in') return;
        const stored = { ...parseStoredEntry(row.envelope, id), transit: null };
        await connection.query('UPDATE sendmemo.entry SET state = $2, envelope = $3 WHERE id = $1', [
          id,
          transit.state,
          renderStoredEntry(stored),
        ]);
      });
    },
  };
}

/**
 * Notes that an entry leaves, and holds it where it waits.
 * @returns false: it has moved, or it arrives from another store
 * @throws SendmemoError spool-entry-corrupt; spool-entry-state where it leaves for a third store
 */
async function noteLeaving(
  pool: Pool,
  id: QueueId,
  state: Exclude<EntryState, 'active'>,
  to: string,
): Promise<boolean> {
  return pool.transaction(async (connection) => {
    const [row] = await connection.query<{ envelope: string }>(
      'SELECT envelope FROM sendmemo.entry WHERE id = $1 AND state = $2 FOR UPDATE',
      [id, state],
    );
    if (row === undefined) return false;
    const stored = parseStoredEntry(row.envelope, id);
    const { transit } = stored;
    const here = state === 'waiting' ? 'held' : state;
    if (transit === null) {
      const next: StoredEntry = { ...stored, transit: { direction: 'out', store: to, state } };
      await connection.query('UPDATE sendmemo.entry SET state = $2, envelope = $3 WHERE id = $1', [
        id,
        here,
        renderStoredEntry(next),
      ]);
      return true;
    }
    if (transit.direction === 'in') return false;
    if (transit.store !== to) throw wrongState(id, 'moving', 'move');
    await connection.query('UPDATE sendmemo.entry SET state = $2 WHERE id = $1', [id, here]);
    return true;
  });
}

/** One that can't be read is in no move that could be finished. */
function transitOf(envelope: string, id: QueueId): Transit | null {
  try {
    return parseStoredEntry(envelope, id).transit;
  } catch {
    return null;
  }
}
