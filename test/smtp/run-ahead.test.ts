import net from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../src/delivery.ts';
import { createSubmitter } from '../../src/smtp/submit.ts';
import type { SubmitterOptions } from '../../src/smtp/submitter.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import {
  at,
  createMemoryLog,
  faultOf,
  mailbox,
  messageOf,
  never,
  patient,
  statesOf,
  worldFor,
} from './deps.ts';

const hello = 'S: 220 mx.example.net ESMTP Postfix (Debian/GNU)\nC: EHLO *\nS: 250-hi\nS: 250 PIPELINING\n';
const envelope = 'C: MAIL*\nC: RCPT*\nC: DATA\n';
const accepted = 'S: 250 2.1.0 Ok\nS: 250 2.1.5 Ok\nS: 354 go\n';

/** Messages in a row, each of which names the one after it. */
function inARow(
  count: number,
  to: (index: number) => string = (index) => `r${index}@example.net`,
): Submission[] {
  const all: Submission[] = [];
  for (let index = 0; index < count; index += 1) {
    const octets = Buffer.from(`Subject: ${index}\r\n\r\n.text ${index}\r\n`);
    const wire = { sizeBytes: octets.length, body: '7bit', smtpUtf8: false, octets } as const;
    all.push({
      envelope: { sender: mailbox('printer@example.com'), recipients: [mailbox(to(index))], dsn: null },
      message: {
        ...messageOf(octets),
        toWire: () => ({
          ...wire,
          open: async function* () {
            yield octets;
          },
        }),
      },
      following: () => all[index + 1] ?? null,
    });
  }
  return all;
}

async function deliverAll(
  port: number,
  submissions: readonly Submission[],
  changes: Partial<SubmitterOptions> = {},
): Promise<readonly (string | null)[]> {
  const submitter = createSubmitter(worldFor([at(port)], { messagesPerSession: 100, ...changes }));
  const faults: (string | null)[] = [];
  try {
    for (const submission of submissions) {
      // oxlint-disable-next-line no-await-in-loop
      faults.push(faultOf(await submitter.deliver(submission, never)));
    }
  } finally {
    await submitter.close();
  }
  return faults;
}

describe('the envelope of the next message', () => {
  it('goes out with the message before it, and its replies are its own', async () => {
    await using server = await startScriptedServer(
      `${hello}${envelope}${accepted}D:\n${envelope}S: 250 2.0.0 first\n${accepted}D:\nS: 250 2.0.0 second\n`,
    );
    const log = createMemoryLog();
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 100, log }));
    const [first, second] = inARow(2);
    const reports = [
      await submitter.deliver(first as Submission, never),
      await submitter.deliver(second as Submission, never),
    ];
    await submitter.close();
    expect(reports.map(({ response }) => response)).toEqual(['250 2.0.0 first', '250 2.0.0 second']);
    expect(reports.flatMap(statesOf)).toEqual(['accepted', 'accepted']);
    const [connection] = server.connections;
    expect(connection?.mismatches).toEqual([]);
    expect(connection?.quit).toBe(true);
    expect(connection?.messages.map(String)).toEqual([
      'Subject: 0\r\n\r\n..text 0\r\n.\r\n',
      'Subject: 1\r\n\r\n..text 1\r\n.\r\n',
    ]);
    expect(log.lines.filter((line) => line === 'C: DATA')).toHaveLength(2);
  });

  it('waits for its turn without PIPELINING', async () => {
    const one = 'C: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: DATA\nS: 354 go\nD:\nS: 250 Ok\n';
    await using server = await startScriptedServer(
      `S: 220 mx.example.net ESMTP Postfix\nC: EHLO *\nS: 250 hi\n${one}${one}`,
    );
    expect(await deliverAll(server.port, inARow(2))).toEqual([null, null]);
    expect(server.connections[0]?.mismatches).toEqual([]);
  });

  it.each([
    'mx.example.net ESMTP Exim 4.98.2 Thu, 01 Jan 2026 00:00:00 +0000',
    'mx.example.net ESMTP Sendmail 8.18.1/8.18.1',
    'mx.example.net ESMTP OpenSMTPD',
  ])('goes out to a server that says %s', async (greeting) => {
    await using server = await startScriptedServer(
      `S: 220 ${greeting}\nC: EHLO *\nS: 250-hi\nS: 250 PIPELINING\n${envelope}${accepted}D:\n${envelope}S: 250 Ok\n${accepted}D:\nS: 250 Ok\n`,
    );
    expect(await deliverAll(server.port, inARow(2))).toEqual([null, null]);
    expect(server.connections[0]?.mismatches).toEqual([]);
  });

  // Dovecot closes the connection at what comes behind a message: its delivery would be unknown.
  it.each([
    'mx.example.net Dovecot (Debian) ready.',
    'mx.example.net ESMTP',
    'Postfix.example.com ESMTP service ready',
  ])('waits for its turn where the server says %s', async (greeting) => {
    await using server = await startScriptedServer(
      `S: 220 ${greeting}\nC: EHLO *\nS: 250-hi\nS: 250 PIPELINING\n${envelope}${accepted}D:\nS: 250 Ok\n${envelope}${accepted}D:\nS: 250 Ok\n`,
    );
    expect(await deliverAll(server.port, inARow(2))).toEqual([null, null]);
    expect(server.connections[0]?.mismatches).toEqual([]);
  });

  it('waits for its turn where the server can not take it, which is a failure of that message alone', async () => {
    await using server = await startScriptedServer(
      `${hello}${envelope}${accepted}D:\nS: 250 Ok\n${envelope}${accepted}D:\nS: 250 Ok\n`,
    );
    const submissions = inARow(3, (index) => (index === 1 ? 'ü@example.net' : 'a@example.net'));
    expect(await deliverAll(server.port, submissions)).toEqual([
      null,
      'ADDRESS address-needs-smtputf8',
      null,
    ]);
    expect(server.connections).toHaveLength(1);
  });

  it('is not sent to a session that ends with this message', async () => {
    const one = `${hello}${envelope}${accepted}D:\nS: 250 Ok\n`;
    await using server = await startScriptedServer(one);
    expect(await deliverAll(server.port, inARow(2), { messagesPerSession: 1 })).toEqual([null, null]);
    expect(server.connections.map(({ quit }) => quit)).toEqual([true, true]);
  });

  it('ends the session, without QUIT as its text, where nobody hands over the message', async () => {
    await using server = await startScriptedServer(
      `${hello}${envelope}${accepted}D:\n${envelope}S: 250 Ok\n! wait\n`,
    );
    expect(await deliverAll(server.port, inARow(2).slice(0, 1))).toEqual([null]);
    await server.connections[0]?.closed;
    expect(server.connections[0]?.messages).toHaveLength(1);
    expect(server.connections[0]?.plain.includes('QUIT')).toBe(false);
  });

  const other = `${hello}${envelope}${accepted}D:\nS: 250 Ok\n`;

  it.each([
    ['421', 'S: 421 4.3.2 bye\n! close\n', 'TRANSIENT transient'],
    ['a lost connection', '! reset\n', 'CONNECTION_LOST delivery-unknown'],
    [
      '503 after a refusal',
      'S: 451 4.3.0 later\nS: 503 5.5.1 nested MAIL\nS: 503 no\nS: 503 no\n',
      'TRANSIENT transient',
    ],
    [
      'any refusal of MAIL after a refusal',
      'S: 554 5.7.1 no\nS: 550 no\nS: 503 no\nS: 503 no\n',
      'REFUSED refused',
    ],
    ['503 after an accepted message', 'S: 250 Ok\nS: 503 5.5.1 no\nS: 503 no\nS: 503 no\n', null],
  ])('goes over another session after %s', async (_, end, fault) => {
    await using server = await startScriptedServer([
      `${hello}${envelope}${accepted}D:\n${envelope}${end}`,
      other,
    ]);
    expect(await deliverAll(server.port, inARow(2))).toEqual([fault, null]);
    expect(server.connections.map(({ messages }) => messages.length)).toEqual([1, 1]);
  });

  it('whose sender is refused is refused, and the session goes on', async () => {
    await using server = await startScriptedServer(
      `${hello}${envelope}${accepted}D:\n${envelope}S: 250 Ok\nS: 550 5.1.8 no\nS: 503 no\nS: 503 no\n${envelope}${accepted}D:\nS: 250 Ok\n`,
    );
    expect(await deliverAll(server.port, inARow(3))).toEqual([null, 'REFUSED refused', null]);
    expect(server.connections).toHaveLength(1);
  });

  it('whose replies are one too many is not followed by its message', async () => {
    await using server = await startScriptedServer([
      `${hello}${envelope}${accepted}D:\n${envelope}S: 250 Ok\nS: 250 once more\n${accepted}! wait\n`,
      other,
    ]);
    expect(await deliverAll(server.port, inARow(2))).toEqual([null, 'PROTOCOL protocol-reply']);
    expect(server.connections.map(({ messages }) => messages.length)).toEqual([1]);
  });

  it('is in the session of the message before it, whichever is free first', async () => {
    const two = `${hello}${envelope}${accepted}D:\n${envelope}S: 250 Ok\n${accepted}D:\nS: 250 Ok\n`;
    await using server = await startScriptedServer(two);
    const submitter = createSubmitter(worldFor([at(server.port)], { messagesPerSession: 100 }));
    const one = inARow(2);
    const other = inARow(2, (index) => `other${index}@example.net`);
    const deliver = async (submission: Submission | undefined): Promise<string | null> =>
      submission === undefined ? 'none' : faultOf(await submitter.deliver(submission, never));
    expect(await Promise.all([deliver(one[0]), deliver(other[0])])).toEqual([null, null]);
    expect(await deliver(other[1])).toBeNull();
    expect(await deliver(one[1])).toBeNull();
    await submitter.close();
    const recipients = server.connections.map(({ commands }) =>
      commands.filter((line) => line.startsWith('RCPT')),
    );
    expect(new Set(recipients)).toEqual(
      new Set([
        ['RCPT TO:<other0@example.net>', 'RCPT TO:<other1@example.net>'],
        ['RCPT TO:<r0@example.net>', 'RCPT TO:<r1@example.net>'],
      ]),
    );
    expect(server.connections.flatMap(({ mismatches }) => mismatches)).toEqual([]);
  });

  it('is kept from a server that loses it twice in a row', async () => {
    const loses = `${hello}${envelope}${accepted}D:\n${envelope}S: 250 Ok\n! wait\n`;
    const inTurn = `${hello}${`${envelope}${accepted}D:\nS: 250 Ok\n`.repeat(3)}`;
    await using server = await startScriptedServer([loses, loses, inTurn]);
    const timeouts = { ...patient, commandMs: 100 };
    const log = createMemoryLog();
    expect(await deliverAll(server.port, inARow(5), { timeouts, log })).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(server.connections).toHaveLength(3);
    expect(
      log.lines.filter((line, index) => line.startsWith('C: MAIL') && log.lines[index - 1] === 'S: 354 go'),
    ).toHaveLength(2);
  });
});

/** What a server of the property below does with one message. */
interface Fate {
  readonly mail: number;
  readonly rcpt: number;
  readonly data: number;
  /** 0: it takes the message and goes without a word. */
  readonly final: number;
}

describe('whatever the server says', () => {
  it('a message counts as accepted exactly when the server took it and said so', async () => {
    const fate = fc.record({
      mail: fc.constantFrom(250, 250, 250, 250, 451, 550),
      rcpt: fc.constantFrom(250, 250, 250, 450, 550),
      data: fc.constantFrom(354, 354, 354, 451, 554),
      final: fc.constantFrom(250, 250, 250, 451, 554, 421, 0),
    });
    const property = fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 8 }), async (fates) => {
      await using server = await startFatefulServer(fates);
      const submissions = inARow(fates.length, (index) => `r${index}@example.net`);
      const faults = await deliverAll(server.port, submissions);
      const taken = faults.flatMap((fault, index) => (fault === null ? [index] : []));
      const unknown = faults.flatMap((fault, index) =>
        fault?.endsWith('delivery-unknown') === true ? [index] : [],
      );
      expect(taken).toEqual(server.confirmed);
      expect(unknown).toEqual(server.silent);
      expect(server.texts).toEqual(server.order.map((number) => `.text ${number}`));
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

/** A server that answers every line at once; the recipient's number says which fate a message has. */
async function startFatefulServer(fates: readonly Fate[]) {
  const [confirmed, silent, order]: number[][] = [[], [], []];
  const texts: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let text = '';
    let inData = false;
    let [current, hasSender, hasRecipient] = [0, false, false];
    // The fate of MAIL is asked for before its recipient is known: the commands of a group come together.
    const numberIn = (rest: string): number => Number(/RCPT TO:<r(\d+)@/.exec(rest)?.[1] ?? current);
    const say = (code: number): void => void socket.write(`${code} x\r\n`);
    say(220);
    const line = (command: string, rest: string): void => {
      if (command.startsWith('EHLO')) socket.write('250-hi\r\n250 PIPELINING\r\n');
      else if (command.startsWith('MAIL')) {
        current = numberIn(rest);
        if (hasSender) return say(503);
        const { mail = 250 } = fates[current] ?? {};
        hasSender = mail === 250;
        say(mail);
      } else if (command.startsWith('RCPT')) {
        const { rcpt = 250 } = fates[current] ?? {};
        hasRecipient = hasSender && rcpt === 250;
        say(hasSender ? rcpt : 503);
      } else if (command === 'DATA') {
        const { data = 354 } = fates[current] ?? {};
        inData = hasRecipient && data === 354;
        say(hasRecipient ? data : 503);
      } else if (command === 'RSET') {
        [hasSender, hasRecipient] = [false, false];
        say(250);
      } else say(command === 'QUIT' ? 221 : 500);
    };
    const message = (content: string): void => {
      const { final = 250 } = fates[current] ?? {};
      order?.push(current);
      texts.push(content.split('\r\n')[2]?.slice(1) ?? '');
      [inData, hasSender, hasRecipient] = [false, false, false];
      if (final === 0) silent?.push(current);
      if (final === 250) confirmed?.push(current);
      if (final === 0) return void socket.destroy();
      say(final);
      if (final === 421) socket.end();
    };
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end === -1 || socket.writableEnded || socket.destroyed) return;
        const part = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) message(part);
        else line(part, text);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    confirmed: confirmed ?? [],
    silent: silent ?? [],
    order: order ?? [],
    texts,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
