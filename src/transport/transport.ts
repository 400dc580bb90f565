/**
 * A nodemailer transport over a MessageSender: `createTransport(transport).sendMail({…})`. It holds the messages that wait,
 * keeps the contract of nodemailer's pooled transport (isIdle, `idle`, close), and knows nothing of servers.
 */
import { EventEmitter } from 'node:events';
import type { Failure } from '../failure/failure.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import { toTransportError, type TransportError } from './error.ts';
import { toInfo, type SendmemoInfo } from './info.ts';
import type { MessageSender, OutgoingMail } from './mail.ts';

export interface MessageTransportOptions {
  readonly version: string;
  /** Messages on their way at once; others wait. */
  readonly maxConnections: number;
  /** How long one message may take from its turn on, milliseconds; null: no bound. */
  readonly timeoutMs: number | null;
  /** How long sessions are kept for a next message when nothing is under way, milliseconds. */
  readonly idleMs: number;
  /** Forced onto every message: no file that it names is opened. */
  readonly disableFileAccess: boolean;
  /** Forced onto every message: no URL that it names is fetched. */
  readonly disableUrlAccess: boolean;
}

type Callback<Result> = (error: TransportError | null, result?: Result) => void;

/** A message that waits, or is on its way. */
interface Task {
  readonly mail: OutgoingMail;
  readonly done: Callback<SendmemoInfo>;
  readonly ending: AbortController;
  readonly stopWatching: () => void;
}

/** What Mail of nodemailer writes into a transport, as far as it is read. */
interface Mailer {
  options?: Record<string, unknown>;
}

const abortedBy = (signal: string): Failure => ({
  code: 'TIMEOUT',
  reason: 'interrupted',
  signal,
  stage: null,
});

export class MessageTransport extends EventEmitter {
  readonly name = 'sendmemo';
  readonly version: string;
  readonly supportsAbortSignal = true;
  readonly #messageSender: MessageSender;
  readonly #options: MessageTransportOptions;
  readonly #waiting: Task[] = [];
  readonly #underWay = new Set<Task>();
  #mailer: Mailer | null = null;
  #isIdle = true;
  #isClosed = false;
  #restTimer: NodeJS.Timeout | null = null;

  constructor(messageSender: MessageSender, options: MessageTransportOptions) {
    super();
    this.#messageSender = messageSender;
    this.#options = options;
    this.version = options.version;
    setImmediate(() => {
      if (this.#isIdle && !this.#isClosed) this.emit('idle');
    });
  }

  /** nodemailer's Mailer makes itself known here; what its options say holds for every message. */
  set mailer(mailer: Mailer) {
    this.#mailer = mailer;
    mailer.options ??= {};
    if (this.#options.disableFileAccess) mailer.options['disableFileAccess'] = true;
    if (this.#options.disableUrlAccess) mailer.options['disableUrlAccess'] = true;
  }

  get mailer(): Mailer | null {
    return this.#mailer;
  }

  /** Sends one message; it waits where `maxConnections` are on their way. */
  send(mail: OutgoingMail, callback: Callback<SendmemoInfo>): void {
    const ending = new AbortController();
    const signal = abortSignalOf(mail.data['signal']);
    const task: Task = {
      mail,
      ending,
      done: callback,
      stopWatching: watch(signal, () => {
        ending.abort(new SendmemoError(abortedBy('AbortSignal'), { cause: signal?.reason }));
        this.#dropWaiting(task);
      }),
    };
    if (this.#isClosed) return this.#refuse(task, true);
    this.#waiting.push(task);
    if (this.#waiting.length >= this.#options.maxConnections) this.#isIdle = false;
    setImmediate(() => this.#next());
  }

  /** Whether another message can be taken without a wait for others. */
  isIdle(): boolean {
    return this.#isIdle;
  }

  /** Opens a session, logs in and says QUIT. */
  verify(callback?: (error: TransportError | null, success?: true) => void): Promise<true> | undefined {
    const verifying = this.#verify();
    if (callback === undefined) return verifying;
    verifying.then(
      () => setImmediate(() => callback(null, true)),
      (error: unknown) => setImmediate(() => callback(error as TransportError)),
    );
    return undefined;
  }

  async #verify(): Promise<true> {
    const { timeoutMs } = this.#options;
    const ending = new AbortController();
    const stop = bound(ending, timeoutMs);
    try {
      await this.#messageSender.verify(ending.signal);
      return true;
    } catch (error) {
      throw await toTransportError(asFailure(error), { cause: causeOf(error) });
    } finally {
      stop();
    }
  }

  /**
   * Nothing more is taken: messages that wait fail, those that are on their way are finished.
   * @param options `force`: those are ended too
   */
  close(options?: { readonly force?: boolean }): void {
    if (options?.force) {
      for (const { ending } of this.#underWay) ending.abort(new SendmemoError(abortedBy('close()')));
    }
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const task of this.#waiting.splice(0)) this.#refuse(task, true);
    this.#stopRest();
    if (this.#underWay.size === 0) this.#end();
  }

  #end(): void {
    this.#messageSender.close();
    this.emit('close');
  }

  #dropWaiting(task: Task): void {
    const at = this.#waiting.indexOf(task);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    this.#refuse(task, false);
    setImmediate(() => this.#next());
  }

  /** A message that was never begun. */
  #refuse(task: Task, closed: boolean): void {
    task.stopWatching();
    const error = closed ? new SendmemoError(abortedBy('close()')) : task.ending.signal.reason;
    const refusing = toTransportError(asFailure(error), { cause: causeOf(error), closed });
    void refusing.then((refusal) => setImmediate(() => task.done(refusal)));
  }

  #next(): void {
    const { maxConnections } = this.#options;
    while (this.#underWay.size < maxConnections) {
      const task = this.#waiting.shift();
      if (task === undefined) break;
      this.#underWay.add(task);
      void this.#run(task);
    }
    if (!this.#isIdle && this.#waiting.length < maxConnections) {
      this.#isIdle = true;
      if (!this.#isClosed) this.emit('idle');
    }
    if (this.#underWay.size === 0 && this.#waiting.length === 0) this.#startRest();
    else this.#stopRest();
  }

  async #run(task: Task): Promise<void> {
    const { ending, mail, done, stopWatching } = task;
    const stop = bound(ending, this.#options.timeoutMs);
    let error: TransportError | null = null;
    let info: SendmemoInfo | null = null;
    try {
      const sent = await this.#messageSender.send(mail, ending.signal);
      const { result } = sent;
      info = toInfo(sent);
      if (info === null) {
        error = await toTransportError(failureOf(result.failure), { result, cause: causeOfEnd(ending) });
      }
    } catch (thrown) {
      error = await toTransportError(asFailure(thrown), { cause: causeOf(thrown) });
    } finally {
      stop();
      stopWatching();
    }
    this.#underWay.delete(task);
    // An error thrown by the program's callback is the program's, and no state of ours depends on it.
    setImmediate(() => (info === null ? done(error) : done(null, info)));
    this.#next();
    if (this.#isClosed && this.#underWay.size === 0) this.#end();
  }

  #startRest(): void {
    if (this.#isClosed) return;
    this.#restTimer ??= setTimeout(() => {
      this.#restTimer = null;
      this.#messageSender.rest();
    }, this.#options.idleMs);
  }

  #stopRest(): void {
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = null;
  }
}

function failureOf(failure: Failure | null): Failure {
  return failure ?? { code: 'INTERNAL', reason: 'internal', detail: 'no recipient was accepted' };
}

/** Ends the wait after a time. @returns what stops the clock */
function bound(ending: AbortController, timeoutMs: number | null): () => void {
  if (timeoutMs === null) return () => {};
  const seconds = timeoutMs / 1000;
  const late: Failure = { code: 'TIMEOUT', reason: 'run-timeout', server: null, stage: null, seconds };
  const timer = setTimeout(() => ending.abort(new SendmemoError(late)), timeoutMs);
  return () => clearTimeout(timer);
}

/** Calls back once when the signal ends, at once where it has ended. @returns what stops that */
function watch(signal: AbortSignal | null, onAbort: () => void): () => void {
  if (signal === null) return () => {};
  if (signal.aborted) {
    // The task is not made yet.
    queueMicrotask(onAbort);
    return () => {};
  }
  signal.addEventListener('abort', onAbort, { once: true });
  return () => signal.removeEventListener('abort', onAbort);
}

/** A signal of another realm or a polyfill counts too. */
function abortSignalOf(value: unknown): AbortSignal | null {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
    ? (value as AbortSignal)
    : null;
}

function causeOf(error: unknown): unknown {
  if (!(error instanceof SendmemoError)) return error;
  return error.cause;
}

function causeOfEnd(ending: AbortController): unknown {
  return ending.signal.aborted ? causeOf(ending.signal.reason) : undefined;
}
