/** `queue list` for a terminal: one line a message, as wide as the terminal at most. */
import { reasonOf } from './reason.ts';
import { localTime, shortDuration } from './times.ts';
import type { QueueWords } from './words.ts';
import type { Outage } from '../../spool/last-run.ts';
import type { CorruptEntry, Entry, EntryState } from '../../spool/store.ts';
import { cutTo, shareWidth } from '../../text/columns.ts';
import { fold } from '../../text/fold.ts';
import { harmless } from '../../text/control-characters.ts';
import { replyText } from '../../text/reply-text.ts';
import { tableRow } from '../../text/table.ts';
import { size } from '../../text/units.ts';
import { displayWidth } from '../../text/width.ts';
import type { Language } from '../../words/language.ts';
import { describeFailure } from '../../words/language.ts';

export interface ListView {
  readonly words: QueueWords;
  readonly language: Language;
  readonly nowMs: number;
  /** Columns of the terminal. */
  readonly width: number;
}

/** The cells of a row, harmless and uncut, in the order of the headings. */
export type ListCells = readonly string[];

/** Columns that are shown whole; the others share what they leave. */
const wholeColumns = 4;
const gap = 2;

/**
 * @param idLength characters of an id that tell it from all others
 * @returns a message as cells
 */
export function listCells(entry: Entry | CorruptEntry, view: ListView, idLength: number): ListCells {
  const { words, nowMs } = view;
  const id = entry.id.slice(0, idLength);
  if ('corrupt' in entry) return [id, '', '', words.states.corrupt, '', '', harmless(entry.corrupt)];
  const left = entry.recipients.filter(({ state }) => state !== 'accepted');
  const [first, ...others] = left.length === 0 ? entry.recipients : left;
  return [
    id,
    shortDuration(nowMs - Date.parse(entry.queuedAt)),
    String(entry.tries),
    nextOf(entry, view),
    harmless((first?.address ?? '') + (others.length === 0 ? '' : words.others(others.length))),
    harmless(entry.subject),
    harmless(reasonText(entry, view)),
  ];
}

function nextOf({ state, nextTry }: Entry, { words, nowMs }: ListView): string {
  if (state !== 'waiting') return words.states[state];
  const wait = Date.parse(nextTry) - nowMs;
  return wait <= 0 ? words.states.due : shortDuration(wait);
}

/** The code comes first: it is what is left where there are few columns. */
function reasonText(entry: Entry, { words, language }: ListView): string {
  if (entry.claimedBy !== null) return words.claimed(entry.claimedBy.pid, entry.claimedBy.host);
  const reason = reasonOf(entry);
  if (reason === null || entry.lastFailure === null) return words.untried;
  if (reason.reply !== null) return replyText(reason.reply);
  return `${reason.code}: ${describeFailure(language, entry.lastFailure).what}`;
}

/** @returns a width for each column, from the rows that are known before the first is printed */
export function listWidths(rows: readonly ListCells[], { words, width }: ListView): readonly number[] {
  const needed = words.headings.map((heading, column) =>
    Math.max(displayWidth(heading), ...rows.map((cells) => displayWidth(cells[column] ?? ''))),
  );
  const whole = needed.slice(0, wholeColumns);
  const taken = whole.reduce((sum, one) => sum + one, 0) + gap * (needed.length - 1);
  return [...whole, ...shareWidth(needed.slice(wholeColumns), width - taken)];
}

/** @returns one line of at most the terminal's width */
export function listLine(cells: ListCells, widths: readonly number[], { width }: ListView): string {
  const cut = cells.map((cell, column) => (column < wholeColumns ? cell : cutTo(cell, widths[column] ?? 0)));
  return cutTo(tableRow(cut, widths).trimEnd(), width);
}

export interface ListSum {
  readonly counts: Readonly<Record<EntryState, number>>;
  readonly sizeBytes: number;
  /** When the queue was last run, milliseconds since the epoch; null: never. */
  readonly lastRunMs: number | null;
  readonly outage: Outage | null;
}

/** @returns the lines under the list, folded to the terminal's width */
export function listSumLines(sum: ListSum, view: ListView): readonly string[] {
  const { words, language, nowMs, width } = view;
  const { counts, outage, lastRunMs } = sum;
  const states = (['waiting', 'active', 'held', 'failed'] as const).filter((state) => counts[state] > 0);
  const total = states.reduce((all, state) => all + counts[state], 0);
  const parts = states.map((state) => words.inStates[state](counts[state])).join(', ');
  const lastRun = words.lastRun(lastRunMs === null ? null : shortDuration(nowMs - lastRunMs));
  return [
    `${words.messages(total, size(sum.sizeBytes))} (${parts}); ${lastRun}`,
    ...(outage === null
      ? []
      : [
          words.outage(
            localTime(outage.since, nowMs),
            `${outage.failure.code}: ${describeFailure(language, outage.failure).what}`,
          ),
        ]),
  ].flatMap((line) => fold(harmless(line), width));
}
