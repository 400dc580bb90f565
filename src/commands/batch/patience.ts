/**
 * How much a batch puts up with from its server: a lost connection or a restart is waited for, a server that is down
 * or refuses the password is not asked a hundred thousand times. What is left of the batch then fails at once, with
 * the server's failure, and a further run goes on there.
 */
import type { Deliver, DeliveryReport } from '../../delivery.ts';
import { consequence } from '../../failure/consequence.ts';
import type { Failure } from '../../failure/failure.ts';
import { isTurnedAway } from '../../smtp/session-limit.ts';
import { unreachedOutcomes } from '../../smtp/transaction.ts';

/**
 * Waits before the third, fourth … try in a row, milliseconds; when they are used up the server is given up. A message
 * that the server did not let in goes back meanwhile, for nothing was said of it.
 */
const pausesMs = [500, 1000, 2000, 4000];

export interface PatienceOptions {
  readonly deliver: Deliver;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Called once, with the failure that nothing more is tried after. */
  readonly onGivenUp: (failure: Failure) => void;
}

/** @returns a Deliver that gives the server up for the rest of its life, where it fails again and again */
export function createPatientDeliver({ deliver, sleep, onGivenUp }: PatienceOptions): Deliver {
  let givenUp: Failure | null = null;
  let pause: Promise<void> | null = null;
  /** Tries that were under way at the same time and fail together count once. */
  let round = 0;
  let inRow = 0;
  let proven = false;

  function judge(failure: Failure | null, began: number, signal: AbortSignal): void {
    const about = failure && consequence(failure);
    if (failure === null || about === null || about.scope !== 'server') {
      inRow = 0;
      proven = true;
      return;
    }
    if (began !== round || signal.aborted || givenUp !== null) return;
    round += 1;
    inRow += 1;
    // Nothing but a change of the configuration helps, unless it has worked before.
    const hopeless = about.again === 'hold' && !proven;
    if (hopeless || inRow > pausesMs.length + 1) {
      givenUp = failure;
      onGivenUp(failure);
    } else if (inRow > 1) {
      pause = sleep(pausesMs[inRow - 2] ?? 0, signal).catch(() => {});
    }
  }

  return async (submission, signal) => {
    for (;;) {
      // Each round is a try of its own.
      // oxlint-disable-next-line no-await-in-loop
      if (pause !== null) await pause;
      if (givenUp !== null) return untried(submission.envelope.recipients, givenUp);
      const began = round;
      // oxlint-disable-next-line no-await-in-loop
      const report = await deliver(submission, signal);
      const { failure } = report;
      judge(failure, began, signal);
      if (failure === null || !isTurnedAway(failure) || signal.aborted || givenUp !== null) return report;
    }
  };
}

function untried(recipients: Parameters<typeof unreachedOutcomes>[0], failure: Failure): DeliveryReport {
  return {
    outcomes: unreachedOutcomes(recipients, failure),
    server: null,
    tls: null,
    response: null,
    failure,
    notices: [],
    sizeBytes: null,
  };
}
