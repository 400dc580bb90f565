/** What operators do with the spool (contract, section 10); nothing is printed here. */
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { RunEvent } from '../../spool/run-event.ts';
import type { Store } from '../../spool/store.ts';

export type EntryAction = 'retry' | 'hold' | 'release' | 'remove';

/** Does one thing to each entry; an entry that it can't be done to does not stop the others. */
export async function actOnEntries(
  store: Store,
  action: EntryAction,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly failure: Failure | null }[]> {
  const results: { id: string; failure: Failure | null }[] = [];
  for (const id of ids) {
    try {
      await store[action](id);
      results.push({ id, failure: null });
    } catch (error) {
      results.push({ id, failure: asFailure(error) });
    }
  }
  return results;
}

/** What a run did, in numbers. */
export interface RunSum {
  tried: number;
  sent: number;
  retry: number;
  failed: number;
  /** Due, but left alone: the server is held back, or the run ended. */
  waits: number;
  bounced: number;
  corrupt: number;
}

export function emptySum(): RunSum {
  return { tried: 0, sent: 0, retry: 0, failed: 0, waits: 0, bounced: 0, corrupt: 0 };
}

/** Counts one event of a run. */
export function countEvent(sum: RunSum, event: RunEvent): void {
  switch (event.event) {
    case 'tried':
      if (event.fate !== 'waits') sum.tried += 1;
      sum[event.fate] += 1;
      break;
    case 'bounced':
      sum.bounced += 1;
      break;
    case 'corrupt':
      sum.corrupt += 1;
      break;
    case 'claim':
    case 'server-held':
    case 'stuck':
    case 'fault':
      break;
  }
}
