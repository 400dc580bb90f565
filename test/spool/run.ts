/** A queue run for tests: a store in a temporary directory, a test clock, a scripted deliver. */
import { randomUUID } from 'node:crypto';
import { createAgeClock } from '../../src/spool/age-clock.ts';
import path from 'node:path';
import type { Deliver, DeliveryReport, Outcome, Submission } from '../../src/delivery.ts';
import type { Reply, ServerFacts, Stage } from '../../src/failure/facts.ts';
import type { Failure } from '../../src/failure/failure.ts';
import { noLog } from '../../src/log/mail-log.ts';
import type { FileStoreDeps } from '../../src/spool/file-store.ts';
import type { RunEvent } from '../../src/spool/run-event.ts';
import type { RunQueueOptions } from '../../src/spool/run-options.ts';
import { runQueue } from '../../src/spool/runner.ts';
import type { Store } from '../../src/spool/store.ts';
import type { TestClock } from './clock.ts';
import { createTestClock } from './clock.ts';
import { openStore, temporaryDirectory } from './deps.ts';

export const start = '2026-03-01T12:00:00.000Z';
export const server: ServerFacts = { host: 'mail.example.com', port: 25, address: '192.0.2.1' };

export function reply(code: number, enhanced: string | null = null, message = 'said'): Reply {
  return { code, enhanced, message, lines: [`${enhanced ?? ''} ${message}`.trim()] };
}

export interface Delivery {
  readonly messageId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly at: number;
}

/** What a try comes to: for each recipient a reply, or one failure for all. */
export type Answer = (submission: Submission) => DeliveryReport | Promise<DeliveryReport>;

function report(outcomes: readonly Outcome[], failure: Failure | null): DeliveryReport {
  return { outcomes, server, tls: null, response: null, failure, notices: [], sizeBytes: null };
}

export const taken: Answer = ({ envelope }) =>
  report(
    envelope.recipients.map((recipient) => ({ state: 'accepted', recipient, reply: reply(250, '2.1.5') })),
    null,
  );

/** Every recipient has the reply of its address, or 250. */
export function perRecipient(replies: Readonly<Record<string, Reply>>): Answer {
  return ({ envelope }) => {
    const outcomes = envelope.recipients.map((recipient): Outcome => {
      const said = replies[recipient.address] ?? reply(250);
      const state = said.code < 400 ? 'accepted' : said.code < 500 ? 'deferred' : 'refused';
      return { state, recipient, reply: said };
    });
    const count = (state: Outcome['state']) => outcomes.filter((each) => each.state === state).length;
    const [accepted, deferred, refused] = [count('accepted'), count('deferred'), count('refused')];
    const failure: Failure | null =
      deferred + refused === 0
        ? null
        : {
            code: 'RECIPIENTS',
            reason: 'recipients',
            server,
            refused,
            deferred,
            accepted,
            permanent: refused > 0,
          };
    return report(outcomes, failure);
  };
}

export function failing(failure: Failure): Answer {
  return ({ envelope }) =>
    report(
      envelope.recipients.map((recipient) => ({ state: 'deferred', recipient, reply: null })),
      failure,
    );
}

export const refusedConnection: Failure = {
  code: 'CONNECT',
  reason: 'connect-failed',
  server,
  tried: [{ address: '192.0.2.1', system: 'ECONNREFUSED' }],
};

export function lostAt(stage: Stage): Failure {
  return { code: 'CONNECTION_LOST', reason: 'connection-lost', server, stage, system: 'ECONNRESET' };
}

export function transientAt(stage: Stage, said: Reply): Failure {
  return { code: 'TRANSIENT', reason: 'transient', server, stage, reply: said };
}

export interface Room {
  readonly directory: string;
  readonly store: Store;
  readonly clock: TestClock;
  readonly deliveries: Delivery[];
  /** Sessions open now, and at most at once. */
  readonly sessions: { open: number; most: number; made: number };
  answer: Answer;
  /** Runs the queue to its end, or until `until` says so. */
  run(options?: Partial<RunQueueOptions>, until?: (event: RunEvent) => boolean): Promise<RunEvent[]>;
  options(changes?: Partial<RunQueueOptions>): RunQueueOptions;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openRoom(deps: Partial<FileStoreDeps> = {}): Promise<Room> {
  const temporary = await temporaryDirectory();
  const directory = path.join(temporary.path, 'spool');
  const clock = createTestClock(start);
  const store = await openStore(directory, { now: clock.now, ...deps });
  const deliveries: Delivery[] = [];
  const sessions = { open: 0, most: 0, made: 0 };

  const deliver: Deliver = async (submission) => {
    deliveries.push({
      messageId: submission.message.messageId,
      sender: submission.envelope.sender.address,
      recipients: submission.envelope.recipients.map(({ address }) => address),
      at: clock.now(),
    });
    return room.answer(submission);
  };

  const room: Room = {
    directory,
    store,
    clock,
    deliveries,
    sessions,
    answer: taken,
    options: (changes) => ({
      store,
      openDeliver() {
        sessions.open += 1;
        sessions.made += 1;
        sessions.most = Math.max(sessions.most, sessions.open);
        return {
          deliver,
          async close() {
            sessions.open -= 1;
          },
        };
      },
      now: clock.now,
      sleep: clock.sleep,
      random: () => 0.5,
      ages: createAgeClock({
        directory,
        holdAgeMs: 30 * 86_400_000,
        now: clock.now,
        sleep: () => Promise.resolve(),
        uniqueId: randomUUID,
      }),
      log: noLog,
      settings: { maxAgeMs: 5 * 86_400_000, maxConnections: 2, rateLimit: null },
      signal: new AbortController().signal,
      watch: false,
      hostName: 'print.example.com',
      describe: null,
      // The clock jumps when nobody works; a slow machine must not look like a hanging delivery.
      tryTimeoutMs: Number.POSITIVE_INFINITY,
      ...changes,
    }),
    async run(changes, until) {
      const events: RunEvent[] = [];
      for await (const event of runQueue(room.options(changes))) {
        events.push(event);
        if (until?.(event) === true) break;
      }
      return events;
    },
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
  return room;
}

/** The fates of tried entries in order. */
export function fates(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.event === 'tried' ? [event.fate] : []));
}
