/** Long runs write their metrics now and then, not only at their end. */
import type { QueueStatistics } from '../spool/statistics.ts';
import { regularly } from '../text/regularly.ts';
import type { Metrics } from './metrics.ts';

/** node_exporter reads the file at each scrape, which is seldom more frequent. */
const everyMs = 15_000;

/**
 * Begins to write the metrics every quarter of a minute.
 * @returns what ends it, with a last writing
 */
export function writeRegularly(
  metrics: Metrics | null,
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>,
  readQueue: () => Promise<QueueStatistics | null>,
): () => Promise<void> {
  if (metrics === null) return async () => {};
  // A spool that can't be read is its runner's to tell.
  const write = async (): Promise<void> => metrics.write(await readQueue().catch(() => null));
  const end = regularly(everyMs, sleep, write);
  return async () => {
    await end();
    await write();
  };
}
