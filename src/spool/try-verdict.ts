/** What a delivery report means for the entry and for the server. Pure. */
import type { DeliveryReport, Outcome } from '../delivery.ts';
import { consequence } from '../failure/consequence.ts';
import type { Reply, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import { isPastAge, nextTryAt } from './schedule.ts';
import type { Entry, EntryRecipient } from './store.ts';

/**
 * `failed`: it can't take mail now. `lost`: the connection broke in mid-message, whosever fault that is. `worked`: it
 * took or judged the message. `unknown`: it was not asked.
 */
export type ServerVerdict = 'failed' | 'lost' | 'worked' | 'unknown';

/** `done`: every recipient is done. `retry`: a try that counts. `untouched`: the message had no part in it. */
export type EntryFate = 'done' | 'retry' | 'untouched';

export interface Verdict {
  readonly server: ServerVerdict;
  readonly fate: EntryFate;
  readonly recipients: readonly EntryRecipient[];
  /** Those that this try has ended: the sender is notified. */
  readonly refused: readonly EntryRecipient[];
  readonly tries: number;
  /** ISO 8601; null unless fate is retry. */
  readonly nextTry: string | null;
  /** Why it is retried or has failed; `expired` where its age ended it. */
  readonly failure: Failure | null;
}

export interface VerdictFacts {
  readonly nowMs: number;
  readonly maxAgeMs: number;
  /** For how long since `agedFrom` the clock was stopped, and whether it is now. */
  readonly stoppedMs: number;
  readonly isStopped: boolean;
  /** 0 ≤ x < 1. */
  readonly random: number;
}

type Try = Pick<DeliveryReport, 'outcomes' | 'failure'>;

/** @returns what to record and where the entry goes. */
export function judgeTry(entry: Entry, report: Try, facts: VerdictFacts): Verdict {
  const server = judgeServer(report);
  const { failure } = report;
  // A reply to the whole message applies to each of its recipients.
  const said = failure !== null && 'reply' in failure && isMidMessage(failure) ? failure.reply : null;
  const outcomes = outcomesByAddress(report.outcomes);
  const answered = entry.recipients.map((recipient) => applyOutcome(recipient, outcomes, said));
  const counts = failure !== null && isCounted(failure);
  const final = failure !== null && isFinal(failure);
  const tries = counts ? entry.tries + 1 : entry.tries;
  const agedFromMs = Date.parse(entry.agedFrom) + facts.stoppedMs;
  const past =
    failure !== null &&
    failure.reason !== 'interrupted' &&
    !facts.isStopped &&
    isPastAge({ ...facts, agedFromMs });
  const end = final || past;
  const recipients = end
    ? answered.map((each) => (each.state === 'pending' ? { ...each, state: 'refused' as const } : each))
    : answered;
  const expired = !final && past && answered.some(({ state }) => state === 'pending');
  const pending = recipients.some(({ state }) => state === 'pending');
  const nextTry = pending && counts ? nextTryAt({ ...facts, tries, agedFromMs }) : null;
  return {
    server,
    fate: pending ? (counts ? 'retry' : 'untouched') : 'done',
    recipients,
    // `recipients` keeps the order of the entry.
    refused: recipients.filter(
      ({ state }, index) => state === 'refused' && entry.recipients[index]?.state !== 'refused',
    ),
    tries,
    nextTry: nextTry === null ? null : new Date(nextTry).toISOString(),
    failure: expired && failure !== null ? expiredFailure(facts.maxAgeMs, failure) : failure,
  };
}

/** The failure of a message whose age ended it. */
function expiredFailure(maxAgeMs: number, last: Failure): Failure {
  return {
    code: 'TRANSIENT',
    reason: 'expired',
    maxAgeSeconds: Math.round(maxAgeMs / 1000),
    last: last.code,
  };
}

/** The first outcome of each address. */
function outcomesByAddress(outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  return new Map(outcomes.toReversed().map((outcome) => [outcome.recipient.address, outcome]));
}

function applyOutcome(
  recipient: EntryRecipient,
  outcomes: ReadonlyMap<string, Outcome>,
  said: Reply | null,
): EntryRecipient {
  if (recipient.state !== 'pending') return recipient;
  const outcome = outcomes.get(recipient.address);
  const state = outcome === undefined || outcome.state === 'deferred' ? 'pending' : outcome.state;
  return { ...recipient, state, lastReply: outcome?.reply ?? said ?? recipient.lastReply };
}

/** Whether the try counts against the message: not where the run ended it or the server is wrongly set up. */
function isCounted(failure: Failure): boolean {
  if (failure.reason === 'interrupted' || isStoreFault(failure)) return false;
  const { scope, again } = consequence(failure);
  return !(scope === 'server' && again === 'hold') || isMidMessage(failure);
}

/** Final for all recipients that are still open. The spool's own files may be readable at the next try. */
function isFinal(failure: Failure): boolean {
  const { scope, again } = consequence(failure);
  return scope === 'message' && again === 'no' && !ownFileFault(failure);
}

/** The database of the spool went away during the delivery. */
function isStoreFault({ reason }: Failure): boolean {
  return reason === 'spool-database-unreachable' || reason === 'spool-claim-lost';
}

function ownFileFault({ reason }: Failure): boolean {
  return reason === 'file-unreadable' || reason === 'file-changed' || reason === 'stdin-failed';
}

function judgeServer({ failure, outcomes }: Try): ServerVerdict {
  if (failure === null) return 'worked';
  if (failure.reason === 'interrupted' || failure.reason === 'run-timeout' || ownFileFault(failure)) {
    return 'unknown';
  }
  const { scope } = consequence(failure);
  const anyAccepted = outcomes.some(({ state }) => state === 'accepted');
  if (scope === 'run') return 'unknown';
  if (scope === 'server') return isMidMessage(failure) ? 'lost' : 'failed';
  if (failure.reason === 'transient') {
    return isServerBusy(failure.reply, failure.stage, anyAccepted) ? 'failed' : 'worked';
  }
  const deferred = outcomes.filter(({ state }) => state === 'deferred');
  const busy = deferred.some(({ reply }) => reply !== null && isServerBusy(reply, 'rcpt', anyAccepted));
  return failure.code === 'RECIPIENTS' && busy ? 'failed' : 'worked';
}

/** The fault came when a message was on its way: it may be the message's own. */
function isMidMessage(failure: Failure): boolean {
  if (failure.reason === 'delivery-unknown') return true;
  const stage = 'stage' in failure ? failure.stage : null;
  return stage !== null && ['mail', 'rcpt', 'data', 'content', 'final'].includes(stage);
}

/**
 * Whether a 4xx speaks of the server or of this client as a whole, rather than of message or recipient.
 * Source: RFC 5321, 4.2.3 (421, 451, 452); RFC 4954 (454); RFC 3463, 3.4 (x.3.x: mail system); Exchange Online:
 * 432 4.3.2 and 4.5.3 (concurrent connections, recipients, messages), 4.7.500 to 4.7.699 (throttled senders).
 */
function isServerBusy({ code, enhanced }: Reply, stage: Stage, anyAccepted: boolean): boolean {
  if (code === 421 || code === 432 || code === 454) return true;
  const [, subject = 0, detail = 0] = (enhanced ?? '').split('.').map(Number);
  if (subject === 3) return true;
  if (subject === 7 && detail >= 500 && detail <= 699) return true;
  // Too many recipients (RFC 5321, 4.5.3.1.10): the rest go with the next try, unless none was taken.
  if (subject === 5 && detail === 3) return !anyAccepted;
  // At MAIL nothing but the sender has been named: 4.1.x and 4.2.x speak of it, all else of the server.
  return stage === 'mail' && [450, 451, 452].includes(code) && subject !== 1 && subject !== 2;
}
