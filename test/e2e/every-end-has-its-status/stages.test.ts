/** What a server may do at each stage, and the status and code that come of it (sections 5 and 6). */
import { describe, expect, it } from 'vitest';
import type { Action, Verb } from '../support/mail-server.ts';
import { closedPort } from '../support/directory.ts';
import { expectFailure, expectQuiet, expectSaid, jsonOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';

const impatient =
  'connect-timeout = 1\ngreeting-timeout = 1\ncommand-timeout = 1\ndata-timeout = 1\nfinal-timeout = 1\n';

async function against(verb: Verb, action: Action, more: Submission = {}): Promise<Submitted> {
  return await submit({
    cfg: impatient,
    args: ['--json', ...usualArguments],
    server: { on: (stage) => (stage === verb ? action : undefined) },
    ...more,
  });
}

type Row = readonly [Verb, Action, number, RegExp];

describe.concurrent('a server that answers', () => {
  const rows: readonly Row[] = [
    ['greeting', '554 5.3.2 no mail here', 69, /^REFUSED$/],
    ['greeting', '421 4.3.2 too busy', 75, /^TRANSIENT$/],
    ['greeting', 'SSH-2.0-OpenSSH_9.6', 76, /^PROTOCOL$/],
    ['EHLO', '421 4.3.2 going down', 75, /^TRANSIENT$/],
    ['EHLO', 'what?', 76, /^PROTOCOL$/],
    ['MAIL', '550 5.7.1 not you', 69, /^REFUSED$/],
    ['MAIL', '451 4.3.0 later', 75, /^TRANSIENT$/],
    ['MAIL', '452 4.3.1 no space', 75, /^TRANSIENT$/],
    ['MAIL', '421 4.3.2 going down', 75, /^TRANSIENT$/],
    ['MAIL', '552 5.3.4 too big', 65, /^SIZE$/],
    ['MAIL', '530 5.7.0 Must issue a STARTTLS command first', 69, /^REFUSED$/],
    ['MAIL', 'nonsense', 76, /^PROTOCOL$/],
    ['RCPT', '550 5.1.1 no such user', 67, /^RECIPIENTS$/],
    ['RCPT', '450 4.2.1 mailbox busy', 75, /^RECIPIENTS$/],
    ['RCPT', '552 5.2.2 mailbox full', 67, /^RECIPIENTS$/],
    ['DATA', '554 5.7.1 no', 69, /^REFUSED$/],
    ['DATA', '451 4.3.0 later', 75, /^TRANSIENT$/],
    ['DATA', '552 5.3.4 too big', 65, /^SIZE$/],
    ['DATA', '250 what', 76, /^PROTOCOL$/],
    ['dot', '554 5.6.0 content refused', 69, /^REFUSED$/],
    ['dot', '451 4.3.0 later', 75, /^TRANSIENT$/],
    ['dot', '421 4.3.2 going down', 75, /^TRANSIENT$/],
    ['dot', '552 5.3.4 too big', 65, /^SIZE$/],
  ];
  it.each(rows)('%s with %j ends with %i', async (verb, action, status, code) => {
    const sent = await against(verb, action);
    const json = jsonOf(sent);
    expect(json.error?.code, sent.stdout).toMatch(code);
    expect({ exit: sent.status, said: json.error?.exit }).toEqual({ exit: status, said: status });
    expect(json.status).toBe('failed');
    expect(json.accepted).toEqual([]);
    expect(sent.transactions).toHaveLength(0);
    const endsInOrder = verb !== 'greeting' && status !== 76 && !/421/.test(JSON.stringify(action));
    if (endsInOrder) expect(sent.connections[0]?.quit).toBe(true);
  });

  it('is quoted, with its line on standard error', async () => {
    const sent = await against('MAIL', '550-5.7.1 first line\n550 5.7.1 not you', { args: usualArguments });
    expectSaid(sent, 69, /not you/);
    expect(sent.stdout).toBe('');
  });

  it('is quoted without what would steer a terminal', async () => {
    const sent = await against('MAIL', '550 \u001B[2J\u0007gone\u009B', { args: usualArguments });
    expectSaid(sent, 69, /gone/);
    expect(sent.stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

describe.concurrent('a server that', () => {
  const stages: readonly Verb[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'dot'];
  const rows = stages.flatMap((verb) =>
    (['close', 'reset', 'hang'] as const).map((action) => [action, verb] as const),
  );
  it.each(rows)('does %s at %s is 75', async (action, verb) => {
    for (const extensions of verb === 'RCPT' || verb === 'DATA' ? [['PIPELINING'], []] : [['PIPELINING']]) {
      const sent = await against(verb, action, {
        server: { extensions, on: (stage) => (stage === verb ? action : undefined) },
      });
      const json = jsonOf(sent);
      expect(sent.status, sent.stdout).toBe(75);
      const lost = verb === 'greeting' ? /^(?:NO_GREETING|CONNECTION_LOST|CONNECT)$/ : /^CONNECTION_LOST$/;
      const silent =
        verb === 'greeting'
          ? /^NO_GREETING$/
          : verb === 'dot'
            ? /^(?:TIMEOUT|CONNECTION_LOST)$/
            : /^TIMEOUT$/;
      expect(json.error?.code).toMatch(action === 'hang' ? silent : lost);
      expect(/unknown/i.test(`${json.error?.message} ${json.error?.hint}`), sent.stdout).toBe(verb === 'dot');
      expect(sent.durationMs).toBeLessThan(6_000);
    }
  });

  it('closes without a word after 250 to the dot, or at QUIT, has the message all the same', async () => {
    for (const action of ['close', 'reset', 'hang', '500 what?', '421 bye'] as const) {
      const sent = await against('QUIT', action);
      expect(sent.status, sent.stdout).toBe(0);
      expect(jsonOf(sent)).toMatchObject({ status: 'sent', response: '250 2.0.0 Ok: queued as 4F0D2' });
    }
  });

  it('speaks in many lines, slowly or with LF alone is understood', async () => {
    const sent = await against('greeting', '220-one\n220-two\n220 three');
    expect(sent.status).toBe(0);
  });

  it('knows only HELO gets the message in plain text', async () => {
    const sent = await against('EHLO', '502 5.5.1 what?');
    expect(sent.status, sent.stdout).toBe(0);
    expect(sent.connections[0]?.commands.some((line) => /^HELO /i.test(line))).toBe(true);
    expect(sent.transactions[0]?.from).toMatch(/^FROM:<[^>]*>$/i);
  });

  it.each([
    ['greeting', '220-still'],
    ['EHLO', '250-still'],
    ['dot', '250-still'],
  ] as const)('drips at %s is held by --timeout', async (verb, drip) => {
    const sent = await against(
      verb,
      { drip, everyMs: 100 },
      { cfg: '', args: ['--json', '--timeout', '2', ...usualArguments] },
    );
    const code = jsonOf(sent).error?.code ?? '';
    expectFailure(sent, 75, verb === 'dot' && code === 'CONNECTION_LOST' ? code : 'TIMEOUT');
    expect(/unknown/i.test(sent.stdout)).toBe(verb === 'dot');
    expect(sent.durationMs).toBeGreaterThan(1_500);
    expect(sent.durationMs).toBeLessThan(4_500);
  });

  it('is never reached where standard input does not end: --timeout holds', async () => {
    const args = ['--json', '--timeout', '2', '-f', 'sender@example.com', 'ops@example.com'];
    const sent = await submit({ args, stdin: 'begun', open: true });
    expectFailure(sent, 75, 'TIMEOUT');
    expect(sent.durationMs).toBeLessThan(4_500);
    expect(sent.transactions).toHaveLength(0);
  });

  it('sends a reply without an end is no reason to run out of memory', async () => {
    const sent = await against('EHLO', `250-${'x'.repeat(5_000_000)}`, {
      args: ['--json', '--timeout', '5', ...usualArguments],
    });
    expect([75, 76]).toContain(sent.status);
  });
});

describe.concurrent('no server', () => {
  it('on the port is 75 CONNECT', async () => {
    const port = await closedPort();
    const sent = await submit({
      bare: true,
      args: ['-H', '127.0.0.1', '-p', String(port), '--json', ...usualArguments],
    });
    const json = expectFailure(sent, 75, 'CONNECT');
    expect(json.server).toMatchObject({ host: '127.0.0.1', port });
    expect(json.tls).toBeNull();
  });

  it('of that name is 68, a name server that is down 75', async () => {
    const host = 'mx.example.com';
    const args = ['--json', ...usualArguments];
    expectFailure(await submit({ args, host, hosts: {} }), 68, 'DNS');
    expectFailure(await submit({ args, host, hosts: { [host]: 'EAI_AGAIN' } }), 75, 'DNS');
  });
});

describe.concurrent('several recipients', () => {
  const answers = (table: Record<string, string>) => ({
    on: (verb: Verb, argument: string) =>
      verb === 'RCPT' ? table[/<(.)@/.exec(argument)?.[1] ?? ''] : undefined,
  });
  const args = [
    '--json',
    '-f',
    'sender@example.com',
    '-b',
    'x',
    'a@example.com',
    'b@example.com',
    'c@example.com',
  ];
  const gone = '550 5.1.1 no such user';
  const busy = '450 4.2.1 busy';

  it('refused in part are 67, and the others have it', async () => {
    const sent = await submit({ args, server: answers({ b: gone }) });
    const json = expectFailure(sent, 67, 'RECIPIENTS');
    expect(json).toMatchObject({
      status: 'partial',
      accepted: ['a@example.com', 'c@example.com'],
      rejected: [{ address: 'b@example.com', code: 550, enhanced: '5.1.1' }],
      response: '250 2.0.0 Ok: queued as 4F0D2',
    });
    expect(json.rejected[0]?.message).toContain('no such user');
    expect(sent.transactions[0]?.to).toHaveLength(2);
  });

  it('put off in part are 75', async () => {
    const json = expectFailure(await submit({ args, server: answers({ b: busy }) }), 75, 'RECIPIENTS');
    expect(json).toMatchObject({ status: 'partial', rejected: [{ address: 'b@example.com', code: 450 }] });
  });

  it('refused for different reasons are 67, where any was refused for good', async () => {
    for (const table of [
      { a: busy, b: gone },
      { a: gone, b: busy },
      { a: busy, b: gone, c: busy },
    ]) {
      const sent = await submit({ args, server: answers(table) });
      const json = expectFailure(sent, 67, 'RECIPIENTS');
      expect(json.rejected.map((one) => String(one.code)).toSorted()).toEqual(
        Object.values(table)
          .map((reply) => reply.slice(0, 3))
          .toSorted(),
      );
    }
    expectFailure(await submit({ args, server: answers({ a: busy, b: busy, c: busy }) }), 75, 'RECIPIENTS');
  });

  it('refused have a line each on standard error', async () => {
    const sent = await submit({ args: args.slice(1), server: answers({ a: gone, b: gone }) });
    expectSaid(sent, 67);
    expect(sent.stderr).toMatch(/a@example\.com.*550/);
    expect(sent.stderr).toMatch(/b@example\.com.*550/);
    expect(sent.transactions[0]?.to).toHaveLength(1);
  });

  it('all refused leave nothing with the server', async () => {
    for (const extensions of [['PIPELINING'], []]) {
      const sent = await submit({ args, server: { extensions, ...answers({ a: gone, b: gone, c: gone }) } });
      expectFailure(sent, 67, 'RECIPIENTS');
      expect(sent.transactions).toHaveLength(0);
    }
  });

  it('all refused by a server that takes DATA all the same: an empty message is not left behind', async () => {
    const sent = await submit({
      args,
      server: {
        on: (verb) => (verb === 'RCPT' ? gone : verb === 'DATA' ? '354 go on' : undefined),
      },
    });
    expectFailure(sent, 67, 'RECIPIENTS');
    expect(sent.transactions.every((one) => one.to.length === 0)).toBe(true);
  });
});

describe.concurrent('a success', () => {
  it('is silent, and said in full by --json', async () => {
    expectQuiet(await submit());
    const sent = await submit({ args: ['--json', ...usualArguments] });
    expect(sent.stdout.trimEnd().split('\n')).toHaveLength(1);
    const json = jsonOf(sent);
    expect(json).toEqual({
      status: 'sent',
      messageId: json.messageId,
      server: { host: '127.0.0.1', port: sent.port, address: '127.0.0.1' },
      tls: null,
      accepted: ['ops@example.com'],
      rejected: [],
      response: '250 2.0.0 Ok: queued as 4F0D2',
      error: null,
    });
    expect(sent.transactions[0]?.message.toString()).toContain(`Message-ID: ${json.messageId}\r\n`);
    const verbose = await submit({ args: ['-v', ...usualArguments] });
    expect(verbose.status).toBe(0);
    expect(verbose.stdout).not.toBe('');
  });
});
