/** What the runners of all hosts share: pace, connections, the hold of a server, notes. */
import { createSharedAgeClock } from '../age-clock.ts';
import type { ConnectionLimit, RunShare } from '../run-share.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { SharedHold } from '../server-gate.ts';
import type { DatabaseDeps } from './database.ts';
import { lockClass } from './locks.ts';
import { createAgeNotes, createNoteLastRun, readHold, writeHold } from './notes.ts';
import type { Pool } from './pool.ts';
import type { RunnerSession } from './session.ts';

/** How often a runner looks whether another one has given a connection back. */
const lookMs = 500;

export function createRunShare(pool: Pool, session: RunnerSession, deps: DatabaseDeps): RunShare {
  return {
    rateLimit: (perMinute) => createRate(pool, perMinute, deps),
    connections: (most) => createConnectionLimit(session, most, deps),
    hold: createHold(pool, session, deps),
    ages: (holdAgeMs) => createSharedAgeClock(createAgeNotes(pool), { now: deps.now, holdAgeMs }),
    lastRun: createNoteLastRun(pool, deps.now),
  };
}

/**
 * One row has the time of the last message of all runners, by the server's clock; who may send next moves it on. A
 * clock that was set back must not stretch one interval into hours.
 */
function createRate(pool: Pool, perMinute: number | null, { sleep }: DatabaseDeps): RateLimit {
  if (perMinute === null) return { place: async () => {} };
  const intervalMs = 60_000 / perMinute;
  let queue: Promise<void> = Promise.resolve();

  async function wait(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop
      const leftMs = await take(pool, intervalMs);
      if (leftMs <= 0) return;
      // oxlint-disable-next-line no-await-in-loop
      await sleep(Math.ceil(leftMs), signal).catch(() => {});
    }
  }

  return {
    place(signal) {
      // One waits at a time: the others of this process would only ask in vain.
      const turn = queue.then(() => wait(signal));
      queue = turn.catch(() => {});
      return turn;
    },
  };
}

/** @returns 0: this message may go; otherwise the milliseconds until the next one may. Not made durable. */
async function take(pool: Pool, intervalMs: number): Promise<number> {
  const [row] = await pool.query<{ taken: boolean; leftMs: number | null }>(
    `WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
       taken AS (
         INSERT INTO sendmemo.pace AS p (name, last) SELECT 'rate-limit', clock_timestamp() FROM relaxed
           ON CONFLICT (name) DO UPDATE SET last = clock_timestamp()
             WHERE clock_timestamp() >= p.last + $1 * interval '1 ms' OR p.last > clock_timestamp() + interval '1 s'
           RETURNING 1)
     SELECT EXISTS (SELECT FROM taken) AS taken,
       (SELECT extract(epoch FROM last + $1 * interval '1 ms' - clock_timestamp()) * 1000
          FROM sendmemo.pace WHERE name = 'rate-limit')::float8 AS "leftMs"`,
    [intervalMs],
  );
  return row?.taken === true ? 0 : Math.max(1, row?.leftMs ?? 1);
}

/** Each connection is one of the locks 1 to `most`. */
function createConnectionLimit(
  session: RunnerSession,
  most: number,
  { sleep }: DatabaseDeps,
): ConnectionLimit {
  const mine = new Set<number>();
  let queue: Promise<unknown> = Promise.resolve();

  async function take(): Promise<number | null> {
    const free = Array.from({ length: most }, (_, index) => index + 1).filter((number) => !mine.has(number));
    const number = await session.tryLock(lockClass.connection, free);
    if (number !== null) mine.add(number);
    return number;
  }

  async function enter(signal: AbortSignal): Promise<(() => Promise<void>) | null> {
    while (!signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop
      const number = await take();
      if (number !== null) {
        return async () => {
          mine.delete(number);
          await session.unlock(lockClass.connection, number);
        };
      }
      // oxlint-disable-next-line no-await-in-loop
      await sleep(lookMs, signal).catch(() => {});
    }
    return null;
  }

  return {
    enter(signal) {
      const turn = queue.then(() => enter(signal));
      queue = turn.catch(() => {});
      return turn;
    },
  };
}

function createHold(pool: Pool, session: RunnerSession, { now }: DatabaseDeps): SharedHold {
  return {
    read: () => readHold(pool),
    write: (hold) => writeHold(pool, hold, now),
    takeProbe: async () => (await session.tryLock(lockClass.probe, [1])) !== null,
    endProbe: () => session.unlock(lockClass.probe, 1),
  };
}
