/** Users other than the spool's owner, as real users; needs root, which starts the command as each of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandPath, ownEnvironment } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';

const [owner, alice, bob] = [65_534, 4201, 4202];

async function as(user: number, args: readonly string[]): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [commandPath(), ...args], {
    uid: user,
    gid: user,
    cwd: '/',
    env: ownEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stderr };
}

describe.runIf(process.geteuid?.() === 0)('a spool of another user (needs root)', () => {
  it('takes mail of every user where it has a drop directory, and shows it to none', async () => {
    await using server = await startMailServer();
    await using home = await directory({ 'sendmemo.cfg': 'delivery = spool\n' });
    fs.chmodSync(home.path, 0o755);
    const spool = path.join(home.path, 'spool');
    fs.mkdirSync(spool);
    fs.chownSync(spool, owner, owner);
    fs.chmodSync(spool, 0o711);
    const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(server.port)];
    const message = ['-f', 'a@example.com', '--to', 'b@example.com', '-b', 'x', ...place];

    const refused = await as(alice, message);
    expect(refused.status).toBe(73);
    expect(refused.stderr).toContain('-m 3733');

    const drop = path.join(spool, 'drop');
    fs.mkdirSync(drop);
    fs.chownSync(drop, owner, owner);
    fs.chmodSync(drop, 0o3733);
    const put = await Promise.all([alice, bob].map((user) => as(user, message)));
    expect(put.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const files = fs.readdirSync(drop).map((name) => path.join(drop, name));
    for (const file of files) {
      expect(fs.statSync(file)).toMatchObject({ gid: owner, nlink: 1 });
      expect(fs.statSync(file).mode & 0o777).toBe(0o640);
    }
    expect((await as(alice, ['queue', 'list', ...place])).status).toBe(77);
    expect((await as(alice, ['queue', 'run', ...place])).status).toBe(77);

    const run = await as(owner, ['queue', 'run', ...place]);
    expect([run.status, run.stderr]).toEqual([0, '']);
    const transactions = server.connections.flatMap((connection) => connection.transactions);
    expect(transactions).toHaveLength(2);
    expect(fs.readdirSync(drop)).toEqual([]);
  });

  it('that root has used before is named, with what to do', async () => {
    await using home = await directory();
    fs.chmodSync(home.path, 0o755);
    const spool = path.join(home.path, 'spool');
    fs.mkdirSync(path.join(spool, 'waiting'), { recursive: true });
    fs.chmodSync(path.join(spool, 'waiting'), 0o700);
    fs.chownSync(spool, owner, owner);
    fs.chmodSync(spool, 0o700);
    const run = await as(owner, ['queue', 'run', '--spool-directory', spool]);
    expect(run.status).toBe(73);
    expect(run.stderr).toContain('chown -R');
  });
});
