/** `queue list`, and `sendmail -bp`: a table for a terminal, stable columns for a pipe, JSON for programs. */
import { queueEntryJson, queueHeading, queueRow, stoppedLine } from './text.ts';
import type { ListCells, ListView } from './list-text.ts';
import { listCells, listLine, listSumLines, listWidths } from './list-text.ts';
import { distinctLength, shortestShown } from './select.ts';
import { warnOfSilence } from '../queue-silence.ts';
import { queueWords } from './words.ts';
import { chooseLocale } from '../../output/locale.ts';
import { terminalWidth } from '../../output/terminal-width.ts';
import type { CorruptEntry, Entry, EntryState, Store } from '../../spool/store.ts';
import { toJson } from '../../text/control-characters.ts';
import type { LoadedContext } from '../context.ts';
import type { OpenedSpool } from '../open-spool.ts';
import { jsonLanguage } from '../send/json.ts';

/** Rows that settle the widths of a table; more are not waited for. */
const measuredRows = 50;

type Counts = Record<EntryState, number>;

/** @returns the exit status. @throws SendmemoError spool-unwritable, output-failed */
export async function listQueue(spool: OpenedSpool, context: LoadedContext): Promise<number> {
  const { output, common } = context;
  const print = common.json ? listJson : output.isTerminal() ? listTable : listLines;
  const counts = await print(spool, context);
  if (counts.waiting > 0) await warnOfSilence(context);
  return 0;
}

function noCounts(): Counts {
  return { waiting: 0, active: 0, held: 0, failed: 0 };
}

async function listJson({ store }: OpenedSpool, { output }: LoadedContext): Promise<Counts> {
  const counts = noCounts();
  const words = await jsonLanguage();
  let rows = 0;
  for await (const entry of store.list()) {
    const row = `${rows === 0 ? '[' : ','}${toJson(queueEntryJson(entry, words))}\n`;
    await output.octets(Buffer.from(row, 'utf8'));
    counts[entry.state] += 1;
    rows += 1;
  }
  await output.line(rows === 0 ? '[]' : ']');
  return counts;
}

/** The form for scripts (sendmemo(1)): it does not change with the terminal, the language or the messages. */
async function listLines({ store }: OpenedSpool, context: LoadedContext): Promise<Counts> {
  const { output } = context;
  const counts = noCounts();
  let rows = 0;
  for await (const entry of store.list()) {
    if (rows === 0) await output.line(queueHeading());
    await output.line(queueRow(entry));
    counts[entry.state] += 1;
    rows += 1;
  }
  if (rows === 0) await output.line(queueWords('en').empty);
  else await tellStop(store, context);
  return counts;
}

async function listTable({ store, lastRun }: OpenedSpool, context: LoadedContext): Promise<Counts> {
  const { output, system } = context;
  const words = queueWords(chooseLocale(system.env).language);
  const view: ListView = {
    words,
    language: await output.language(),
    nowMs: system.now(),
    width: terminalWidth(system.stdout.columns, system.env),
  };
  let idLength = shortestShown;
  const counts = noCounts();
  let sizeBytes = 0;
  let widths: readonly number[] | null = null;
  let held: ListCells[] = [];
  const release = async (): Promise<void> => {
    widths ??= listWidths(held, view);
    const lines = held.map((cells) => listLine(cells, widths ?? [], view));
    held = [];
    if (lines.length > 0) await output.line(lines.join('\n'));
  };
  for await (const [entry, next] of withNext(store.list())) {
    if (widths === null && held.length === 0) held.push(words.headings);
    idLength = Math.max(idLength, distinctLength(entry.id, next?.id));
    held.push(listCells(entry, view, idLength));
    counts[entry.state] += 1;
    sizeBytes += sizeOf(entry);
    if (held.length > measuredRows) await release();
  }
  await release();
  if (widths === null || Object.values(counts).every((count) => count === 0)) {
    await output.line(words.empty);
    return counts;
  }
  const { outage } = await lastRun.read();
  const sum = { counts, sizeBytes, lastRunMs: await lastRun.lastMs(), outage };
  await output.line(['', ...listSumLines(sum, view)].join('\n'));
  await tellStop(store, context);
  return counts;
}

/** Each with the one behind it, or undefined. */
async function* withNext<Item>(
  items: AsyncIterable<Item>,
): AsyncGenerator<readonly [Item, Item | undefined]> {
  let before: { readonly item: Item } | null = null;
  for await (const item of items) {
    if (before !== null) yield [before.item, item];
    before = { item };
  }
  if (before !== null) yield [before.item, undefined];
}

async function tellStop(store: Store, { output, system }: LoadedContext): Promise<void> {
  const { stopped } = await store.summary(new Date(system.now()));
  if (stopped !== null) await output.line(stoppedLine(stopped));
}

function sizeOf(entry: Entry | CorruptEntry): number {
  return 'corrupt' in entry ? 0 : entry.sizeBytes;
}
