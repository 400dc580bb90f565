/**
 * How many sessions a server allows this machine at once, found out as it goes: many servers turn a further connection
 * away (421, a refused or closed connection) while those that are open go on. A message that was turned away before
 * MAIL goes back and waits for an open session, and no more sessions than that are tried.
 */
import type { Deliver, DeliveryReport } from '../delivery.ts';
import { consequence } from '../failure/consequence.ts';
import type { Failure } from '../failure/failure.ts';

const messageStages: readonly string[] = ['mail', 'rcpt', 'data', 'content', 'final', 'rset'];

/** Whether the server did not let us in, for now: nothing was said of any message. */
export function isTurnedAway(failure: Failure): boolean {
  switch (failure.reason) {
    case 'run-timeout':
    case 'interrupted':
    case 'delivery-unknown':
      return false;
    default: {
      const { scope, again } = consequence(failure);
      const atMessage = 'stage' in failure && failure.stage !== null && messageStages.includes(failure.stage);
      return scope === 'server' && again === 'yes' && !atMessage;
    }
  }
}

/**
 * @param deliver a submitter that keeps its sessions for the next message
 * @param most deliveries at once, at the beginning
 * @returns the same with fewer at once where the server allows fewer. A failure with no other delivery under way is
 *   reported; each one before that lowers the limit, so no message goes round for ever
 */
export function limitSessions(deliver: Deliver, most: number): Deliver {
  const waiting: (() => void)[] = [];
  let limit = Math.max(1, most);
  let running = 0;
  /** Nobody has been let in since the limit was lowered: the server may be down for all. */
  let doubtful = false;

  function admit(): void {
    while (running < limit) {
      const next = waiting.shift();
      if (next === undefined) return;
      running += 1;
      next();
    }
  }

  return async (submission, signal) => {
    for (;;) {
      if (running < limit) running += 1;
      // Each round is a try of its own.
      // oxlint-disable-next-line no-await-in-loop
      else await new Promise<void>((resolve) => waiting.push(resolve));
      const notAlone = running > 1;
      let report: DeliveryReport;
      try {
        // oxlint-disable-next-line no-await-in-loop
        report = await deliver(submission, signal);
      } finally {
        running -= 1;
      }
      const { failure } = report;
      const turnedAway = failure !== null && (isTurnedAway(failure) || isShutOut(failure));
      if (turnedAway && (notAlone || running > 0) && !signal.aborted) {
        limit = Math.max(1, Math.min(limit - 1, running));
        doubtful = true;
        continue;
      }
      if (!turnedAway) doubtful = false;
      else if (doubtful) {
        limit = Math.max(1, most);
        doubtful = false;
      }
      admit();
      return report;
    }
  };
}

/** A refusal for good at the greeting: with other sessions open it is a limit too. */
function isShutOut(failure: Failure): boolean {
  return failure.reason === 'refused' && failure.stage === 'greeting';
}
