/** `sendmemo batch`: JSON Lines in, results out, over a few sessions. */
import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { BatchEvent, BatchResult, BatchTools } from './pipeline.ts';
import { sendBatch } from './pipeline.ts';
import { createPatientDeliver } from './patience.ts';
import type { ResultsFile } from './results-file.ts';
import { openResults } from './results-file.ts';
import { lockResults } from './results-lock.ts';
import type { BatchSum } from './sum.ts';
import { batchStatus, countLine, emptyBatchSum } from './sum.ts';
import type { BatchRequest } from './request.ts';
import { sendMessage } from '../send/message.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { composeMessage } from '../../message/compose.ts';
import { openInput, unreadable } from '../../message/input-file.ts';
import { batchResultLine } from './json.ts';
import { batchSumLine, givenUpLine, interruptedLine, keylessLine, worstLine } from './text.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { Progress } from '../../output/progress.ts';
import { aroundProgress, createProgress, noProgress } from '../../output/progress.ts';
import { jsonLanguage } from '../send/json.ts';
import type { Language } from '../../words/language.ts';
import { createProcessStart } from '../../spool/owner.ts';
import { composeDeps, withDefaults } from '../compose-deps.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { writeRegularly } from '../../metrics/clock.ts';
import { keepInSpool, openSubmitter, spoolStatistics } from '../send/submit.ts';
import { asOwnerOf } from '../../files/foreign.ts';
import { limitSessions } from '../../smtp/session-limit.ts';

/** How long deliveries may continue after the batch was asked to end. */
const graceMs = 20_000;
/** Where sendmemo.cfg says nothing. */
const messagesPerSession = 100;

interface Input {
  readonly octets: Readable;
  readonly name: string;
  /** null: unknown. */
  readonly sizeBytes: number | null;
}

/** @returns the exit status. @throws SendmemoError of the config room; USAGE, INPUT, OUTPUT of its files */
export async function runBatch(request: BatchRequest, context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  const { system, output, common } = loaded;
  if (request.file !== null && request.results !== null) {
    refuseSameFile(path.resolve(system.cwd, request.file), path.resolve(system.cwd, request.results));
  }
  const input = await openBatch(request.file, loaded);
  const results = request.results === null ? null : await openKept(request.results, system);
  const toStdout = results === null || common.json;
  const { language } = chooseLocale(system.env);
  const words = await jsonLanguage();
  const progress =
    common.quiet || common.standardError !== 'messages' || (toStdout && output.isTerminal())
      ? noProgress
      : createProgress({ stream: () => system.stderr, monotonic: system.monotonic, language });
  const run: Run = {
    context: { ...loaded, output: aroundProgress(output, progress) },
    results,
    toStdout,
    progress,
    language,
    words,
    sum: emptyBatchSum(),
  };
  let status = 0;
  try {
    status = await runLines(input, request.connections, run);
  } finally {
    progress.clear();
    await results?.close();
  }
  await sayEnd(run, results !== null && !common.json);
  return status;
}

interface Run {
  readonly context: LoadedContext;
  readonly results: ResultsFile | null;
  /** The results go to standard output. */
  readonly toStdout: boolean;
  readonly progress: Progress;
  readonly language: 'en' | 'ja';
  readonly words: Language;
  readonly sum: BatchSum;
}

async function runLines(input: Input, connections: number, run: Run): Promise<number> {
  const { context, sum, progress } = run;
  const { settings, signal } = context;
  const ending = endingOf(context);
  const submitter = openSubmitter(
    context,
    settings.server.spool?.messagesPerConnection ?? messagesPerSession,
  );
  const deliver = createPatientDeliver({
    deliver: limitSessions(submitter.deliver, connections),
    sleep: context.system.sleep,
    onGivenUp: (failure) => void sayGivenUp(run, failure),
  });
  // Spread once: it has a getter.
  const deps = { ...(await composeDeps(context.system, settings)) };
  const tools: BatchTools = {
    compose: (draft) =>
      composeMessage(withDefaults(draft, settings), { ...deps, now: new Date(context.system.now()) }),
    send: async (composed) =>
      sendMessage(composed, settings.server.delivery, {
        deliver,
        enqueue: (kept, failure) => keepInSpool(kept, failure, context),
        monotonic: context.system.monotonic,
        log: context.log,
        signal: ending.hard,
      }),
    ...rememberedBy(run.results),
    onEarly: (result) => keepEarly(result, run),
    connections,
    stop: signal,
    countsRest: input.sizeBytes !== null,
  };
  const sayLine = lineSayer(run);
  const endMetrics = writeRegularly(context.metrics, context.system.sleep, async () =>
    settings.server.delivery === 'direct' ? null : spoolStatistics(context),
  );
  try {
    for await (const event of sendBatch(input.octets, tools)) {
      countLine(sum, event);
      await sayLine(event);
      const { sizeBytes } = input;
      const fraction = sizeBytes === null ? null : event.endBytes / Math.max(1, sizeBytes);
      progress.update({ done: sum.done, failed: sum.failed + sum.partial, fraction });
    }
  } catch (error) {
    // A disk or a pipe failed under the batch.
    const { syscall } = error as NodeJS.ErrnoException;
    throw syscall === 'read' ? unreadable(input.name, 'batch', error) : error;
  } finally {
    ending.done();
    await submitter.close();
    await endMetrics();
  }
  if (!signal.aborted) return batchStatus(sum);
  const failure = asFailure(signal.reason);
  await context.output.failure(failure);
  const isCounted = input.sizeBytes !== null;
  await context.output.message(
    interruptedLine(sum, { isCounted, isKept: run.results !== null }, run.language),
  );
  return Math.max(batchStatus(sum) === 75 ? 0 : batchStatus(sum), exitStatus(failure));
}

function rememberedBy(results: ResultsFile | null): Pick<BatchTools, 'isDone' | 'claim' | 'remainder'> {
  if (results !== null) return results;
  return { isDone: () => false, claim: () => true, remainder: (_key, composed) => composed };
}

/** Tells what becomes of each line, and each warning once. */
function lineSayer(run: Run): (event: BatchEvent) => Promise<void> {
  const { context, results, toStdout, words } = run;
  const { output } = context;
  const warned = new Set<string>();
  let keyless = false;
  return async (event) => {
    if (event.fate !== 'done') return;
    context.metrics?.submitted(event.result);
    const text = batchResultLine(event, words);
    try {
      results?.append(event.line, text);
    } catch (error) {
      // The message may be gone all the same.
      await output.message(text);
      throw error;
    }
    if (toStdout) await output.octets(Buffer.from(`${text}\n`, 'utf8'));
    for (const notice of event.result.notices) {
      const name = JSON.stringify(notice);
      if (notice.reason === 'kept-in-spool' || warned.has(name)) continue;
      warned.add(name);
      await output.warning(notice);
    }
    if (results !== null && event.key === null && event.result.status !== 'failed' && !keyless) {
      keyless = true;
      if (!context.common.quiet) await output.message(keylessLine(event.line, run.language));
    }
  };
}

/** What can't be written here is said, for the batch may end before its turn comes. */
function keepEarly(result: BatchResult, { results, words, context: { output } }: Run): void {
  if (result.result.status === 'failed') return;
  const text = batchResultLine(result, words);
  try {
    results?.keepEarly(result.line, text);
  } catch {
    void output.message(text);
  }
}

async function sayGivenUp({ context: { output }, language }: Run, failure: Failure): Promise<void> {
  await output.message(givenUpLine(language));
  await output.failure(failure);
}

/** Standard output has the results; what a person has to know besides goes to standard error. */
async function sayEnd({ context, sum, language }: Run, silentOutput: boolean): Promise<void> {
  const { output, common } = context;
  if (sum.worst !== null) {
    await output.message(worstLine(sum, sum.worst.line, language));
    await output.failure(sum.worst.failure);
  } else if (silentOutput && !context.signal.aborted && (common.verbose || output.isTerminal())) {
    await output.line(batchSumLine(sum, language));
  }
}

/** SIGTERM ends the batch after what is under way; the hard bound of `--timeout` ends that too. */
function endingOf({ signal, system }: ProgramContext): { hard: AbortSignal; done: () => void } {
  const hard = new AbortController();
  const done = new AbortController();
  const end = (): void => {
    const failure = asFailure(signal.reason);
    const waitMs = failure.reason === 'interrupted' ? graceMs : 0;
    void system.sleep(waitMs, done.signal).then(
      () => hard.abort(signal.reason),
      () => {},
    );
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return { hard: hard.signal, done: () => done.abort() };
}

/** @throws SendmemoError USAGE usage-missing-operand; INPUT file-unreadable */
async function openBatch(file: string | null, { system }: ProgramContext): Promise<Input> {
  if (file !== null) {
    const input = await openInput(path.resolve(system.cwd, file), 'batch');
    return input.kind === 'file'
      ? { octets: input.handle.createReadStream(), name: file, sizeBytes: input.stats.size }
      : { octets: input.octets, name: file, sizeBytes: null };
  }
  if (system.stdin.isTTY === true) {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-missing-operand',
      command: 'sendmemo batch',
      operand: 'file',
    });
  }
  return { octets: system.stdin, name: '-', sizeBytes: fileSize(system.stdin) };
}

/** @returns the size of a file that is standard input, or null for a pipe */
function fileSize(stdin: object): number | null {
  if (!('fd' in stdin) || typeof stdin.fd !== 'number') return null;
  const status = fs.fstatSync(stdin.fd);
  return status.isFile() ? status.size : null;
}

/** The file of results, locked until it is closed. @throws SendmemoError OUTPUT cannot-create; USAGE */
async function openKept(name: string, system: ProgramContext['system']): Promise<ResultsFile> {
  const file = path.resolve(system.cwd, name);
  const within = asOwnerOf(file, system);
  const unlock = await lockResults(file, {
    pid: system.pid,
    hostName: system.hostName(),
    processStart: createProcessStart(system.isAlive),
    within,
  });
  try {
    const results = await openResults(file, system.monotonic, within);
    return {
      ...results,
      close: async () => {
        await results.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Results in the batch itself would be read as lines of it. */
function refuseSameFile(file: string, results: string): void {
  const [one, other] = [file, results].map((name) => fs.statSync(name, { throwIfNoEntry: false }));
  if (one === undefined || other === undefined || one.dev !== other.dev || one.ino !== other.ino) return;
  throw new SendmemoError({ code: 'USAGE', reason: 'usage-conflict', option: '--results', other: file });
}
