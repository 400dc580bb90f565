/**
 * Does something now and then while something longer goes on.
 * @param work must not reject
 * @returns what ends it, once the work that is under way is done
 */
export function regularly(
  everyMs: number,
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>,
  work: () => Promise<void>,
): () => Promise<void> {
  const ending = new AbortController();
  const loop = async (): Promise<void> => {
    for (;;) {
      try {
        await sleep(everyMs, ending.signal);
      } catch {
        return;
      }
      await work();
    }
  };
  const running = loop();
  return async () => {
    ending.abort();
    await running;
  };
}
