/** `queue run`: delivers what is due, once or for as long as it is watched. */
import { actionReporter, actOn } from './actions.ts';
import { bringOver } from './bring-over.ts';
import { createRunReport } from './report.ts';
import { findIds } from './select.ts';
import type { RunSum } from './sum.ts';
import { countEvent, emptySum } from './sum.ts';
import { localTime } from './times.ts';
import type { QueueWords } from './words.ts';
import { queueWords } from './words.ts';
import type { SpoolSettings } from '../../config/settings.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asOwnerOf } from '../../files/foreign.ts';
import { writeRegularly } from '../../metrics/clock.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { Progress } from '../../output/progress.ts';
import { aroundProgress, createProgress, noProgress } from '../../output/progress.ts';
import { limitSessions } from '../../smtp/session-limit.ts';
import { createAgeClock } from '../../spool/age-clock.ts';
import type { LastRun } from '../../spool/last-run.ts';
import { beatMs } from '../../spool/last-run.ts';
import type { RunEvent } from '../../spool/run-event.ts';
import { runQueue } from '../../spool/runner.ts';
import { createFileServerMemory } from '../../spool/server-memory.ts';
import { readStatistics } from '../../spool/statistics.ts';
import { regularly } from '../../text/regularly.ts';
import { describeFailure } from '../../words/language.ts';
import { reportingName } from '../compose-deps.ts';
import type { LoadedContext } from '../context.ts';
import type { OpenedSpool } from '../open-spool.ts';
import { errorJson, jsonLanguage } from '../send/json.ts';
import { openSubmitter } from '../send/submit.ts';

/** What a run works on. */
export interface RunPlace extends OpenedSpool {
  readonly spool: SpoolSettings;
  /** As RunQueueOptions has it. */
  readonly onReady?: (lookAgain: () => void) => void;
}

/**
 * `queue run ID…`: these are made due, then the queue is run as always.
 * @returns the exit status. @throws SendmemoError spool-unwritable
 */
export async function runSome(
  place: RunPlace,
  ids: readonly string[],
  watch: boolean,
  context: LoadedContext,
): Promise<number> {
  const { store } = place;
  const report = actionReporter(context);
  let failed = 0;
  for (const selected of await findIds(store.places(), ids)) {
    const result = await actOn(store, 'retry', selected);
    await report(result);
    if (result.failure !== null) failed = exitStatus(result.failure);
  }
  const status = await runOnce(place, watch, context);
  return failed === 0 ? status : failed;
}

/** @returns the exit status. @throws SendmemoError spool-unwritable */
export async function runOnce(place: RunPlace, watch: boolean, context: LoadedContext): Promise<number> {
  const { store, spool, lastRun, label } = place;
  const { system, output, common } = context;
  const words = queueWords(chooseLocale(system.env).language);
  await lastRun.beat();
  const bring = bringOver(spool, store, context, (failure) => output.failure(failure));
  const brought = await bring();
  const endBeats = regularly(beatMs, system.sleep, async () => {
    await beat(lastRun);
    await bring();
  });
  const isShown = common.verbose || output.isTerminal();
  if (watch && isShown && !common.json && !common.quiet) {
    const { counts, due } = await readStatistics(store, new Date(system.now()));
    await output.line(words.watching(label, counts.waiting, due));
  }
  if (brought > 0 && isShown && !common.json && !common.quiet) {
    await output.line(words.moved(brought, label));
  }
  const progress = watch ? noProgress : progressOf(context);
  const due = progress === noProgress ? 0 : (await store.summary(new Date(system.now()))).due;
  const shown = { ...context, output: aroundProgress(output, progress) };
  const report = await createRunReport({ context: shown, words, store, lastRun, watch });
  context.metrics?.running();
  const endMetrics = writeRegularly(context.metrics, system.sleep, () =>
    readStatistics(store, new Date(system.now())),
  );
  const sum = emptySum();
  let status = 0;
  try {
    for await (const event of await openRun(place, watch, context)) {
      if (isForeignEntry(event)) status = exitStatus(event.failure);
      countEvent(sum, event);
      countTry(event, context);
      await report.event(event);
      const done = sum.sent + sum.retry + sum.failed + sum.waits;
      const fraction = due === 0 ? null : done / due;
      progress.update({ done, failed: sum.retry + sum.failed, fraction });
    }
  } finally {
    progress.clear();
    await endBeats();
    await report.keep();
    await endMetrics();
  }
  if (common.json) {
    const failure = report.outage();
    const error = failure === null ? null : errorJson(failure, await jsonLanguage());
    await output.json({ ...sum, error });
  } else if (isShown) {
    const { counts, nextTry } = await store.summary(new Date(system.now()));
    const next = nextTry === null ? null : localTime(nextTry, system.now());
    await output.line(runSumLine(sum, counts.waiting, next, words));
  }
  return status;
}

/** Ends without an event where nothing is due. */
async function openRun(
  { store, spool, share, onReady }: RunPlace,
  watch: boolean,
  context: LoadedContext,
): Promise<AsyncIterable<RunEvent>> {
  const { system, log, output, signal } = context;
  const memory = createFileServerMemory({
    directory: spool.directory,
    now: system.now,
    uniqueId: system.uniqueId,
    within: asOwnerOf(spool.directory, system),
    onNotice: (notice) => void output.warning(notice),
  });
  // One submitter for all workers: one that the server does not let in waits for a session of another.
  const submitter = openSubmitter(context, spool.messagesPerConnection, memory);
  const deliver = limitSessions(submitter.deliver, spool.maxConnections);
  const language = await output.language();
  return runQueue({
    store,
    ...(onReady === undefined ? {} : { onReady }),
    openDeliver: () => ({ deliver, close: () => submitter.close() }),
    now: system.now,
    sleep: system.sleep,
    random: system.random,
    ages:
      share?.ages(spool.holdAgeMs) ??
      createAgeClock({
        directory: spool.directory,
        holdAgeMs: spool.holdAgeMs,
        now: system.now,
        sleep: system.sleep,
        uniqueId: system.uniqueId,
        within: asOwnerOf(spool.directory, system),
      }),
    share,
    connections:
      spool.maxConnectionsScope === 'all' ? (share?.connections(spool.maxConnections) ?? null) : null,
    log,
    settings: spool,
    signal,
    watch,
    hostName: await reportingName(system),
    describe: (failure) => describeFailure(language, failure).what,
  });
}

/** A spool that can't be written has its own failures, and they are reported. */
async function beat(lastRun: LastRun): Promise<void> {
  try {
    await lastRun.beat();
  } catch {
    // The next beat tries again.
  }
}

/** An entry that this user may not touch (root had spooled it): no later run will do better. */
function isForeignEntry(event: RunEvent): event is Extract<RunEvent, { event: 'fault' }> {
  if (event.event !== 'fault' || event.id === null) return false;
  return event.failure.reason === 'spool-unwritable' && event.failure.system === 'EACCES';
}

function progressOf({ system, common }: LoadedContext): Progress {
  if (common.quiet || common.standardError !== 'messages') return noProgress;
  const { language } = chooseLocale(system.env);
  return createProgress({ stream: () => system.stderr, monotonic: system.monotonic, language });
}

function countTry(event: RunEvent, { metrics }: LoadedContext): void {
  if (metrics === null || event.event !== 'tried' || event.fate === 'waits') return;
  metrics.tried(event.fate, event.failure?.code ?? null);
}

/** `2 sent, 1 deferred, 0 failed; 1 message waiting, next try at 11:02:10`. */
function runSumLine(sum: RunSum, waiting: number, next: string | null, words: QueueWords): string {
  const did = sum.tried === 0 ? words.nothingDue : words.sum(sum.sent, sum.retry, sum.failed);
  return waiting === 0 ? did : `${did}; ${words.waiting(waiting, next)}`;
}
