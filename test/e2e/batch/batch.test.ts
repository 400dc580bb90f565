/** sendmemo batch at its edges: what it says where, and when it stops (section 12). */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { CommandOptions } from '../support/command.ts';
import { run } from '../support/command.ts';
import { closedPort, directory } from '../support/directory.ts';
import type { Connection, MailServerOptions } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';
import type { JsonResult } from '../support/result.ts';
import { linesOf } from '../support/result.ts';

type Result = JsonResult & { readonly key?: string | number; readonly line: number };

const line = (key: string | number, more: Record<string, unknown> = {}): string =>
  `${JSON.stringify({ key, to: `u${key}@example.com`, from: 's@example.com', text: 'x', ...more })}\n`;

const lines = (count: number): string => Array.from({ length: count }, (_, n) => line(n)).join('');

const parse = (text: string): Result[] => linesOf(text).map((one) => JSON.parse(one) as Result);

async function batch(
  input: string,
  args: readonly string[] = [],
  more: { server?: MailServerOptions } & CommandOptions = {},
) {
  await using server = await startMailServer(more.server);
  const place = ['-H', '127.0.0.1', '-p', String(server.port)];
  const finished = await run(['batch', ...place, ...args], { stdin: input, ...more });
  await server.done();
  return { ...finished, transactions: server.transactions(), connections: server.connections };
}

describe.concurrent('batch', () => {
  it('says with a bad line which one it is, with its key where it can be read', async () => {
    const got = await batch(`${line('a')}\r\n\n{"key":"b","tto":"x"}\nnonsense\n${line('c')}`);
    const results = parse(got.stdout);
    expect(results.map(({ line: number, key }) => [number, key])).toEqual([
      [1, 'a'],
      [4, 'b'],
      [5, undefined],
      [6, 'c'],
    ]);
    expect(results[1]?.error).toMatchObject({ code: 'INPUT', exit: 65 });
    expect(results[1]?.error?.message).toMatch(/line 4.*tto.*"to"/);
    expect(got.status).toBe(65);
    expect(got.stderr).toMatch(/^sendmemo: .*line 4/);
  });

  it('says nothing on standard error where all is well, and nothing at all with --results', async () => {
    await using home = await directory();
    const plain = await batch(lines(3));
    expect([plain.status, plain.stderr, parse(plain.stdout).length]).toEqual([0, '', 3]);
    const kept = await batch(lines(3), ['--results', home.file('out')]);
    expect([kept.status, kept.stderr, kept.stdout]).toEqual([0, '', '']);
    const both = await batch(line(3), ['--results', home.file('out'), '--json']);
    expect(parse(both.stdout).map(({ key }) => key)).toEqual([3]);
    expect(parse(await readFile(home.file('out'), 'utf8')).map(({ key }) => key)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    [1, 2],
    [1, 4],
    [2, 4],
  ])(
    'sends every line to a server that allows %i sessions, with --connections %i',
    async (allowed, asked) => {
      const open = new Set<Connection>();
      const server: MailServerOptions = {
        on: (verb, _argument, connection) => {
          if (verb !== 'greeting') return undefined;
          for (const one of open) if (one.closed) open.delete(one);
          if (open.size >= allowed) return { say: '421 Too many connections', next: 'close' };
          open.add(connection);
          return undefined;
        },
      };
      const got = await batch(lines(50), ['--connections', String(asked)], { server });
      expect(parse(got.stdout).filter(({ status }) => status !== 'sent')).toEqual([]);
      expect([got.status, got.transactions.length]).toEqual([0, 50]);
    },
  );

  it('sends a message that some have got to the others alone', async () => {
    await using home = await directory();
    const input = line('a', { to: ['x@example.com', 'y@example.com'] });
    const args = ['--results', home.file('out')];
    const first = await batch(input, args, {
      server: { on: (verb, to) => (verb === 'RCPT' && to.includes('y@') ? '550 5.1.1 unknown' : undefined) },
    });
    expect(first.status).toBe(67);
    const second = await batch(input, args);
    expect(second.status).toBe(0);
    expect(second.transactions.map(({ to }) => to)).toEqual([[expect.stringContaining('<y@example.com>')]]);
    expect(second.transactions[0]?.message.toString()).toMatch(/^To: x@example.com, y@example.com\r$/m);
    expect((await batch(input, args)).connections).toHaveLength(0);
  });

  it('warns of lines that a further run could not know again', async () => {
    await using home = await directory();
    const input = '{"to":"a@example.com","text":"x"}\n'.repeat(2);
    const got = await batch(input, ['-q', '--results', home.file('out')]);
    expect([got.status, got.stderr]).toEqual([0, '']);
    const loud = await batch(input, ['--results', home.file('out')]);
    expect(linesOf(loud.stderr)).toEqual([expect.stringMatching(/^sendmemo: warning: line 1 .*key/)]);
    expect(loud.transactions).toHaveLength(2);
  });

  it('puts into the spool what the configuration sends there', async () => {
    await using home = await directory({ 'sendmemo.cfg': 'delivery = spool\n' });
    const got = await batch(lines(3), ['--server-dir', home.path, '--results', home.file('out')]);
    expect(got.status, got.stderr).toBe(0);
    expect(got.connections).toHaveLength(0);
    const results = parse(await readFile(home.file('out'), 'utf8'));
    expect(results.every(({ status, queueId }) => status === 'queued' && queueId !== undefined)).toBe(true);
    await batch(lines(3), ['--server-dir', home.path, '--results', home.file('out')]);
    const listed = await run(['queue', 'list', '--json', '--server-dir', home.path]);
    expect(JSON.parse(listed.stdout)).toHaveLength(3);
  });

  it('asks a server that refuses the password no hundred times', async () => {
    await using home = await directory({ secret: 'hunter2\n' });
    await home.write(
      'sendmemo.cfg',
      'auth-user = u\nauth-password-file = secret\nauth-allow-insecure = 1\nauth-method = plain\n',
    );
    const { chmod } = await import('node:fs/promises');
    await chmod(home.file('secret'), 0o600);
    let logins = 0;
    const got = await batch(lines(50), ['--server-dir', home.path, '--connections', '2'], {
      server: {
        extensions: ['AUTH PLAIN'],
        on(verb) {
          if (verb === 'AUTH') logins += 1;
          return verb === 'AUTH' ? '535 5.7.8 no' : undefined;
        },
      },
    });
    expect(got.status).toBe(77);
    expect(parse(got.stdout).map(({ error }) => error?.code)).toEqual(
      Array.from({ length: 50 }, () => 'AUTH'),
    );
    expect(logins).toBeLessThanOrEqual(2);
  });

  it('gives up a server that stays away, with 75', async () => {
    const port = await closedPort();
    const got = await run(['batch', '-H', '127.0.0.1', '-p', String(port), '--connections', '1'], {
      stdin: lines(20),
    });
    expect(got.status).toBe(75);
    expect(parse(got.stdout)).toHaveLength(20);
    expect(parse(got.stdout).every(({ error }) => error?.code === 'CONNECT')).toBe(true);
    expect(got.durationMs).toBeGreaterThan(7000);
  });

  it('ends at its hard bound', async () => {
    const got = await batch(lines(5), ['--timeout', '1', '--connections', '1'], {
      server: { on: (verb) => (verb === 'MAIL' ? 'hang' : undefined) },
    });
    expect(got.status).toBe(75);
    expect(got.durationMs).toBeLessThan(5000);
    expect(parse(got.stdout).map(({ error }) => error?.code)).toEqual(['TIMEOUT']);
  });

  it('does not write its results into itself', async () => {
    await using home = await directory({ in: line('a') });
    const got = await batch('', ['--results', home.file('in'), home.file('in')]);
    expect(got.status).toBe(64);
    expect(await readFile(home.file('in'), 'utf8')).toBe(line('a'));
  });

  it('ends where its results can not be written, before the first message', async () => {
    const got = await batch(lines(3), ['--results', '/nonexistent.sendmemo/out']);
    expect(got.status).toBe(73);
    expect(got.connections).toHaveLength(0);
  });

  it('takes long lines through a pipe', async () => {
    const body = 'x'.repeat(70_000);
    const got = await batch(Array.from({ length: 100 }, (_, n) => line(n, { text: body })).join(''));
    expect(got.status, got.stderr).toBe(0);
    expect(got.transactions).toHaveLength(100);
  });
});
