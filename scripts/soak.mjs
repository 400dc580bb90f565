/**
 * The spool under load for as long as one likes; not part of `npm test`.
 *
 *   node scripts/soak.mjs --rounds 200     kill -9 at random moments, 200 times
 *   node scripts/soak.mjs --minutes 10     the same for ten minutes
 *   node scripts/soak.mjs --entries 100000 what is due, the first row of the list, and memory over all of it
 *   node scripts/soak.mjs --store postgresql --entries 100000 --runners 2 --hosts 2
 *                                          either store: first row of the list, drain rate, memory of a runner
 *
 * Prints one line of JSON for each part and ends with 1 where something was lost, garbled or left behind.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';

register();
const { buildChild, killRounds } = await import('../test/spool/crash.ts');
const { newEntry, openStore, temporaryDirectory } = await import('../test/spool/deps.ts');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    entries: { type: 'string' },
    store: { type: 'string' },
    runners: { type: 'string' },
    hosts: { type: 'string' },
  },
});
if (Object.keys(values).length === 0) values.rounds = '200';

const directory = await temporaryDirectory();
let good = true;

if (values.rounds !== undefined || values.minutes !== undefined) await killLoop();
if (values.store !== undefined) await stores();
else if (values.entries !== undefined) await listing(Number(values.entries));
await fs.rm(directory.path, { recursive: true });
process.exitCode = good ? 0 : 1;

async function killLoop() {
  const child = await buildChild(directory.path);
  const started = Date.now();
  const deadline = started + Number(values.minutes ?? 0) * 60_000;
  const wanted = Number(values.rounds ?? 0);
  const seconds = () => Math.round((Date.now() - started) / 1000);
  let rounds = 0;
  while (rounds < wanted || Date.now() < deadline) {
    const many = values.minutes === undefined ? wanted - rounds : 20;
    const result = await killRounds(child, directory.path, {
      rounds: many,
      random: Math.random,
      name: `s${rounds}-`,
      onRound: (round) => process.stderr.write(`\rround ${rounds + round + 1}, ${seconds()} s `),
    });
    rounds += many;
    const { acknowledged, lost, duplicates, complaints, left } = result;
    const summary = {
      rounds,
      seconds: seconds(),
      acknowledged,
      lost: lost.length,
      duplicates: duplicates.length,
    };
    process.stdout.write(
      `${JSON.stringify({ ...summary, complaints: complaints.length, left: left.length })}\n`,
    );
    if (lost.length + complaints.length + left.length > 0) {
      process.stdout.write(`${JSON.stringify({ lost, complaints, left })}\n`);
      good = false;
    }
  }
}

async function stores() {
  const { measureStore } = await import('./soak/stores.mjs');
  const { store, entries = '10000', runners = '1', hosts = '1' } = values;
  const wanted = { store, entries: Number(entries), runners: Number(runners), hosts: Number(hosts) };
  process.stdout.write(`${JSON.stringify(await measureStore(wanted, directory.path))}\n`);
}

async function listing(many) {
  const root = path.join(directory.path, 'many');
  const store = await openStore(root);
  const model = await store.put(newEntry());
  const [name = ''] = await fs.readdir(path.join(root, 'waiting'));
  const from = path.join(root, 'waiting', name);
  const envelope = await fs.readFile(path.join(from, 'envelope.json'), 'utf8');
  const message = await fs.readFile(path.join(from, 'message.eml'));
  for (let index = 1; index < many; index += 1) {
    const id = model.id.slice(0, 9) + randomBytes(8).toString('hex');
    const to = path.join(root, 'waiting', name.replace(model.id, id));
    await fs.mkdir(to);
    await fs.writeFile(path.join(to, 'envelope.json'), envelope.replace(model.id, id));
    await fs.writeFile(path.join(to, 'message.eml'), message);
  }
  const memory = () => Math.round(process.memoryUsage().rss / 1024 / 1024);
  const before = memory();
  const look = async () => {
    const started = performance.now();
    await store.due(new Date());
    return performance.now() - started;
  };
  const dueMs = await look();
  const againMs = await look();
  const listed = performance.now();
  let firstMs = 0;
  let rows = 0;
  let peak = 0;
  for await (const row of store.list()) {
    if (rows === 0) firstMs = performance.now() - listed;
    rows += 'corrupt' in row ? 0 : 1;
    if (rows % 500 === 0) peak = Math.max(peak, memory());
  }
  const allMs = performance.now() - listed;
  const [due, first, all] = [dueMs, firstMs, allMs].map(Math.round);
  const again = Math.round(againMs * 10) / 10;
  process.stdout.write(
    `${JSON.stringify({ entries: rows, dueMs: due, dueAgainMs: again, firstRowMs: first, allRowsMs: all, rssBefore: before, rssPeak: peak })}\n`,
  );
  if (rows !== many || firstMs > 200) good = false;
}
