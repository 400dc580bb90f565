/** Runs the blocks of a guide in one shell, in a place of its own, and gives what each of them printed. */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandPath, ownEnvironment } from '../support/command.ts';
import type { Directory } from '../support/directory.ts';
import type { Block } from './guide.ts';

/** What stands in a guide, and what stands there in the test: `/var/pd` and a directory, `587` and a port. */
export type Substitutes = Readonly<Record<string, string>>;

export interface Surroundings {
  readonly home: Directory;
  readonly substitutes: Substitutes;
  readonly env: Readonly<Record<string, string>>;
  readonly hosts: Readonly<Record<string, readonly string[]>>;
}

export interface Printed {
  readonly status: number;
  /** Standard output and standard error as they came, in the words of the guide. */
  readonly text: string;
}

const mark = '\u001e';
const preload = fileURLToPath(new URL('../support/preload.cjs', import.meta.url));
const patienceMs = 50_000;

/** @returns what each block printed; fewer than there are where the shell ended early */
export async function runGuide(
  blocks: readonly Block[],
  surroundings: Surroundings,
): Promise<readonly Printed[]> {
  const { home, substitutes } = surroundings;
  await mkdir(home.file('bin'));
  for (const program of ['sendmemo', 'sendmail'] as const) {
    // Not a link: the launcher takes NODE_OPTIONS out of the environment.
    const words = [process.execPath, '--require', preload, commandPath(program)].map(quoted);
    await writeFile(home.file(`bin/${program}`), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, {
      mode: 0o755,
    });
  }
  const script = blocks.map((block, number) => scriptOf(block, number)).join('\n');
  const file = home.file('guide.sh');
  await writeFile(file, `exec 2>&1\n${substituted(script, substitutes)}\n`);
  const printed = await shell(file, surroundings);
  return (
    printed
      // Mail has CRLF, which a terminal doesn't show.
      .replaceAll('\r\n', '\n')
      .split(mark)
      .slice(0, -1)
      .map((output) => {
        const text = shownOnTerminal(output);
        const [, rest = '', status = ''] = /^([^]*)\n(\d+) $/.exec(text) ?? [];
        return { status: Number(status), text: restored(rest.replace(/^\n/, ''), substitutes) };
      })
  );
}

/** A progress line that was erased is not there any more. */
function shownOnTerminal(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\r\u001B[K').at(-1))
    .join('\n');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A shell that is left with a failure goes on: what is expected of a block decides. */
function scriptOf({ kind, commands }: Block, number: number): string {
  const end = `printf '\\n%s ${mark}\\n' "$?"`;
  if (kind === 'run') return `${commands}\n${end}`;
  if (kind === 'terminal') {
    const file = `"$GUIDE_HOME/terminal-${number}.sh"`;
    return [
      `cat > ${file} <<'END_OF_THE_BLOCK'\nstty cols 80\n${commands}\nEND_OF_THE_BLOCK`,
      `NO_COLOR=1 LANG=C.UTF-8 TERM=xterm script -qec 'sh '${file} /dev/null`,
      end,
    ].join('\n');
  }
  const file = `"$GUIDE_HOME/terminal-${number}.txt"`;
  return [
    // Made before it is looked into.
    `: > ${file}`,
    `( ${commands} ) > ${file} 2>&1 &`,
    `until grep -q listening ${file}; do kill -0 $! || break; sleep 0.1; done`,
    `cat ${file}`,
    end,
  ].join('\n');
}

async function shell(file: string, { home, env, hosts }: Surroundings): Promise<string> {
  const own = ownEnvironment({ env, hosts, hostName: 'print.example.com' });
  const child = spawn('sh', [file], {
    cwd: home.path,
    env: {
      ...own,
      PATH: `${home.file('bin')}:${dirname(process.execPath)}:${own['PATH'] ?? ''}`,
      HOME: home.path,
      GUIDE_HOME: home.path,
    },
    // Its own process group, so that what stays in second terminals ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
  clearTimeout(patience);
  if (child.pid !== undefined) endGroup(child.pid);
  return Buffer.concat(chunks).toString('utf8');
}

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGTERM');
  } catch {
    // Nobody is left in it.
  }
}

function substituted(text: string, substitutes: Substitutes): string {
  return Object.entries(substitutes).reduce((now, [from, to]) => now.replaceAll(from, to), text);
}

function restored(text: string, substitutes: Substitutes): string {
  return Object.entries(substitutes).reduce((now, [from, to]) => now.replaceAll(to, from), text);
}
