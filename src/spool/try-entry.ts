/**
 * One try of one entry, in the order that loses nothing: claim, deliver, put the DSN, record, settle. A step that
 * can't be done keeps all later ones from being done.
 */
import type { DeliveryReport, Submission } from '../delivery.ts';
import { SendmemoError, asFailure } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import { storedMessage } from '../message/stored.ts';
import { stopsAge } from './age-clock.ts';
import { sleepUntil } from './bell.ts';
import type { Feed } from './due-feed.ts';
import type { OpenedDeliver, TryOptions } from './run-options.ts';
import { carryOut, finish } from './recording.ts';
import type { Claim, Entry } from './store.ts';
import type { Verdict } from './try-verdict.ts';
import { judgeTry } from './try-verdict.ts';

/** How long a delivery may take to end after it was aborted. */
const abortPauseMs = 15_000;

/** `stuck`: the session must not be used again. `unreadable`: the entry could not be claimed. */
export type TryEnd = 'done' | 'stuck' | 'unreadable';

type Ticket = Extract<Feed, { kind: 'entry' | 'unreadable' | 'old' }>;

/** @returns the function that tries one entry; it never rejects. */
export function createTry(
  options: TryOptions,
): (ticket: Ticket, open: () => OpenedDeliver) => Promise<TryEnd> {
  const { store, now, gate, emit } = options;

  function report(id: string, failure: Failure): void {
    emit({ event: failure.reason === 'spool-entry-corrupt' ? 'corrupt' : 'fault', id, failure });
  }

  return async (ticket, open) => {
    if (ticket.kind === 'unreadable') {
      report(ticket.id, ticket.failure);
      return 'unreadable';
    }
    if (ticket.kind === 'old') {
      let claimed = false;
      try {
        const claim = await store.claim(ticket.due.id, ticket.due.nextTry);
        claimed = true;
        if (claim !== null) await endIfOld(options, claim);
        return 'done';
      } catch (error) {
        report(ticket.due.id, asFailure(error));
        return claimed ? 'done' : 'unreadable';
      }
    }
    const { claim, probe } = ticket;
    let isServerKnown = false;
    try {
      if (!claim.entry.recipients.some(({ state }) => state === 'pending')) {
        await finish(options, claim);
        return 'done';
      }
      await options.rate.place(options.stop);
      const heldMeanwhile = gate.closed() !== null && !probe;
      if (options.stop.aborted || heldMeanwhile) {
        await claim.release('waiting');
        return 'done';
      }
      const startedMs = now();
      const report = await deliverBounded(options, claim, open());
      if (report === null) {
        emit({ event: 'stuck', id: claim.entry.id });
        return 'stuck';
      }
      await tellAges(options, report);
      const verdict = judge(options, claim.entry, report);
      isServerKnown = verdict.server !== 'unknown';
      tellGate(options, claim.entry, report, verdict);
      await conclude(options, claim, report, verdict, startedMs);
    } catch (error) {
      report(claim.entry.id, asFailure(error));
    } finally {
      if (probe && !isServerKnown) gate.unused();
    }
    return 'done';
  };
}

/** null: it did not end although its signal was aborted. */
async function deliverBounded(
  { stop, sleep, graceMs, tryTimeoutMs }: TryOptions,
  claim: Claim,
  { deliver }: OpenedDeliver,
): Promise<DeliveryReport | null> {
  const bound = new AbortController();
  const done = new AbortController();
  const lose = (): void => bound.abort(claim.lost?.reason);
  claim.lost?.addEventListener('abort', lose);
  if (claim.lost?.aborted === true) lose();
  const delivery = deliver(toSubmission(claim), bound.signal).catch((error: unknown): DeliveryReport =>
    failedReport(asFailure(error)),
  );
  const limit = async (): Promise<null> => {
    await sleepUntil(sleep, tryTimeoutMs, stop, done);
    const ended = stop.aborted;
    if (ended && !done.signal.aborted) await sleep(graceMs, done.signal).catch(() => {});
    if (!done.signal.aborted) {
      bound.abort(
        new SendmemoError(
          ended
            ? { code: 'TIMEOUT', reason: 'interrupted', signal: 'SIGTERM', stage: null }
            : {
                code: 'TIMEOUT',
                reason: 'run-timeout',
                server: null,
                stage: null,
                seconds: tryTimeoutMs / 1000,
              },
        ),
      );
      await sleep(abortPauseMs, done.signal).catch(() => {});
    }
    return null;
  };
  try {
    return await Promise.race([delivery, limit()]);
  } finally {
    claim.lost?.removeEventListener('abort', lose);
    done.abort();
  }
}

/** Records what a try has brought. @throws SendmemoError spool-unwritable */
async function conclude(
  options: TryOptions,
  claim: Claim,
  report: DeliveryReport,
  verdict: Verdict,
  startedMs: number,
): Promise<void> {
  const { now, log, emit } = options;
  const before = claim.entry;
  log.submitted({
    messageId: before.messageId,
    sender: before.sender.address,
    outcomes: report.outcomes,
    server: report.server,
    tls: report.tls,
    sizeBytes: report.sizeBytes ?? before.sizeBytes,
    response: report.response,
    failure: report.failure,
    durationMs: Math.max(0, now() - startedMs),
    queueId: before.id,
  });
  const fate = await carryOut(options, claim, verdict);
  if (fate === 'retry' && verdict.failure !== null) {
    log.retryLater({
      queueId: before.id,
      messageId: before.messageId,
      nextTry: verdict.nextTry ?? before.nextTry,
      tries: verdict.tries,
      failure: verdict.failure,
    });
  }
  emit({
    event: 'tried',
    entry: claim.entry,
    report,
    fate,
    nextTry: fate === 'retry' ? verdict.nextTry : null,
    failure: verdict.failure,
  });
}

function judge({ now, random, settings, ages }: TryOptions, entry: Entry, report: DeliveryReport): Verdict {
  const nowMs = now();
  return judgeTry(entry, report, {
    nowMs,
    maxAgeMs: settings.maxAgeMs,
    stoppedMs: ages.stoppedMs(Date.parse(entry.agedFrom), nowMs),
    isStopped: ages.isStopped(nowMs),
    random: random(),
  });
}

/** A fault that only people can put right stops the age of all messages; any other word of the server's lets it go on. */
async function tellAges({ ages, log }: TryOptions, { failure }: DeliveryReport): Promise<void> {
  if (failure === null) return ages.go();
  if (failure.reason === 'interrupted' || failure.reason === 'run-timeout') return;
  if (!stopsAge(failure)) return ages.go();
  const stop = await ages.stop(failure);
  if (stop !== null) log.warning({ reason: 'spool-waits', ...stop });
}

function tellGate({ gate, emit }: TryOptions, entry: Entry, report: DeliveryReport, verdict: Verdict): void {
  const { failure } = report;
  if (verdict.server === 'unknown') return;
  if (verdict.server === 'worked' || failure === null) gate.worked();
  else {
    const held = verdict.server === 'lost' ? gate.lost(entry.id, failure) : gate.failed(failure);
    const closed = gate.closed();
    if (held && closed !== null) {
      emit({ event: 'server-held', failure, until: new Date(closed.untilMs).toISOString() });
    }
  }
}

/** The server is held back and this message's age is over: it has been tried, so it is given up. */
async function endIfOld(options: TryOptions, claim: Claim): Promise<void> {
  const { entry } = claim;
  const closed = options.gate.closed();
  const { ages } = options;
  const nowMs = options.now();
  const agedFromMs = Date.parse(entry.agedFrom);
  const age = nowMs - agedFromMs - ages.stoppedMs(agedFromMs, nowMs);
  const isYoung = ages.isStopped(nowMs) || age < options.settings.maxAgeMs;
  if (closed === null || entry.lastFailure === null || isYoung) {
    await claim.release('waiting');
    return;
  }
  const report = failedReport(closed.failure);
  const verdict = judge(options, entry, report);
  const fate = await carryOut(options, claim, verdict);
  options.emit({ event: 'tried', entry: claim.entry, report, fate, nextTry: null, failure: verdict.failure });
}

function toSubmission(claim: Claim): Submission {
  const { entry } = claim;
  const { messageId, subject, sizeBytes, eightBit, smtpUtf8 } = entry;
  return {
    envelope: {
      sender: entry.sender,
      recipients: entry.recipients
        .filter(({ state }) => state === 'pending')
        .map(({ address, needsSmtpUtf8 }) => ({ address, needsSmtpUtf8 })),
      dsn: entry.dsn,
    },
    message: storedMessage({
      messageId,
      subject,
      sizeBytes,
      eightBit,
      smtpUtf8,
      open: () => claim.openMessage(),
    }),
  };
}

function failedReport(failure: Failure): DeliveryReport {
  return { outcomes: [], server: null, tls: null, response: null, failure, notices: [], sizeBytes: null };
}
