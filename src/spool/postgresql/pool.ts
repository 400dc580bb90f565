/** A few connections of one process to the database of a spool, opened when they are needed. */
import type { QueryResultRow } from 'pg';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Connection } from './connection.ts';

export interface Pool {
  /** Lends a connection to `work`; one that work has lost is not used again. */
  use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** One statement, once: whether it was done is unknown where the connection is lost. */
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** A statement that may be repeated: once more where an open connection turns out to be lost. */
  read<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** In a transaction, which is rolled back where `work` rejects. */
  transaction<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Enough for the statements of many workers; the server has a hundred for everybody. */
const mostConnections = 4;

export function createPool(open: () => Promise<Connection>): Pool {
  const idle: Connection[] = [];
  const waiting: (() => void)[] = [];
  let lent = 0;

  async function take(): Promise<Connection> {
    while (lent >= mostConnections) {
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    lent += 1;
    for (;;) {
      const connection = idle.pop();
      if (connection === undefined) break;
      if (connection.lost.aborted) continue;
      connection.keepAwake(true);
      return connection;
    }
    try {
      return await open();
    } catch (error) {
      giveBack(null);
      throw error;
    }
  }

  function giveBack(connection: Connection | null): void {
    lent -= 1;
    if (connection !== null && !connection.lost.aborted) {
      connection.keepAwake(false);
      idle.push(connection);
    }
    waiting.shift()?.();
  }

  async function use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await take();
    try {
      return await work(connection);
    } finally {
      giveBack(connection);
    }
  }

  const pool: Pool = {
    use,
    query: (text, values) => use((connection) => connection.query(text, values)),
    async read(text, values) {
      try {
        return await pool.query(text, values);
      } catch (error) {
        if (!isLost(error)) throw error;
        return pool.query(text, values);
      }
    },
    transaction: (work) =>
      use(async (connection) => {
        await connection.query('BEGIN');
        try {
          const result = await work(connection);
          await connection.query('COMMIT');
          return result;
        } catch (error) {
          // A connection whose transaction can't be ended is not used again.
          if (!connection.lost.aborted) {
            await connection.query('ROLLBACK').catch(() => connection.close());
          }
          throw error;
        }
      }),
    async close() {
      await Promise.all(idle.splice(0).map((connection) => connection.close()));
    },
  };
  return pool;
}

/** Whether the database could not be asked, so that it is unknown what it did. */
export function isLost(error: unknown): boolean {
  return error instanceof SendmemoError && asFailure(error).reason === 'spool-database-unreachable';
}
