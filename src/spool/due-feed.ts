/** Hands due entries to workers, one at a time and each once a scan; knows when there is nothing left or not yet. */
import type { AgeClock } from './age-clock.ts';
import type { ServerGate } from './server-gate.ts';
import type { DueEntry, Store } from './store.ts';
import { timeOfQueueId } from './queue-id.ts';

export type Feed =
  /** `probe`: the server has been held back, and this one finds out whether it is well again. */
  | { readonly kind: 'entry'; readonly due: DueEntry; readonly probe: boolean }
  /** The server is held back: only look whether this one's age is over. */
  | { readonly kind: 'old'; readonly due: DueEntry }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'end' };

export interface DueFeedOptions {
  readonly store: Store;
  readonly gate: ServerGate;
  readonly now: () => number;
  readonly watch: boolean;
  readonly pollMs: number;
  readonly maxAgeMs: number;
  readonly ages: Pick<AgeClock, 'stoppedMs' | 'stands'>;
  /** Called before each scan. */
  readonly beforeScan: () => Promise<void>;
}

export interface DueFeed {
  /** The next for a worker; answers come one after the other. @throws SendmemoError spool-unwritable */
  next(): Promise<Feed>;
  /** This one can't even be read: it is not looked at again for a while. */
  putOff(id: string): void;
}

/** How long an entry that can't be read is left alone by a run that watches. */
const unreadablePauseMs = 10 * 60_000;

export function createDueFeed(options: DueFeedOptions): DueFeed {
  const { store, gate, now, watch, pollMs, maxAgeMs, ages, beforeScan } = options;
  /** A run that is not to watch tries no entry twice, though it looks again for what has come meanwhile. */
  const seen = new Set<string>();
  const looked = new Set<string>();
  const unreadable = new Map<string, number>();
  let batch: DueEntry[] = [];
  /** Taken out of `batch` while the server is held back: those whose age is over. */
  let aged: DueEntry[] = [];
  let agedSinceMs = Number.NEGATIVE_INFINITY;
  let nextScanMs = Number.NEGATIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();

  async function scan(): Promise<void> {
    await beforeScan();
    const due = await store.due(new Date(now()));
    // Reversed, so that taking the first is cheap.
    batch = due.filter(({ id }) => (watch ? isReadable(id) : !seen.has(id))).reverse();
    aged = [];
    agedSinceMs = Number.NEGATIVE_INFINITY;
    nextScanMs = now() + pollMs;
  }

  function isReadable(id: string): boolean {
    const since = unreadable.get(id);
    if (since === undefined) return true;
    const passed = now() - since;
    if (passed >= 0 && passed < unreadablePauseMs) return false;
    unreadable.delete(id);
    return true;
  }

  function old(): DueEntry | null {
    if (gate.closed() === null || ages.stands(now())) return null;
    // All of them at once, and again only after a while: each may be one of very many.
    if (aged.length === 0 && Math.abs(now() - agedSinceMs) >= pollMs) {
      agedSinceMs = now();
      const isOld = ({ id }: DueEntry): boolean =>
        !looked.has(id) && ageOf(timeOfQueueId(id), agedSinceMs) >= maxAgeMs;
      aged = batch.filter(isOld);
      if (aged.length > 0) batch = batch.filter((each) => !isOld(each));
    }
    return aged.pop() ?? null;
  }

  function ageOf(fromMs: number, nowMs: number): number {
    return nowMs - fromMs - ages.stoppedMs(fromMs, nowMs);
  }

  function pending(): number {
    return batch.length + aged.length;
  }

  function idle(): Feed {
    if (!watch) return { kind: 'end' };
    const closed = gate.closed();
    const untilScan = Math.min(pollMs, Math.max(1, nextScanMs - now()));
    const untilOpen = closed === null ? pollMs : Math.max(1, closed.untilMs - now());
    return { kind: 'wait', milliseconds: Math.min(pollMs, pending() > 0 ? untilOpen : untilScan) };
  }

  async function next(): Promise<Feed> {
    const wait = nextScanMs - now();
    if (pending() === 0 && (!watch || wait <= 0 || wait > pollMs)) await scan();
    if (pending() === 0) return idle();
    if (gate.admit()) {
      looked.clear();
      const due = aged.pop() ?? batch.pop();
      if (due === undefined) return idle();
      if (!watch) seen.add(due.id);
      return { kind: 'entry', due, probe: gate.closed() !== null };
    }
    const due = old();
    if (due === null) return idle();
    looked.add(due.id);
    if (!watch) seen.add(due.id);
    return { kind: 'old', due };
  }

  return {
    next() {
      const turn = queue.then(next);
      queue = turn.catch(() => {});
      return turn;
    },
    putOff(id) {
      unreadable.set(id, now());
    },
  };
}
