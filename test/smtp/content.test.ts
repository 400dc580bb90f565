import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { SendmemoError } from '../../src/failure/error.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { deliverOnce, faultOf, messageOf, patient, statesOf, submissionTo } from './deps.ts';

const taken = `S: 220 hi
C: EHLO *
S: 250 hi
C: MAIL*
S: 250 Ok
C: RCPT*
S: 250 Ok
C: DATA
S: 354 go
D:
S: 250 2.0.0 Ok
`;

async function sent(octets: string): Promise<string | undefined> {
  await using server = await startScriptedServer(taken);
  const report = await deliverOnce(server.port, {}, submissionTo(['a@example.net'], messageOf(octets)));
  expect(faultOf(report)).toBeNull();
  return server.connections[0]?.messages[0]?.toString('latin1');
}

describe('the octets after DATA', () => {
  it('are a lone dot for an empty message', async () => {
    expect(await sent('')).toBe('.\r\n');
  });

  it('have their dots stuffed and their last line ended', async () => {
    expect(await sent('.\r\n..a\r\nb.\r\n.')).toBe('..\r\n...a\r\nb.\r\n..\r\n.\r\n');
  });

  it('hold no bare CR or LF whatever the message is', async () => {
    expect(await sent('a\n.\nb\r.\rc\r\r\nd\n')).toBe('a\r\n..\r\nb\r\n..\r\nc\r\n\r\nd\r\n.\r\n');
  });

  it('are those of a large message, in order', async () => {
    const line = `${'x'.repeat(76)}\r\n`;
    expect(await sent(line.repeat(30_000))).toBe(`${line.repeat(30_000)}.\r\n`);
  });
});

describe('a source that fails', () => {
  const changed = new SendmemoError({
    code: 'INPUT',
    reason: 'file-changed',
    path: '/tmp/a.pdf',
    expectedBytes: 10,
    readBytes: 5,
  });

  it('drops the connection without the final dot, and its failure is the result', async () => {
    await using server = await startScriptedServer(taken);
    const open = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(2000));
          await Promise.resolve();
          throw changed;
        })(),
        { objectMode: false },
      );
    const report = await deliverOnce(
      server.port,
      {},
      submissionTo(['a@example.net'], messageOf('', { open })),
    );
    await server.connections[0]?.closed;
    expect(faultOf(report)).toBe('INPUT file-changed');
    expect(statesOf(report)).toEqual(['refused']);
    expect(server.connections[0]?.messages).toEqual([]);
    expect(server.connections[0]?.plain.includes('\r\n.\r\n')).toBe(false);
    expect(server.connections[0]?.quit).toBe(false);
  });

  it('is bounded by data-timeout where it stalls', async () => {
    await using server = await startScriptedServer(taken);
    const open = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('a\r\n');
          await new Promise(() => {});
        })(),
        { objectMode: false },
      );
    const report = await deliverOnce(
      server.port,
      { timeouts: { ...patient, dataMs: 100 } },
      submissionTo(['a@example.net'], messageOf('', { open })),
    );
    expect(report.failure).toMatchObject({ code: 'TIMEOUT', stage: 'content', setting: 'data-timeout' });
  });

  it('is closed when the server goes away first', async () => {
    await using server = await startScriptedServer(taken.replace('D:', '! reset'));
    let closed = false;
    async function* open() {
      try {
        for (;;) {
          yield Buffer.from('a\r\n');
          await new Promise(setImmediate);
        }
      } finally {
        closed = true;
      }
    }
    const report = await deliverOnce(
      server.port,
      {},
      submissionTo(['a@example.net'], messageOf('', { open })),
    );
    expect(faultOf(report)).toBe('CONNECTION_LOST connection-lost');
    await vi.waitFor(() => expect(closed).toBe(true));
  });
});
