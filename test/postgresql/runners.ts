/** Runner processes and what they wrote down. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { buildProgram } from './programs.ts';
import type { RunnerTask } from './runner-child.ts';

let child: Promise<string> | null = null;

export interface RunnerOptions extends Omit<RunnerTask, 'settings' | 'password'> {
  readonly settings: DatabaseSettings;
  /** Program and arguments before Node's own: another network namespace. */
  readonly through?: readonly string[];
}

export async function startRunner(options: RunnerOptions): Promise<ChildProcess> {
  const { settings, through = [], ...rest } = options;
  child ??= buildProgram('runner-child');
  const { password, ...others } = settings;
  const task: RunnerTask = { ...rest, settings: others, password: (await password?.()) ?? '' };
  const [program, ...args] = [...through, process.execPath, await child, JSON.stringify(task)];
  return spawn(program ?? process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
}

/** @throws where it ended by itself with a fault */
export async function ended(runner: ChildProcess): Promise<void> {
  if (runner.exitCode === null && runner.signalCode === null) await once(runner, 'exit');
  if (runner.exitCode !== null && runner.exitCode !== 0)
    throw new Error(`runner ended with ${runner.exitCode}`);
}

/** The lines of a journal. */
function linesOf(journal: string): readonly string[] {
  if (!fs.existsSync(journal)) return [];
  return fs.readFileSync(journal, 'utf8').split('\n').slice(0, -1);
}

export function linesWith(journal: string, word: string): readonly string[] {
  return linesOf(journal)
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.slice(word.length + 1));
}

/** Waits until something is so. @throws after about two minutes */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 6000; look += 1) {
    // oxlint-disable-next-line no-await-in-loop
    if (await what()) return;
    // oxlint-disable-next-line no-await-in-loop
    await pause(20);
  }
  throw new Error('it did not come about');
}

/** Messages that arrived again after they had been recorded as sent: nothing may do that. */
export function sentAgain(journal: string): readonly string[] {
  const sent = new Set<string>();
  const again: string[] = [];
  for (const line of linesOf(journal)) {
    const [word = '', id = ''] = line.split(' ');
    if (word === 'sent') sent.add(id);
    if (word === 'arrived' && sent.has(id)) again.push(id);
  }
  return again;
}
