/**
 * A real PostgreSQL server for a test: Debian's, with a data directory of its own, on a free port of 127.0.0.1 and on a
 * socket. fsync stays on. It is stopped by its process id.
 */
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { DatabaseSettings } from '../../src/config/settings.ts';

const superuser = 'postgres';
const superuserPassword = 'Geheim-1';

export interface Postgres {
  readonly directory: string;
  readonly port: number;
  /** The directory of its socket. */
  readonly socket: string;
  readonly process: ChildProcess;
  /** Settings of the superuser. */
  settings(changes?: Partial<DatabaseSettings>): DatabaseSettings;
  /** Runs SQL as the superuser, each statement by itself. */
  sql<Row>(database: string, ...statements: readonly string[]): Promise<Row[]>;
  /** Ends it at once, without a shutdown (kill -9 of the postmaster and of all its children). */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Fast shutdown. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface PostgresOptions {
  /** Lines of postgresql.conf. */
  readonly conf?: readonly string[];
  /** Lines of pg_hba.conf, instead of scram-sha-256 for everybody. */
  readonly hba?: readonly string[];
  /** Files of the data directory that only the server can read. */
  readonly files?: Readonly<Record<string, string>>;
  /** A standby: made by pg_basebackup from this one. */
  readonly standbyOf?: { readonly server: Postgres; readonly name: string };
  readonly host?: string;
}

/** The directory of initdb, pg_basebackup and pg_ctl. */
function postgresPrograms(): string {
  const root = '/usr/lib/postgresql';
  const [newest] = fs.readdirSync(root).sort((one, other) => Number(other) - Number(one));
  if (newest === undefined) throw new Error('no PostgreSQL: apt-get install postgresql');
  return path.join(root, newest, 'bin');
}

export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const { conf = [], hba = [], files = {}, standbyOf, host = '127.0.0.1' } = options;
  const top = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-pg-'));
  const directory = path.join(top, 'data');
  const port = await freePort(host);
  const passwordFile = path.join(top, 'password');
  fs.writeFileSync(passwordFile, `${superuserPassword}\n`);
  giveAway(top);
  giveAway(passwordFile);
  const programs = postgresPrograms();
  if (standbyOf === undefined) {
    runAsServer(path.join(programs, 'initdb'), [
      `--pgdata=${directory}`,
      `--username=${superuser}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ]);
  } else {
    const { server, name } = standbyOf;
    const source = `host=127.0.0.1 port=${server.port} user=${superuser} password=${superuserPassword} application_name=${name}`;
    runAsServer(path.join(programs, 'pg_basebackup'), [
      `--pgdata=${directory}`,
      `--dbname=${source}`,
      '--write-recovery-conf',
      '--checkpoint=fast',
      '--no-sync',
    ]);
  }
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    giveAway(file);
  }
  const lines = [
    `listen_addresses = '${host}'`,
    `port = ${port}`,
    `unix_socket_directories = '${top}'`,
    'max_connections = 60',
    'shared_buffers = 32MB',
    ...conf,
  ];
  const confFile = path.join(directory, 'conf.d-sendmemo');
  fs.writeFileSync(confFile, `${lines.join('\n')}\n`);
  giveAway(confFile);
  fs.appendFileSync(path.join(directory, 'postgresql.conf'), "\ninclude 'conf.d-sendmemo'\n");
  if (hba.length > 0) fs.writeFileSync(path.join(directory, 'pg_hba.conf'), `${hba.join('\n')}\n`);
  const log = path.join(top, 'log');
  let child: ChildProcess | null = null;

  const settings: Postgres['settings'] = (changes) => ({
    hosts: [{ host, port }],
    user: superuser,
    database: 'postgres',
    sslMode: 'disable',
    password: async () => superuserPassword,
    caPem: null,
    clientCertificate: null,
    connectTimeoutMs: 10_000,
    ...changes,
  });

  async function sql<Row>(database: string, ...statements: readonly string[]): Promise<Row[]> {
    const client = new Client({ host: top, port, user: superuser, password: superuserPassword, database });
    client.on('error', () => {});
    await client.connect();
    try {
      let rows: Row[] = [];
      // oxlint-disable-next-line no-await-in-loop
      for (const statement of statements) rows = (await client.query(statement)).rows as Row[];
      return rows;
    } finally {
      await client.end();
    }
  }

  async function start(): Promise<void> {
    const [program, ...args] = asServer(path.join(programs, 'postgres'), ['-D', directory]);
    const output = fs.openSync(log, 'a');
    const started = spawn(program ?? '', args, { stdio: ['ignore', output, output] });
    fs.closeSync(output);
    child = started;
    const ended = once(started, 'exit').then(() => {
      throw new Error(`PostgreSQL ended: ${fs.readFileSync(log, 'utf8').slice(-2000)}`);
    });
    await Promise.race([ready(), ended]);
    ended.catch(() => {});
  }

  async function ready(): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        await sql('postgres', 'SELECT 1');
        return;
      } catch {
        // oxlint-disable-next-line no-await-in-loop
        await pause(50);
      }
    }
    throw new Error(`PostgreSQL did not start: ${fs.readFileSync(log, 'utf8').slice(-2000)}`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const exit = once(running, 'exit');
    running.kill(signal);
    await exit;
  }

  const server: Postgres = {
    directory,
    port,
    socket: top,
    get process() {
      if (child === null) throw new Error('it does not run');
      return child;
    },
    settings,
    sql,
    start,
    stop: () => end('SIGINT'),
    async kill() {
      const children = childrenOf(child?.pid ?? 0);
      await end('SIGKILL');
      for (const pid of children) killOne(pid);
      // Until the last one is gone its shared memory keeps the next server from starting.
      while (children.some(isAlive)) {
        // oxlint-disable-next-line no-await-in-loop
        await pause(20);
      }
    },
    async [Symbol.asyncDispose]() {
      await end('SIGQUIT');
      fs.rmSync(top, { recursive: true, force: true });
    },
  };
  await start();
  return server;
}

async function freePort(host: string): Promise<number> {
  const listener = net.createServer().listen(0, host);
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** PostgreSQL does not run as root. */
function serverUser(): { readonly userId: number; readonly groupId: number } | null {
  if (process.geteuid?.() !== 0) return null;
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:') || each.startsWith('nobody:'));
  const [, , userId = '65534', groupId = '65534'] = line?.split(':') ?? [];
  return { userId: Number(userId), groupId: Number(groupId) };
}

function asServer(program: string, args: readonly string[]): readonly string[] {
  const user = serverUser();
  if (user === null) return [program, ...args];
  const { userId, groupId } = user;
  return ['setpriv', `--reuid=${userId}`, `--regid=${groupId}`, '--clear-groups', program, ...args];
}

function runAsServer(program: string, args: readonly string[]): void {
  const [first = '', ...others] = asServer(program, args);
  execFileSync(first, others, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    env: { PATH: process.env['PATH'] },
  });
}

function giveAway(file: string): void {
  const user = serverUser();
  if (user !== null) fs.chownSync(file, user.userId, user.groupId);
}

function childrenOf(pid: number): readonly number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
    .map(Number);
}

function parentOf(pid: number): number | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(parent);
  } catch {
    return null;
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '');
  } catch {
    return false;
  }
}
