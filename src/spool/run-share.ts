/**
 * What the runners of a spool share besides its entries. A spool directory serves one host: its runner paces and counts
 * by itself, and keeps notes in files. A store for several hosts keeps all of it in one place.
 */
import type { AgeClock } from './age-clock.ts';
import type { LastRun } from './last-run.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SharedHold } from './server-gate.ts';

export interface RunShare {
  /** `rate-limit` over all runners. @param perMinute null: no limit */
  rateLimit(perMinute: number | null): RateLimit;
  /** `max-connections-scope = all`: connections of all runners together. */
  connections(most: number): ConnectionLimit;
  /** The hold of a server that can't take mail. */
  readonly hold: SharedHold;
  /** When max-age is stopped. @param holdAgeMs the longest that one fault stops it */
  ages(holdAgeMs: number): AgeClock;
  readonly lastRun: LastRun;
}

export interface ConnectionLimit {
  /**
   * Waits for a free connection; null where the signal aborts first.
   * @returns gives it back; never rejects. A process that ends gives all of its own back.
   */
  enter(signal: AbortSignal): Promise<(() => Promise<void>) | null>;
}
