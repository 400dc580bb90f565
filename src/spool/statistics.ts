/** The spool in numbers, for `queue stats`. */
import type { AgeStop } from './age-clock.ts';
import type { EntryState, Store } from './store.ts';

export interface QueueStatistics {
  readonly counts: Readonly<Record<EntryState, number>>;
  /** Of those that wait or are active; null where there are none. */
  readonly oldestAgeSeconds: number | null;
  /** ISO 8601 UTC of the earliest next try, or null. */
  readonly nextTry: string | null;
  /** Waiting entries whose next try has passed. */
  readonly due: number;
  readonly stopped: AgeStop | null;
  readonly unknownFiles: number;
}

/** Reads names alone, so that it is quick whatever lies in the spool. @throws SendmemoError spool-unwritable */
export async function readStatistics(store: Store, now: Date): Promise<QueueStatistics> {
  const { counts, due, oldest, nextTry, stopped, unknown } = await store.summary(now);
  return {
    counts,
    oldestAgeSeconds:
      oldest === null ? null : Math.max(0, Math.floor((now.getTime() - Date.parse(oldest)) / 1000)),
    nextTry,
    due,
    stopped,
    unknownFiles: unknown,
  };
}
