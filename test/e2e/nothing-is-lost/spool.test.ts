/** The spool and its commands (section 10). */
import { spawn } from 'node:child_process';
import { chmod, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandPath, ownEnvironment, run } from '../support/command.ts';
import type { CommandOptions, Finished } from '../support/command.ts';
import { closedPort, directory } from '../support/directory.ts';
import type { Directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { Connection } from '../support/mail-server.ts';
import { expectFailure, expectQuiet, expectSaid, jsonOf } from '../support/result.ts';
import { usualArguments } from '../support/submission.ts';

interface Entry {
  readonly id: string;
  readonly state: string;
  readonly from: string;
  readonly recipients: readonly { readonly address: string; readonly lastReply: unknown }[];
  readonly size: number;
  readonly queuedAt: string;
  readonly nextTry: string | null;
  readonly tries: number;
}

/** A server working directory and the commands run in it. */
function inside(home: Directory, port: number) {
  const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(port)];
  const memo = async (args: readonly string[], options: CommandOptions = {}): Promise<Finished> =>
    await run([...place, ...args], options);
  const list = async (): Promise<readonly Entry[]> => {
    const finished = await run(['queue', 'list', '--json', ...place]);
    expect(finished.status, finished.stderr).toBe(0);
    return JSON.parse(finished.stdout) as readonly Entry[];
  };
  const round = async (): Promise<Finished> => {
    const finished = await run(['queue', 'run', '--json', ...place]);
    expect(finished.status, finished.stderr).toBe(0);
    return finished;
  };
  return { memo, list, round };
}

const spooled = ['--spool', '--json', ...usualArguments];

describe.concurrent('--spool', () => {
  it('is emptied in one round over the one session that the server allows', async () => {
    const open = new Set<Connection>();
    await using server = await startMailServer({
      on: (verb, _argument, connection) => {
        if (verb !== 'greeting') return undefined;
        for (const one of open) if (one.closed) open.delete(one);
        if (open.size > 0) return { say: '421 Too many connections', next: 'close' };
        open.add(connection);
        return undefined;
      },
    });
    await using home = await directory({ 'sendmemo.cfg': 'max-connections = 3\n' });
    const { memo, list, round } = inside(home, server.port);
    await Promise.all(Array.from({ length: 6 }, async () => await memo(spooled)));
    expect(await list()).toHaveLength(6);
    await round();
    expect(await list()).toEqual([]);
    expect(server.transactions()).toHaveLength(6);
  });

  it('keeps the message, and queue run delivers it with the same Message-ID and Date', async () => {
    await using server = await startMailServer();
    await using home = await directory();
    const { memo, list, round } = inside(home, server.port);
    const kept = jsonOf(await memo(spooled));
    expect(kept).toMatchObject({ status: 'queued', server: null, error: null });
    expect(kept.queueId).toBeTruthy();
    expect(server.connections).toHaveLength(0);
    const [entry] = await list();
    expect(entry).toMatchObject({ id: kept.queueId, from: 'sender@example.com', tries: 0 });
    expect(entry?.recipients.map((one) => one.address)).toEqual(['ops@example.com']);
    expect(Date.parse(entry?.queuedAt ?? '')).not.toBeNaN();
    expect((await memo(['queue', 'list'])).stdout).toContain(kept.queueId);
    expect((await memo(['queue', 'show', kept.queueId ?? ''])).stdout).toContain('ops@example.com');
    await round();
    expect(server.transactions()).toHaveLength(1);
    const text = server.transactions()[0]?.message.toString() ?? '';
    expect(text).toContain(`Message-ID: ${kept.messageId}\r\n`);
    expect(text).not.toMatch(/^bcc:/im);
    expect(await list()).toEqual([]);
    await round();
    expect(server.transactions()).toHaveLength(1);
  });

  it('is silent, and private on the disk', async () => {
    await using home = await directory();
    const { memo } = inside(home, 1);
    expectQuiet(await memo(['--spool', ...usualArguments]));
    const spool = home.file('spool');
    expect((await stat(spool)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(spool, { recursive: true })) {
      expect((await stat(`${spool}/${name}`)).mode & 0o077, name).toBe(0);
    }
  });

  it('is 73 where the spool cannot be made, and a spool that others can write is refused', async () => {
    await using home = await directory({ file: '' });
    const { memo } = inside(home, 1);
    expectSaid(await memo(['--spool', '--spool-directory', home.file('file/spool'), ...usualArguments]), 73);
    await memo(['--spool', ...usualArguments]);
    await chmod(home.file('spool'), 0o777);
    const refused = await memo(['--spool', ...usualArguments]);
    expect([73, 77]).toContain(refused.status);
  });

  it('checks addresses and files as always', async () => {
    await using home = await directory();
    const { memo, list } = inside(home, 1);
    expectSaid(await memo(['--spool', '-b', 'x', 'a b@example.com']), 65);
    expectSaid(await memo(['--spool', '-b', 'x', '-a', '/nonexistent.sendmemo/x', 'a@example.com']), 66);
    expect(await list()).toEqual([]);
  });

  it('is the default with delivery = spool, and -odq means it', async () => {
    await using home = await directory({ 'sendmemo.cfg': 'delivery = spool\nspool-directory = elsewhere\n' });
    const { memo, list } = inside(home, 1);
    expectQuiet(await memo(usualArguments));
    expect(await list()).toHaveLength(1);
    await using other = await directory();
    const env = { SENDMEMO_BASE_DIR: dirname(other.path), SENDMEMO_SERVER: basename(other.path) };
    const mailed = await run(['-odq', '-i', 'ops@example.com'], {
      program: 'sendmail',
      env,
      stdin: 'Subject: s\n\nx\n',
    });
    expectQuiet(mailed);
    const shown = await run(['-bp'], { program: 'sendmail', env });
    expect(shown.stdout).toContain('ops@example.com');
  });
});

describe.concurrent('--spool-on-failure', () => {
  it('sends where it can, and keeps what failed for now', async () => {
    await using server = await startMailServer();
    await using home = await directory();
    const args = ['--spool-on-failure', '--json', ...usualArguments];
    expect(jsonOf(await inside(home, server.port).memo(args)).status).toBe('sent');
    const down = await inside(home, await closedPort()).memo(args);
    expect(down.status, down.stdout).toBe(0);
    expect(jsonOf(down)).toMatchObject({ status: 'queued', error: null });
    expect(await inside(home, 1).list()).toHaveLength(1);
  });

  it('does not keep what failed for good', async () => {
    await using server = await startMailServer({
      on: (verb) => (verb === 'MAIL' ? '550 5.7.1 no' : undefined),
    });
    await using home = await directory();
    const { memo, list } = inside(home, server.port);
    expectFailure(await memo(['--spool-on-failure', '--json', ...usualArguments]), 69, 'REFUSED');
    expect(await list()).toEqual([]);
  });

  it('keeps only the recipients that were put off', async () => {
    let busy = true;
    await using server = await startMailServer({
      on: (verb, argument) =>
        verb === 'RCPT' && busy && argument.includes('later@') ? '450 4.2.0 later' : undefined,
    });
    await using home = await directory();
    const { memo, list, round } = inside(home, server.port);
    await memo([
      '--spool-on-failure',
      '-f',
      's@example.com',
      '-b',
      'x',
      'now@example.com',
      'later@example.com',
    ]);
    const [entry] = await list();
    busy = false;
    await memo(['queue', 'retry', entry?.id ?? '']);
    await round();
    const got = server.transactions().map((one) => one.to.map((to) => /<(.*?)@/.exec(to)?.[1]).join());
    expect(got).toEqual(['now', 'later']);
  });
});

describe.concurrent('queue run', () => {
  it('keeps what was put off with the reply, and retry makes it due', async () => {
    let reply: string | undefined = '451 4.3.0 come back';
    await using server = await startMailServer({ on: (verb) => (verb === 'RCPT' ? reply : undefined) });
    await using home = await directory();
    const { memo, list, round } = inside(home, server.port);
    await memo(spooled);
    await round();
    const [entry] = await list();
    expect(entry?.tries).toBe(1);
    expect(JSON.stringify(entry?.recipients[0]?.lastReply)).toContain('come back');
    expect(Date.parse(entry?.nextTry ?? '')).toBeGreaterThan(Date.now());
    await round();
    expect(server.connections).toHaveLength(1);
    reply = undefined;
    expect((await memo(['queue', 'retry', entry?.id ?? ''])).status).toBe(0);
    expect(server.connections).toHaveLength(1);
    await round();
    expect(server.transactions()).toHaveLength(1);
    expect(await list()).toEqual([]);
  });

  it('gives up at 5xx for that recipient alone, and tells the sender', async () => {
    await using server = await startMailServer({
      on: (verb, argument) =>
        verb === 'RCPT' && argument.includes('gone@') ? '550 5.1.1 no such user' : undefined,
    });
    await using home = await directory();
    const { memo, round } = inside(home, server.port);
    await memo(['--spool', '-f', 's@example.com', '-b', 'x', 'gone@example.com', 'here@example.com']);
    await round();
    await round();
    const [first, second] = server.transactions();
    expect(server.transactions()).toHaveLength(2);
    expect(first?.to.join()).toMatch(/here@example\.com/);
    expect(second?.from).toMatch(/^FROM:<>/i);
    expect(second?.to.join()).toMatch(/s@example\.com/);
    const report = second?.message.toString() ?? '';
    expect(report).toMatch(/^Content-Type: multipart\/report;/im);
    expect(report).toMatch(/Final-Recipient: rfc822; ?gone@example\.com/i);
    expect(report).toMatch(/Status: 5\.1\.1/i);
    expect(report).not.toMatch(/Final-Recipient: rfc822; ?here@/i);
  });

  it('never tells a null sender, and keeps what failed in failed/', async () => {
    await using server = await startMailServer({
      on: (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined),
    });
    await using home = await directory();
    const { memo, round } = inside(home, server.port);
    await memo(['--spool', '-f', 's@example.com', '--envelope-from', '<>', '-b', 'x', 'gone@example.com']);
    await round();
    await round();
    expect(server.connections).toHaveLength(1);
    expect(await readdir(home.file('spool/failed'))).toHaveLength(1);
  });

  it('tells the sender when max-age has passed', async () => {
    await using server = await startMailServer({
      on: (verb, argument) => (verb === 'RCPT' && argument.includes('ops@') ? '451 4.3.0 later' : undefined),
    });
    await using home = await directory({ 'sendmemo.cfg': 'max-age = 0s\n' });
    const { memo, round } = inside(home, server.port);
    const kept = await memo(spooled);
    if (kept.status !== 0) {
      expectSaid(kept, 78);
      return;
    }
    await round();
    await round();
    expect(server.transactions().some((one) => /^FROM:<>/i.test(one.from))).toBe(true);
  });

  it('leaves alone what is held, and remove takes it away', async () => {
    await using server = await startMailServer();
    await using home = await directory();
    const { memo, list, round } = inside(home, server.port);
    const ids = [jsonOf(await memo(spooled)).queueId ?? '', jsonOf(await memo(spooled)).queueId ?? ''];
    expect((await memo(['queue', 'hold', ids[0] ?? ''])).status).toBe(0);
    expect((await memo(['queue', 'remove', ids[1] ?? ''])).status).toBe(0);
    await round();
    expect(server.transactions()).toHaveLength(0);
    expect((await list()).map((one) => [one.id, one.state])).toEqual([[ids[0], 'held']]);
    expect((await memo(['queue', 'release', ids[0] ?? ''])).status).toBe(0);
    await round();
    expect(server.transactions()).toHaveLength(1);
    expect((await memo(['queue', 'hold', 'nosuchid'])).status).not.toBe(0);
  });

  it('delivers each message once where several run at once', async () => {
    await using server = await startMailServer({ on: () => undefined });
    await using home = await directory();
    const { memo, list, round } = inside(home, server.port);
    const kept = await Promise.all(Array.from({ length: 12 }, async () => await memo(spooled)));
    for (const one of kept) expect(jsonOf(one).status, one.stdout + one.stderr).toBe('queued');
    const rounds = await Promise.all([round(), round(), round()]);
    expect(await list(), rounds.map((one) => one.stdout + one.stderr).join('')).toEqual([]);
    const ids = server
      .transactions()
      .map((one) => /^Message-ID: (.*)\r$/im.exec(one.message.toString())?.[1]);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
    expect(await list()).toEqual([]);
  });

  it('is held up by no entry that is corrupt', async () => {
    await using server = await startMailServer();
    await using home = await directory();
    const { memo, round } = inside(home, server.port);
    await memo(spooled);
    await memo(spooled);
    const waiting = (await readdir(home.file('spool'), { recursive: true })).filter((name) =>
      name.endsWith('.json'),
    );
    await home.write(`spool/${waiting.find((name) => name.includes('waiting')) ?? ''}`, '{"half":');
    await round();
    expect(server.transactions()).toHaveLength(1);
  });

  it('holds the server back, not the message, at a certificate fault', async () => {
    await using server = await startMailServer({ strip: true });
    await using home = await directory({ 'sendmemo-ssl.cfg': 'EnableTLS = 1\n' });
    const { memo, list, round } = inside(home, server.port);
    await memo(spooled);
    await memo(spooled);
    await round();
    expect(server.transactions()).toHaveLength(0);
    const entries = await list();
    expect(entries).toHaveLength(2);
    expect(entries.every((one) => one.state !== 'failed')).toBe(true);
    expect(server.connections.length).toBeLessThanOrEqual(2);
  });
});

describe.concurrent('kill -9', () => {
  it('while the server holds back its last reply loses nothing', async () => {
    let hold = true;
    await using server = await startMailServer({
      on: (verb) => (verb === 'dot' && hold ? 'hang' : undefined),
    });
    await using home = await directory();
    const { memo, list, round } = inside(home, server.port);
    const { messageId } = jsonOf(await memo(spooled));
    const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(server.port)];
    const child = spawn(process.execPath, [commandPath(), ...place, 'queue', 'run'], {
      env: ownEnvironment(),
      stdio: 'ignore',
    });
    while (!(server.connections[0]?.commands.includes('.') ?? false)) {
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    child.kill('SIGKILL');
    await new Promise((resolve) => {
      child.once('close', resolve);
    });
    await server.done();
    hold = false;
    expect(await list()).toHaveLength(1);
    await memo(['queue', 'retry', (await list())[0]?.id ?? '']);
    await round();
    expect(server.transactions()).toHaveLength(1);
    expect(server.transactions()[0]?.message.toString()).toContain(`Message-ID: ${messageId}\r\n`);
  });
});
