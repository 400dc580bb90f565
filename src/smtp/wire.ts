/**
 * Lines out, replies in, over a connected socket: the bounded waits of a session and nothing of its meaning.
 * A reply's deadline runs from the moment it is waited for; bytes that come in drops don't extend it.
 */
import type net from 'node:net';
import type { Timeouts } from '../config/settings.ts';
import { asError, SendmemoError, systemCode } from '../failure/error.ts';
import type { Reply, ServerFacts, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { MailLog } from '../log/mail-log.ts';
import { concealReply, concealText } from './conceal.ts';
import { abortFailure, deadlineOf, lossFailure, timeoutFailure } from './deadline.ts';
import { createReplyParser, type Parsed } from './reply-parser.ts';

export interface WireOptions {
  readonly socket: net.Socket;
  readonly server: ServerFacts;
  readonly timeouts: Timeouts;
  readonly log: MailLog;
  /** The failure that an error of the socket means beyond a lost connection (a TLS alert), or null. */
  readonly explain: (error: Error) => Failure | null;
}

export interface Wire {
  readonly socket: net.Socket;
  /** A reply, a fault or the end has arrived and has not been read yet. */
  readonly hasInput: boolean;
  /** Octets that arrived and were not read yet. */
  readonly pendingBytes: number;
  /** The same as text, for a message. */
  describePending(): string;
  /** The server has ended or lost the connection. */
  readonly ended: boolean;
  /** Writes command lines, CRLF included; `shown` replaces them in the log where they hold a secret. */
  send(lines: string, shown?: string): void;
  /** Takes these texts out of every reply from now on: a server may repeat what it was sent. */
  conceal(secrets: readonly string[]): void;
  /**
   * Writes octets of the message, which are never logged, and command lines after them. `handed` is called when the
   * kernel has them.
   */
  write(octets: Buffer, lines?: string, handed?: () => void): void;
  /**
   * The next reply where it is there already, else null.
   * @throws SendmemoError as readReply, except TIMEOUT
   */
  takeReply(stage: Stage, signal: AbortSignal, finalDotSent?: () => boolean): Reply | null;
  /**
   * Waits for the next reply; `finalDotSent` says that a loss leaves the delivery unknown.
   * @throws SendmemoError of stage and cause: NO_GREETING, CONNECTION_LOST, TIMEOUT, PROTOCOL, the signal's reason
   */
  readReply(stage: Stage, signal: AbortSignal, finalDotSent?: () => boolean): Promise<Reply>;
  /** Calls back at each arrival, until the returned function is called. */
  watch(callback: () => void): () => void;
  /** Gives the socket up, paused, with nothing listening: TLS takes over. */
  release(): net.Socket;
  /** Ends the connection at once; what is still to be written is dropped. */
  destroy(): void;
}

/** More than this unread, and the server has to wait. */
const unreadLimitBytes = 128 * 1024;

export function createWire(options: WireOptions): Wire {
  const { socket, server, log } = options;
  const parser = createReplyParser();
  const watchers = new Set<() => unknown>();
  const lateTimers = createLateTimers();
  let heeded: AbortSignal | null = null;
  const secrets: string[] = [];
  let end: { readonly system: string | null; readonly failure: Failure | null } | null = null;

  function changed(): void {
    for (const watcher of watchers) watcher();
  }
  function onData(chunk: Buffer): void {
    parser.push(chunk);
    if (parser.pendingBytes > unreadLimitBytes) socket.pause();
    changed();
  }
  function onEnd(): void {
    end ??= { system: null, failure: null };
    changed();
  }
  function onError(error: Error): void {
    // A reset may follow the end that said the same; an explained fault (an alert) says more than either.
    const failure = options.explain(error);
    if (!end || failure) end = { system: systemCode(error), failure };
    changed();
  }
  function onClose(): void {
    onEnd();
    heed(null);
    lateTimers.clear();
  }
  /** One listener for all replies that are waited for under a signal; none is left behind on one that lives longer. */
  function heed(signal: AbortSignal | null): void {
    if (signal === heeded) return;
    heeded?.removeEventListener('abort', changed);
    heeded = signal;
    heeded?.addEventListener('abort', changed);
  }
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('close', onClose);
  socket.on('error', onError);
  // From a proxy it comes paused, with what the server has said already.
  if (socket.isPaused()) socket.resume();

  /** @returns the reply or the fault that is there, or null: wait. */
  function next(stage: Stage, finalDotSent: boolean): Reply | SendmemoError | null {
    const parsed = parser.take();
    if (parsed) {
      if (socket.isPaused() && parser.pendingBytes <= unreadLimitBytes) socket.resume();
      if (parsed.kind === 'garbage') {
        const text = concealText(parsed.text, secrets);
        return new SendmemoError(parseFailure(server, stage, { ...parsed, text }));
      }
      if (parsed.kind === 'too-long') return new SendmemoError(parseFailure(server, stage, parsed));
      const reply = concealReply(parsed.reply, secrets);
      logReply(log, reply);
      return reply;
    }
    if (!end) return null;
    const explained = finalDotSent ? null : end.failure;
    return new SendmemoError(explained ?? lossFailure(server, stage, end.system, finalDotSent));
  }

  function takeReply(stage: Stage, signal: AbortSignal, finalDotSent: () => boolean): Reply | null {
    const found = signal.aborted
      ? abortFailure(server, stage, signal, finalDotSent())
      : next(stage, finalDotSent());
    if (found instanceof SendmemoError) throw found;
    return found;
  }

  return {
    socket,
    get hasInput() {
      return parser.ready || end !== null;
    },
    get pendingBytes() {
      return parser.pendingBytes;
    },
    describePending: () => parser.describePending(),
    get ended() {
      return end !== null;
    },
    send(lines, shown) {
      logCommands(log, shown ?? lines);
      if (!end) socket.write(lines, 'utf8');
    },
    conceal(texts) {
      secrets.push(...texts);
    },
    write(octets, lines = '', handed) {
      if (lines !== '') logCommands(log, lines);
      if (end) return;
      const all = lines === '' ? octets : Buffer.concat([octets, Buffer.from(lines, 'utf8')]);
      if (handed === undefined) socket.write(all);
      else socket.write(all, (error) => void (error ?? handed()));
    },
    takeReply: (stage, signal, finalDotSent = no) => takeReply(stage, signal, finalDotSent),
    readReply(stage, signal, finalDotSent = no) {
      heed(signal);
      return new Promise((resolve, reject) => {
        const look = (): void => {
          try {
            const reply = takeReply(stage, signal, finalDotSent);
            if (reply === null) return;
            stop();
            resolve(reply);
          } catch (error) {
            stop();
            reject(asError(error));
          }
        };
        const deadline = deadlineOf(options.timeouts, stage);
        const stopTimer = lateTimers.start(deadline.ms, () => {
          stop();
          reject(new SendmemoError(timeoutFailure(server, stage, deadline, finalDotSent())));
        });
        const stop = (): void => {
          stopTimer();
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      });
    },
    watch(callback) {
      watchers.add(callback);
      return () => watchers.delete(callback);
    },
    release() {
      heed(null);
      lateTimers.clear();
      socket.pause();
      socket.removeListener('data', onData);
      socket.removeListener('end', onEnd);
      socket.removeListener('close', onClose);
      socket.removeListener('error', onError);
      // Until the next owner listens: an error without a listener would end the process.
      socket.on('error', () => {});
      return socket;
    },
    destroy() {
      end ??= { system: null, failure: null };
      socket.destroy();
    },
  };
}

const no = (): boolean => false;

/**
 * Deadlines of one wait at a time. To make a timer for each reply and clear it takes as long as to read the reply, so
 * there is one for each length, which each wait of that length starts again. None keeps the process alive: the socket
 * does, as long as something is waited for.
 */
function createLateTimers(): {
  /** @returns a function that ends the wait */
  readonly start: (ms: number, onLate: () => void) => () => void;
  readonly clear: () => void;
} {
  const timers = new Map<number, NodeJS.Timeout>();
  let wait: { readonly ms: number; readonly onLate: () => void } | null = null;
  const stop = (): void => {
    wait = null;
  };
  return {
    start(ms, onLate) {
      wait = { ms, onLate };
      const timer = timers.get(ms);
      if (timer !== undefined) timer.refresh();
      else {
        const fire = (): void => {
          timers.delete(ms);
          if (wait?.ms === ms) wait.onLate();
        };
        timers.set(ms, setTimeout(fire, ms).unref());
      }
      return stop;
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

function logCommands(log: MailLog, lines: string): void {
  for (const line of lines.trimEnd().split('\r\n')) log.dialogue('client', line);
}

function logReply(log: MailLog, { code, lines }: Reply): void {
  for (const [index, line] of lines.entries()) {
    log.dialogue('server', `${code}${index < lines.length - 1 ? '-' : ' '}${line}`.trimEnd());
  }
}

function parseFailure(
  server: ServerFacts,
  stage: Stage,
  parsed: Exclude<Parsed, { readonly kind: 'reply' }>,
): Failure {
  return parsed.kind === 'garbage'
    ? { code: 'PROTOCOL', reason: 'protocol-reply', server, stage, text: parsed.text.slice(0, 200) }
    : { code: 'PROTOCOL', reason: 'protocol-too-long', server, stage, limitBytes: parsed.limitBytes };
}
