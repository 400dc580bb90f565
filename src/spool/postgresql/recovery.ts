/** Claims of runners that have died go back to waiting. The server says who has died: never by age. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FoundClaim, QueueId } from '../store.ts';
import { lockClass } from './locks.ts';
import type { Pool } from './pool.ts';
import { heldNumbers } from './rows.ts';
import { graceSeconds } from './session.ts';

interface RunnerRow {
  readonly number: number;
  readonly host: string;
  readonly pid: number;
  readonly alive: boolean;
  readonly marked: boolean;
  /** Milliseconds until its claims may be freed; 0 or less: they may. */
  readonly leftMs: number;
  readonly hasClaims: boolean;
}

const selectRunners = `WITH held AS MATERIALIZED (${heldNumbers})
  SELECT number, host, pid, number IN (SELECT * FROM held) AS alive, coalesce(lost <= clock_timestamp(), false) AS marked,
    ceil(extract(epoch FROM least(lost, clock_timestamp()) + interval '${graceSeconds} s' - clock_timestamp()) * 1000)::int
      AS "leftMs",
    EXISTS (SELECT FROM sendmemo.entry e WHERE e.runner = r.number AND e.state = 'active') AS "hasClaims"
  FROM sendmemo.runner r`;

/**
 * Frees the claims of runners whose lock has been free for a while, and waits for those whose lock has just become
 * free: a runner that has lost its connection gets that time to come back.
 */
export async function recoverRunners(pool: Pool): Promise<readonly FoundClaim[]> {
  const found: FoundClaim[] = [];
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const dead = (await pool.read<RunnerRow>(selectRunners)).filter(({ alive }) => !alive);
    const fresh = dead.filter(({ marked }) => !marked).map(({ number }) => number);
    // One from the future was marked before the server's clock was set back.
    if (fresh.length > 0) {
      // oxlint-disable-next-line no-await-in-loop
      await pool.query(
        `UPDATE sendmemo.runner SET lost = clock_timestamp()
           WHERE (lost IS NULL OR lost > clock_timestamp()) AND number = ANY ($1)`,
        [fresh],
      );
    }
    for (const runner of dead.filter(({ leftMs, marked }) => marked && leftMs <= 0)) {
      // oxlint-disable-next-line no-await-in-loop
      found.push(...(await free(pool, runner)));
    }
    const waits = dead.filter(({ hasClaims, marked, leftMs }) => hasClaims && (!marked || leftMs > 0));
    if (waits.length === 0) return found;
    // oxlint-disable-next-line no-await-in-loop
    await pause(Math.min(...waits.map(({ leftMs }) => Math.max(50, leftMs))));
  }
}

async function free(pool: Pool, { number, host, pid }: RunnerRow): Promise<readonly FoundClaim[]> {
  return pool.transaction(async (connection) => {
    // While this transaction has the lock, the runner can't come back.
    const [row] = await connection.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, $2) AS mine',
      [lockClass.runner, number],
    );
    if (row?.mine !== true) return [];
    // A runner that came back and went again has had its mark removed.
    const still = await connection.query(
      'SELECT 1 FROM sendmemo.runner WHERE number = $1 AND lost IS NOT NULL FOR UPDATE',
      [number],
    );
    if (still.length === 0) return [];
    const freed = await connection.query<{ id: QueueId }>(
      `UPDATE sendmemo.entry SET state = 'waiting', runner = NULL, claim = NULL
         WHERE runner = $1 AND state = 'active' RETURNING id`,
      [number],
    );
    await connection.query('DELETE FROM sendmemo.runner WHERE number = $1', [number]);
    return freed.map(({ id }): FoundClaim => ({ id, pid, host, state: 'recovered' }));
  });
}
