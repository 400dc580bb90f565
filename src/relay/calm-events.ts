/** What clients can cause by connecting alone is reported once, and then as a count: a flood must not fill the log. */
import { clientKey } from './clients.ts';
import type { RejectReason, RelayEvent } from './relay.ts';
import type { SetTimer } from './socket.ts';

const windowMs = 60_000;
/** Beyond so many clients in a window, all others are one for each reason. */
const mostKeys = 1000;
const perConnection = new Set<RejectReason>([
  'network',
  'connections',
  'client-connections',
  'timeout',
  'protocol',
]);

export interface CalmEvents {
  report(event: RelayEvent): void;
  /** Reports what is still counted. */
  close(): void;
}

/** @param emit gets each event that is not counted, the first of a client and reason, and at most one count a minute */
export function createCalmEvents(emit: (event: RelayEvent) => void, setTimer: SetTimer): CalmEvents {
  type Rejected = Extract<RelayEvent, { event: 'rejected' }>;
  const counted = new Map<string, { last: Rejected; count: number }>();
  let stop: (() => void) | null = null;

  function flush(): void {
    stop = null;
    for (const [key, one] of counted) {
      if (one.count === 0) counted.delete(key);
      else emit({ ...one.last, count: one.count });
      one.count = 0;
    }
    if (counted.size > 0) stop = setTimer(windowMs, flush);
  }

  return {
    report(event) {
      if (event.event === 'accepted' || !perConnection.has(event.reason)) return emit(event);
      const own = `${event.reason} ${clientKey(event.client.address)}`;
      const key = counted.has(own) || counted.size < mostKeys ? own : event.reason;
      const known = counted.get(key);
      if (known === undefined) {
        counted.set(key, { last: event, count: 0 });
        stop ??= setTimer(windowMs, flush);
        emit(event);
      } else {
        known.last = event;
        known.count += 1;
      }
    },
    close() {
      stop?.();
      flush();
      stop?.();
      counted.clear();
    },
  };
}
