/** The spool: what one message costs to enter it, and what a look at many costs. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deps } from './fixture.ts';
import { isInstalled, ours, unpacked } from './peers.ts';
import type { Entrant } from './race.ts';
import { memoryBound, type Scenario, timeBound } from './scenario.ts';

const execute = promisify(execFile);
/** In memory: making so many entries is not what is measured. */
const memoryFolder = '/dev/shm';
const numbers = [1000, 10_000, 100_000] as const;
const message = 'From: a@example.com\r\nTo: b@example.com\r\nSubject: a subject\r\n\r\na text\r\n';

/** @param runs of each */
export async function spoolScenarios({ home }: Pick<Deps, 'home'>, runs: number): Promise<Scenario[]> {
  return [await entering(home, runs), ...numbers.flatMap((entries) => looks(entries, runs))];
}

/** Whole processes; each has the message on the disk when it ends. */
async function entering(home: string, runs: number): Promise<Scenario> {
  const spooled = join(home, 'entering');
  await mkdir(spooled, { recursive: true });
  await writeSettings(spooled);
  const mail = join(home, 'entering.eml');
  await writeFile(mail, message.replaceAll('\r\n', '\n'));
  const entrants: Entrant[] = [
    {
      name: 'sendmemo --spool',
      command: {
        words: [ours, '--server-dir', spooled, '--spool', '--raw', '-f', 'a@example.com', 'b@example.com'],
        inputs: { 0: mail },
      },
    },
    ...(await nullmailerQueue(home)),
    ...(await postfixSendmail(home, mail)),
  ];
  return {
    title: 'One small message into the spool',
    note: 'whole processes, each message synchronised to the disk; `sendmail -odq` is Postfix’s, into its maildrop',
    base: 'nullmailer-queue',
    runs,
    counted: 'all',
    bounds: [timeBound('nullmailer-queue', 6, 4)],
    entrants,
  };
}

/** It knows one queue only, so it has a root of its own. */
async function nullmailerQueue(home: string): Promise<Entrant[]> {
  const root = unpacked('nullmailer');
  const program = join(root, 'usr/sbin/nullmailer-queue');
  if (!isInstalled({ program }) || process.getuid?.() !== 0) return [];
  const input = join(home, 'entering.nullmailer');
  await writeFile(input, `a@example.com\nb@example.com\n\n${message.replaceAll('\r\n', '\n')}`);
  return [
    {
      name: 'nullmailer-queue',
      command: { words: ['chroot', root, '/usr/sbin/nullmailer-queue'], inputs: { 0: input } },
    },
  ];
}

/** A configuration and a maildrop of its own; no Postfix runs, so nothing is delivered. */
async function postfixSendmail(home: string, mail: string): Promise<Entrant[]> {
  const program = '/usr/sbin/postdrop';
  if (!isInstalled({ program }) || process.getuid?.() !== 0) return [];
  const at = (name: string): string => join(home, 'entering-postfix', name);
  for (const name of ['etc', 'queue/maildrop', 'queue/public', 'data']) {
    await mkdir(at(name), { recursive: true });
  }
  const owner = Number((await execute('id', ['-u', 'postfix'])).stdout);
  await chown(at('queue/maildrop'), owner, 0);
  const settings = [
    'compatibility_level = 3.6',
    `queue_directory = ${at('queue')}`,
    `data_directory = ${at('data')}`,
    'mail_owner = postfix',
    'setgid_group = postdrop',
    'myhostname = client.example.com',
    'inet_interfaces = loopback-only',
  ];
  await writeFile(at('etc/main.cf'), `${settings.join('\n')}\n`);
  await writeFile(at('etc/master.cf'), '');
  return [
    {
      name: 'sendmail -odq (Postfix)',
      command: {
        words: ['sendmail', '-C', at('etc'), '-odq', '-f', 'a@example.com', 'b@example.com'],
        inputs: { 0: mail },
      },
    },
  ];
}

function looks(entries: number, runs: number): Scenario[] {
  let place = '';
  const many = entries.toLocaleString('en');
  const isLargest = entries === Math.max(...numbers);
  const common = {
    base: 'node -e 0',
    runs,
    counted: 'all' as const,
    async prepare() {
      place = await mkdtemp(join(memoryFolder, 'sendmemo-bench-'));
      await writeSettings(place);
      await fill(place, entries);
    },
    end: () => rm(place, { recursive: true, force: true }),
  };
  const floor: Entrant = { name: 'node -e 0', command: { words: [process.execPath, '-e', '0'] } };
  const own = (name: string, script: string): Entrant => ({
    name,
    // The place is known when it is measured.
    get command() {
      return { words: ['sh', '-c', script, ours, place] as const };
    },
  });
  return [
    {
      ...common,
      title: `First row of queue list, ${many} waiting`,
      note: 'until the first two lines have been read, without the rest of the list',
      bounds: isLargest ? [{ unit: 'ms', must: 150, aim: 60, of: ({ wall }) => wall.median }] : [],
      entrants: [
        floor,
        own('sendmemo queue list, first row', '"$0" queue list --server-dir "$1" 2>/dev/null | head -n 2'),
      ],
    },
    {
      ...common,
      title: `queue list, ${many} waiting`,
      note: 'the whole list',
      runs: isLargest ? 3 : runs,
      bounds: isLargest ? [memoryBound(110, 90)] : [],
      entrants: [floor, own('sendmemo queue list', 'exec "$0" queue list --server-dir "$1"')],
    },
    {
      ...common,
      title: `What is due, ${many} waiting`,
      note: '`queue run` where nothing is due: each of a runner’s looks costs as much only where an entry has come or gone',
      bounds: [],
      entrants: [floor, own('sendmemo queue run', 'exec "$0" queue run --server-dir "$1"')],
    },
  ];
}

async function writeSettings(directory: string): Promise<void> {
  await writeFile(join(directory, 'sendmemo-ssl.cfg'), 'EnableTLS = 0\n');
  await writeFile(join(directory, 'sendmemo.cfg'), 'smtp-server-host = 127.0.0.1\nsmtp-server-port = 1\n');
}

/** Entries as one that entered, none of them due. */
async function fill(place: string, entries: number): Promise<void> {
  const mail = join(place, 'first.eml');
  await writeFile(mail, message);
  await execute('sh', [
    '-c',
    '"$0" --server-dir "$1" --spool --raw -f a@example.com b@example.com < "$2"',
    ours,
    place,
    mail,
  ]);
  const waiting = join(place, 'spool', 'waiting');
  const [name = ''] = await readdir(waiting);
  const [, first = ''] = name.split('.');
  const { stdout: envelope } = await execute('cat', [join(waiting, name, 'envelope.json')]);
  const { stdout: octets } = await execute('cat', [join(waiting, name, 'message.eml')]);
  await rm(join(waiting, name), { recursive: true });
  const next = new Date(Date.now() + 4 * 3_600_000).toISOString().replace(/[-:.]/g, '');
  for (let index = 0; index < entries; index += 1) {
    const id = first.slice(0, 9) + randomBytes(8).toString('hex');
    const entry = join(waiting, `${next}.${id}`);
    mkdirSync(entry, { mode: 0o700 });
    writeFileSync(join(entry, 'envelope.json'), envelope.replace(first, id), { mode: 0o600 });
    writeFileSync(join(entry, 'message.eml'), octets, { mode: 0o600 });
  }
}
