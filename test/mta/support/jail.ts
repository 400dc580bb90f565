/**
 * A chroot for one mail server: hard links to what scripts/mta-servers.mjs unpacked, with accounts, configuration and spool
 * of its own. Paths that are compiled into a server are then its own too, and nothing of the machine's mail is touched.
 */
import { execFile, spawn } from 'node:child_process';
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { accepts, until } from './ports.ts';

const execute = promisify(execFile);
const unpacked = fileURLToPath(new URL('../../../build/mta/', import.meta.url));
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' };

export interface JailOptions {
  /** The folder under build/mta. */
  readonly name: string;
  /** Accounts beside root: each is also a group; ids from 901 in this order. */
  readonly accounts: readonly string[];
  /** Content by path within the jail; owned by root, 0644. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders: path to account, 0755. */
  readonly folders: Readonly<Record<string, string>>;
}

export interface Jail extends AsyncDisposable {
  /** The name outside of a path within. */
  path(name: string): string;
  /** A further file, 0644. */
  write(name: string, content: string): Promise<void>;
  /** 0600, as servers want their keys. */
  keepSecret(name: string): Promise<void>;
  /** Runs a program within to its end. @returns its standard output. @throws Error with what it said */
  run(command: readonly string[], input?: string): Promise<string>;
  /** Starts a daemon that stays in the foreground and waits for its ports. */
  start(
    command: readonly string[],
    ports: readonly number[],
    env?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Output of the daemons, and these log files. */
  log(): Promise<string>;
}

/** @returns why there is no such server, or null */
export async function jailMissing(name: string): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'a chroot can only be used by root';
  return await access(join(unpacked, name, 'complete')).then(
    () => null,
    () => `its Debian packages are not unpacked: node scripts/mta-servers.mjs ${name}`,
  );
}

/** Makes the jail; `logs` are files within that `log()` shows. */
export async function openJail(options: JailOptions, logs: readonly string[] = []): Promise<Jail> {
  // As the kernel names it, so that the processes within are known by their root.
  const root = await realpath(await mkdtemp(join(unpacked, options.name, 'jail-')));
  await chmod(root, 0o755);
  const path = (name: string) => join(root, name);
  // Hard links: a hundred megabytes need not be copied.
  await execute('cp', ['-alT', join(unpacked, options.name, 'root'), root]);
  await chmod(root, 0o755);
  const ids = new Map(options.accounts.map((account, index) => [account, 901 + index]));
  const entries = [...ids];
  const files = {
    'etc/passwd': ['root:x:0:0:root:/:/bin/false']
      .concat(entries.map(([account, id]) => `${account}:x:${id}:${id}::/:/bin/false`))
      .join('\n'),
    'etc/group': ['root:x:0:'].concat(entries.map(([account, id]) => `${account}:x:${id}:`)).join('\n'),
    'etc/hosts': '127.0.0.1 localhost mx.example.test',
    'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files',
    ...options.files,
  };
  for (const name of ['tmp', 'dev', 'run', 'var/run', 'var/log'])
    await mkdir(path(name), { recursive: true });
  await chmod(path('tmp'), 0o1777);
  await execute('mknod', ['-m', '666', path('dev/null'), 'c', '1', '3']);
  await execute('mknod', ['-m', '666', path('dev/urandom'), 'c', '1', '9']);
  const write = async (name: string, content: string) => {
    await mkdir(dirname(path(name)), { recursive: true });
    // What is there belongs to the unpacked package too.
    await rm(path(name), { force: true });
    await writeFile(path(name), `${content}\n`);
    await chmod(path(name), 0o644);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  for (const [name, account] of Object.entries(options.folders)) {
    await mkdir(path(name), { recursive: true });
    await chmod(path(name), 0o755);
    const id = ids.get(account) ?? 0;
    await chown(path(name), id, id);
  }
  const output: string[] = [];
  const log = async () => {
    const texts = logs.map(async (name) => await readFile(path(name), 'utf8').catch(() => ''));
    return [...output, ...(await Promise.all(texts))].map((text) => text.slice(-10_000)).join('');
  };
  const stop = async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const pid of await processesIn(root)) kill(pid, signal);
      if (await until(async () => (await processesIn(root)).length === 0, 5000)) break;
    }
    const left = await processesIn(root);
    await rm(root, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`still running: ${left.join(' ')}`);
  };
  return {
    path,
    log,
    write,
    keepSecret: async (name) => await chmod(path(name), 0o600),
    async run(command, input = '') {
      const promise = execute('chroot', [root, ...command], { env: environment, cwd: '/' });
      // A program that reads nothing may have ended.
      promise.child.stdin?.on('error', () => {});
      promise.child.stdin?.end(input);
      return (await promise).stdout;
    },
    async start(command, ports, env = {}) {
      const child = spawn('chroot', [root, ...command], {
        cwd: '/',
        env: { ...environment, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let ended = false;
      child.once('error', (error) => output.push(String(error)));
      child.once('exit', () => {
        ended = true;
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => output.push(chunk.toString('latin1')));
      }
      for (const port of ports) {
        const listens = await until(async () => ended || (await accepts(port)), 20_000);
        if (listens && !ended) continue;
        const said = await log();
        await stop();
        throw new Error(`${command.join(' ')} does not listen on ${port}\n${said}`);
      }
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Processes whose root is this folder: the daemons that were started there, and their children. */
async function processesIn(root: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const roots = await Promise.all(
    pids.map(async (pid) => await readlink(`/proc/${pid}/root`).catch(() => '')),
  );
  // A daemon that went on to a chroot below is one of ours as well.
  return pids.filter((_, index) => `${roots[index]}/`.startsWith(`${root}/`)).map(Number);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone meanwhile.
  }
}
