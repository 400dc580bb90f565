import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { octetsOf } from '../../src/submission/input.ts';
import { runSubmissionSession } from '../../src/submission/session.ts';
import type { SubmissionOptions, SubmittedMessage } from '../../src/submission/session.ts';

interface Taken {
  readonly sender: SubmittedMessage['sender'];
  readonly recipients: SubmittedMessage['recipients'];
  readonly content: string;
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

/** What `sendmail -bs` passes. */
function pipe(input: Readable, output: PassThrough): Omit<SubmissionOptions, 'checkPath' | 'submit'> {
  const { signal } = new AbortController();
  return {
    input: octetsOf(input),
    write: async (text) => {
      output.write(text);
    },
    name: 'host.example.com',
    lineEnds: 'as-sent',
    extensions: () => [],
    limits: { recipients: Infinity, errors: Infinity, commands: Infinity },
    patience: () => ({ signal, stop: () => {} }),
    signal,
    login: null,
    startTls: () => null,
  };
}

async function converse(
  input: Readable | string | readonly Buffer[],
  options: Partial<SubmissionOptions> = {},
) {
  const output = new PassThrough();
  const taken: Taken[] = [];
  const failed: string[] = [];
  const result = await runSubmissionSession({
    ...pipe(
      typeof input === 'string'
        ? Readable.from([Buffer.from(input)], { objectMode: false })
        : input instanceof Readable
          ? input
          : Readable.from(input),
      output,
    ),
    checkPath: (path) =>
      path.address.includes('bad') ? { code: 553, text: '5.1.3 No' } : { code: 250, text: '2.1.0 Ok' },
    async submit({ sender, recipients, content }) {
      try {
        taken.push({ sender, recipients, content: await readAll(content) });
      } catch (error) {
        failed.push(String(error));
        return { code: 451, text: '4.3.0 No' };
      }
      return { code: 250, text: '2.0.0 Ok' };
    },
    ...options,
  });
  output.end();
  const replies = (await readAll(output)).split('\r\n').filter((line) => /^\d{3}( |$)/.test(line));
  return { result, taken, failed, replies, codes: replies.map((line) => Number(line.slice(0, 3))) };
}

const start = 'EHLO localhost\r\nMAIL FROM:<root>\r\nRCPT TO:<user>\r\nDATA\r\n';

describe('sendmail -bs', () => {
  it('takes a whole session that was written ahead, addresses without a domain included', async () => {
    const session = await converse(`${start}Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n`);
    expect(session.codes).toEqual([220, 250, 250, 250, 354, 250, 221]);
    expect(session.taken).toEqual([
      {
        sender: { address: 'root', parameters: [] },
        recipients: [{ address: 'user', parameters: [] }],
        content: 'Subject: x\r\n\r\n.dot\r\nend\r\n',
      },
    ]);
    expect(session.result).toEqual({ end: 'quit', taken: 1, refused: 0 });
  });

  it('takes lines that end in LF alone, and several messages', async () => {
    const one =
      'MAIL FROM:<a@example.com> BODY=8BITMIME RET=HDRS\nRCPT TO:<b@example.com> NOTIFY=NEVER\nDATA\nx\n.\n';
    const session = await converse(`HELO x\n${one}${one}QUIT\n`);
    expect(session.codes).toEqual([220, 250, 250, 250, 354, 250, 250, 250, 354, 250, 221]);
    expect(session.taken.map(({ content }) => content)).toEqual(['x\n', 'x\n']);
    expect(session.taken[0]?.sender.parameters).toEqual(['BODY=8BITMIME', 'RET=HDRS']);
    expect(session.taken[0]?.recipients[0]?.parameters).toEqual(['NOTIFY=NEVER']);
  });

  it('finds every line and dot wherever the input is cut', async () => {
    const text = `${start}..\r\n.x\r\n\r\n.\rstill here\r\n...\r\n\n\r\n.\r\nQUIT\r\n`;
    const whole = await converse(text);
    expect(whole.taken[0]?.content).toBe('.\r\nx\r\n\r\n\rstill here\r\n..\r\n\n\r\n');
    for (let cut = 1; cut < text.length; cut += 1) {
      const pieces = [Buffer.from(text.slice(0, cut)), Buffer.from(text.slice(cut))];
      expect(await converse(pieces)).toEqual(whole);
    }
    expect(await converse(Array.from(text, (letter) => Buffer.from(letter)))).toEqual(whole);
  });

  it('submits nothing of a message whose input ends before the final dot', async () => {
    const session = await converse(`${start}Subject: x\r\n\r\nhalf`);
    expect(session.result).toEqual({ end: 'truncated', taken: 0, refused: 0 });
    expect(session.taken).toEqual([]);
    expect(session.failed).toHaveLength(1);
  });

  it('ends where the input ends between commands, and obeys no half line', async () => {
    const session = await converse(`${start}x\r\n.\r\nQUI`);
    expect(session.codes.at(-1)).toBe(250);
    expect(session.result).toEqual({ end: 'closed', taken: 1, refused: 0 });
  });

  it('keeps the order of commands, and refuses addresses that the check refuses', async () => {
    const session = await converse(
      'MAIL FROM:<a@example.com>\r\nEHLO x\r\nRCPT TO:<b@example.com>\r\nMAIL FROM:a@example.com\r\n' +
        'MAIL FROM:<c@example.com>\r\nDATA\r\nRCPT TO:<bad@example.com>\r\nRCPT TO:<>\r\nRCPT FROM:<x>\r\n' +
        'RCPT TO:<"a > b"@example.com>\r\nRSET\r\nDATA\r\nNONSENSE\r\n\r\nVRFY x\r\nQUIT\r\n',
    );
    expect(session.codes).toEqual([
      220, 503, 250, 503, 250, 503, 503, 553, 501, 501, 250, 250, 503, 500, 500, 252, 221,
    ]);
  });

  it('answers what the submission answers, in one line, and reads on past a message that nobody read', async () => {
    const session = await converse(`${start}${'long line\r\n'.repeat(30_000)}.\r\nQUIT\r\n`, {
      submit: async () => await Promise.resolve({ code: 550, text: '5.7.1 Not\r\n250 this' }),
    });
    expect(session.replies.slice(-2)).toEqual([
      '550 5.7.1 Not\\u000d\\u000a250 this',
      expect.stringMatching(/^221 /),
    ]);
    expect(session.result).toEqual({ end: 'quit', taken: 0, refused: 1 });
  });

  it('answers a client that waits for its reply after a message that was read in part', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const until = async (pattern: RegExp) => {
      let text = '';
      while (!pattern.test(text)) {
        const chunk = output.read() as Buffer | null;
        if (chunk === null) await once(output, 'readable');
        else text += chunk.toString('latin1');
      }
    };
    const session = runSubmissionSession({
      ...pipe(input, output),
      checkPath: () => ({ code: 250, text: '2.1.0 Ok' }),
      async submit({ content }) {
        await once(content, 'data');
        return { code: 552, text: '5.3.4 Too large' };
      },
    });
    input.write(start);
    await until(/^354 /m);
    input.write('first\r\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    input.write('last\r\n.\r\n');
    await until(/^552 /m);
    input.write('QUIT\r\n');
    expect(await session).toEqual({ end: 'quit', taken: 0, refused: 1 });
  });

  it('refuses a line that never ends without keeping it', async () => {
    const session = await converse(`EHLO ${'x'.repeat(100_000)}\r\nNOOP\r\nQUIT\r\n`);
    expect(session.codes).toEqual([220, 500, 250, 221]);
  });

  it('says 421 and ends when it is told to', async () => {
    const abort = new AbortController();
    const input = new PassThrough();
    const session = converse(input, { signal: abort.signal });
    input.write('NOOP\r\n');
    setImmediate(() => {
      abort.abort();
    });
    expect((await session).replies.at(-1)).toMatch(/^421 /);
    expect((await session).result.end).toBe('aborted');
  });
});

describe('a message in a session of CRLF', () => {
  const evil = 'MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim>\r\nDATA\r\nforged\r\n.\r\n';
  // What other servers were found to take for the end of a message.
  it.each([
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r.\n',
    '\n.\r',
    '\r.\r\n',
    '\r\n.\r',
    '\r\n.\0\r\n',
    '\r\n\0.\r\n',
    '\r\n.\r\0\n',
    '\r\n.\r\r\n',
    '\r\r\n\n.\n',
    '\n\n.\r\n',
  ])('is not ended by %j, whole or in pieces', async (sequence) => {
    const text = `${start}Subject: x\r\n\r\ntext${sequence}${evil}QUIT\r\n`;
    // The forged part has an end of its own, and that is the end of the only message.
    for (const input of [
      [Buffer.from(text)],
      Array.from(Buffer.from(text), (octet) => Buffer.from([octet])),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      const session = await converse(input);
      expect(session.taken).toHaveLength(1);
      expect(session.taken[0]?.sender.address).toBe('root');
      expect(session.taken[0]?.content).toContain('MAIL FROM:<evil@example.com>');
      expect(session.codes).toEqual([220, 250, 250, 250, 354, 250, 221]);
    }
  });

  it('keeps a dot after a bare LF as it is', async () => {
    const session = await converse(`${start}a\n.b\n..c\r\n..d\r\n.\r\nQUIT\r\n`);
    expect(session.taken[0]?.content).toBe('a\n.b\n..c\r\n.d\r\n');
  });

  it('that only a bare LF ends is cut off, not taken', async () => {
    const session = await converse(`${start}a\n.\nQUIT\n`);
    expect(session.result.end).toBe('truncated');
    expect(session.taken).toEqual([]);
  });

  it('is ended by a bare LF where DATA itself was', async () => {
    const session = await converse('EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\na\n.\nQUIT\r\n');
    expect(session.taken[0]?.content).toBe('a\n');
  });
});
