/**
 * One connection to the database of a spool: to the first host of the list that accepts writes, checked before it is
 * used. What a role, the server or a pooler could weaken is set by startup options, and read back.
 */
import type { Endpoint, DatabaseSettings } from '../../config/settings.ts';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { SendmemoError } from '../../failure/error.ts';
import { databaseLabel } from './database.ts';
import type { DatabaseName } from './sql-failure.ts';
import { databaseError, sqlStateOf, unreachable } from './sql-failure.ts';
import { isWithoutTls, tlsError, tlsOptions } from './tls.ts';

export interface Connection {
  readonly host: Endpoint;
  readonly facts: SessionFacts;
  /** null: not encrypted. */
  readonly tls: { readonly version: string; readonly cipher: string } | null;
  /** Aborted once the connection is lost or closed; the reason is a SendmemoError. */
  readonly lost: AbortSignal;
  /**
   * Runs one statement, or several without values. A statement that commits while no synchronous standby confirms it
   * rejects as spool-database-unconfirmed.
   * @param timeoutMs instead of the connect time-out
   * @throws SendmemoError see databaseError; after a time-out the connection is closed
   */
  query<Row extends QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    timeoutMs?: number,
  ): Promise<readonly Row[]>;
  /** Whether the connection keeps the process from ending while nothing is asked; at first it does. */
  keepAwake(awake: boolean): void;
  /** Closes it; never rejects. */
  close(): Promise<void>;
}

/** What the server says of a session. */
export interface SessionFacts {
  readonly serverVersion: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
}

interface OpenOptions {
  /** A token that no other session has. */
  readonly token: string;
  readonly now: () => number;
  /** Servers with fsync or full_page_writes off are accepted: `check` reports them itself. */
  readonly unsafe?: boolean;
}

/**
 * A dead host keeps its locks until TCP gives up: after 5 s of silence a probe every 2 s, three in all. The role's own
 * settings of these don't count.
 */
const startupOptions: Readonly<Record<string, string>> = {
  synchronous_commit: 'on',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '11000',
  client_min_messages: 'warning',
  // A transaction whose client hangs must not hold up the others.
  idle_in_transaction_session_timeout: '60000',
  statement_timeout: '0',
  lock_timeout: '0',
  default_transaction_isolation: 'read\\ committed',
  search_path: 'pg_catalog',
  timezone: 'UTC',
  datestyle: 'ISO',
  bytea_output: 'hex',
};

/** Not every operating system has these. */
const optional = [
  'tcp_user_timeout',
  'tcp_keepalives_count',
  'tcp_keepalives_interval',
  'tcp_keepalives_idle',
];

/**
 * Connects to the first host of the list that accepts writes, within the connect time-out for all of them.
 * @throws SendmemoError spool-database-*, spool-pooler, spool-unsafe
 */
export async function openConnection(settings: DatabaseSettings, options: OpenOptions): Promise<Connection> {
  const name: DatabaseName = { ...settings, label: databaseLabel(settings) };
  const endMs = options.now() + settings.connectTimeoutMs;
  let last: SendmemoError | null = null;
  for (const host of settings.hosts) {
    const leftMs = Math.max(1, endMs - options.now());
    try {
      // One host after the other.
      // oxlint-disable-next-line no-await-in-loop
      return await openHost(settings, host, leftMs, name, options);
    } catch (error) {
      const failed = databaseError(error, name);
      if (failed.failure.reason !== 'spool-database-unreachable') throw failed;
      // A standby that answers says more than a host that does not.
      if (last === null || failed.failure.system === 'read-only') last = failed;
    }
  }
  throw last ?? new SendmemoError(unreachable(name, 'ENOENT'));
}

async function openHost(
  settings: DatabaseSettings,
  host: Endpoint,
  timeoutMs: number,
  name: DatabaseName,
  options: OpenOptions,
): Promise<Connection> {
  let tls = tlsOptions(settings, host.host);
  const startup = { ...startupOptions };
  for (;;) {
    const client = new Client({
      host: host.host,
      port: host.port,
      user: settings.user,
      database: settings.database,
      // A function, so that neither PGPASSWORD nor ~/.pgpass is read.
      password: settings.password ?? noPassword(name),
      ssl: tls ?? false,
      options: renderOptions({ ...startup, 'sendmemo.session': options.token }),
      application_name: 'sendmemo',
      client_encoding: 'UTF8',
      replication: 'false',
      connectionTimeoutMillis: timeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5000,
      enableChannelBinding: tls !== null,
    } as ConstructorParameters<typeof Client>[0]);
    try {
      // oxlint-disable-next-line no-await-in-loop
      return await checked(client, host, settings.connectTimeoutMs, name, options);
    } catch (error) {
      // oxlint-disable-next-line no-await-in-loop
      await client.end().catch(() => {});
      const refused = optional.find((option) => isRefused(error, option) && option in startup);
      if (tls !== null && settings.sslMode === 'prefer' && isWithoutTls(error)) tls = null;
      else if (refused !== undefined) delete startup[refused];
      else throw tlsError(error, host.host, name) ?? error;
    }
  }
}

function noPassword({ label, user }: DatabaseName): () => never {
  return () => {
    throw new SendmemoError({
      code: 'OUTPUT',
      reason: 'spool-database-login',
      database: label,
      user,
      sqlState: '28P01',
      detail: 'the server asks for a password',
    });
  };
}

/** The server can't set this option on its system. */
function isRefused(error: unknown, option: string): boolean {
  return sqlStateOf(error) === '22023' && error instanceof Error && error.message.includes(option);
}

function renderOptions(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

async function checked(
  client: Client,
  host: Endpoint,
  timeoutMs: number,
  name: DatabaseName,
  options: OpenOptions,
): Promise<Connection> {
  const lost = new AbortController();
  const lose = (error: unknown): void => lost.abort(databaseError(error, name));
  client.on('error', lose);
  client.on('end', () => lose(new Error('connection closed')));
  let warned = false;
  client.on('notice', ({ severity, code }) => {
    // 01000: a commit was cancelled while it waited for a synchronous standby; 57P01: by a shutdown.
    if (severity === 'WARNING' && (code === '01000' || code === '57P01')) warned = true;
  });
  await client.connect();

  const run = async <Row extends QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    limitMs: number = timeoutMs,
  ): Promise<readonly Row[]> => {
    if (lost.signal.aborted) throw lost.signal.reason;
    warned = false;
    const query = values === undefined ? { text } : { text, values: [...values] };
    const { rows } = await inTime(client.query<Row>(query), limitMs);
    if (warned) {
      throw new SendmemoError({ code: 'OUTPUT', reason: 'spool-database-unconfirmed', database: name.label });
    }
    return rows;
  };
  const [row] = await run<Row>(sessionQuery);
  if (row === undefined) throw new SendmemoError(unreachable(name, 'ECONNRESET'));
  checkSession(row, client, name, options);
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  // One after the other: what is sent while another statement runs is not cancelled with it.
  let turn: Promise<unknown> = Promise.resolve();
  let isAwake = true;
  let asking = 0;
  return {
    host,
    facts: row,
    tls: tlsFacts(stream),
    lost: lost.signal,
    async query<Row extends QueryResultRow>(text: string, values?: readonly unknown[], limitMs?: number) {
      const mine = turn.then(() => run<Row>(text, values, limitMs));
      turn = mine.catch(() => {});
      asking += 1;
      stream.ref();
      try {
        return await mine;
      } catch (error) {
        const failed = databaseError(error, name);
        // The answer may still come, so nothing else can be asked here.
        if (sqlStateOf(error) === null && failed.failure.reason === 'spool-database-unreachable') {
          lose(error);
          void client.end().catch(() => {});
        }
        throw failed;
      } finally {
        asking -= 1;
        if (asking === 0 && !isAwake) stream.unref();
      }
    },
    keepAwake(awake) {
      isAwake = awake;
      if (awake) stream.ref();
      else if (asking === 0) stream.unref();
    },
    async close() {
      stream.ref();
      await client.end().catch(() => {});
    },
  };
}

interface Row extends SessionFacts {
  readonly pid: number;
  readonly readOnly: string;
  readonly token: string | null;
}

const sessionQuery = `SELECT pg_backend_pid() AS pid,
  current_setting('transaction_read_only') AS "readOnly",
  current_setting('sendmemo.session', true) AS token,
  current_setting('server_version') AS "serverVersion",
  current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS "fullPageWrites",
  current_setting('synchronous_commit') AS "synchronousCommit"`;

function checkSession(
  row: Row,
  client: Client,
  name: DatabaseName,
  { token, unsafe = false }: OpenOptions,
): void {
  const { processID } = client as unknown as { processID: number | null };
  // A pooler answers with a process number of its own, or gives a session that our options did not begin.
  if (row.token !== token || processID !== row.pid) {
    throw new SendmemoError({ code: 'OUTPUT', reason: 'spool-pooler', database: name.label });
  }
  if (row.readOnly !== 'off') throw new SendmemoError(unreachable(name, 'read-only'));
  if (unsafe) return;
  for (const [setting, value] of [
    ['fsync', row.fsync],
    ['full_page_writes', row.fullPageWrites],
    ['synchronous_commit', row.synchronousCommit],
  ] as const) {
    if (value !== 'on') {
      throw new SendmemoError({
        code: 'OUTPUT',
        reason: 'spool-unsafe',
        database: name.label,
        setting,
        value,
      });
    }
  }
}

function tlsFacts(stream: Socket): Connection['tls'] {
  if (!('getCipher' in stream)) return null;
  const secure = stream as TLSSocket;
  return { version: secure.getProtocol() ?? '', cipher: secure.getCipher().name };
}

/** The time-outs are the client's: one of the server's would end a commit that waits for a standby as a success. */
async function inTime<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
