/** What is measured: each scenario is a race, and says which of its ratios was promised. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { wallTime } from './measure.ts';
import { isInstalled, ours, peers, programOf, sendmemo, type Peer, type Task } from './peers.ts';
import { type Entrant, race, type Race } from './race.ts';
import { delayMs, type Deps } from './world.ts';

export interface Scenario {
  readonly title: string;
  readonly note: string;
  /** The entrant that stands for 1. */
  readonly base: string;
  readonly runs: number;
  readonly entrants: readonly Entrant[];
  /** Our ratio must not be more than this; null: nothing was promised. */
  readonly must: number | null;
  /** Goes over the delayed line: round trips are counted. */
  readonly delayed?: true;
}

export interface Measured extends Scenario, Race {
  /** By name; null where they were not counted. */
  readonly trips: ReadonlyMap<string, number> | null;
}

const floor: Entrant = { name: 'node -e 0', command: { words: [process.execPath, '-e', '0'] } };
const installed: readonly Peer[] = [sendmemo, ...peers].filter(isInstalled);
export const missing: readonly Peer[] = peers.filter((peer) => !isInstalled(peer));

const bulk = 1000;

/** @param runs of the short ones; long ones have a third */
export async function scenarios(deps: Deps, runs: number): Promise<Scenario[]> {
  const attachment = await deps.largeFile(25);
  const few = Math.max(3, Math.round(runs / 3));
  const small = (title: string, note: string, task: Task, must: number | null): Scenario => ({
    title,
    note,
    must,
    runs,
    base: floor.name,
    entrants: [floor, ...entrants(task)],
  });
  const own = 'against a server of the benchmark’s own, with TCP_NODELAY';
  return [
    {
      title: 'Start alone',
      note: '`sendmemo --version` beside the runtime that does nothing',
      base: floor.name,
      runs,
      must: null,
      entrants: [floor, { name: 'sendmemo', command: { words: [ours, '--version'] } }],
    },
    small('One small message, plain', own, deps.task('plain'), 1.8),
    small('One small message, STARTTLS', `${own}; verified with a CA file`, deps.task('starttls'), 2.1),
    small('One small message, SMTPS', `${own}; verified with a CA file`, deps.task('smtps'), null),
    ...(deps.withKnownCas === null
      ? []
      : [
          small(
            'One small message, STARTTLS, globally known CAs',
            `${own}; its CA is one of the system’s 140 (sendmemo: in the hashed directory; the others: in the bundle)`,
            deps.withKnownCas('starttls'),
            2.4,
          ),
        ]),
    ...(deps.postfix === null
      ? []
      : [small('One small message, STARTTLS, Postfix', 'as Debian has it', deps.postfix, null)]),
    {
      title: 'Attachment of 25 MiB, plain',
      note: own,
      base: 's-nail',
      runs: few,
      must: 0.85,
      entrants: entrants({ ...deps.task('plain'), attachment }),
    },
    {
      title: 'One small message, STARTTLS, 50 ms each way',
      note: 'through a proxy of the benchmark’s own that holds each packet back',
      base: 'nodemailer, 15 lines',
      runs: few,
      must: 1,
      delayed: true,
      entrants: entrants(deps.delayed.task),
    },
    ...(deps.postfix === null ? [] : [await bulkScenario(deps, deps.postfix, few)]),
  ];
}

function entrants(task: Task): Entrant[] {
  return installed.flatMap(({ name, command }) => {
    const can = command(task);
    return can === null ? [] : [{ name, command: can }];
  });
}

async function bulkScenario(deps: Deps, task: Task, runs: number): Promise<Scenario> {
  const at = (name: string) => join(deps.home, name);
  const line = { from: 'a@example.com', to: ['b@example.com'], subject: 'a subject', text: 'a text' };
  await writeFile(at('batch.jsonl'), `${JSON.stringify(line)}\n`.repeat(bulk));
  const transfer = [
    `url = "smtp://127.0.0.1:${task.port}"`,
    'ssl-reqd',
    `cacert = "${task.caFile}"`,
    'mail-from = "a@example.com"',
    'mail-rcpt = "b@example.com"',
    `upload-file = "${task.messageFile}"`,
  ].join('\n');
  await writeFile(at('curl.txt'), Array.from({ length: bulk }, () => transfer).join('\nnext\n'));
  const program = (name: string, words: readonly string[]): Entrant[] => {
    const [first, ...rest] = words;
    if (first === undefined || !isInstalled({ program: first })) return [];
    return [{ name, command: { words: [first, ...rest] } }];
  };
  const [port, many] = [String(task.port), String(bulk)];
  const pool = [process.execPath, programOf('nodemailer-pool.cjs'), 'starttls', port, task.caFile, many];
  return {
    title: `${bulk} small messages, STARTTLS, Postfix`,
    note: 'one process each, over connections that stay',
    base: 'curl -K',
    runs,
    must: 1.3,
    entrants: [
      ...program('sendmemo batch', [
        ours,
        'batch',
        '--server-dir',
        task.directory,
        '-H',
        '127.0.0.1',
        '-p',
        port,
        at('batch.jsonl'),
      ]),
      ...program('curl -K', ['curl', '-sS', '-K', at('curl.txt')]),
      ...program('Python smtplib', [
        '/usr/bin/python3',
        programOf('smtplib_send.py'),
        'starttls',
        port,
        task.caFile,
        many,
      ]),
      ...program('nodemailer pool, 1 connection', [...pool, '1']),
      ...program('nodemailer pool, 5 connections', [...pool, '5']),
    ],
  };
}

/** Runs one scenario. */
export async function measure(scenario: Scenario, deps: Deps): Promise<Measured> {
  const { base, runs, delayed } = scenario;
  const { home } = deps;
  const run = await race(scenario.entrants, { base, runs, counted: delayed !== true, home });
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
