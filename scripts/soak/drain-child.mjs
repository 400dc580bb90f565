/** A runner that delivers nowhere, for as long as it is told; prints how many it has finished, and its peak of memory. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { register } from 'tsx/esm/api';

register();
/** By name, so that these pages do not bring their types into the check of all scripts. */
const load = (name) => import(new URL(name, import.meta.url).href);

const { createAgeClock } = await load('../../src/spool/age-clock.ts');
const { noLog } = await load('../../src/log/mail-log.ts');
const { runQueue } = await load('../../src/spool/runner.ts');
const { taken } = await load('../../test/spool/run.ts');
const { openStore } = await load('../../test/spool/deps.ts');
const { createPostgresqlStore } = await load('../../src/spool/postgresql/store.ts');

const { place, hostName, seconds } = JSON.parse(process.argv[2] ?? '');
const sleep = (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal });
const deps = {
  now: Date.now,
  uniqueId: () => randomUUID().replaceAll('-', ''),
  pid: process.pid,
  hostName,
  sleep,
};
const isDirectory = typeof place === 'string';
const store = isDirectory
  ? await openStore(place, deps)
  : await createPostgresqlStore({ ...place, password: async () => place.password }, deps);
const end = new AbortController();
const timer = setTimeout(() => end.abort(), seconds * 1000);
let finished = 0;
const began = performance.now();
let last = began;
for await (const { event } of runQueue({
  store,
  openDeliver: () => ({ deliver: async (submission) => taken(submission), close: async () => {} }),
  now: Date.now,
  sleep,
  random: Math.random,
  ages: isDirectory
    ? createAgeClock({ directory: place, holdAgeMs: 1e9, now: Date.now, sleep, uniqueId: randomUUID })
    : store.share.ages(1e9),
  share: isDirectory ? null : store.share,
  log: noLog,
  settings: { maxAgeMs: 1e10, maxConnections: 5, rateLimit: null },
  signal: end.signal,
  watch: false,
  hostName,
  describe: null,
})) {
  if (event !== 'tried') continue;
  finished += 1;
  last = performance.now();
}
clearTimeout(timer);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ finished, ms: Math.round(last - began), peakMb })}\n`);
process.exit();
