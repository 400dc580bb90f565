/** Claims due entries for workers, one at a time and each once a pass; knows when there is nothing left or not yet. */
import type { AgeClock } from './age-clock.ts';
import type { ServerGate } from './server-gate.ts';
import type { Failure } from '../failure/failure.ts';
import type { Claim, DueEntry, QueueId, Store } from './store.ts';
import { timeOfQueueId } from './queue-id.ts';

export type Feed =
  /** Claimed. `probe`: the server has been held, and this one finds out whether it accepts mail again. */
  | { readonly kind: 'entry'; readonly claim: Claim; readonly probe: boolean }
  /** It could not be claimed. */
  | { readonly kind: 'unreadable'; readonly id: QueueId; readonly failure: Failure }
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
  readonly ages: Pick<AgeClock, 'stoppedMs' | 'isStopped'>;
  /** Called before each scan. */
  readonly beforeScan: () => Promise<void>;
}

export interface DueFeed {
  /** The next for a worker; answers come one after the other. @throws SendmemoError spool-unwritable */
  next(): Promise<Feed>;
  /** Something new has entered: the next look does not wait. */
  lookAgain(): void;
  /** This one can't even be read: it is not looked at again for a while. */
  putOff(id: string): void;
}

/** How long an entry that can't be read is left alone by a run that watches. */
const unreadablePauseMs = 10 * 60_000;

export function createDueFeed(options: DueFeedOptions): DueFeed {
  const { store, gate, now, watch, pollMs, maxAgeMs, ages, beforeScan } = options;
  /** A run that does not watch tries no entry twice, though it looks again for what has come meanwhile. */
  const seen = new Set<string>();
  const looked = new Set<string>();
  const unreadable = new Map<string, number>();
  /** The last one of the pass that goes on; null: at its beginning; undefined: it is over. */
  let after: DueEntry | null | undefined;
  /** While the server is held: those whose age is over. */
  let aged: DueEntry[] = [];
  let agedSinceMs = Number.NEGATIVE_INFINITY;
  let nextScanMs = Number.NEGATIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();

  async function beginPass(): Promise<void> {
    // Also where it fails: the next look comes after the pause.
    nextScanMs = now() + pollMs;
    await beforeScan();
    after = null;
    aged = [];
    agedSinceMs = Number.NEGATIVE_INFINITY;
  }

  function isSkipped(id: string): boolean {
    if (!watch) return seen.has(id);
    const since = unreadable.get(id);
    if (since === undefined) return false;
    const passed = now() - since;
    if (passed >= 0 && passed < unreadablePauseMs) return true;
    unreadable.delete(id);
    return false;
  }

  async function old(): Promise<DueEntry | null> {
    if (gate.closed() === null || ages.isStopped(now())) return null;
    // Many at once, and again only after a while: each may be one of very many.
    if (aged.length === 0 && Math.abs(now() - agedSinceMs) >= pollMs) {
      agedSinceMs = now();
      const due = await store.due(
        new Date(agedSinceMs),
        new Date(agedSinceMs - maxAgeMs + 1),
        (id) => looked.has(id) || isSkipped(id),
      );
      aged = due.filter(({ id }) => ageOf(timeOfQueueId(id), agedSinceMs) >= maxAgeMs);
    }
    return aged.pop() ?? null;
  }

  function ageOf(fromMs: number, nowMs: number): number {
    return nowMs - fromMs - ages.stoppedMs(fromMs, nowMs);
  }

  /** The pass that goes on has no more, or there is no pass. */
  function idle(): Feed {
    if (!watch) return { kind: 'end' };
    const closed = gate.closed();
    const untilScan = Math.min(pollMs, Math.max(1, nextScanMs - now()));
    const untilOpen = closed === null ? pollMs : Math.max(1, closed.untilMs - now());
    return { kind: 'wait', milliseconds: Math.min(pollMs, after === undefined ? untilScan : untilOpen) };
  }

  /** @returns null where the pass is over, which then is */
  async function take(probe: boolean): Promise<Feed | null> {
    const taken =
      after === undefined ? null : await store.claimNext(new Date(now()), { after, skip: isSkipped });
    if (taken === null) {
      after = undefined;
      return null;
    }
    looked.clear();
    if (!('claim' in taken)) {
      if (!watch) seen.add(taken.id);
      after = { id: taken.id, nextTry: taken.nextTry };
      if (probe) gate.unused();
      return { kind: 'unreadable', id: taken.id, failure: taken.failure };
    }
    const { id, nextTry } = taken.claim.entry;
    if (!watch) seen.add(id);
    after = { id, nextTry };
    return { kind: 'entry', claim: taken.claim, probe };
  }

  async function takeOrLookAgain(probe: boolean): Promise<Feed | null> {
    const isFirst = after === null;
    const taken = await take(probe);
    if (taken !== null || isFirst || watch) return taken;
    // What has come since the pass began.
    await beginPass();
    return take(probe);
  }

  async function next(): Promise<Feed> {
    const wait = nextScanMs - now();
    const isTime = !watch || wait <= 0 || wait > pollMs;
    // A held server is no reason not to look after claims of the dead, and after what others have put in.
    if (isTime && (after === undefined || gate.closed() !== null)) await beginPass();
    if (after === undefined) return idle();
    if (await gate.admit()) {
      const probe = gate.closed() !== null;
      try {
        const taken = await takeOrLookAgain(probe);
        if (taken !== null) return taken;
      } catch (error) {
        after = undefined;
        if (probe) gate.unused();
        throw error;
      }
      if (probe) gate.unused();
      return idle();
    }
    const due = await old();
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
    lookAgain() {
      nextScanMs = Number.NEGATIVE_INFINITY;
    },
    putOff(id) {
      unreadable.set(id, now());
    },
  };
}
