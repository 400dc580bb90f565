/**
 * A process to be killed: puts messages into a spool or runs its queue, and writes down in a journal what it has
 * answered for. Argument: a CrashTask as JSON.
 */
import { randomUUID } from 'node:crypto';
import { createAgeClock } from '../../src/spool/age-clock.ts';
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Deliver } from '../../src/delivery.ts';
import { noLog } from '../../src/log/mail-log.ts';
import { moveEntries } from '../../src/spool/move.ts';
import { runQueue } from '../../src/spool/runner.ts';
import type { CrashTask } from './crash.ts';
import { perRecipient, reply } from './run.ts';
import { messageText, newEntry, openStore, watchedFiles } from './deps.ts';

const task = JSON.parse(process.argv[2] ?? '') as CrashTask;

let step = 0;
function mark(): void {
  step += 1;
  if (step === task.killAt) process.kill(process.pid, 'SIGKILL');
}

function journal(line: string): void {
  mark();
  appendFileSync(task.journal, `${line}\n`);
  mark();
}

const files = watchedFiles(mark);
const now = () => Date.now();

async function putAll(): Promise<void> {
  const store = await openStore(task.directory, { files, now });
  for (let index = 0; index < task.count; index += 1) {
    const bad = index % 3 === 1;
    const messageId = `<${task.name}-${index}-${bad ? 'bad' : 'good'}@example.com>`;
    const { envelope } = newEntry();
    const address = bad ? 'bad@example.com' : 'good@example.com';
    await store.put(
      newEntry({
        messageId,
        nextTry: new Date(now()),
        envelope: { ...envelope, recipients: [{ address, needsSmtpUtf8: false }] },
        message: Readable.from([Buffer.from(`Message-ID: ${messageId}\r\n${messageText}`)]),
      }),
    );
    journal(`acknowledged ${messageId}`);
  }
}

const deliver: Deliver = async (submission) => {
  const { envelope, message } = submission;
  const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
  const octets = await text(wire.open());
  const original = /^In-Reply-To: (<.*>)/m.exec(octets)?.[1];
  if (!octets.includes(message.messageId)) journal(`garbled ${message.messageId}`);
  if (envelope.sender.address === '') journal(`returned ${original}`);
  else if (envelope.recipients[0]?.address === 'good@example.com') journal(`arrived ${message.messageId}`);
  return perRecipient({ 'bad@example.com': reply(550, '5.1.1', 'no such user') })(submission);
};

async function run(): Promise<void> {
  const store = await openStore(task.directory, { files, now });
  const events = runQueue({
    store,
    openDeliver: () => ({ deliver, close: async () => {} }),
    now,
    sleep: (milliseconds, signal) => pause(milliseconds, undefined, { ...(signal && { signal }) }),
    random: Math.random,
    ages: createAgeClock({
      directory: task.directory,
      holdAgeMs: 86_400_000,
      now,
      sleep: (milliseconds) => pause(milliseconds),
      uniqueId: randomUUID,
    }),
    log: noLog,
    settings: { maxAgeMs: 86_400_000, maxConnections: task.connections, rateLimit: null },
    signal: new AbortController().signal,
    watch: task.watch,
    hostName: 'print.example.com',
    describe: null,
    pollMs: 20,
  });
  for await (const event of events) {
    if (event.event === 'fault' || event.event === 'corrupt')
      journal(`${event.event} ${JSON.stringify(event)}`);
  }
}

async function moveAll(): Promise<void> {
  const from = { store: await openStore(task.directory, { files, now }), name: 'spool' };
  const to = { store: await openStore(`${task.directory}.to`, { files, now }), name: 'to' };
  for await (const event of moveEntries(from, to, new AbortController().signal)) {
    if (event.event !== 'moved') journal(`${event.event} ${JSON.stringify(event)}`);
  }
}

await { put: putAll, run, move: moveAll }[task.role]();
