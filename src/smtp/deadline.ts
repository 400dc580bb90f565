/**
 * Bounds of waits. Every wait of a session has a deadline, named by its setting, that a dripping server can't extend
 * (RFC 5321, 4.5.3.2), and every one ends with the caller's signal.
 */
import type { Timeouts } from '../config/settings.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { ServerFacts, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';

export interface Deadline {
  readonly ms: number;
  /** The setting of sendmemo.cfg that it comes from. */
  readonly setting: string;
}

/** The longest time that a timer of the runtime can run; more than that would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** @returns how long a stage may wait for its reply, and the setting that says so. */
export function deadlineOf(timeouts: Timeouts, stage: Stage): Deadline {
  switch (stage) {
    case 'resolve':
    case 'connect':
      return bound(timeouts.connectMs, 'connect-timeout');
    case 'greeting':
    case 'tls':
      return bound(timeouts.greetingMs, 'greeting-timeout');
    case 'content':
      return bound(timeouts.dataMs, 'data-timeout');
    case 'final':
      return bound(timeouts.finalMs, 'final-timeout');
    case 'ehlo':
    case 'starttls':
    case 'auth':
    case 'mail':
    case 'rcpt':
    case 'data':
    case 'rset':
    case 'quit':
      return bound(timeouts.commandMs, 'command-timeout');
  }
}

function bound(ms: number, setting: string): Deadline {
  return { ms: Math.min(ms, longestTimerMs), setting };
}

/** The failure of a stage that timed out; after the final dot it is unknown whether the message was delivered. */
export function timeoutFailure(
  server: ServerFacts,
  stage: Stage,
  deadline: Deadline,
  finalDotSent = false,
): Failure {
  const seconds = deadline.ms / 1000;
  if (finalDotSent) {
    return { code: 'TIMEOUT', reason: 'delivery-unknown', server, cause: 'timeout', seconds };
  }
  if (stage === 'greeting') {
    return { code: 'NO_GREETING', reason: 'no-greeting', server, seconds, closed: false };
  }
  return { code: 'TIMEOUT', reason: 'stage-timeout', server, stage, seconds, setting: deadline.setting };
}

/** The failure of a stage whose connection went away. */
export function lossFailure(
  server: ServerFacts,
  stage: Stage,
  system: string | null,
  finalDotSent = false,
): Failure {
  if (finalDotSent) {
    return { code: 'CONNECTION_LOST', reason: 'delivery-unknown', server, cause: 'lost', seconds: null };
  }
  if (stage === 'greeting') {
    return { code: 'NO_GREETING', reason: 'no-greeting', server, seconds: null, closed: true };
  }
  return { code: 'CONNECTION_LOST', reason: 'connection-lost', server, stage, system };
}

/** @returns a failure of the whole run (its time is over, a signal came) with the stage and server that it met */
export function endedAt(failure: Failure, server: ServerFacts, stage: Stage): Failure {
  return (failure.reason === 'run-timeout' || failure.reason === 'interrupted') && failure.stage === null
    ? { ...failure, server, stage }
    : failure;
}

/** What the end of the signal means at a stage: after the final dot it leaves the delivery unknown. */
export function abortFailure(
  server: ServerFacts,
  stage: Stage,
  signal: AbortSignal,
  finalDotSent: boolean,
): SendmemoError {
  const error = abortError(signal);
  if (!finalDotSent) return new SendmemoError(endedAt(error.failure, server, stage), { cause: error });
  const late = error.failure.reason === 'run-timeout' ? error.failure.seconds : null;
  return new SendmemoError(
    {
      code: 'TIMEOUT',
      reason: 'delivery-unknown',
      server,
      cause: late === null ? 'interrupted' : 'timeout',
      seconds: late,
    },
    { cause: error },
  );
}

/** The reason of an aborted signal as the one class that is thrown. */
export function abortError(signal: AbortSignal): SendmemoError {
  const reason: unknown = signal.reason;
  return reason instanceof SendmemoError ? reason : new SendmemoError(asFailure(reason), { cause: reason });
}

/**
 * Runs `work` with a signal of its own that ends with the caller's signal, or after `ms` with `late`.
 * @throws SendmemoError the signal's reason, or `late`; what `work` throws
 */
export async function withDeadline<Result>(
  bounds: { readonly signal: AbortSignal; readonly ms: number; readonly late: () => Failure },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal } = bounds;
  if (signal.aborted) throw abortError(signal);
  const inner = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (error: SendmemoError): void => {
      reject(error);
      inner.abort(error);
    };
    onAbort = () => end(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    timer = setTimeout(() => end(new SendmemoError(bounds.late())), Math.min(bounds.ms, longestTimerMs));
  });
  try {
    return await Promise.race([work(inner.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for `work`, but not beyond the signal. @throws SendmemoError the signal's reason */
export async function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) {
    work.catch(() => {});
    throw abortError(signal);
  }
  let onAbort = (): void => {};
  const ended = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
