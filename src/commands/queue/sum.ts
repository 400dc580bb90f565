/** What a run of the queue did, in numbers. */
import type { RunEvent } from '../../spool/run-event.ts';

export interface RunSum {
  tried: number;
  sent: number;
  retry: number;
  failed: number;
  /** Due, but not begun: the server can't accept mail, or the run ended. */
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
