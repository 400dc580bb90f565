/** `queue stats`: what is stuck, and since when (as qshape does for Postfix). */
import { reasonOf } from './reason.ts';
import { stoppedLine } from './text.ts';
import { localTime, shortDuration } from './times.ts';
import { queueWords } from './words.ts';
import type { QueueWords } from './words.ts';
import { warnOfSilence } from '../queue-silence.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { QueueStatistics } from '../../spool/statistics.ts';
import { readStatistics } from '../../spool/statistics.ts';
import type { CorruptEntry, Entry, EntryState, Store } from '../../spool/store.ts';
import { displayWidth } from '../../text/width.ts';
import { describeFailure } from '../../words/language.ts';
import type { LoadedContext } from '../context.ts';
import type { OpenedSpool } from '../open-spool.ts';
import { errorJson, jsonLanguage } from '../send/json.ts';

/** Ages, by their upper bound in milliseconds; what is older is in none of them. */
const bounds = { under5m: 300_000, under1h: 3_600_000, under1d: 86_400_000 } as const;

type Age = keyof typeof bounds | 'older';
const ages: readonly Age[] = ['under5m', 'under1h', 'under1d', 'older'];

/** Messages that have the same state and reason, by age. */
interface ReasonRow {
  readonly state: EntryState;
  /** null: not tried yet. */
  readonly code: string | null;
  readonly reply: { readonly code: number; readonly enhanced: string | null } | null;
  readonly ages: Readonly<Record<Age, number>>;
}

/** @returns the exit status. @throws SendmemoError spool-unwritable, output-failed */
export async function showStatistics(
  { store, lastRun }: OpenedSpool,
  context: LoadedContext,
): Promise<number> {
  const { system, output, common } = context;
  const nowMs = system.now();
  const statistics = await readStatistics(store, new Date(nowMs));
  const reasons = await readReasons(store, nowMs);
  const lastRunMs = await lastRun.lastMs();
  const { outage } = await lastRun.read();
  if (common.json) {
    await output.json({
      ...statistics,
      reasons,
      lastRun: lastRunMs === null ? null : new Date(lastRunMs).toISOString(),
      outage:
        outage === null
          ? null
          : { since: outage.since, error: errorJson(outage.failure, await jsonLanguage()) },
    });
  } else {
    const words = queueWords(chooseLocale(system.env).language);
    const lines = [
      ...reasonTable(reasons, words),
      ...statisticsLines(statistics),
      words.lastRun(lastRunMs === null ? null : shortDuration(nowMs - lastRunMs)),
      ...(outage === null
        ? []
        : [
            words.outage(
              localTime(outage.since, nowMs),
              `${outage.failure.code}: ${describeFailure(await output.language(), outage.failure).what}`,
            ),
          ]),
    ];
    await output.line(lines.join('\n'));
  }
  if (statistics.counts.waiting > 0) await warnOfSilence(context);
  return 0;
}

/** Reads every entry, the most frequent reason first. */
async function readReasons(store: Store, nowMs: number): Promise<readonly ReasonRow[]> {
  const rows = new Map<string, ReasonRow & { readonly ages: Record<Age, number> }>();
  for await (const entry of store.list()) {
    const { key, row } = rowOf(entry);
    const known = rows.get(key) ?? { ...row, ages: { under5m: 0, under1h: 0, under1d: 0, older: 0 } };
    known.ages[ageOf(entry, nowMs)] += 1;
    rows.set(key, known);
  }
  return [...rows.values()].toSorted((one, other) => sum(other) - sum(one));
}

function rowOf(entry: Entry | CorruptEntry): { key: string; row: Omit<ReasonRow, 'ages'> } {
  const reason = 'corrupt' in entry ? { code: 'INPUT', reply: null } : reasonOf(entry);
  const reply = reason?.reply ?? null;
  const row = {
    state: entry.state,
    code: reason?.code ?? null,
    reply: reply === null ? null : { code: reply.code, enhanced: reply.enhanced },
  };
  return { key: JSON.stringify(row), row };
}

function ageOf(entry: Entry | CorruptEntry, nowMs: number): Age {
  // The id of a damaged one has the time as well, but so old a fault needs no better place.
  const age = 'corrupt' in entry ? Number.POSITIVE_INFINITY : nowMs - Date.parse(entry.queuedAt);
  return ages.find((name) => name !== 'older' && age < bounds[name]) ?? 'older';
}

function sum({ ages: counts }: ReasonRow): number {
  return ages.reduce((all, age) => all + counts[age], 0);
}

/** @returns the table, or nothing where the spool is empty */
function reasonTable(rows: readonly ReasonRow[], words: QueueWords): readonly string[] {
  if (rows.length === 0) return [];
  const total = ages.map((age) => rows.reduce((all, row) => all + row.ages[age], 0));
  const table: readonly (readonly string[])[] = [
    [words.reason, '<5m', '<1h', '<1d', words.older, words.total],
    ...rows.map((row) => [
      labelOf(row, words),
      ...ages.map((age) => String(row.ages[age])),
      String(sum(row)),
    ]),
    [words.total, ...total.map(String), String(total.reduce((all, one) => all + one, 0))],
  ];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((cells) => displayWidth(cells[column] ?? ''))),
  );
  const fill = (cell: string, column: number): string =>
    ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
  return [
    ...table.map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell + fill(cell, column) : fill(cell, column) + cell))
        .join('  '),
    ),
    '',
  ];
}

function labelOf({ state, code, reply }: ReasonRow, words: QueueWords): string {
  const answer =
    reply === null ? [] : [String(reply.code), ...(reply.enhanced === null ? [] : [reply.enhanced])];
  const reason = code === null ? words.untried : [code, ...answer].join(' ');
  return state === 'waiting' ? reason : `${reason} (${words.states[state]})`;
}

function statisticsLines(statistics: QueueStatistics): string[] {
  const { counts } = statistics;
  return [
    `waiting ${counts.waiting} (due ${statistics.due}), active ${counts.active}, held ${counts.held}, failed ${counts.failed}`,
    `oldest: ${statistics.oldestAgeSeconds === null ? '-' : `${statistics.oldestAgeSeconds} s`}, next try: ${statistics.nextTry ?? '-'}`,
    ...(statistics.stopped === null ? [] : [stoppedLine(statistics.stopped)]),
    ...(statistics.unknownFiles === 0 ? [] : [`files that are not sendmemo's: ${statistics.unknownFiles}`]),
  ];
}
