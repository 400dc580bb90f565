/** Lists of servers, and the addresses of each (section 8). */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import { run } from '../support/command.ts';
import type { Finished } from '../support/command.ts';
import { closedPort, directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { Action, MailServerOptions, Verb } from '../support/mail-server.ts';
import { expectFailure, jsonOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

let tls: { key: string; cert: string };

beforeAll(async () => {
  const leaf = await issueServer(await createRoot(), { names: ['127.0.0.1'] });
  tls = { key: leaf.keyPem, cert: leaf.certificatePem };
});

const cfg = 'connect-timeout = 1\ngreeting-timeout = 1\ncommand-timeout = 1\nfinal-timeout = 1\n';

/** The first server does this; how many messages the first and the backup got. */
async function withBackup(
  first: MailServerOptions,
  ssl = '',
): Promise<{ finished: Finished; got: readonly number[]; connected: readonly number[] }> {
  await using one = await startMailServer(first);
  await using two = await startMailServer(first.tls === undefined ? {} : { tls: first.tls });
  await using home = await directory({ 'sendmemo.cfg': cfg, 'sendmemo-ssl.cfg': ssl });
  const list = `127.0.0.1:${one.port}, 127.0.0.1:${two.port}`;
  const finished = await run(['--server-dir', home.path, '-H', list, '--json', ...usualArguments]);
  await Promise.all([one.done(), two.done()]);
  return {
    finished,
    got: [one, two].map((server) => server.transactions().length),
    connected: [one, two].map((server) => server.connections.length),
  };
}

const at = (stage: Verb, action: Action) => ({
  on: (verb: Verb) => (verb === stage ? action : undefined),
});

describe.concurrent('a list of servers', () => {
  it('is taken from option, environment and file, with commas or blanks', async () => {
    const dead = await closedPort();
    await using server = await startMailServer();
    const lists = [
      `127.0.0.1:${dead},127.0.0.1:${server.port}`,
      `127.0.0.1:${dead} 127.0.0.1:${server.port}`,
      `127.0.0.1:${dead} , 127.0.0.1:${server.port}`,
    ];
    for (const list of lists) {
      await using home = await directory({ 'sendmemo.cfg': `smtp-server-host = ${list}\n` });
      const runs = await Promise.all([
        run(['--json', '-H', list, ...usualArguments]),
        run(['--json', ...usualArguments], { env: { SENDMEMO_SMTP_SERVER_HOST: list } }),
        run(['--json', '--server-dir', home.path, ...usualArguments]),
      ]);
      for (const finished of runs) {
        expect(finished.status, finished.stdout + finished.stderr).toBe(0);
        expect(jsonOf(finished).server).toMatchObject({ host: '127.0.0.1', port: server.port });
      }
    }
    expect(server.transactions()).toHaveLength(9);
  });

  it.each([
    ['421 in place of a greeting', at('greeting', '421 4.3.2 busy')],
    ['no greeting', at('greeting', 'hang')],
    ['a close in place of a greeting', at('greeting', 'close')],
    ['4xx to MAIL', at('MAIL', '451 4.3.0 later')],
    ['4xx to the only recipient', at('RCPT', '450 4.2.0 later')],
    ['4xx to DATA', at('DATA', '451 4.3.0 later')],
    ['4xx to the dot', at('dot', '451 4.3.0 later')],
  ])('goes on to the next after %s', async (_, first) => {
    const { finished, got } = await withBackup(first);
    expect(finished.status, finished.stdout).toBe(0);
    expect(got).toEqual([0, 1]);
    expect(finished.stderr).not.toMatch(/^sendmemo: (?!warning: )/m);
  });

  it('goes on after a name that does not exist', async () => {
    const sent = await submit({
      bare: true,
      args: ({ port }) => ['--json', '-H', `gone.example.com,mx.example.com:${port}`, ...usualArguments],
      hosts: { 'mx.example.com': ['127.0.0.1'] },
    });
    expect(jsonOf(sent).status, sent.stdout).toBe('sent');
    expect(jsonOf(sent).server?.host).toBe('mx.example.com');
  });

  it.each([
    ['5xx to MAIL', at('MAIL', '550 5.7.1 no'), 69],
    ['5xx to the recipient', at('RCPT', '550 5.1.1 no'), 67],
    ['5xx to the dot', at('dot', '554 5.6.0 no'), 69],
    ['a connection lost after the dot', at('dot', 'close'), 75],
    ['no reply to the dot', at('dot', 'hang'), 75],
  ])('does not go on after %s', async (_, first, status) => {
    const { finished, connected } = await withBackup(first);
    expect(finished.status, finished.stdout).toBe(status);
    expect(connected).toEqual([1, 0]);
  });

  it('does not go on after a bad certificate', async () => {
    const { finished, connected } = await withBackup({ tls }, 'EnableTLS = 1\n');
    expectFailure(finished, 76, 'CERT_UNTRUSTED');
    expect(connected).toEqual([1, 0]);
  });

  it('does not send twice to a recipient whom the first took', async () => {
    await using one = await startMailServer({
      on: (verb, argument) => (verb === 'RCPT' && argument.includes('b@') ? '450 4.2.0 later' : undefined),
    });
    await using two = await startMailServer();
    const list = `127.0.0.1:${one.port},127.0.0.1:${two.port}`;
    const finished = await run([
      '--json',
      '-H',
      list,
      '-f',
      's@example.com',
      '-b',
      'x',
      'a@example.com',
      'b@example.com',
    ]);
    expect(one.transactions()[0]?.to).toHaveLength(1);
    for (const { to } of two.transactions()) expect(to.join()).not.toContain('a@');
    expect([0, 75]).toContain(finished.status);
  });

  it('all of them down is the failure of the last or the first, 75', async () => {
    const [a, b] = [await closedPort(), await closedPort()];
    const finished = await run(['--json', '-H', `127.0.0.1:${a},127.0.0.1:${b}`, ...usualArguments]);
    expectFailure(finished, 75, 'CONNECT');
  });

  it('may hold IPv6 addresses, with a port in brackets', async () => {
    const dead = await closedPort();
    let server;
    try {
      server = await startMailServer({ host: '::1' });
    } catch {
      return;
    }
    await using there = server;
    const bracketed = await run(['--json', '-H', `127.0.0.1:${dead},[::1]:${there.port}`, ...usualArguments]);
    expect(jsonOf(bracketed).status, bracketed.stdout).toBe('sent');
    const naked = await run(['--json', '-H', '::1', '-p', String(there.port), ...usualArguments]);
    expect(jsonOf(naked).server, naked.stdout).toMatchObject({
      host: '::1',
      port: there.port,
      address: '::1',
    });
  });
});

describe.concurrent('each address of a name', () => {
  it('is tried', async () => {
    const sent = await submit({
      cfg,
      args: ['--json', ...usualArguments],
      host: 'mx.example.com',
      hosts: { 'mx.example.com': ['127.0.0.2', '127.0.0.3', '127.0.0.1'] },
    });
    expect(jsonOf(sent).status, sent.stdout).toBe('sent');
    expect(jsonOf(sent).server).toMatchObject({ host: 'mx.example.com', address: '127.0.0.1' });
  });
});
