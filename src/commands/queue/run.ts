/** `sendmemo queue …`, `sendmail -bp` and `sendmail -q`. */
import { actOnEntries, countEvent, emptySum } from './actions.ts';
import type { QueueRequest } from './request.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { asOwnerOf } from '../../files/foreign.ts';
import {
  queueEntryJson,
  queueEntryLines,
  queueHeading,
  queueRow,
  runSumLine,
  statisticsLines,
  stoppedLine,
} from './text.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { Progress } from '../../output/progress.ts';
import { aroundProgress, createProgress, noProgress } from '../../output/progress.ts';
import { failureLines } from '../../output/failure-text.ts';
import { describeFailure } from '../../words/language.ts';
import type { RunEvent } from '../../spool/run-event.ts';
import { createAgeClock } from '../../spool/age-clock.ts';
import { runQueue } from '../../spool/runner.ts';
import { createFileServerMemory } from '../../spool/server-memory.ts';
import { readStatistics } from '../../spool/statistics.ts';
import type { Store } from '../../spool/store.ts';
import { reportingName } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { writeRegularly } from '../../metrics/clock.ts';
import { openStore } from '../open-spool.ts';
import { openSubmitter } from '../send/submit.ts';
import { toJson } from '../../text/control-characters.ts';
import { limitSessions } from '../../smtp/session-limit.ts';

/** @returns the exit status. @throws SendmemoError of the config and spool rooms */
export async function runQueueCommand(request: QueueRequest, context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  const store = await openStore(loaded, `sendmemo queue ${request.action}`);
  switch (request.action) {
    case 'run':
      return request.ids.length === 0
        ? run(store, request.watch, loaded)
        : runSome(store, request.ids, request.watch, loaded);
    case 'list':
      return list(store, loaded);
    case 'show':
      return show(store, request.ids, loaded);
    case 'stats': {
      const statistics = await readStatistics(store, new Date(context.system.now()));
      await printLines(loaded, statistics, statisticsLines(statistics));
      return 0;
    }
    case 'retry':
    case 'hold':
    case 'release':
    case 'remove': {
      const results = await actOnEntries(store, request.action, request.ids);
      return tell(results, loaded);
    }
  }
}

async function list(store: Store, { output, common }: LoadedContext): Promise<number> {
  let rows = 0;
  for await (const entry of store.list()) {
    if (common.json) {
      const row = `${rows === 0 ? '[' : ','}${toJson(queueEntryJson(entry))}\n`;
      await output.octets(Buffer.from(row, 'utf8'));
    } else {
      if (rows === 0) await output.line(queueHeading());
      await output.line(queueRow(entry));
    }
    rows += 1;
  }
  if (common.json) await output.line(rows === 0 ? '[]' : ']');
  else if (rows === 0) await output.line('the spool is empty');
  else {
    const { stopped } = await store.summary();
    if (stopped !== null) await output.line(stoppedLine(stopped));
  }
  return 0;
}

async function show(
  store: Store,
  ids: readonly string[],
  { output, common }: LoadedContext,
): Promise<number> {
  let worst = 0;
  for (const id of ids) {
    try {
      const entry = await store.get(id);
      if (common.json) await output.json(queueEntryJson(entry));
      else await output.line([...queueEntryLines(entry, await output.language()), ''].join('\n'));
    } catch (error) {
      const failure = asFailure(error);
      await output.failure(failure);
      worst = exitStatus(failure);
    }
  }
  return worst;
}

async function tell(
  results: readonly { id: string; failure: Failure | null }[],
  { output, common }: LoadedContext,
): Promise<number> {
  let worst = 0;
  for (const { id, failure } of results) {
    if (common.json) await output.json({ id, error: failure?.code ?? null });
    if (failure) {
      await output.failure(failure);
      worst = exitStatus(failure);
    }
  }
  return worst;
}

/** `queue run ID…`: these are made due, then the queue is run as always. */
async function runSome(
  store: Store,
  ids: readonly string[],
  watch: boolean,
  context: LoadedContext,
): Promise<number> {
  const failed = await tell(await actOnEntries(store, 'retry', ids), context);
  const status = await run(store, watch, context);
  return failed === 0 ? status : failed;
}

async function run(store: Store, watch: boolean, context: LoadedContext): Promise<number> {
  const { system, settings, log, output, signal, common } = context;
  const { spool } = settings.server;
  if (spool === null)
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-needs-directory',
      command: 'sendmemo queue run',
    });
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
  const sum = emptySum();
  const language = await output.language();
  const events = runQueue({
    store,
    openDeliver: () => ({ deliver, close: () => submitter.close() }),
    now: system.now,
    sleep: system.sleep,
    random: system.random,
    ages: createAgeClock({
      directory: spool.directory,
      holdAgeMs: spool.holdAgeMs,
      now: system.now,
      sleep: system.sleep,
      uniqueId: system.uniqueId,
      within: asOwnerOf(spool.directory, system),
    }),
    log,
    settings: spool,
    signal,
    watch,
    hostName: await reportingName(system),
    describe: (failure) => describeFailure(language, failure).what,
  });
  const progress = watch ? noProgress : progressOf(context);
  const due = progress === noProgress ? 0 : (await store.due(new Date(system.now()))).length;
  const said = { ...context, output: aroundProgress(output, progress) };
  context.metrics?.running();
  const endMetrics = writeRegularly(context.metrics, system.sleep, () =>
    readStatistics(store, new Date(system.now())),
  );
  let status = 0;
  for await (const event of events) {
    if (isForeignEntry(event)) status = exitStatus(event.failure);
    countEvent(sum, event);
    countTry(event, context);
    await sayEvent(event, said);
    const done = sum.sent + sum.retry + sum.failed + sum.waits;
    const fraction = due === 0 ? null : done / due;
    progress.update({ done, failed: sum.retry + sum.failed, fraction });
  }
  progress.clear();
  await endMetrics();
  if (common.json || common.verbose || output.isTerminal()) await printLines(context, sum, [runSumLine(sum)]);
  return status;
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

/** What an operator has to know at once goes to standard error; the rest is in the log. */
async function sayEvent(event: RunEvent, { output, common }: LoadedContext): Promise<void> {
  switch (event.event) {
    case 'corrupt':
    case 'fault':
      await output.failure(event.failure);
      break;
    case 'server-held':
      await output.message(
        [
          ...failureLines(event.failure, await output.language()),
          `sendmemo: the server is left alone until ${event.until}`,
        ].join('\n'),
      );
      break;
    case 'stuck':
      await output.message(
        `sendmemo: ${event.id}: the delivery does not end; its entry stays claimed until this process has ended`,
      );
      break;
    case 'claim':
      if (event.claim.state === 'not-taken') await output.failure(event.claim.failure);
      if (event.claim.state === 'elsewhere') {
        await output.message(
          `sendmemo: ${event.claim.id} is claimed by process ${event.claim.pid} on ${event.claim.host}; if that is gone: sendmemo queue retry ${event.claim.id}`,
        );
      }
      break;
    case 'tried':
      for (const notice of event.report.notices) await output.warning(notice);
      if (common.verbose)
        await output.message(
          `sendmemo: ${event.entry.id}: ${event.fate}${event.failure ? ` (${event.failure.code})` : ''}`,
        );
      break;
    case 'bounced':
      break;
  }
}

async function printLines(
  { output, common }: LoadedContext,
  json: unknown,
  lines: readonly string[],
): Promise<void> {
  await (common.json ? output.json(json) : output.line(lines.join('\n')));
}
