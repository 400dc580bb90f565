/** Hands due entries to workers, one at a time and each once a scan; knows when there is nothing left or not yet. */
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
  /** Called before each scan. */
  readonly beforeScan: () => Promise<void>;
}

export interface DueFeed {
  /** The next for a worker; answers come one after the other. @throws SubmissionError spool-unwritable */
  next(): Promise<Feed>;
  /** This one can't even be read: it is not looked at again for a while. */
  putOff(id: string): void;
}

/** How long an entry that can't be read is left alone by a run that watches. */
const unreadablePauseMs = 10 * 60_000;

export function createDueFeed(options: DueFeedOptions): DueFeed {
  const { store, gate, now, watch, pollMs, maxAgeMs, beforeScan } = options;
  /** A run that is not to watch tries no entry twice, though it looks again for what has come meanwhile. */
  const seen = new Set<string>();
  const looked = new Set<string>();
  const unreadable = new Map<string, number>();
  let batch: DueEntry[] = [];
  let nextScanMs = Number.NEGATIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();

  async function scan(): Promise<void> {
    await beforeScan();
    const due = await store.due(new Date(now()));
    // Reversed, so that taking the first is cheap.
    batch = due.filter(({ id }) => (watch ? isReadable(id) : !seen.has(id))).reverse();
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
    if (gate.closed() === null) return null;
    const index = batch.findLastIndex(({ id }) => !looked.has(id) && now() - timeOfQueueId(id) >= maxAgeMs);
    return index < 0 ? null : (batch.splice(index, 1)[0] ?? null);
  }

  function idle(): Feed {
    if (!watch) return { kind: 'end' };
    const closed = gate.closed();
    const untilScan = Math.min(pollMs, Math.max(1, nextScanMs - now()));
    const untilOpen = closed === null ? pollMs : Math.max(1, closed.untilMs - now());
    return { kind: 'wait', milliseconds: Math.min(pollMs, batch.length > 0 ? untilOpen : untilScan) };
  }

  async function next(): Promise<Feed> {
    const wait = nextScanMs - now();
    if (batch.length === 0 && (!watch || wait <= 0 || wait > pollMs)) await scan();
    if (batch.length === 0) return idle();
    if (gate.admit()) {
      looked.clear();
      const due = batch.pop();
      if (due === undefined) return idle();
      if (!watch) seen.add(due.id);
      return { kind: 'entry', due, probe: gate.closed() !== null };
    }
    const aged = old();
    if (aged === null) return idle();
    looked.add(aged.id);
    if (!watch) seen.add(aged.id);
    return { kind: 'old', due: aged };
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
