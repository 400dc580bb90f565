/** A process of its own with a runner on a spool in a database; what happens goes to a journal, a line each. */
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deliver } from '../../src/delivery.ts';
import { noLog } from '../../src/log/mail-log.ts';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { createPostgresqlStore } from '../../src/spool/postgresql/store.ts';
import { runQueue } from '../../src/spool/runner.ts';
import { taken } from '../spool/run.ts';
import { databaseDeps } from './stores.ts';

export interface RunnerTask {
  readonly settings: Omit<DatabaseSettings, 'password'>;
  readonly password: string;
  readonly journal: string;
  readonly connections: number;
  readonly watch: boolean;
  /** How long a delivery takes, in milliseconds. */
  readonly deliveryMs: number;
}

const task = JSON.parse(process.argv[2] ?? '') as RunnerTask;

function journal(line: string): void {
  appendFileSync(task.journal, `${line}\n`);
}

const deliver: Deliver = async (submission, signal) => {
  const { message } = submission;
  // A pause that the run can end, as a server's silence.
  if (task.deliveryMs > 0) {
    await pause(task.deliveryMs, undefined, { signal }).catch((error: unknown) => {
      journal(`aborted ${message.messageId}`);
      throw signal.reason ?? error;
    });
  }
  let octets = 0;
  const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
  for await (const part of wire.open()) octets += part.length;
  journal(`${octets === 0 ? 'garbled' : 'arrived'} ${message.messageId}`);
  return taken(submission);
};

const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());

const password = async (): Promise<string> => task.password;
const store = await createPostgresqlStore({ ...task.settings, password }, databaseDeps);
journal(`ready ${process.pid}`);
const events = runQueue({
  store,
  openDeliver: () => ({ deliver, close: async () => {} }),
  now: Date.now,
  sleep: async (milliseconds, signal) => {
    await pause(milliseconds, undefined, { ...(signal && { signal }) });
  },
  random: Math.random,
  ages: store.share.ages(86_400_000),
  share: store.share,
  log: noLog,
  settings: { maxAgeMs: 86_400_000, maxConnections: task.connections, rateLimit: null },
  signal: stopping.signal,
  watch: task.watch,
  hostName: 'print.example.com',
  describe: null,
  pollMs: 1000,
});
for await (const event of events) {
  if (event.event === 'tried') journal(`${event.fate} ${event.entry.messageId}`);
  else if (event.event === 'claim') journal(`freed ${event.claim.id}`);
  else if (event.event === 'fault' || event.event === 'corrupt') {
    journal(`${event.event} ${event.failure.reason} ${JSON.stringify(event.failure)}`);
  }
}
await store.close();
