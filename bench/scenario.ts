/** A scenario, and the bounds that sendmemo holds itself to in it. */
import type { Counted, Entrant, Race, Result } from './race.ts';

/** What a number of our own may be at most. */
export interface Bound {
  /** `× node -e 0`, `ms of processor time a message`. */
  readonly unit: string;
  readonly must: number;
  readonly aim: number;
  /** null: it was not counted here. */
  readonly of: (own: Result) => number | null;
}

export interface Scenario {
  readonly title: string;
  readonly note: string;
  /** The entrant that stands for 1. */
  readonly base: string;
  readonly runs: number;
  readonly entrants: readonly Entrant[];
  readonly bounds: readonly Bound[];
  readonly counted: Counted;
  /** Goes before the first round. */
  readonly prepare?: () => Promise<void>;
  /** Goes after the last one, also after a fault. */
  readonly end?: () => Promise<void>;
  /** Goes over the delayed line: round trips are counted. */
  readonly delayed?: true;
  /** What the server says of itself after the race. */
  readonly serverNote?: (results: readonly Result[]) => string;
}

export interface Measured extends Scenario, Race {
  /** By name; null where they were not counted. */
  readonly trips: ReadonlyMap<string, number> | null;
}

/** Time as a multiple of another program's. */
export function timeBound(base: string, must: number, aim: number): Bound {
  return { unit: `× ${base}`, must, aim, of: ({ ratio }) => (Number.isNaN(ratio) ? null : ratio) };
}

/** Peak memory of the process. */
export function memoryBound(must: number, aim: number): Bound {
  return { unit: 'MB at most in memory', must, aim, of: ({ counts }) => counts?.peakMegabytes ?? null };
}
