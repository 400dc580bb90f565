/**
 * The life of a runner: a connection that holds the lock of its number. The server gives the lock back when it sees the
 * runner's process or host gone, so claims are freed without a clock. The other way round, the runner asks the server
 * every two seconds, and ends its deliveries before the server can have given the lock to anybody else:
 *
 * - the server misses a host after 11 s at the earliest (5 s of silence, three probes 2 s apart);
 * - the runner misses the server after 5 s at the latest, and has 3 s to get its lock again;
 * - who sees a free lock waits 4 s before it frees the claims: a server that was restarted has no locks at all.
 */
import type { Connection } from './connection.ts';
import type { DatabaseDeps } from './database.ts';
import { lockClass } from './locks.ts';

/** How often the runner asks, how long an answer may take, and how long it tries to get its lock again. */
const askMs = 2000;
const answerMs = 3000;
const regainMs = 3000;
/** How long a lock must have been free before its claims are. */
export const graceSeconds = 4;

/** One runner, until its claims can't be kept from others any more. */
export interface Life {
  /** In sendmemo.runner. */
  readonly number: number;
  /** Aborted when its claims may be freed by others; the reason is a SendmemoError. */
  readonly lost: AbortSignal;
}

export interface RunnerSession {
  /** The life of this process; a new one where the last was lost. @throws SendmemoError */
  life(): Promise<Life>;
  /** Takes one of these locks of a class, none of which it has; null: others have them all. @throws SendmemoError */
  tryLock(lock: number, among: readonly number[]): Promise<number | null>;
  /** Never rejects. */
  unlock(lock: number, number: number): Promise<void>;
  /** Gives the locks back. Never rejects. */
  close(): Promise<void>;
}

/** A lock of this session besides its own, taken again with it. */
interface Held {
  readonly lock: number;
  readonly number: number;
}

interface Running extends Life {
  readonly end: AbortController;
  connection: Connection;
}

export function createRunnerSession(
  open: () => Promise<Connection>,
  deps: Pick<DatabaseDeps, 'pid' | 'hostName'>,
): RunnerSession {
  let held: Held[] = [];
  let starting: Promise<Running> | null = null;
  let closed = false;

  async function start(): Promise<Running> {
    held = [];
    const connection = await open();
    connection.keepAwake(false);
    // The row is seen by others when the statement has ended: then it has its lock.
    const [row] = await connection.query<{ number: number }>(
      `WITH made AS (INSERT INTO sendmemo.runner (host, pid) VALUES ($1, $2) RETURNING number)
       SELECT number, pg_advisory_lock($3, number)::text FROM made`,
      [deps.hostName, deps.pid, lockClass.runner],
    );
    const end = new AbortController();
    const running: Running = { number: row?.number ?? 0, lost: end.signal, end, connection };
    void watch(running);
    return running;
  }

  async function watch(running: Running): Promise<void> {
    while (!closed && !running.lost.aborted) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        await pause(askMs, running.connection.lost);
        if (closed) return;
        // oxlint-disable-next-line no-await-in-loop
        await running.connection.query('SELECT 1', undefined, answerMs);
      } catch (error) {
        // oxlint-disable-next-line no-await-in-loop
        if (!(await regain(running))) running.end.abort(error);
      }
    }
  }

  /** Gets the locks on a new connection, as long as no other host can have freed the claims. */
  async function regain(running: Running): Promise<boolean> {
    void running.connection.close();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), regainMs);
    const tooLate = aborted(late.signal);
    tooLate.catch(() => {});
    try {
      while (!closed && !late.signal.aborted) {
        const attempt = reopen(running);
        // oxlint-disable-next-line no-await-in-loop
        const connection = await Promise.race([attempt, tooLate]).catch(() => null);
        // One that comes too late would keep the lock of a runner that has given up.
        if (connection === null) void attempt.then(closeLate, () => {});
        if (connection === 'freed') return false;
        if (connection !== null) {
          running.connection = connection;
          return true;
        }
        // oxlint-disable-next-line no-await-in-loop
        await pause(200, late.signal);
      }
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async function reopen({ number }: Running): Promise<Connection | 'freed'> {
    const connection = await open();
    connection.keepAwake(false);
    try {
      for (const each of [{ lock: lockClass.runner, number }, ...held]) {
        // oxlint-disable-next-line no-await-in-loop
        const [row] = await connection.query<{ mine: boolean }>(
          'SELECT pg_try_advisory_lock($1, $2) AS mine',
          [each.lock, each.number],
        );
        // The server may not have seen yet that the other connection is gone.
        if (row?.mine !== true) throw new Error('locked');
      }
      const rows = await connection.query(
        'UPDATE sendmemo.runner SET lost = NULL WHERE number = $1 RETURNING 1',
        [number],
      );
      if (rows.length > 0) return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
    await connection.close();
    return 'freed';
  }

  async function current(): Promise<Running> {
    const before = starting;
    const running = await before?.catch(() => null);
    if (running !== null && running !== undefined && !running.lost.aborted) return running;
    const next = starting === before || starting === null ? start() : starting;
    starting = next;
    return next;
  }

  return {
    life: current,
    async tryLock(lock, among) {
      const { connection } = await current();
      // A scan of the array in its order, which ends at the first that is free.
      const [row] = await connection.query<{ number: number }>(
        'SELECT number FROM unnest($2::int[]) AS number WHERE pg_try_advisory_lock($1, number) LIMIT 1',
        [lock, [...among]],
      );
      if (row === undefined) return null;
      held = [...held, { lock, number: row.number }];
      return row.number;
    },
    async unlock(lock, number) {
      held = held.filter((each) => each.lock !== lock || each.number !== number);
      const running = await starting?.catch(() => null);
      await running?.connection.query('SELECT pg_advisory_unlock($1, $2)', [lock, number]).catch(() => {});
    },
    async close() {
      closed = true;
      const running = await starting?.catch(() => null);
      if (running === null || running === undefined) return;
      // Claims that were kept are freed by the next runner, like those of a process that has died.
      await running.connection
        .query('DELETE FROM sendmemo.runner WHERE number = $1', [running.number])
        .catch(() => {});
      await running.connection.close();
    },
  };
}

async function closeLate(connection: Connection | 'freed'): Promise<void> {
  if (connection !== 'freed') await connection.close();
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // A runner that has nothing else to do may end.
    const timer = setTimeout(done, milliseconds);
    timer.unref();
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}

async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  throw new Error('late');
}
