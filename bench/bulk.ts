/** Many messages by one process: batches over one connection and more, and a spool that is drained. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deps } from './fixture.ts';
import { wallTime } from './measure.ts';
import { isInstalled, ours, programOf, type Task } from './peers.ts';
import type { Entrant } from './race.ts';
import { type Bound, type Scenario, timeBound } from './scenario.ts';

const bulk = 1000;
const spooled = 10_000;
/** In memory: the spool is filled there, because filling it is not what is measured. */
const memoryFolder = '/dev/shm';

/** @param runs of the batches; the spool is drained once for each number */
export async function bulkScenarios(deps: Deps, runs: number): Promise<Scenario[]> {
  const { fast, postfix, home } = deps;
  const line = { from: 'a@example.com', to: ['b@example.com'], subject: 'a subject', text: 'a text' };
  await writeFile(join(home, 'batch.jsonl'), `${JSON.stringify(line)}\n`.repeat(bulk));
  await writeFile(join(home, 'spooled.jsonl'), `${JSON.stringify(line)}\n`.repeat(spooled));
  const scenario = async (title: string, note: string, base: string, tasks: Tasks): Promise<Scenario> => ({
    title,
    note,
    base,
    runs,
    counted: 'processor',
    bounds: tasks.bounds,
    entrants: [
      batch(home, tasks.task, tasks.connections),
      ...(tasks.connections === 1 || tasks.task === postfix
        ? [await curl(home, tasks.task), smtplib(tasks.task)]
        : []),
      ...tasks.pools.map((connections) => pool(tasks.task, connections)),
    ].filter(({ command: { words } }) => isInstalled({ program: words[0] })),
  });
  const all: Scenario[] = [];
  if (fast !== null) {
    const note = 'against a server in a process of its own that answers at once; one process each';
    const said = { serverNote: () => serverNote(fast.server.says) };
    all.push(
      {
        ...(await scenario(`${bulk} small messages, STARTTLS, one connection`, note, 'Python smtplib', {
          task: fast.task,
          connections: 1,
          pools: [1],
          bounds: [timeBound('Python smtplib', 0.8, 0.5), processorBound(0.9, 0.6)],
        })),
        ...said,
      },
      await scenario(
        `${bulk} small messages, STARTTLS, two connections`,
        note,
        'nodemailer pool, 2 connections',
        { task: fast.task, connections: 2, pools: [2], bounds: [] },
      ),
      drain(home, fast.task),
    );
  }
  if (postfix !== null) {
    const note = 'one process each, over connections that stay';
    all.push(
      await scenario(`${bulk} small messages, STARTTLS, Postfix`, note, 'curl -K', {
        task: postfix,
        connections: 2,
        pools: [1, 5],
        bounds: [timeBound('curl -K', 1, 0.9)],
      }),
    );
  }
  return all;
}

interface Tasks {
  readonly task: Task;
  readonly connections: number;
  /** Connections of nodemailer's pool. */
  readonly pools: readonly number[];
  readonly bounds: readonly Bound[];
}

/** The start of the process is part of it. */
function processorBound(must: number, aim: number): Bound {
  const of: Bound['of'] = ({ counts }) => (counts === null ? null : counts.cpuMs / bulk);
  return { unit: 'ms of processor time a message, the start included', must, aim, of };
}

/** The server's part is not in any row. */
function serverNote(says: readonly Readonly<Record<string, number>>[]): string {
  const sum = (name: string): number => says.reduce((total, said) => total + (said[name] ?? 0), 0);
  const messages = sum('messages');
  return messages === 0
    ? ''
    : `The server took ${(sum('cpuMs') / messages).toFixed(2)} ms of processor time a message, for all of them.`;
}

function batch(home: string, { directory, port }: Task, connections: number): Entrant {
  const words = ['--server-dir', directory, '-H', '127.0.0.1', '-p', String(port)];
  const file = join(home, 'batch.jsonl');
  return {
    name: 'sendmemo batch',
    command: { words: [ours, 'batch', ...words, '--connections', String(connections), file] },
  };
}

async function curl(home: string, { port, caFile, messageFile }: Task): Promise<Entrant> {
  const transfer = [
    `url = "smtp://127.0.0.1:${port}"`,
    'ssl-reqd',
    `cacert = "${caFile}"`,
    'mail-from = "a@example.com"',
    'mail-rcpt = "b@example.com"',
    `upload-file = "${messageFile}"`,
  ].join('\n');
  const file = join(home, `curl-${port}.txt`);
  await writeFile(file, Array.from({ length: bulk }, () => transfer).join('\nnext\n'));
  return { name: 'curl -K', command: { words: ['curl', '-sS', '-K', file] } };
}

function smtplib({ port, caFile }: Task): Entrant {
  const words = [programOf('smtplib_send.py'), 'starttls', String(port), caFile, String(bulk)];
  return { name: 'Python smtplib', command: { words: ['/usr/bin/python3', ...words] } };
}

function pool({ port, caFile }: Task, connections: number): Entrant {
  const words = ['starttls', String(port), caFile, String(bulk), String(connections)];
  return {
    name: `nodemailer pool, ${connections} connection${connections === 1 ? '' : 's'}`,
    command: { words: [process.execPath, programOf('nodemailer-pool.cjs'), ...words] },
  };
}

/** Each run drains a copy of one spool. */
function drain(home: string, { caFile, port }: Task): Scenario {
  const drained = join(home, 'drained');
  let filled = '';
  return {
    title: `A spool of ${spooled} small messages drained, STARTTLS`,
    note: 'against the server that answers at once; `queue run` once, each message recorded on the disk',
    base: 'sendmemo queue run',
    runs: 1,
    counted: 'processor',
    bounds: [],
    async prepare() {
      filled = await mkdtemp(join(memoryFolder, 'sendmemo-bench-'));
      await writeFile(join(filled, 'sendmemo-ssl.cfg'), `EnableTLS = 1\nCAFile = ${caFile}\n`);
      const settings = ['smtp-server-host = 127.0.0.1', `smtp-server-port = ${port}`, 'delivery = spool'];
      await writeFile(join(filled, 'sendmemo.cfg'), `${settings.join('\n')}\n`);
      await mkdir(drained);
      const file = join(home, 'spooled.jsonl');
      await wallTime({ words: [ours, 'batch', '--server-dir', filled, '--connections', '10', file] }, home);
    },
    entrants: [
      {
        name: 'sendmemo queue run',
        command: {
          words: [ours, 'queue', 'run', '--server-dir', drained],
          async prepare() {
            await rm(drained, { recursive: true });
            await promisify(execFile)('cp', ['-a', filled, drained]);
          },
        },
      },
    ],
    end: () => rm(filled, { recursive: true, force: true }),
  };
}
