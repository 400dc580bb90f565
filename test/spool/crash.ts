/** Starts processes that put and run, kills them, and counts what went in and what arrived. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { openStore } from './deps.ts';

export interface CrashTask {
  /** `move`: from `directory` to the directory `to` beside it. */
  readonly role: 'put' | 'run' | 'move';
  readonly directory: string;
  readonly journal: string;
  /** Tells the messages of one process from those of others. */
  readonly name: string;
  readonly count: number;
  readonly connections: number;
  readonly watch: boolean;
  /** The step at which the process kills itself; null: at none. */
  readonly killAt: number | null;
}

export interface Count {
  readonly acknowledged: number;
  /** Acknowledged, and neither arrived nor returned. */
  readonly lost: readonly string[];
  /** Arrived or returned more than once. */
  readonly duplicates: readonly string[];
  /** What else the processes wrote down: faults, corrupt entries, garbled messages. */
  readonly complaints: readonly string[];
  /** Names of entries that are still there, besides those in failed/. */
  readonly left: readonly string[];
}

/** @returns the path of the built child. */
export async function buildChild(directory: string): Promise<string> {
  const outfile = path.join(directory, 'crash-child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('crash-child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['esbuild'],
    logLevel: 'error',
  });
  return outfile;
}

export function startChild(child: string, task: CrashTask): ChildProcess {
  return spawn(process.execPath, [child, JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {},
  });
}

/** @returns whether it ended by itself. @throws where it failed */
export async function ended(child: ChildProcess): Promise<boolean> {
  const [code, signal] =
    child.exitCode === null && child.signalCode === null
      ? ((await once(child, 'exit')) as [number | null, string | null])
      : [child.exitCode, child.signalCode];
  if (code !== null && code !== 0) throw new Error(`child ended with ${code}`);
  return signal === null;
}

/** Rounds of putting and running with two runners, each ended by kill -9 at a random moment, and a last one that may end. */
export async function killRounds(
  child: string,
  directory: string,
  options: {
    readonly rounds: number;
    readonly random: () => number;
    readonly name?: string;
    readonly onRound?: (round: number) => void;
  },
): Promise<Count> {
  const base = { directory: path.join(directory, 'spool'), journal: path.join(directory, 'journal') };
  const common = { ...base, connections: 2, killAt: null };
  for (let round = 0; round < options.rounds; round += 1) {
    const children = [
      startChild(child, {
        ...common,
        role: 'put',
        name: `${options.name ?? 'r'}${round}`,
        count: 1000,
        watch: false,
      }),
      startChild(child, { ...common, role: 'run', name: '', count: 0, watch: true }),
      startChild(child, { ...common, role: 'run', name: '', count: 0, watch: true }),
    ];
    // Now and then they are killed while they start, mostly while they work.
    if (options.random() < 0.9) await growth(base.journal);
    await pause(options.random() * 250);
    for (const each of children) {
      each.kill('SIGKILL');
      if (options.random() < 0.3) await pause(options.random() * 40);
    }
    await Promise.all(children.map(ended));
    options.onRound?.(round);
  }
  // Two: the first brings DSNs that the second may still have to deliver.
  for (let last = 0; last < 2; last += 1) {
    await ended(startChild(child, { ...common, role: 'run', name: '', count: 0, watch: false }));
  }
  return count(base.directory, base.journal);
}

/** Waits until somebody writes into the journal, however slow the machine is. */
async function growth(journal: string): Promise<void> {
  const size = async () => (await fs.stat(journal).catch(() => ({ size: 0 }))).size;
  const before = await size();
  for (let look = 0; look < 500 && (await size()) === before; look += 1) await pause(10);
}

export async function count(directory: string, journal: string): Promise<Count> {
  const lines = (await fs.readFile(journal, 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '');
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const acknowledged = of('acknowledged');
  const reached = [...of('arrived'), ...of('returned')];
  const once = new Set(reached);
  const words = ['acknowledged ', 'arrived ', 'returned '];
  const left: string[] = [];
  await openStore(directory);
  for (const state of ['tmp', 'waiting', 'active', 'held']) {
    for (const name of await fs.readdir(path.join(directory, state))) left.push(`${state}/${name}`);
  }
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !once.has(id)),
    duplicates: reached.filter((id, index) => reached.indexOf(id) !== index),
    complaints: lines.filter((line) => !words.some((word) => line.startsWith(word))),
    left,
  };
}
