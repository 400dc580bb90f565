/** Small texts that all runners share: rows of sendmemo.note. */
import type { AgeNotes } from '../age-clock.ts';
import { failureCodes } from '../../failure/codes.ts';
import type { Failure } from '../../failure/failure.ts';
import type { LastRun } from '../last-run.ts';
import { noRunRecord, parseRunRecord, renderRunRecord } from '../last-run.ts';
import type { Hold } from '../server-gate.ts';
import type { Pool } from './pool.ts';

type NoteName = 'stops' | 'last-run' | 'hold';

export async function readNote(pool: Pool, name: NoteName): Promise<string | null> {
  const [row] = await pool.read<{ content: string }>('SELECT content FROM sendmemo.note WHERE name = $1', [
    name,
  ]);
  return row?.content ?? null;
}

async function writeNote(pool: Pool, name: NoteName, content: string, changed: Date): Promise<void> {
  await pool.query(
    `INSERT INTO sendmemo.note (name, content, changed) VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET content = EXCLUDED.content, changed = EXCLUDED.changed`,
    [name, content, changed],
  );
}

export function createAgeNotes(pool: Pool): AgeNotes {
  return {
    read: () => readNote(pool, 'stops'),
    update: (change) =>
      pool.transaction(async (connection) => {
        // Made first, so that there is a row to lock.
        await connection.query(
          `INSERT INTO sendmemo.note (name, content, changed) VALUES ('stops', '', clock_timestamp())
             ON CONFLICT DO NOTHING`,
        );
        const [row] = await connection.query<{ content: string }>(
          `SELECT content FROM sendmemo.note WHERE name = 'stops' FOR UPDATE`,
        );
        await connection.query(
          `UPDATE sendmemo.note SET content = $1, changed = clock_timestamp() WHERE name = 'stops'`,
          [change(row?.content === '' ? null : (row?.content ?? null))],
        );
      }),
  };
}

/** @param now the clock of this host, whose minutes `queue stats` counts */
export function createNoteLastRun(pool: Pool, now: () => number): LastRun {
  const time = (): Date => new Date(now());
  return {
    async read() {
      try {
        return parseRunRecord((await readNote(pool, 'last-run')) ?? '');
      } catch {
        return noRunRecord;
      }
    },
    async beat() {
      await pool.query(
        `INSERT INTO sendmemo.note (name, content, changed) VALUES ('last-run', $1, $2)
           ON CONFLICT (name) DO UPDATE SET changed = EXCLUDED.changed`,
        [renderRunRecord(noRunRecord), time()],
      );
    },
    write: (record) => writeNote(pool, 'last-run', renderRunRecord(record), time()),
    async lastMs() {
      const [row] = await pool.read<{ changed: Date }>(
        `SELECT changed FROM sendmemo.note WHERE name = 'last-run'`,
      );
      return row?.changed.getTime() ?? null;
    },
  };
}

/** The hold of a server: what can't be read counts as none. */
export async function readHold(pool: Pool): Promise<Hold | null> {
  const text = await readNote(pool, 'hold');
  try {
    return parseHold(JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}

export async function writeHold(pool: Pool, hold: Hold | null, now: () => number): Promise<void> {
  await writeNote(pool, 'hold', JSON.stringify(hold && { format: 1, ...hold }), new Date(now()));
}

function parseHold(value: unknown): Hold | null {
  if (typeof value !== 'object' || value === null) return null;
  const { format, failure, untilMs, strikes } = value as Readonly<Record<string, unknown>>;
  if (format !== 1 || typeof untilMs !== 'number' || typeof strikes !== 'number') return null;
  if (typeof failure !== 'object' || failure === null) return null;
  const { code, reason } = failure as Readonly<Record<string, unknown>>;
  if (!failureCodes.some((known) => known === code) || typeof reason !== 'string') return null;
  return { failure: failure as Failure, untilMs, strikes };
}
