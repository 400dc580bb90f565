/** The built command with a spool in a real database: what it says, what it keeps, and what it moves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandPath, ownEnvironment } from '../e2e/support/command.ts';
import { startMailServer } from '../e2e/support/mail-server.ts';
import { jsonOf } from '../e2e/support/result.ts';
import type { DatabaseSettings } from '../../src/config/settings.ts';
import { newEntry, openStore } from '../spool/deps.ts';
import { spoolHome, urlOf } from './home.ts';
import type { Postgres } from './server.ts';
import { startPostgres } from './server.ts';
import { emptyDatabase, readyDatabase } from './stores.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const message = ['-s', 'Toner', '-b', 'low', 'ops@example.net'];

/** A role that may log in, with the rights of a group of `queue init --print`. */
async function withRole(database: DatabaseSettings, group: string | null): Promise<DatabaseSettings> {
  const user = `u${Math.random().toString(36).slice(2)}`;
  await server.sql(
    database.database,
    `CREATE ROLE ${user} LOGIN PASSWORD 'Geheim-2'`,
    ...(group === null ? [] : [`GRANT ${group} TO ${user}`]),
  );
  return { ...database, user, password: async () => 'Geheim-2' };
}

describe('the database', () => {
  test('is created by queue init, once, and then keeps a message that the queue shows and delivers', async () => {
    await using mail = await startMailServer();
    const database = await emptyDatabase(server);
    await using home = await spoolHome(database, [
      'smtp-server-host = 127.0.0.1',
      `smtp-server-port = ${mail.port}`,
    ]);
    const early = await home.sendmemo(...message);
    expect([early.status, jsonOf(await home.sendmemo('--json', ...message)).error?.code]).toEqual([
      78,
      'OUTPUT',
    ]);
    expect(JSON.parse((await home.sendmemo('queue', 'init', '--json')).stdout)).toMatchObject({
      before: null,
      after: 1,
    });
    expect(JSON.parse((await home.sendmemo('queue', 'init', '--json')).stdout)).toMatchObject({
      before: 1,
      after: 1,
    });
    const queued = await home.sendmemo('--json', ...message);
    expect([queued.status, jsonOf(queued).status]).toEqual([0, 'queued']);
    const [row] = JSON.parse((await home.sendmemo('queue', 'list', '--json')).stdout) as { id: string }[];
    expect(row).toMatchObject({ state: 'waiting', claimedBy: null, transit: null });
    const id = row?.id ?? '';
    expect((await home.sendmemo('queue', 'hold', id)).status).toBe(0);
    expect((await home.sendmemo('queue', 'run')).status).toBe(0);
    expect(mail.transactions()).toHaveLength(0);
    expect((await home.sendmemo('queue', 'release', id)).status).toBe(0);
    const ran = await home.sendmemo('queue', 'run', '--json');
    expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([0, { sent: 1, failed: 0 }]);
    expect(mail.transactions()).toHaveLength(1);
    expect((await home.sendmemo('queue', 'list', '--json')).stdout.trim()).toBe('[]');
    expect((await home.sendmemo('queue', 'stats', '--json')).status).toBe(0);
  });

  test('each fault has its status, and no output repeats the password', async () => {
    const database = await readyDatabase(server);
    const newer = await readyDatabase(server);
    await server.sql(newer.database, 'UPDATE sendmemo.version SET version = 99');
    const cases: readonly [string, number, DatabaseSettings][] = [
      ['password', 77, { ...database, password: async () => 'Geheim-3' }],
      ['database', 78, { ...database, database: 'nowhere' }],
      ['schema', 78, await emptyDatabase(server)],
      ['newer', 78, newer],
      ['right', 77, await withRole(database, null)],
      ['port', 75, { ...database, hosts: [{ host: '127.0.0.1', port: 1 }] }],
    ];
    for (const [name, status, settings] of cases) {
      await using home = await spoolHome(settings);
      for (const args of [message, ['queue', 'list'], ['queue', 'run']]) {
        const finished = await home.sendmemo(...args);
        expect([name, args[0], finished.status]).toEqual([name, args[0], status]);
        const lines = finished.stderr.trimEnd().split('\n');
        expect([name, lines.length, lines[1]?.startsWith('hint: ')]).toEqual([name, 2, true]);
        expect(finished.stderr + finished.stdout).not.toMatch(/Geheim-\d/);
      }
      const check = await home.sendmemo('check', '--json');
      expect(check.stdout).not.toMatch(/Geheim-\d/);
      const { steps } = JSON.parse(check.stdout) as { steps: { step: string; state: string }[] };
      const spool = steps.filter(({ step }) => step.startsWith('spool'));
      expect([name, spool.some(({ state }) => state === 'FAIL')]).toEqual([name, true]);
    }
  });

  test('is as queue init --print says: a submitter can only put, a runner can do the rest', async () => {
    const database = await emptyDatabase(server);
    await using owner = await spoolHome(database);
    const { stdout } = await owner.sendmemo('queue', 'init', '--print');
    await server.sql(database.database, stdout);
    await using submitter = await spoolHome(await withRole(database, 'sendmemo_submitter'));
    await using runner = await spoolHome(await withRole(database, 'sendmemo_runner'));
    expect((await submitter.sendmemo(...message)).status).toBe(0);
    expect((await submitter.sendmemo('queue', 'list')).status).toBe(77);
    expect((await submitter.sendmemo('queue', 'run')).status).toBe(77);
    expect((await submitter.sendmemo('queue', 'init')).status).toBe(77);
    const listed = await runner.sendmemo('queue', 'list', '--json');
    expect(JSON.parse(listed.stdout)).toHaveLength(1);
    expect((await runner.sendmemo('queue', 'retry', '--all')).status).toBe(0);
    expect((await runner.sendmemo('queue', 'remove', '--all')).status).toBe(0);
    expect((await runner.sendmemo('queue', 'list', '--json')).stdout.trim()).toBe('[]');
  });

  test('check shows what it is and how safe it keeps mail', async () => {
    await using home = await spoolHome(await readyDatabase(server));
    const { steps } = JSON.parse((await home.sendmemo('check', '--json')).stdout) as {
      steps: { step: string; state: string; facts: object }[];
    };
    const of = (kind: string) => steps.find(({ step }) => step === kind);
    expect(of('spool-database')).toMatchObject({ state: 'ok', facts: { tls: null, schema: 1, runners: 0 } });
    expect(of('spool-durability')).toMatchObject({
      state: 'ok',
      facts: { fsync: 'on', fullPageWrites: 'on' },
    });
    expect(of('spool-standbys')).toMatchObject({ state: 'ok', facts: { standbys: [] } });
    expect(of('spool')).toMatchObject({ state: 'ok', facts: { counts: { waiting: 0 } } });
  });
});

describe('while the database is away', () => {
  test('without fallback nothing is kept, and the status is 75; with it the next run delivers each once', async () => {
    await using mail = await startMailServer();
    await using own = await startPostgres();
    const lines = ['smtp-server-host = 127.0.0.1', `smtp-server-port = ${mail.port}`];
    const database = await readyDatabase(own);
    await using plain = await spoolHome(database, lines);
    await using home = await spoolHome(database, [...lines, 'spool-fallback = directory']);
    await own.stop();
    expect((await plain.sendmemo(...message)).status).toBe(75);
    await expect(fs.stat(plain.file('spool/waiting'))).rejects.toThrow('ENOENT');
    for (const subject of ['1', '2']) {
      const kept = await home.sendmemo('--json', '-s', subject, '-b', 'low', 'ops@example.net');
      expect([kept.status, jsonOf(kept).status]).toEqual([0, 'queued']);
      expect(kept.stderr).toContain(home.file('spool'));
    }
    expect((await home.sendmemo('queue', 'run')).status).toBe(75);
    const here = await home.sendmemo('queue', 'list', '--json', '--spool-directory', home.file('spool'));
    expect(JSON.parse(here.stdout)).toHaveLength(2);
    expect(mail.transactions()).toHaveLength(0);
    await own.start();
    const ran = await home.sendmemo('queue', 'run', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ sent: 2, failed: 0 });
    expect((await home.sendmemo('queue', 'run', '--json')).status).toBe(0);
    expect(mail.transactions()).toHaveLength(2);
    expect(await fs.readdir(home.file('spool/waiting'))).toEqual([]);
    expect(await fs.readdir(home.file('spool/held'))).toEqual([]);
  });
});

describe('queue move', () => {
  const count = 40;

  test('kill -9 at any moment: each message is in the other spool once, whichever way', async () => {
    const database = await readyDatabase(server);
    await using home = await spoolHome(database);
    const directory = home.file('there');
    const local = await openStore(directory, { now: Date.now });
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) ids.push((await local.put(newEntry({ nextTry: new Date() }))).id);
    ids.sort();

    /** Moves until a move ends by itself, killing all before at a later and later moment. @returns how many were killed */
    async function moved(args: readonly string[]): Promise<number> {
      for (let kills = 0; ; kills += 1) {
        const move = spawn(commandPath(), ['--server-dir', home.path, 'queue', 'move', ...args], {
          env: ownEnvironment(),
          stdio: 'ignore',
        });
        const exit = once(move, 'exit');
        const end = kills < 8 ? pause(300 + 120 * kills).then(() => move.kill('SIGKILL')) : null;
        const [status] = (await exit) as [number | null];
        await end;
        if (status !== null) {
          expect(status).toBe(0);
          return kills;
        }
      }
    }
    const listed = async (...args: readonly string[]): Promise<string[]> => {
      const { stdout } = await home.sendmemo('queue', 'list', '--json', ...args);
      return (JSON.parse(stdout) as { id: string; state: string; transit: object | null }[]).map(
        ({ id, state, transit }) => `${id} ${state} ${JSON.stringify(transit)}`,
      );
    };
    const whole = ids.map((id) => `${id} waiting null`);
    await moved(['--spool-directory', directory, '--to', urlOf(database)]);
    expect(await listed()).toEqual(whole);
    expect(await listed('--spool-directory', directory)).toEqual([]);
    await moved(['--to', directory]);
    expect(await listed()).toEqual([]);
    expect(await listed('--spool-directory', directory)).toEqual(whole);
  });
});
