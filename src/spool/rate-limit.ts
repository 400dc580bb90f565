/** Messages a minute, evenly spaced: so no span of a minute ever holds more than the limit. */

export interface RateLimit {
  /** Waits for the next free place; ends early where the signal aborts. */
  place(signal: AbortSignal): Promise<void>;
}

export interface RateClock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** @param perMinute null: no limit */
export function createRateLimit(perMinute: number | null, { now, sleep }: RateClock): RateLimit {
  if (perMinute === null) return { place: async () => {} };
  const intervalMs = 60_000 / perMinute;
  let last: number | null = null;
  let queue: Promise<void> = Promise.resolve();

  async function wait(signal: AbortSignal): Promise<void> {
    while (last !== null && !signal.aborted) {
      // A clock that was set back must not stretch one interval into hours.
      last = Math.min(last, now());
      const left = last + intervalMs - now();
      if (left <= 0) break;
      await sleep(Math.ceil(left), signal).catch(() => {});
    }
    if (!signal.aborted) last = now();
  }

  return {
    place(signal) {
      // One waits at a time, so no worker waits longer than its turn and the spacing applies to all workers.
      const turn = queue.then(() => wait(signal));
      queue = turn;
      return turn;
    },
  };
}
