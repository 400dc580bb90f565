/** The command on a terminal: script(1) of util-linux, which every Debian has, makes one of the width asked for. */
import { spawn } from 'node:child_process';
import { commandPath, ownEnvironment, type CommandOptions } from './command.ts';

export interface OnTerminal {
  readonly status: number | null;
  /** Everything that was printed, standard error among it, without the terminal's CR. */
  readonly lines: readonly string[];
}

/** Keys that are pressed once the terminal shows a text. */
export interface TypedKeys {
  readonly after: string;
  readonly keys: string;
}

/** Runs the command to its end on a terminal of so many columns. */
export async function runOnTerminal(
  args: readonly string[],
  columns: number,
  options: Pick<CommandOptions, 'env' | 'hosts'> = {},
  typed: readonly TypedKeys[] = [],
): Promise<OnTerminal> {
  const command = [process.execPath, commandPath(), ...args].map(quoted).join(' ');
  const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${command}`, '/dev/null'], {
    env: { SHELL: '/bin/sh', TERM: 'xterm', ...ownEnvironment(options) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  let next = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const shown = Buffer.concat(chunks).toString('utf8');
    for (let keys = typed[next]; keys !== undefined && shown.includes(keys.after); keys = typed[next]) {
      child.stdin.write(keys.keys);
      next += 1;
    }
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.destroy();
  return { status, lines: Buffer.concat(chunks).toString('utf8').replaceAll('\r', '').trimEnd().split('\n') };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
