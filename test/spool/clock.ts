/** A clock that stops while there is work, and jumps to the next sleeper when everybody sleeps. */
export interface TestClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  set(time: number): void;
  /** Ends the jumping. */
  [Symbol.dispose](): void;
}

export function createTestClock(start: string): TestClock {
  let time = Date.parse(start);
  const sleepers = new Set<{ until: number; wake: () => void }>();
  let quiet = 0;
  const ticker = setInterval(() => {
    // Work on files is under way, however slow the disk is.
    if (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) quiet = 0;
    quiet += 1;
    // A few turns without a new sleeper and without such work.
    const until = Math.min(...[...sleepers].map((sleeper) => sleeper.until));
    // Who sleeps for ever is no reason to jump.
    if (quiet < 4 || !Number.isFinite(until)) return;
    quiet = 0;
    time = Math.max(time, until);
    for (const sleeper of sleepers) if (sleeper.until <= time) sleeper.wake();
  }, 5);
  return {
    now: () => time,
    sleep(milliseconds, signal) {
      quiet = 0;
      return new Promise((resolve) => {
        const sleeper = {
          until: time + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      });
    },
    set(to) {
      time = to;
    },
    [Symbol.dispose]: () => clearInterval(ticker),
  };
}
