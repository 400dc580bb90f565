/** What is measured: each scenario is a race, with the bounds that sendmemo holds itself to. */
import { setTimeout } from 'node:timers/promises';
import { acceptanceScenarios } from './acceptance.ts';
import { bulkScenarios } from './bulk.ts';
import { spoolScenarios } from './spool.ts';
import { delayMs, type Deps } from './fixture.ts';
import { wallTime } from './measure.ts';
import { isInstalled, ours, peers, sendmemo, type Peer, type Task } from './peers.ts';
import { type Entrant, race, type Race } from './race.ts';
import { type Bound, type Measured, memoryBound, type Scenario, timeBound } from './scenario.ts';

const floor: Entrant = { name: 'node -e 0', command: { words: [process.execPath, '-e', '0'] } };
const installed: readonly Peer[] = [sendmemo, ...peers].filter(isInstalled);
export const missing: readonly Peer[] = peers.filter((peer) => !isInstalled(peer));

/** @param runs of the short ones; long ones have a third */
export async function scenarios(deps: Deps, runs: number): Promise<Scenario[]> {
  const few = Math.max(3, Math.round(runs / 3));
  const small = (title: string, note: string, task: Task, bounds: readonly Bound[]): Scenario => ({
    title,
    note,
    bounds,
    runs,
    base: floor.name,
    counted: 'all',
    entrants: [floor, ...entrants(task)],
  });
  const own = 'against a server of the benchmark’s own, with TCP_NODELAY';
  const attached = async (megabytes: number): Promise<Entrant[]> =>
    entrants({ ...deps.task('plain'), attachment: await deps.largeFile(megabytes) });
  return [
    {
      title: 'Start alone',
      note: '`sendmemo --version` beside the runtime that does nothing',
      base: floor.name,
      runs,
      bounds: [],
      counted: 'all',
      entrants: [floor, { name: 'sendmemo', command: { words: [ours, '--version'] } }],
    },
    small('One small message, plain', own, deps.task('plain'), [
      timeBound(floor.name, 1.75, 1.6),
      memoryBound(48, 45),
    ]),
    small('One small message, STARTTLS', `${own}; verified with a CA file`, deps.task('starttls'), [
      timeBound(floor.name, 2.05, 1.9),
    ]),
    small('One small message, SMTPS', `${own}; verified with a CA file`, deps.task('smtps'), []),
    ...(deps.withKnownCas === null
      ? []
      : [
          small(
            'One small message, STARTTLS, globally known CAs',
            `${own}; its CA is one of the system’s 140 (sendmemo: in the hashed directory; the others: in the bundle)`,
            deps.withKnownCas('starttls'),
            [timeBound(floor.name, 2.35, 2.2)],
          ),
        ]),
    ...(deps.postfix === null
      ? []
      : [small('One small message, STARTTLS, Postfix', 'as Debian has it', deps.postfix, [])]),
    {
      title: 'Attachment of 25 MiB, plain',
      note: own,
      base: 's-nail',
      runs: few,
      bounds: [timeBound('s-nail', 0.85, 0.5)],
      counted: 'processor',
      entrants: await attached(25),
    },
    {
      title: 'Attachment of 100 MiB, plain',
      note: own,
      base: 'sendmemo',
      runs: 3,
      bounds: [memoryBound(68, 64)],
      counted: 'processor',
      entrants: (await attached(100)).filter(({ name }) => name === 'sendmemo' || name === 'curl'),
    },
    {
      title: 'One small message, STARTTLS, 50 ms each way',
      note: 'through a proxy of the benchmark’s own that holds each packet back',
      base: 'nodemailer, 15 lines',
      runs: few,
      bounds: [timeBound('nodemailer, 15 lines', 1, 0.95)],
      counted: 'nothing',
      delayed: true,
      entrants: entrants(deps.delayed.task),
    },
    ...(await bulkScenarios(deps, few)),
    ...(await acceptanceScenarios(deps.home, few)),
    ...(await spoolScenarios(deps, few)),
  ];
}

function entrants(task: Task): Entrant[] {
  return installed.flatMap(({ name, command }) => {
    const can = command(task);
    return can === null ? [] : [{ name, command: can }];
  });
}

/** Runs one scenario. */
export async function measure(scenario: Scenario, deps: Deps): Promise<Measured> {
  const { base, runs, counted, delayed, prepare, end } = scenario;
  let run: Race;
  try {
    await prepare?.();
    run = await race(scenario.entrants, { base, runs, counted, home: deps.home });
  } finally {
    await end?.();
  }
  return { ...scenario, ...run, trips: delayed === true ? await countTrips(scenario, run, deps) : null };
}

/** One by one, with a pause in which the proxy hears of the end. */
async function countTrips(
  { entrants: all }: Scenario,
  { results }: Race,
  deps: Deps,
): Promise<Map<string, number>> {
  const trips = new Map<string, number>();
  for (const { name, command } of all.filter((one) => results.some((result) => result.name === one.name))) {
    const before = deps.delayed.proxy.says.length;
    await wallTime(command, deps.home);
    await setTimeout(10 * delayMs);
    const counted = deps.delayed.proxy.says.slice(before).map((said) => said['trips'] ?? 0);
    trips.set(name, Math.max(0, ...counted));
  }
  return trips;
}
