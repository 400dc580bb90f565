/** When to try again. Pure: tries and age in, times out; chance is given. All times are milliseconds. */

const minute = 60_000;
const hour = 60 * minute;

/** Delay after the first, second, … failed try; the last one stays. */
const messageDelays = [1, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * minute);
/** How long a server is left alone after one, two, … rounds without success. */
const serverDelays = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute);
/** Each delay is lengthened or shortened by up to this part, so that many messages do not come back as one crowd. */
const jitter = 0.2;

/** No next try is ever further away than this. */
export const longestDelayMs = Math.ceil(4 * hour * (1 + jitter));

export interface TryFacts {
  /** Failed tries so far, this one included: 1 or more. */
  readonly tries: number;
  readonly nowMs: number;
  readonly agedFromMs: number;
  readonly maxAgeMs: number;
  /** 0 ≤ x < 1. */
  readonly random: number;
}

/**
 * @returns the time of the next try, or null where the message is past its age. The last try falls on the end of its
 * age, never long after it; a clock that was set back does not make a message older.
 */
export function nextTryAt({ tries, nowMs, agedFromMs, maxAgeMs, random }: TryFacts): number | null {
  if (isPastAge({ nowMs, agedFromMs, maxAgeMs })) return null;
  const next = nowMs + spread(stepOf(messageDelays, tries), random);
  return Math.min(next, Math.max(nowMs + 1, agedFromMs + maxAgeMs));
}

export function isPastAge({
  nowMs,
  agedFromMs,
  maxAgeMs,
}: Pick<TryFacts, 'nowMs' | 'agedFromMs' | 'maxAgeMs'>): boolean {
  return nowMs - agedFromMs >= maxAgeMs;
}

/** @param strikes rounds without success so far, 1 or more @returns how long to leave the server alone */
export function serverDelayMs(strikes: number, random: number): number {
  return spread(stepOf(serverDelays, strikes), random);
}

function stepOf(steps: readonly number[], count: number): number {
  return steps[Math.min(Math.max(count, 1), steps.length) - 1] ?? 0;
}

function spread(delay: number, random: number): number {
  return Math.round(delay * (1 - jitter + 2 * jitter * random));
}
