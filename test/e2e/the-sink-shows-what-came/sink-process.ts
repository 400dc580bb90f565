/** `sendmemo sink` as a process of its own, with what it prints. */
import { spawn } from 'node:child_process';
import { commandPath, ownEnvironment } from '../support/command.ts';
import type { Directory } from '../support/directory.ts';

export interface Sink extends AsyncDisposable {
  readonly port: number;
  /** All that was printed so far. */
  printed(): string;
  shows(what: RegExp): Promise<void>;
}

export async function startSink(args: readonly string[], cwd: string): Promise<Sink> {
  const child = spawn(process.execPath, [commandPath(), 'sink', '--port', '0', ...args], {
    cwd,
    env: { ...ownEnvironment(), TMPDIR: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  const shows = async (what: RegExp) => {
    const deadline = performance.now() + 15_000;
    while (!what.test(text)) {
      if (performance.now() > deadline || child.exitCode !== null)
        throw new Error(`${String(what)}: ${text}`);
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
  };
  await shows(/127\.0\.0\.1:\d+[^]*smtp-server-port/);
  return {
    port: Number(/127\.0\.0\.1:(\d+)/.exec(text)?.[1]),
    printed: () => text,
    shows,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** A sink with its page on a free port. */
export async function startPage(
  home: Directory,
  ...args: readonly string[]
): Promise<Sink & { readonly url: string }> {
  const sink = await startSink(['--http', '0', '--maildir', 'mail', ...args], home.path);
  const [, url = ''] = /^web page: (http:\/\/127\.0\.0\.1:\d+\/)/m.exec(sink.printed()) ?? [];
  return { ...sink, url };
}
