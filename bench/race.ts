/** Commands that do the same, measured in turn: round by round, so that what slows the machine slows them all. */
import { type Command, type Counts, counts, systemCalls, wallTime } from './measure.ts';
import { type Summary, summarize } from './statistics.ts';

export interface Entrant {
  readonly name: string;
  readonly command: Command;
}

export interface Result {
  readonly name: string;
  readonly wall: Summary;
  /** Against the entrant that the ratios of a race refer to. */
  readonly ratio: number;
  readonly counts: Counts | null;
  readonly systemCalls: number | null;
}

export type Counted = 'all' | 'processor' | 'nothing';

export interface Race {
  readonly results: readonly Result[];
  /** Name and reason. */
  readonly failed: readonly (readonly [string, string])[];
}

/** Runs for processor time; no more than rounds. */
const countedRuns = 5;

/**
 * @param base the name of the entrant that stands for 1
 * @param counted what is counted outside the clock: all; no system calls, where tracing them takes minutes; nothing
 */
export async function race(
  entrants: readonly Entrant[],
  { base, runs, counted, home }: { base: string; runs: number; counted: Counted; home: string },
): Promise<Race> {
  // Rounds that are not counted: caches fill. What is measured once takes so long that they don't matter.
  const warmUp = runs === 1 ? 0 : 1;
  const times = new Map<string, number[]>(entrants.map(({ name }) => [name, []]));
  const failed: [string, string][] = [];
  for (let round = 0; round < runs + warmUp; round++) {
    for (const { name, command } of entrants) {
      const own = times.get(name);
      if (own === undefined) continue;
      try {
        const ms = await wallTime(command, home);
        if (round >= warmUp) own.push(ms);
      } catch (error) {
        times.delete(name);
        failed.push([name, error instanceof Error ? error.message : String(error)]);
      }
    }
  }
  const reference = summarize(times.get(base) ?? [NaN]).median;
  const results: Result[] = [];
  for (const { name, command } of entrants) {
    const own = times.get(name);
    if (own === undefined) continue;
    const wall = summarize(own);
    results.push({
      name,
      wall,
      ratio: wall.median / reference,
      counts: counted === 'nothing' ? null : await counts(command, home, Math.min(runs, countedRuns)),
      systemCalls: counted === 'all' ? await systemCalls(command, home) : null,
    });
  }
  return { results, failed };
}
