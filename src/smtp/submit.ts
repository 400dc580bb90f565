/**
 * Submission over a list of servers: sessions are opened, reused and ended here, and the next server is asked where
 * the failure's consequence allows it (contract, section 8). What a reply means is reply.ts's, what a failure means is
 * failure/consequence.ts's.
 */
import type { Endpoint } from '../config/settings.ts';
import type { DeliveryReport, Submission } from '../delivery.ts';
import { consequence } from '../failure/consequence.ts';
import { asFailure } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import { toSessionDeps, type Session } from './conversation.ts';
import { abortError } from './deadline.ts';
import { endSession, openSession } from './session.ts';
import type { Submitter, SubmitterOptions } from './submitter.ts';
import { diedIdle, unreachedOutcomes, submitMessage } from './transaction.ts';

const lostAheadLimit = 2;

/** One server's part in a try. */
type Attempt = Omit<DeliveryReport, 'notices'>;

/**
 * A submitter for one list of servers. Deliveries may run side by side; each has a session of its own, and those that
 * are left open wait for the next message. Idle sessions don't keep the process alive.
 */
export function createSubmitter(options: SubmitterOptions): Submitter {
  const deps = toSessionDeps(options);
  const idle: Session[] = [];
  const ending = new Set<Promise<void>>();
  /** Sessions in a row that ended at what went ahead: some servers lose it, against RFC 2920, 3.2. */
  let lostAhead = 0;

  function end(session: Session): void {
    const ended = endSession(session);
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  }

  /** The session that the message went ahead in, else one that waits for any. */
  function nextIdle(submission: Submission): Session | null {
    const own = idle.findIndex(({ ahead }) => ahead?.submission === submission);
    const at = own === -1 ? idle.findIndex(({ ahead }) => ahead === null) : own;
    return at === -1 ? null : (idle.splice(at, 1)[0] ?? null);
  }

  function takeIdle(submission: Submission): Session | null {
    for (let session = nextIdle(submission); session; session = nextIdle(submission)) {
      // A server that has grown tired of waiting says 421 or just goes: no news to anybody.
      if (!session.wire.ended && (session.ahead !== null || !session.wire.hasInput)) {
        session.wire.socket.ref();
        return session;
      }
      end(session);
    }
    return null;
  }

  function putAside(session: Session): void {
    if (session.phase === 'broken' || session.messages >= options.messagesPerSession) return end(session);
    session.wire.socket.unref();
    idle.push(session);
  }

  async function submitOver(session: Session, submission: Submission, notices: Notice[]): Promise<Attempt> {
    const isLast = session.messages + 1 >= options.messagesPerSession;
    const following = lostAhead < lostAheadLimit && !isLast ? submission.following : undefined;
    const wentAhead = session.ahead !== null;
    const transaction = await submitMessage(session, submission, following);
    if (wentAhead) lostAhead = transaction.failure && diedIdle(transaction.failure) ? lostAhead + 1 : 0;
    notices.push(...session.notices.splice(0));
    putAside(session);
    return { ...transaction, server: session.server, tls: session.tls };
  }

  async function tryIdle(
    submission: Submission,
    signal: AbortSignal,
    notices: Notice[],
  ): Promise<Attempt | null> {
    for (let session = takeIdle(submission); session; session = takeIdle(submission)) {
      session.signal = signal;
      // The next is taken only when this one turns out to be dead.
      // oxlint-disable-next-line no-await-in-loop
      const attempt = await submitOver(session, submission, notices);
      if (!attempt.failure || !diedIdle(attempt.failure)) return attempt;
    }
    return null;
  }

  async function tryEndpoint(
    endpoint: Endpoint,
    submission: Submission,
    signal: AbortSignal,
    notices: Notice[],
  ): Promise<Attempt> {
    const opened = await openSession(deps, endpoint, signal);
    const { session, failure, server } = opened;
    if (failure === null) {
      options.memory?.forget(facts(endpoint));
      return submitOver(opened.session, submission, notices);
    }
    if (session) {
      notices.push(...session.notices.splice(0));
      end(session);
    }
    if (consequence(failure).backup) options.memory?.remember(facts(endpoint), failure);
    return unreached(submission, failure, server, session?.tls ?? null);
  }

  /** Servers that are remembered as down come last. */
  function candidates(): readonly Candidate[] {
    const all = options.endpoints.map((endpoint) => ({
      endpoint,
      down: options.memory?.recall(facts(endpoint))?.failure ?? null,
    }));
    return [...all.filter((one) => !one.down), ...all.filter((one) => one.down)];
  }

  /** The first server of the list, where another comes before it now. */
  function passedOver(order: readonly Candidate[]): Before | null {
    const first = order.find(({ endpoint }) => endpoint === options.endpoints[0]);
    if (!first?.down || first === order[0]) return null;
    return { failed: facts(first.endpoint), failure: first.down };
  }

  async function deliver(submission: Submission, signal: AbortSignal): Promise<DeliveryReport> {
    const notices: Notice[] = [];
    if (signal.aborted) {
      return { ...unreached(submission, abortError(signal).failure, null, null), notices };
    }
    let attempt = await tryIdle(submission, signal, notices);
    if (attempt && !mayTryNext(attempt)) return { ...attempt, notices };

    const tried = attempt?.server ?? null;
    const order = candidates().filter(({ endpoint }) => !tried || !isSame(endpoint, tried));
    let before = attempt ? failedWith(attempt) : passedOver(order);
    for (const { endpoint } of order) {
      if (before) {
        const { failed, failure } = before;
        const { code } = failure;
        notices.push({ reason: 'backup-used', failed, code, failure, next: facts(endpoint) });
      }
      // One server after the other is the promise.
      // oxlint-disable-next-line no-await-in-loop
      attempt = await tryEndpoint(endpoint, submission, signal, notices);
      if (!mayTryNext(attempt) || signal.aborted) break;
      before = failedWith(attempt);
    }
    if (attempt) return { ...attempt, notices };
    const none: Failure = { code: 'INTERNAL', reason: 'internal', detail: 'no server to submit to' };
    return { ...unreached(submission, none, null, null), notices };
  }

  return {
    async deliver(submission, signal) {
      try {
        return await deliver(submission, signal);
      } catch (error) {
        return { ...unreached(submission, asFailure(error), null, null), notices: [] };
      }
    },
    async close() {
      for (const session of idle.splice(0)) end(session);
      await Promise.all(ending);
    },
  };
}

interface Candidate {
  readonly endpoint: Endpoint;
  /** What it is remembered to have failed with, or null. */
  readonly down: Failure | null;
}

/** Why the next server is asked. */
interface Before {
  readonly failed: ServerFacts;
  readonly failure: Failure;
}

function failedWith({ server, failure }: Attempt): Before | null {
  return server && failure && { failed: server, failure };
}

function isSame(endpoint: Endpoint, server: ServerFacts): boolean {
  return endpoint.host === server.host && endpoint.port === server.port;
}

/** The next server may be asked: the failure allows it, and no recipient was accepted or permanently rejected. */
function mayTryNext({ failure, outcomes }: Attempt): boolean {
  if (failure === null || !consequence(failure).backup) return false;
  return !outcomes.some((one) => one.state === 'accepted');
}

function facts(endpoint: Endpoint): ServerFacts {
  return { host: endpoint.host, port: endpoint.port, address: null };
}

function unreached(
  { envelope }: Submission,
  failure: Failure,
  server: ServerFacts | null,
  tls: DeliveryReport['tls'],
): Attempt {
  return {
    outcomes: unreachedOutcomes(envelope.recipients, failure),
    server,
    tls,
    response: null,
    failure,
    sizeBytes: null,
  };
}
