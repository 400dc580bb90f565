/** One process from its start to its end: the clock, and what the system counts about it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Command {
  readonly words: readonly [string, ...string[]];
  /** File descriptors from 0 on that are files: path, or null for nothing. */
  readonly inputs?: Readonly<Record<number, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Counts {
  /** User and system time. */
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

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

/** @returns what GNU time counts; null where it is not installed (Debian: apt-get install time). */
export async function counts(command: Command, home: string): Promise<Counts | null> {
  const report = join(home, 'time.txt');
  const time = ['/usr/bin/time', '-o', report, '-f', '%U %S %M'] as const;
  const text = await wallTime({ ...command, words: [...time, ...command.words] }, home).then(
    () => readFile(report, 'utf8'),
    () => null,
  );
  if (text === null) return null;
  const [user = 0, system = 0, kilobytes = 0] = text.trim().split(' ').map(Number);
  return { cpuMs: (user + system) * 1000, peakMegabytes: kilobytes / 1024 };
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
