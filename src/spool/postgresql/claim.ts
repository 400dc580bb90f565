/** A claimed entry: what its runner may do with it. Every change is guarded by the number of the claim. */
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { StoredEntry } from '../entry.ts';
import { corruptEntry, isNewerFormat, renderStoredEntry } from '../entry.ts';
import type { Claim, Entry, EntryState, QueueId } from '../store.ts';
import type { DatabaseDeps } from './database.ts';
import type { Pool } from './pool.ts';
import type { EntryRow } from './rows.ts';
import { partColumns, rowToStored } from './rows.ts';
import type { Life } from './session.ts';

/** What claiming returns. */
export interface ClaimRow extends Pick<
  EntryRow,
  'id' | 'envelope' | 'size' | 'octets' | 'whole' | 'nextTry'
> {
  readonly claim: string;
}

export const claimColumns = `e.id, e.claim, e.next_try AS "nextTry", e.envelope, e.size, ${partColumns}`;

export interface Claimant extends Pick<DatabaseDeps, 'now' | 'pid' | 'hostName'> {
  readonly pool: Pool;
  /** For messages. */
  readonly label: string;
  /** The claims that this process has, by their numbers. */
  readonly open: Set<string>;
}

/** For how long a change is tried again while the database can't be reached: a failover takes some seconds. */
const insistMs = 15_000;
const insistPauseMs = 500;

/**
 * Opens an entry that this process has just claimed. A corrupt one goes to failed as it is, one that a later version
 * wrote waits again.
 * @throws SendmemoError spool-entry-corrupt, spool-database-*
 */
export async function openClaim(claimant: Claimant, row: ClaimRow, life: Life): Promise<Claim> {
  const { pool, open, pid, hostName: host, label } = claimant;
  const { id, claim } = row;
  open.add(claim);
  const change = createChange(claimant, row);
  let stored: StoredEntry;
  try {
    stored = rowToStored(row);
  } catch (error) {
    await change.release(isNewerFormat(row.envelope) ? 'waiting' : 'failed', null);
    throw error;
  }
  const toEntry = (): Entry => ({
    ...stored,
    state: 'active',
    nextTry: row.nextTry.toISOString(),
    claimedBy: { pid, host, life: 'alive' },
  });
  let entry = toEntry();

  return {
    get entry() {
      return entry;
    },
    lost: life.lost,
    openMessage: () => Readable.from(readParts(pool, id, stored.sizeBytes), { objectMode: false }),

    async noteBounce() {
      const [before] = await pool.query<{ noted: boolean }>(
        `UPDATE sendmemo.entry e SET dsn_noted = true FROM (SELECT id, dsn_noted FROM sendmemo.entry WHERE id = $1) o
           WHERE e.id = o.id AND e.claim = $2 RETURNING o.dsn_noted AS noted`,
        [id, claim],
      );
      if (before === undefined) throw claimLost(label, id);
      return before.noted;
    },

    async record(changes) {
      const next: StoredEntry = { ...stored, ...changes };
      await change.record(next);
      stored = next;
      entry = toEntry();
    },

    release: (state, nextTry) => change.release(state, nextTry ?? null),
    finish: () => change.finish(),
  };
}

interface Change {
  record(stored: StoredEntry): Promise<void>;
  release(state: Exclude<EntryState, 'active'>, nextTry: string | null): Promise<void>;
  finish(): Promise<void>;
}

function createChange({ pool, open, now, label }: Claimant, { id, claim }: ClaimRow): Change {
  /** The answer to an earlier release or finish was lost: it may have been done. */
  let doubtful = false;

  /** @returns the number of rows that were changed */
  async function insist(text: string, values: readonly unknown[]): Promise<number> {
    const endMs = now() + insistMs;
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        return (await pool.query(text, values)).length;
      } catch (error) {
        const { reason } = asFailure(error);
        const isUnknown = reason === 'spool-database-unreachable' || reason === 'spool-database-unconfirmed';
        if (isUnknown) doubtful = true;
        if (!isUnknown || now() >= endMs) throw error;
        // oxlint-disable-next-line no-await-in-loop
        await pause(insistPauseMs);
      }
    }
  }

  function close(rows: number): void {
    if (rows === 0 && !doubtful) throw claimLost(label, id);
    open.delete(claim);
  }

  return {
    async record(stored) {
      const rows = await insist(
        'UPDATE sendmemo.entry SET envelope = $3, dsn_noted = false WHERE id = $1 AND claim = $2 RETURNING id',
        [id, claim, renderStoredEntry(stored)],
      );
      if (rows === 0) throw claimLost(label, id);
    },
    async release(state, nextTry) {
      close(
        await insist(
          `UPDATE sendmemo.entry SET state = $3, next_try = coalesce($4, next_try), runner = NULL, claim = NULL
             WHERE id = $1 AND claim = $2 RETURNING id`,
          [id, claim, state, nextTry],
        ),
      );
    },
    async finish() {
      close(
        await insist(
          `WITH gone AS (DELETE FROM sendmemo.entry WHERE id = $1 AND claim = $2 RETURNING id),
             parts AS (DELETE FROM sendmemo.part WHERE entry IN (SELECT id FROM gone))
           SELECT id FROM gone`,
          [id, claim],
        ),
      );
    },
  };
}

/**
 * Octets that are read at once: their text is twice as long, and V8 frees strings of up to 128 KiB soonest.
 */
const sliceBytes = 32 * 1024;

/** The octets of a message, of which one slice is in memory. Throws where a part is not there. */
async function* readParts(pool: Pool, id: QueueId, sizeBytes: number): AsyncGenerator<Buffer> {
  let number = 0;
  let from = 0;
  for (let left = sizeBytes; left > 0;) {
    // oxlint-disable-next-line no-await-in-loop
    const [row] = await pool.read<{ body: Buffer }>(
      'SELECT substring(body FROM $3 FOR $4) AS body FROM sendmemo.part WHERE entry = $1 AND number = $2',
      [id, number, from + 1, sliceBytes],
    );
    const length = row?.body.length ?? 0;
    // The end of a part may be the end of a slice.
    const ended = length < sliceBytes && from + length > 0;
    if (row === undefined || length > left || (length === 0 && !ended)) {
      throw corruptEntry(id, 'a part of the message is missing');
    }
    if (length > 0) yield row.body;
    left -= length;
    from = ended ? 0 : from + length;
    if (ended) number += 1;
  }
}

function claimLost(database: string, id: QueueId): SendmemoError {
  return new SendmemoError({ code: 'OUTPUT', reason: 'spool-claim-lost', database, id });
}
