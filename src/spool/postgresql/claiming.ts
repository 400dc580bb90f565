/** Claims: by id, the next that is due, and for a move to another store. Two runners never come for the same one. */
import { asFailure } from '../../failure/error.ts';
import { longestDelayMs } from '../schedule.ts';
import type { Claim, DuePass, NextClaim, QueueId } from '../store.ts';
import type { ClaimRow, Claimant } from './claim.ts';
import { claimColumns, openClaim } from './claim.ts';
import type { DatabaseDeps } from './database.ts';
import type { Pool } from './pool.ts';
import { isLost } from './pool.ts';
import type { Life, RunnerSession } from './session.ts';

export interface Claiming {
  claim(id: QueueId): Promise<Claim | null>;
  next(now: Date, pass: DuePass): Promise<NextClaim | null>;
  /**
   * Claims by a statement that changes entries and returns claimColumns.
   * @param text has `$1` where the runner's number belongs
   */
  take(text: string, values: readonly unknown[]): Promise<Claim | null>;
  /** Gives back what this process has claimed without knowing it: the answer was lost. */
  reconcile(): Promise<void>;
}

const claimed = `state = 'active', runner = $1, claim = nextval('sendmemo.claim')`;

const claimOne = `UPDATE sendmemo.entry e SET ${claimed} WHERE e.id = $2 AND e.state = 'waiting' RETURNING ${claimColumns}`;

/** The first behind the pair of $3 and $4; `$2` is the time, or the end of all delays. */
function claimFirst(condition: string): string {
  return `UPDATE sendmemo.entry e SET ${claimed} WHERE e.id = (
    SELECT id FROM sendmemo.entry WHERE state = 'waiting' AND ${condition} AND (next_try, id) > ($3, $4)
      ORDER BY next_try, id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING ${claimColumns}`;
}

const claimDue = claimFirst('next_try <= $2');
/** No delay is that long: such a time comes from a clock that ran ahead. */
const claimFuture = claimFirst('next_try > $2');

export function createClaiming(
  pool: Pool,
  session: RunnerSession,
  deps: Pick<DatabaseDeps, 'now' | 'pid' | 'hostName'> & { readonly label: string },
): Claiming {
  const open = new Set<string>();
  const claimant: Claimant = { ...deps, pool, open };
  let underWay = 0;
  let doubtful = false;

  /** @returns null where the statement changed no entry */
  async function take(
    text: string,
    values: readonly unknown[],
  ): Promise<{ row: ClaimRow; life: Life } | null> {
    const life = await session.life();
    underWay += 1;
    try {
      const [row] = await pool.query<ClaimRow>(text, [life.number, ...values]);
      if (row === undefined) return null;
      open.add(row.claim);
      return { row, life };
    } catch (error) {
      if (isLost(error) || asFailure(error).reason === 'spool-database-unconfirmed') doubtful = true;
      throw error;
    } finally {
      underWay -= 1;
    }
  }

  async function opened(taken: { row: ClaimRow; life: Life }): Promise<Claim> {
    return openClaim(claimant, taken.row, taken.life);
  }

  /** @returns null for an entry between two stores, which is held */
  async function unlessMoving(claim: Claim): Promise<Claim | null> {
    if (claim.entry.transit === null) return claim;
    // A mover that died had claimed it: it may be in the other store.
    await claim.release('held');
    return null;
  }

  async function claimNext(now: Date, { after, skip }: DuePass): Promise<NextClaim | null> {
    let nextTry = after?.nextTry ?? '-infinity';
    let id = after?.id ?? '';
    for (;;) {
      const far = new Date(now.getTime() + longestDelayMs);
      const taken =
        // oxlint-disable-next-line no-await-in-loop
        (await take(claimDue, [now, nextTry, id])) ?? (await take(claimFuture, [far, nextTry, id]));
      if (taken === null) return null;
      const { row } = taken;
      nextTry = row.nextTry.toISOString();
      id = row.id;
      try {
        // oxlint-disable-next-line no-await-in-loop
        const claim = await opened(taken);
        // oxlint-disable-next-line no-await-in-loop
        if (skip(row.id)) await claim.release('waiting');
        else {
          // oxlint-disable-next-line no-await-in-loop
          const mine = await unlessMoving(claim);
          if (mine !== null) return { claim: mine };
        }
      } catch (error) {
        // A later version's entry waits as before: it is reported once, not at each look.
        if (!skip(row.id)) return { id: row.id, nextTry, failure: asFailure(error) };
      }
    }
  }

  return {
    async claim(id) {
      const taken = await take(claimOne, [id]);
      return taken === null ? null : unlessMoving(await opened(taken));
    },
    next: claimNext,
    async take(text, values) {
      const taken = await take(text, values);
      return taken === null ? null : opened(taken);
    },
    async reconcile() {
      if (!doubtful || underWay > 0) return;
      const { number } = await session.life();
      await pool.query(
        `UPDATE sendmemo.entry SET state = 'waiting', runner = NULL, claim = NULL
           WHERE runner = $1 AND state = 'active' AND claim <> ALL ($2::bigint[]) RETURNING id`,
        [number, [...open]],
      );
      doubtful = false;
    },
  };
}
