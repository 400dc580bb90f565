/** One process from its start to its end: the clock, and what the system counts about it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { summarize } from './statistics.ts';

export interface Command {
  readonly words: readonly [string, ...string[]];
  /** File descriptors from 0 on that are files: path, or null for nothing. */
  readonly inputs?: Readonly<Record<number, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Goes before each run, outside the clock. */
  readonly prepare?: () => Promise<void>;
}

export interface Counts {
  /** User and system time: the median of some runs. */
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

const processorTime = fileURLToPath(new URL('programs/processor-time.py', import.meta.url));

/** The environment of every command that is measured: no trust, no locale and no flags of the caller's. */
function cleanEnvironment(home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, LANG: 'C.UTF-8' };
}

/** @returns milliseconds from start to end. @throws Error where it ends with another status than 0 */
export async function wallTime(command: Command, home: string): Promise<number> {
  const files = Object.entries(command.inputs ?? {}).map(
    ([fd, path]) => [Number(fd), openSync(path, 'r')] as const,
  );
  const highest = Math.max(2, ...files.map(([fd]) => fd));
  const stdio = Array.from(
    { length: highest + 1 },
    (_, fd) => files.find(([wanted]) => wanted === fd)?.[1] ?? 'ignore',
  );
  const [program, ...words] = command.words;
  try {
    await command.prepare?.();
    const began = performance.now();
    const status = await new Promise<number | string>((resolve, reject) => {
      const child = spawn(program, words, {
        env: { ...cleanEnvironment(home), ...command.env },
        stdio,
        cwd: home,
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 'lost'));
    });
    const ms = performance.now() - began;
    if (status !== 0) throw new Error(`${command.words.join(' ')} ended with ${status}`);
    return ms;
  } finally {
    for (const [, file] of files) closeSync(file);
  }
}

/**
 * @param runs of which the median counts
 * @returns null where GNU time or Python is not installed (Debian: apt-get install time python3)
 */
export async function counts(command: Command, home: string, runs: number): Promise<Counts | null> {
  const report = join(home, 'time.txt');
  const under = async (...words: [string, ...string[]]): Promise<number> => {
    await wallTime({ ...command, words: [...words, ...command.words] }, home);
    return Number(await readFile(report, 'utf8'));
  };
  try {
    const cpu: number[] = [];
    // GNU time counts in hundredths of a second: too coarse for a start. Python's own memory would be the least peak.
    for (let run = 0; run < runs; run++) cpu.push(await under('/usr/bin/python3', processorTime, report));
    const kilobytes = await under('/usr/bin/time', '-o', report, '-f', '%M');
    return { cpuMs: summarize(cpu).median, peakMegabytes: kilobytes / 1024 };
  } catch {
    return null;
  }
}

/** @returns system calls of the process and its threads; null where strace is missing or may not trace. */
export async function systemCalls(command: Command, home: string): Promise<number | null> {
  const report = join(home, 'strace.txt');
  const strace = ['strace', '-f', '-c', '-o', report] as const;
  const text = await wallTime({ ...command, words: [...strace, ...command.words] }, home).then(
    () => readFile(report, 'utf8'),
    () => null,
  );
  const [, calls] = /^100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s.*total$/m.exec(text ?? '') ?? [];
  return calls === undefined ? null : Number(calls);
}
