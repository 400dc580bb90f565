/**
 * Messages that a server accepts in a second, each safe on the disk before its 250: smtp-source (Postfix) hands the same
 * ones to `sendmemo relay`, Postfix and OpenSMTPD. None of them delivers meanwhile: the relay only queues, Postfix
 * holds, OpenSMTPD pauses.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jailMissing, openJail } from '../test/mta/support/jail.ts';
import { freePorts } from '../test/mta/support/ports.ts';
import { postfixMissing, startPostfix } from '../test/mta/postfix.ts';
import { ours } from './peers.ts';
import type { Entrant } from './race.ts';
import type { Scenario } from './scenario.ts';

const messages = 500;
/** What devices do: a few connections, some messages on each. */
const client = ['smtp-source', '-d', '-s', '5', '-m', String(messages), '-l', '4096'] as const;

/** @returns the race of the servers; none where there can be no Postfix */
export async function acceptanceScenarios(home: string, runs: number): Promise<Scenario[]> {
  if ((await postfixMissing()) !== null) return [];
  const files = { certFile: join(home, 'server.pem'), keyFile: join(home, 'server.key') };
  const running: Started[] = [];
  const entrants: Entrant[] = [];
  return [
    {
      title: `Accept ${messages} messages of 4 KiB, each safe on the disk`,
      note: 'by smtp-source of Postfix, 5 connections, against servers that only queue, on the same disk',
      base: 'Postfix',
      runs,
      bounds: [],
      counted: 'nothing',
      entrants,
      async prepare() {
        for (const start of [startRelay, startHoldingPostfix, startPausedOpensmtpd]) {
          const started = await start(home, files);
          if (started === null) continue;
          running.push(started);
          const { name, port } = started;
          const to = ['-f', 'a@example.com', '-t', 'b@example.com', `127.0.0.1:${port}`];
          entrants.push({ name, command: { words: [...client, ...to] } });
        }
      },
      async end() {
        for (const { stop } of running) await stop();
      },
      serverNote: (results) =>
        `Messages a second: ${results
          .map(({ name, wall }) => `${name} ${Math.round((messages * 1000) / wall.median)}`)
          .join(', ')}.`,
    },
  ];
}

/** Postfix wants to have a certificate, OpenSMTPD a CA. */
interface Files {
  readonly certFile: string;
  readonly keyFile: string;
}

interface Started {
  readonly name: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

async function startRelay(home: string): Promise<Started> {
  const directory = join(home, 'relay');
  await mkdir(directory);
  await writeFile(join(directory, 'sendmemo.cfg'), 'relay-listen = 127.0.0.1:0\n');
  const words = ['relay', '--queue-only', '--json', '--server-dir', directory];
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' };
  const child = spawn(ours, [...words, '--spool-directory', join(directory, 'spool')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const { addresses } = JSON.parse(line) as { addresses: readonly { readonly port: number }[] };
  return {
    name: 'sendmemo relay',
    port: addresses[0]?.port ?? 0,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function startHoldingPostfix(_home: string, files: Files): Promise<Started> {
  const postfix = await startPostfix({
    ...files,
    settings: ['smtpd_end_of_data_restrictions = check_client_access static:HOLD'],
  });
  return { name: 'Postfix', port: postfix.ports.plain, stop: async () => await postfix.stop() };
}

/** Of opensmtpq, the second account of the jail. */
const queueGroup = 902;

/** @returns null where its packages are not unpacked, or on another disk */
async function startPausedOpensmtpd(home: string, { certFile }: Files): Promise<Started | null> {
  if ((await jailMissing('opensmtpd')) !== null) return null;
  const [port = 0] = await freePorts(1);
  const jail = await openJail({
    name: 'opensmtpd',
    accounts: ['opensmtpd', 'opensmtpq'],
    files: {
      'etc/smtpd.conf': [
        `listen on 127.0.0.1 port ${port} hostname mx.example.test`,
        'action later relay host smtp://127.0.0.1:9',
        'match from any for any action later',
      ].join('\n'),
      // The client's side reads it at the start, though nothing is delivered.
      'etc/ssl/certs/ca-certificates.crt': await readFile(certFile, 'utf8'),
    },
    folders: { 'var/lib/opensmtpd/empty': 'root', 'var/spool': 'root' },
  });
  const stop = async (): Promise<void> => await jail[Symbol.asyncDispose]();
  const [spool, disk] = await Promise.all([stat(jail.path('var/spool')), stat(home)]);
  if (spool.dev !== disk.dev) {
    await stop();
    return null;
  }
  await jail.start(['/usr/sbin/smtpd', '-d', '-f', '/etc/smtpd.conf'], [port]);
  try {
    // It has to be setgid, and the unpacked one is shared by hard links.
    const own = 'var/own/smtpctl';
    await mkdir(jail.path('var/own'));
    await copyFile(jail.path('usr/sbin/smtpctl'), jail.path(own));
    await chown(jail.path(own), 0, queueGroup);
    await chmod(jail.path(own), 0o2555);
    await jail.run([`/${own}`, 'pause', 'mta']);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'OpenSMTPD', port, stop };
}
