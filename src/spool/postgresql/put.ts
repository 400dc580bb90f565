/** The way into the database: parts and entry in one transaction, acknowledged when its outcome is known. */
import { asError } from '../../failure/error.ts';
import type { StoredEntry } from '../entry.ts';
import { renderStoredEntry } from '../entry.ts';
import type { Entering } from '../entering.ts';
import type { EntryState } from '../store.ts';
import type { Connection } from './connection.ts';
import { lockClass } from './locks.ts';
import type { Pool } from './pool.ts';
import { isLost } from './pool.ts';

/** Octets of a part. */
const partBytes = 256 * 1024;

/**
 * Puts an entry. When this resolves, it is on the server's disk, and on that of a synchronous standby where there is
 * one. Where the connection is lost at the commit, the database is asked for the id.
 * @returns null: the database has that id already, and nothing was put
 * @throws SendmemoError spool-database-*; what the message's stream and `describe` fail with
 */
export async function putEntry(
  pool: Pool,
  { id, nextTry, message, describe }: Entering,
  state: Exclude<EntryState, 'active'>,
): Promise<StoredEntry | null> {
  const parts = toParts(message);
  // A small message is whole before the transaction begins.
  let part = await parts.next();
  const put = await pool.use(async (connection): Promise<Put | null> => {
    const stored = await inTransaction(connection, async () => {
      await connection.query('SELECT pg_advisory_xact_lock($1, $2)', [lockClass.put, lockNumber(id)]);
      let size = 0;
      for (let number = 0; part.done !== true; number += 1) {
        size += part.value.length;
        // Part by part, so that only one is in memory.
        // oxlint-disable-next-line no-await-in-loop
        await connection.query(insertPart, [id, number, part.value]);
        // oxlint-disable-next-line no-await-in-loop
        part = await parts.next();
      }
      const described = describe(size);
      const made = await connection.query(insertEntry, [
        id,
        state,
        nextTry,
        size,
        renderStoredEntry(described),
      ]);
      return made.length === 0 ? null : described;
    });
    if (stored === null) {
      await connection.query('ROLLBACK');
      return null;
    }
    try {
      await connection.query('COMMIT');
      return { stored, doubt: null };
    } catch (error) {
      if (!isLost(error)) throw error;
      return { stored, doubt: asError(error) };
    }
  });
  if (put === null) return null;
  // Not while a connection is lent: whoever asks needs another one.
  if (put.doubt !== null && !(await askFor(pool, id).catch(() => false))) throw put.doubt;
  return put.stored;
}

/** What was put; `doubt`: the connection was lost at the commit, whose outcome is unknown. */
interface Put {
  readonly stored: StoredEntry;
  readonly doubt: Error | null;
}

const insertPart = `INSERT INTO sendmemo.part (entry, number, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
const insertEntry = `INSERT INTO sendmemo.entry (id, state, next_try, size, envelope) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO NOTHING RETURNING id`;

/** Begins a transaction, which is rolled back where `work` rejects. */
async function inTransaction<Result>(connection: Connection, work: () => Promise<Result>): Promise<Result> {
  await connection.query('BEGIN');
  try {
    return await work();
  } catch (error) {
    // The server ends the transaction of a connection that is lost.
    if (!connection.lost.aborted) await connection.query('ROLLBACK').catch(() => connection.close());
    throw error;
  }
}

/** Waits until the transaction that puts this id has ended, then looks. @throws SendmemoError */
async function askFor(pool: Pool, id: string): Promise<boolean> {
  await pool.read('SELECT pg_advisory_xact_lock($1, $2)', [lockClass.put, lockNumber(id)]);
  return (await pool.read('SELECT id FROM sendmemo.entry WHERE id = $1', [id])).length > 0;
}

/** The chance in an id, as a number for a lock. */
function lockNumber(id: string): number {
  return Number.parseInt(id.slice(9, 17), 16) | 0;
}

/** Each part is in the same memory as the one before, which is then done with. */
async function* toParts(message: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  let part: Buffer | null = null;
  let length = 0;
  for await (const octets of message) {
    part ??= Buffer.allocUnsafeSlow(partBytes);
    for (let from = 0; from < octets.length;) {
      const copied = octets.copy(part, length, from);
      from += copied;
      length += copied;
      if (length < partBytes) continue;
      yield part;
      length = 0;
    }
  }
  if (part !== null && length > 0) yield part.subarray(0, length);
  return undefined;
}
