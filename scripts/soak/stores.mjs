/**
 * Many waiting entries in either store: the first row of a list, and how fast runners finish them when delivering takes
 * no time. Imported by soak.mjs.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** By name, so that these pages do not bring their types into the check of all scripts. */
const load = (name) => import(new URL(name, import.meta.url).href);

const { newEntry, openStore } = await load('../../test/spool/deps.ts');
const { startPostgres } = await load('../../test/postgresql/server.ts');
const { databaseDeps, readyDatabase } = await load('../../test/postgresql/stores.ts');
const { createPostgresqlStore } = await load('../../src/spool/postgresql/store.ts');

const drainSeconds = 20;

/** @returns what was measured, for one line of JSON */
export async function measureStore({ store: kind, entries, runners, hosts }, root) {
  const opened = kind === 'postgresql' ? await openDatabase(entries) : await openDirectory(entries, root);
  try {
    const listed = await list(opened.store);
    const drained = await drain(opened.place, runners, hosts);
    return { store: kind, entries, runners, hosts, ...listed, ...drained };
  } finally {
    await opened.close();
  }
}

async function openDatabase(entries) {
  const server = await startPostgres();
  const settings = await readyDatabase(server);
  const store = await createPostgresqlStore(settings, databaseDeps);
  await store.put(newEntry({ nextTry: new Date() }));
  // One statement: to put each of them is not what is measured here.
  const id = `substr(e.id, 1, 9) || lpad(to_hex(g), 16, '0')`;
  await server.sql(
    settings.database,
    `INSERT INTO sendmemo.part SELECT ${id.replaceAll('e.id', 'e.entry')}, number, body
       FROM sendmemo.part e, generate_series(1, ${entries - 1}) g`,
    `INSERT INTO sendmemo.entry (id, state, next_try, size, envelope)
       SELECT ${id}, state, next_try, size, replace(envelope, e.id, ${id})
       FROM sendmemo.entry e, generate_series(1, ${entries - 1}) g`,
    'ANALYZE',
  );
  const place = { ...settings, password: await settings.password() };
  return {
    store,
    place,
    async close() {
      await store.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function openDirectory(entries, root) {
  const place = path.join(root, `store-${entries}`);
  const store = await openStore(place, { now: Date.now });
  const model = await store.put(newEntry({ nextTry: new Date() }));
  const waiting = path.join(place, 'waiting');
  const [name = ''] = await fs.readdir(waiting);
  const envelope = await fs.readFile(path.join(waiting, name, 'envelope.json'), 'utf8');
  const message = await fs.readFile(path.join(waiting, name, 'message.eml'));
  for (let index = 1; index < entries; index += 1) {
    const id = model.id.slice(0, 9) + randomBytes(8).toString('hex');
    const to = path.join(waiting, name.replace(model.id, id));
    await fs.mkdir(to);
    await fs.writeFile(path.join(to, 'envelope.json'), envelope.replace(model.id, id));
    await fs.writeFile(path.join(to, 'message.eml'), message);
  }
  return { store: await openStore(place, { now: Date.now }), place, close: async () => {} };
}

async function list(store) {
  const began = performance.now();
  for await (const row of store.list()) {
    if ('corrupt' in row) throw new Error(row.corrupt);
    return { firstRowMs: Math.round(performance.now() - began) };
  }
  throw new Error('the list is empty');
}

async function drain(place, runners, hosts) {
  const child = path.join(import.meta.dirname, 'drain-child.mjs');
  const outputs = await Promise.all(
    Array.from({ length: runners }, async (_, number) => {
      const hostName = `host${number % hosts}.example.com`;
      const task = JSON.stringify({ place, hostName, seconds: drainSeconds });
      const { stdout } = await promisify(execFile)(process.execPath, [child, task]);
      return JSON.parse(stdout);
    }),
  );
  const finished = outputs.reduce((sum, one) => sum + one.finished, 0);
  const ms = Math.max(...outputs.map((one) => one.ms));
  return {
    finished,
    perSecond: Math.round((finished / ms) * 1000),
    peakMb: Math.max(...outputs.map((one) => one.peakMb)),
  };
}
