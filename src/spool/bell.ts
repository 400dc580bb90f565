/** Waiting that ends early: at a ring, at an abort, or when the time has passed. */
export interface Bell {
  /** Wakes all who wait. */
  ring(): void;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** @param sleep may resolve or reject when its signal aborts */
export function createBell(sleep: Sleep): Bell {
  const waiting = new Set<AbortController>();
  return {
    ring() {
      for (const each of waiting) each.abort();
    },
    async wait(milliseconds, signal) {
      const wake = new AbortController();
      waiting.add(wake);
      await sleepUntil(sleep, milliseconds, signal, wake);
      waiting.delete(wake);
    },
  };
}

/**
 * Sleeps until the time has passed, the signal aborts or `wake` is aborted. AbortSignal.any would keep a little
 * memory in the long-lived signal for each wait, and a runner waits for months.
 */
export async function sleepUntil(
  sleep: Sleep,
  milliseconds: number,
  signal: AbortSignal,
  wake: AbortController,
): Promise<void> {
  if (signal.aborted || wake.signal.aborted) return;
  const early = new AbortController();
  const end = () => early.abort();
  signal.addEventListener('abort', end, { once: true });
  wake.signal.addEventListener('abort', end, { once: true });
  try {
    await sleep(milliseconds, early.signal).catch(() => {});
  } finally {
    signal.removeEventListener('abort', end);
    wake.signal.removeEventListener('abort', end);
  }
}
