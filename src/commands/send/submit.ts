/** Submitting one composed message and saying what became of it: shared by send, notify, document and sendmail. */
import type { Kept, SendResult } from './message.ts';
import { sendMessage } from './message.ts';
import type { DeliveryMode } from '../../config/settings.ts';
import type { Deliver } from '../../delivery.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Composed } from '../../message/draft.ts';
import { jsonLanguage, sendResultJson } from './json.ts';
import { failureLines, refusalLines } from '../../output/failure-text.ts';
import { successLine } from './text.ts';
import { createSubmitter } from '../../smtp/submit.ts';
import type { ServerMemory, Submitter, SubmitterOptions } from '../../smtp/submitter.ts';
import type { QueueStatistics } from '../../spool/statistics.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { openLogin } from '../login.ts';
import { wayOutOf } from '../way-out.ts';

export interface SubmissionRequest {
  readonly dryRun: boolean;
  /** null: as configured. */
  readonly delivery: DeliveryMode | null;
}

/** @returns the exit status */
export async function submit(
  composed: Composed,
  request: SubmissionRequest,
  context: LoadedContext,
): Promise<number> {
  try {
    if (request.dryRun) return await (await import('./dry-run.ts')).dryRun(composed, context);
    const submitter = openSubmitter(context, 1);
    const result = await sendMessage(composed, request.delivery ?? context.settings.server.delivery, {
      deliver: await watched(submitter.deliver, context),
      enqueue: (message, failure) => keepInSpool(message, failure, context),
      monotonic: context.system.monotonic,
      log: context.log,
      signal: context.signal,
    });
    await submitter.close();
    const status = await reportResult(result, context);
    await recordResult(result, context);
    return status;
  } finally {
    await composed.message.dispose();
  }
}

/** Progress is shown only on a terminal; elsewhere its code is not loaded. */
async function watched(deliver: Deliver, { common, system }: LoadedContext): Promise<Deliver> {
  const isSilent = common.quiet || common.standardError !== 'messages';
  if (isSilent || !system.isTerminal('stderr')) return deliver;
  const { withProgress } = await import('./progress.ts');
  return withProgress(deliver, {
    stream: () => system.stderr,
    monotonic: system.monotonic,
    env: system.env,
  });
}

/** @returns a submitter over the configured servers */
export function openSubmitter(
  context: LoadedContext,
  messagesPerSession: number,
  memory: ServerMemory | null = null,
): Submitter {
  const { metrics } = context;
  const submitter = createSubmitter(submitterOptions(context, messagesPerSession, memory));
  return metrics === null ? submitter : { ...submitter, deliver: metrics.timed(submitter.deliver) };
}

/** @returns what a submitter over the configured servers needs */
export function submitterOptions(
  context: LoadedContext,
  messagesPerSession: number,
  memory: ServerMemory | null,
): SubmitterOptions {
  const { metrics } = context;
  const { server, tls } = context.settings;
  return {
    endpoints: server.endpoints,
    timeouts: server.timeouts,
    wayOut: wayOutOf(server),
    tls,
    auth: openLogin(context),
    ehloName: server.ehloName,
    lookup: context.system.lookup,
    fqdn: context.system.fqdn,
    now: context.system.now,
    log: context.log,
    messagesPerSession,
    memory,
    ...(metrics === null ? {} : { onHandshake: (handshake) => metrics.handshake(handshake) }),
  };
}

/** Counts a message that can't be made, and what it can't be made for goes on to who reports it. */
export async function counted(context: LoadedContext, compose: () => Promise<Composed>): Promise<Composed> {
  try {
    return await compose();
  } catch (error) {
    const failure = asFailure(error);
    context.log.failed(
      failure,
      failure.code === 'INTERNAL' && error instanceof Error ? (error.stack ?? null) : null,
    );
    await recordResult({ status: 'failed', failure, queueId: null }, context);
    throw error;
  }
}

/** Adds the result to the metrics; the numbers of the spool change where the message went into it. */
async function recordResult(
  result: Pick<SendResult, 'status' | 'failure' | 'queueId'>,
  context: LoadedContext,
): Promise<void> {
  if (context.metrics === null) return;
  context.metrics.submitted(result);
  await context.metrics.write(result.queueId === null ? null : await spoolStatistics(context));
}

/** @returns the numbers of the spool, or null where there is none that can be read */
export async function spoolStatistics(context: LoadedContext): Promise<QueueStatistics | null> {
  if (context.settings.server.spool === null) return null;
  const [{ openSpool }, { readStatistics }] = await Promise.all([
    import('../open-spool.ts'),
    import('../../spool/statistics.ts'),
  ]);
  try {
    const { store } = await openSpool(context, 'sendmemo --metrics-file');
    return await readStatistics(store, new Date(context.system.now()));
  } catch {
    return null;
  }
}

/** See keepMessage. */
export async function keepInSpool(
  composed: Composed,
  failure: Failure | null,
  context: LoadedContext,
): Promise<Kept> {
  return (await import('../keep-in-spool.ts')).keepMessage(composed, failure, context);
}

/** Says what became of the message; what can't be said on standard output is said on standard error. */
export async function reportResult(result: SendResult, context: ProgramContext): Promise<number> {
  const { output, common } = context;
  for (const notice of result.notices) await output.warning(notice);
  if (result.failure) {
    await output.failure(result.failure);
    const outcomes = result.report?.outcomes ?? [];
    // Those in the spool are in a warning.
    const failed = result.queueId === null ? outcomes : outcomes.filter(({ state }) => state === 'refused');
    for (const line of refusalLines(failed, result.failure)) await output.message(line);
  }
  try {
    if (common.json) {
      await output.json(sendResultJson(result, await jsonLanguage()));
    } else if (result.failure === null && (common.verbose || output.isTerminal()))
      await output.line(successLine(result));
  } catch (error) {
    // What became of the message is decided: one line, and the status stays.
    await output.message(failureLines(asFailure(error), await output.language())[0] ?? '');
  }
  return result.failure === null ? 0 : exitStatus(result.failure);
}
