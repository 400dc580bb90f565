/**
 * A real Postfix of the tests' own: configuration, queue and mailboxes under a temporary folder, listening on free
 * ports of 127.0.0.1 in the roles of 25 (plain and STARTTLS), 587 (STARTTLS demanded) and 465 (TLS from the first
 * byte), and on further ones with parameters of their own. Postfix has to be started by root; the accounts `postfix`
 * and `postdrop` come with its package.
 */
import { execFile } from 'node:child_process';
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { masterCf, usualListeners } from './master-cf.ts';
import type { Role } from './master-cf.ts';
import { accepts, freePorts, until } from './support/ports.ts';

const run = promisify(execFile);
const postfixCommand = '/usr/sbin/postfix';
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', MAIL_CONFIG: '' };

export interface PostfixOptions<Extra extends string = never> {
  /** Server certificate with its chain, PEM. */
  readonly certFile: string;
  readonly keyFile: string;
  /** CAs for client certificates, PEM; without it none is asked for. */
  readonly clientCaFile?: string;
  /** Mail for these domains is delivered; all others are refused. */
  readonly domains?: readonly string[];
  /** Further lines for main.cf. */
  readonly settings?: readonly string[];
  /** Further ports: a role, and the parameters (`name = value`) that hold there alone. */
  readonly listeners?: Readonly<Record<Extra, readonly string[]>>;
}

export interface RunningPostfix<Extra extends string = never> {
  readonly ports: Readonly<Record<Role | Extra, number>>;
  /** Every message delivered so far, as it stands in its mailbox, in no order. */
  deliveredMessages(): Promise<string[]>;
  /** Waits for so many deliveries. @throws Error with the log, where they don't come in time */
  waitForMessages(count: number, timeoutMs?: number): Promise<string[]>;
  log(): Promise<string>;
  /** Runs it and waits until every session that came of it is over. @returns what it gave, and the log's new lines */
  during<Result>(work: () => Promise<Result>): Promise<{ result: Result; log: string }>;
  stop(): Promise<void>;
}

/** Says, where there can be no Postfix, that the tests of this file are skipped and why. @returns why, or null */
export async function postfixMissing(): Promise<string | null> {
  const why = await whyNoPostfix();
  if (why !== null) console.warn(`skipped: ${why}`);
  return why;
}

async function whyNoPostfix(): Promise<string | null> {
  try {
    await access(postfixCommand);
  } catch {
    return 'Postfix is not installed (Debian: apt-get install postfix)';
  }
  if (process.getuid?.() !== 0) return 'Postfix can only be started by root';
  return null;
}

export async function startPostfix<Extra extends string = never>(
  options: PostfixOptions<Extra>,
): Promise<RunningPostfix<Extra>> {
  const base = await mkdtemp(join(tmpdir(), 'sendmemo-postfix-'));
  // Its daemons run as another user and have to get to their folders.
  await chmod(base, 0o755);
  const owner = await accountIds('postfix');
  const directories = {
    configuration: join(base, 'etc'),
    queue: join(base, 'spool'),
    data: join(base, 'data'),
    mail: join(base, 'mail'),
  };
  for (const path of Object.values(directories)) await mkdir(path, { mode: 0o755 });
  for (const path of [directories.data, directories.mail]) await chown(path, owner.uid, owner.gid);
  const listeners: Readonly<Record<string, readonly string[]>> = { ...usualListeners, ...options.listeners };
  const roles = Object.keys(listeners);
  const free = await freePorts(roles.length);
  const ports = Object.fromEntries(roles.map((role, n) => [role, free[n]])) as Record<Role | Extra, number>;
  const logFile = join(base, 'mail.log');
  const domains = options.domains ?? ['example.com', 'example.net'];
  await writeFile(
    join(directories.configuration, 'main.cf'),
    `${[
      'compatibility_level = 3.6',
      `queue_directory = ${directories.queue}`,
      `data_directory = ${directories.data}`,
      'mail_owner = postfix',
      'setgid_group = postdrop',
      `maillog_file = ${logFile}`,
      `maillog_file_prefixes = ${base}`,
      'myhostname = mx.example.test',
      'mydestination =',
      'alias_maps =',
      'alias_database =',
      'inet_interfaces = 127.0.0.1',
      'inet_protocols = ipv4',
      'mynetworks = 127.0.0.0/8',
      'smtp_host_lookup = native',
      'smtpd_peername_lookup = no',
      'disable_dns_lookups = yes',
      'default_transport = error:no mail leaves this test',
      'relay_transport = error:no mail leaves this test',
      'smtpd_relay_restrictions = reject_unauth_destination',
      `virtual_mailbox_domains = ${domains.join(' ')}`,
      `virtual_mailbox_base = ${directories.mail}`,
      // Every address has a mailbox: a Maildir of one name.
      'virtual_mailbox_maps = static:all/',
      `virtual_uid_maps = static:${owner.uid}`,
      `virtual_gid_maps = static:${owner.gid}`,
      `virtual_minimum_uid = ${Math.min(owner.uid, 100)}`,
      `smtpd_tls_cert_file = ${options.certFile}`,
      `smtpd_tls_key_file = ${options.keyFile}`,
      'smtpd_tls_security_level = may',
      'smtpd_tls_received_header = yes',
      'smtpd_tls_loglevel = 1',
      ...(options.clientCaFile === undefined
        ? []
        : [`smtpd_tls_CAfile = ${options.clientCaFile}`, 'smtpd_tls_ask_ccert = yes']),
      'smtputf8_enable = yes',
      'biff = no',
      ...(options.settings ?? []),
    ].join('\n')}\n`,
  );
  await writeFile(join(directories.configuration, 'master.cf'), masterCf(ports, listeners));
  const command = async (...words: string[]) =>
    await run(postfixCommand, ['-c', directories.configuration, ...words], { env: environment });
  const log = async () => await readFile(logFile, 'utf8').catch(() => '');
  const pidFile = join(directories.queue, 'pid', 'master.pid');

  const stop = async () => {
    const pid = await readFile(pidFile, 'utf8').catch(() => null);
    if (pid !== null) {
      await command('stop').catch(() => {});
      await until(async () => !(await isAlive(Number(pid))), 10_000);
    }
    await rm(base, { recursive: true, force: true });
  };

  try {
    await command('start');
    for (const port of free) {
      if (!(await until(async () => await accepts(port), 10_000)))
        throw new Error(`no one listens on ${port}`);
    }
    // What was only knocking is not to be taken for a session of a test.
    const over = async () => ((await log()).match(/: disconnect from/g)?.length ?? 0) >= free.length;
    if (!(await until(over, 10_000))) throw new Error('the log stays behind');
  } catch (error) {
    const said = await log();
    await stop();
    throw new Error(`Postfix did not start: ${String(error)}\n${said}`, { cause: error });
  }

  const folder = join(directories.mail, 'all', 'new');
  const deliveredMessages = async () => {
    const names = await readdir(folder).catch(() => []);
    return await Promise.all(names.map(async (name) => await readFile(join(folder, name), 'latin1')));
  };
  return {
    ports,
    deliveredMessages,
    async waitForMessages(count, timeoutMs = 20_000) {
      let came = 0;
      const arrived = await until(async () => {
        came = (await readdir(folder).catch(() => [])).length;
        return came >= count;
      }, timeoutMs);
      if (!arrived) throw new Error(`${came} of ${count} messages came\n${await log()}`);
      return await deliveredMessages();
    },
    log,
    async during(work) {
      const before = await log();
      const result = await work();
      let after = '';
      const ended = await until(async () => {
        after = (await log()).slice(before.length);
        const [began, over] = [/smtpd\[\d+\]: connect from/g, /smtpd\[\d+\]: disconnect from/g];
        return (after.match(began)?.length ?? 0) === (after.match(over)?.length ?? 0);
      }, 10_000);
      if (!ended) throw new Error(`a session is still open\n${after}`);
      return { result, log: after };
    },
    stop,
  };
}

async function accountIds(name: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const accounts = await readFile('/etc/passwd', 'utf8');
  const fields = accounts
    .split('\n')
    .map((line) => line.split(':'))
    .find(([account]) => account === name);
  if (fields === undefined) throw new Error(`there is no account ${name}`);
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

async function isAlive(pid: number): Promise<boolean> {
  return await stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}
