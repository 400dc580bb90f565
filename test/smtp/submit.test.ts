import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/failure/failure.ts';
import { createSubmitter } from '../../src/smtp/submit.ts';
import type { ServerMemory } from '../../src/smtp/submitter.ts';
import { readDialog, startScriptedServer } from '../support/scripted-server.ts';
import {
  at,
  createMemoryLog,
  deliverOnce,
  faultOf,
  messageOf,
  never,
  patient,
  statesOf,
  submissionTo,
  worldFor,
} from './deps.ts';

const greeting = 'S: 220 mail.example.com ESMTP\nC: EHLO client.example.com\nS: 250 mail.example.com\n';
const taken = `C: MAIL FROM:<printer@example.com>*
S: 250 2.1.0 Ok
C: RCPT TO:<a@example.net>
S: 250 2.1.5 Ok
C: DATA
S: 354 go
D:
S: 250 2.0.0 Ok: queued as 1
`;
const plain = `${greeting}${taken}`;

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = await startScriptedServer('');
  await server.close();
  return server.port;
}

describe('a plain submission', () => {
  it('delivers, reports the reply, and says QUIT', async () => {
    await using server = await startScriptedServer(plain);
    const log = createMemoryLog();
    const report = await deliverOnce(server.port, { log });
    expect(faultOf(report)).toBeNull();
    expect(report.response).toBe('250 2.0.0 Ok: queued as 1');
    expect(statesOf(report)).toEqual(['accepted']);
    expect(report.tls).toBeNull();
    expect(report.sizeBytes).toBe(24);
    expect(report.server).toEqual({ host: 'mail.example.com', port: server.port, address: '127.0.0.1' });
    const [connection] = server.connections;
    expect(connection?.quit).toBe(true);
    expect(connection?.mismatches).toEqual([]);
    expect(connection?.messages[0]?.toString()).toBe('Subject: Test\r\n\r\nHello\r\n.\r\n');
    expect(log.lines).toContain('C: DATA');
    expect(log.lines.join('\n')).not.toContain('Hello');
  });

  it('gives the address of the connection as its EHLO name where there is no full name', async () => {
    await using server = await startScriptedServer(plain.replace('client.example.com', '[127.0.0.1]'));
    const report = await deliverOnce(server.port, { ehloName: null });
    expect(faultOf(report)).toBeNull();
  });

  it('tries each address of a name', async () => {
    await using server = await startScriptedServer(plain);
    const lookup = () =>
      Promise.resolve([
        { address: '127.0.0.2', family: 4 as const },
        { address: '127.0.0.1', family: 4 as const },
      ]);
    const report = await deliverOnce(server.port, { lookup });
    expect(report.server?.address).toBe('127.0.0.1');
    expect(faultOf(report)).toBeNull();
  });

  it('names each address that was tried in vain', async () => {
    const { failure } = await deliverOnce(await closedPort());
    expect(failure).toMatchObject({
      code: 'CONNECT',
      tried: [{ address: '127.0.0.1', system: 'ECONNREFUSED' }],
    });
  });

  it.each([
    ['ENOTFOUND', 'DNS dns-no-such-name'],
    ['ENODATA', 'DNS dns-no-such-name'],
    ['EAI_AGAIN', 'DNS dns-unreachable'],
  ])('reports %s of the resolver as %s', async (code, fault) => {
    const lookup = () => Promise.reject(Object.assign(new Error('lookup'), { code }));
    expect(faultOf(await deliverOnce(1, { lookup }))).toBe(fault);
  });

  it('bounds a silent resolver by connect-timeout', async () => {
    const timeouts = { ...patient, connectMs: 100 };
    const report = await deliverOnce(1, { timeouts, lookup: () => new Promise(() => {}) });
    expect(faultOf(report)).toBe('DNS dns-unreachable');
  });

  it('does nothing where the signal has ended before', async () => {
    let asked = false;
    const lookup = () => {
      asked = true;
      return Promise.resolve([]);
    };
    const report = await deliverOnce(1, { lookup }, submissionTo(), AbortSignal.abort());
    expect(asked).toBe(false);
    expect(report.failure?.code).toBe('INTERNAL');
  });
});

describe('backups', () => {
  const passedOver = [
    'closes-before-greeting',
    'busy-at-greeting',
    'closes-at-ehlo',
    'defers-mail',
    'closes-at-mail',
    'defers-rcpt',
    'defers-data',
    'defers-after-dot',
  ];
  it.each(passedOver)('are asked after %s, with a warning', async (dialog) => {
    await using first = await startScriptedServer(readDialog(dialog));
    await using second = await startScriptedServer(plain);
    const report = await deliverOnce([at(first.port), at(second.port, 'backup.example.com')]);
    expect(faultOf(report)).toBeNull();
    expect(report.server?.host).toBe('backup.example.com');
    expect(report.notices).toMatchObject([{ reason: 'backup-used', next: { host: 'backup.example.com' } }]);
    expect(second.connections[0]?.messages).toHaveLength(1);
  });

  const notPassedOver = [
    'closes-after-dot',
    'refuses-at-greeting',
    'refuses-mail',
    'refuses-rcpt',
    'refuses-after-dot',
    'speaks-http',
  ];
  it.each(notPassedOver)('are not asked after %s', async (dialog) => {
    await using first = await startScriptedServer(readDialog(dialog));
    await using second = await startScriptedServer(plain);
    const report = await deliverOnce([at(first.port), at(second.port)]);
    expect(report.failure).not.toBeNull();
    expect(second.connections).toHaveLength(0);
  });

  it('are not asked where somebody has got the message', async () => {
    await using first = await startScriptedServer(
      `${greeting}C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: RCPT*\nS: 450 4.2.0 Later\nC: DATA\nS: 354 go\nD:\nS: 250 Ok\n`,
    );
    await using second = await startScriptedServer(plain);
    const report = await deliverOnce(
      [at(first.port), at(second.port)],
      {},
      submissionTo(['a@example.net', 'b@example.net']),
    );
    expect(statesOf(report)).toEqual(['accepted', 'deferred']);
    expect(second.connections).toHaveLength(0);
  });

  it('report the last failure where none takes it', async () => {
    await using second = await startScriptedServer(readDialog('defers-mail'));
    const report = await deliverOnce([at(await closedPort()), at(second.port)]);
    expect(faultOf(report)).toBe('TRANSIENT transient');
  });

  it('come first while the server is remembered as down', async () => {
    await using first = await startScriptedServer(plain);
    await using second = await startScriptedServer(plain);
    const memory = memoryOf(first.port);
    const report = await deliverOnce([at(first.port), at(second.port)], { memory });
    expect(faultOf(report)).toBeNull();
    expect(first.connections).toHaveLength(0);
    expect(report.notices).toMatchObject([{ reason: 'backup-used', code: 'CONNECT' }]);
  });

  it('a server that is remembered as down is still asked where it is the only one', async () => {
    await using server = await startScriptedServer(plain);
    const report = await deliverOnce(server.port, { memory: memoryOf(server.port) });
    expect(faultOf(report)).toBeNull();
    expect(report.notices).toEqual([]);
  });
});

describe('one session for many messages', () => {
  it('is used without RSET, up to the number, and ended with QUIT', async () => {
    await using server = await startScriptedServer([`${greeting}${taken}${taken}`, plain]);
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 2 }));
    for (let count = 0; count < 3; count++) {
      expect(faultOf(await submitter.deliver(submissionTo(), never))).toBeNull();
    }
    await submitter.close();
    expect(server.connections.map((one) => one.messages.length)).toEqual([2, 1]);
    expect(server.connections.map((one) => one.quit)).toEqual([true, true]);
    expect(server.connections.flatMap((one) => one.mismatches)).toEqual([]);
  });

  it('is cleared with RSET after a refusal', async () => {
    const refused = 'C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 550 5.1.1 No\nC: RSET\nS: 250 Ok\n';
    await using server = await startScriptedServer(`${greeting}${refused}${taken}`);
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 10 }));
    expect(faultOf(await submitter.deliver(submissionTo(), never))).toBe('RECIPIENTS recipients');
    expect(faultOf(await submitter.deliver(submissionTo(), never))).toBeNull();
    await submitter.close();
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]?.mismatches).toEqual([]);
  });

  it('is replaced where the server refuses even RSET', async () => {
    const refused = 'C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 550 5.1.1 No\nC: RSET\nS: 502 What?\n';
    await using server = await startScriptedServer([`${greeting}${refused}`, plain]);
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 10 }));
    await submitter.deliver(submissionTo(), never);
    expect(faultOf(await submitter.deliver(submissionTo(), never))).toBeNull();
    await submitter.close();
  });

  it.each([
    ['has said 421 while it was idle', 'S: 421 4.4.2 Idle for too long\n! close\n'],
    ['goes away when it is used again', 'C: MAIL*\n! close\n'],
    ['says 421 when it is used again', 'C: MAIL*\nS: 421 4.4.2 Too late\n! close\n'],
    ['is silent when it is used again', 'C: MAIL*\n! wait\n'],
  ])('is replaced without a word where the server %s', async (_name, ending) => {
    await using server = await startScriptedServer([`${plain}${ending}`, plain]);
    const timeouts = { ...patient, commandMs: 300 };
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 10, timeouts }));
    await submitter.deliver(submissionTo(), never);
    const report = await submitter.deliver(submissionTo(), never);
    await submitter.close();
    expect(faultOf(report)).toBeNull();
    expect(report.notices).toEqual([]);
    expect(server.connections.map((one) => one.messages.length)).toEqual([1, 1]);
  });

  it('is not used again after a connection that was lost with the message', async () => {
    await using server = await startScriptedServer([
      `${plain}C: MAIL*\nS: 250 Ok\nC: RCPT*\n! close\n`,
      plain,
    ]);
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 10 }));
    await submitter.deliver(submissionTo(), never);
    expect(faultOf(await submitter.deliver(submissionTo(), never))).toBe('CONNECTION_LOST connection-lost');
    expect(faultOf(await submitter.deliver(submissionTo(), never))).toBeNull();
    await submitter.close();
    expect(server.connections).toHaveLength(2);
  });

  it('that fails with 4xx leads to the backup, not to the same server again', async () => {
    await using first = await startScriptedServer(`${plain}C: MAIL*\nS: 451 4.3.0 Later\n`);
    await using second = await startScriptedServer(plain);
    const endpoints = [at(first.port), at(second.port)];
    const submitter = createSubmitter(worldFor(endpoints, { messagesPerSession: 10 }));
    await submitter.deliver(submissionTo(), never);
    const report = await submitter.deliver(submissionTo(), never);
    await submitter.close();
    expect(faultOf(report)).toBeNull();
    expect(report.notices).toMatchObject([{ reason: 'backup-used', code: 'TRANSIENT' }]);
    expect([first.connections.length, second.connections.length]).toEqual([1, 1]);
  });

  it('is one of several where messages go side by side', async () => {
    await using server = await startScriptedServer(plain);
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 10 }));
    const reports = await Promise.all(
      Array.from({ length: 4 }, () => submitter.deliver(submissionTo(), never)),
    );
    await submitter.close();
    expect(reports.map(faultOf)).toEqual([null, null, null, null]);
    expect(server.connections).toHaveLength(4);
    expect(server.connections.map((one) => one.quit)).toEqual([true, true, true, true]);
  });
});

describe('a message that is not as it should be', () => {
  it('that can not be made for this server is its own failure, and the session ends in order', async () => {
    await using server = await startScriptedServer(greeting);
    const message = { ...messageOf(''), toWire: () => Promise.reject(new Error('broken')) };
    const report = await deliverOnce(server.port, {}, submissionTo(['a@example.net'], message));
    await server.connections[0]?.closed;
    expect(report.failure?.code).toBe('INTERNAL');
    expect(server.connections[0]?.quit).toBe(true);
  });
});

function memoryOf(downPort: number): ServerMemory {
  const server = { host: 'mail.example.com', port: downPort, address: null };
  const failure: Failure = { code: 'CONNECT', reason: 'connect-failed', server, tried: [] };
  return {
    recall: ({ port }) => (port === downPort ? { failure, until: new Date(0) } : null),
    remember: () => {},
    forget: () => {},
  };
}
