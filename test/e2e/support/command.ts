/** The built command as a child process: an environment of its own, its input, and what came of it. */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const preload = fileURLToPath(new URL('preload.cjs', import.meta.url));

export interface CommandOptions {
  readonly program?: 'sendmemo' | 'sendmail';
  /** Given whole and then ended; a terminal is never there. Empty by default. */
  readonly stdin?: string | Buffer | undefined;
  /** Standard input stays open after `stdin`. */
  readonly open?: boolean | undefined;
  /** Added to PATH, HOME and LANG, which are all that the command gets. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
  /** Host name to addresses, or to the error that the system's lookup gives. */
  readonly hosts?: Readonly<Record<string, readonly string[] | 'ENOTFOUND' | 'EAI_AGAIN'>> | undefined;
  /** What os.hostname() says. */
  readonly hostName?: string | undefined;
  /** Gets the peak of resident memory, in KiB. */
  readonly peakFile?: string | undefined;
  /** File descriptor for standard output in place of the collected pipe. */
  readonly stdoutTo?: number | undefined;
  readonly stderrTo?: number | undefined;
  /** The test's patience, not the command's: killed after it, with status null. */
  readonly patienceMs?: number | undefined;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly durationMs: number;
}

/** Runs the command to its end; at most four at a time in one test file. */
export async function run(args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
  const release = await turn();
  try {
    return await spawned(args, options);
  } finally {
    release();
  }
}

export function commandPath(program: 'sendmemo' | 'sendmail' = 'sendmemo'): string {
  return join(root, 'bin', program);
}

/** What the command gets of the environment: nothing but this. */
export function ownEnvironment(options: CommandOptions = {}): Record<string, string> {
  const shimmed = [options.hosts, options.hostName, options.peakFile].some((one) => one !== undefined);
  const shim: Record<string, string> = shimmed
    ? {
        NODE_OPTIONS: `--require ${preload}`,
        E2E_HOSTS: JSON.stringify(options.hosts ?? {}),
        ...(options.peakFile === undefined ? {} : { E2E_PEAK_FILE: options.peakFile }),
        ...(options.hostName === undefined ? {} : { E2E_HOST_NAME: options.hostName }),
      }
    : {};
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: tmpdir(),
    LANG: 'C.UTF-8',
    // What this machine has in /etc/sendmemo and ~/.config/sendmemo is no business of a test.
    SENDMEMO_SYSTEM_DIR: join(root, 'test', 'no-such-directory'),
    XDG_CONFIG_HOME: join(root, 'test', 'no-such-directory'),
    ...shim,
    ...options.env,
  };
}

async function spawned(args: readonly string[], options: CommandOptions): Promise<Finished> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [commandPath(options.program), ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: ownEnvironment(options),
    stdio: ['pipe', options.stdoutTo ?? 'pipe', options.stderrTo ?? 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin?.on('error', () => {});
  if (options.open === true) child.stdin?.write(options.stdin ?? '');
  else child.stdin?.end(options.stdin ?? '');
  const patience = setTimeout(() => child.kill('SIGKILL'), options.patienceMs ?? 30_000);
  let endedAt = 0;
  child.once('exit', () => {
    endedAt = performance.now();
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  clearTimeout(patience);
  return {
    status,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
    startedAt,
    endedAt,
    durationMs: endedAt - startedAt,
  };
}

const waiting: (() => void)[] = [];
let running = 0;

async function turn(): Promise<() => void> {
  if (running >= 4) {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  }
  running += 1;
  return () => {
    running -= 1;
    waiting.shift()?.();
  };
}
