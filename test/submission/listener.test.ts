/** A session as a listener on a network holds it: strict about line ends, bounded in everything. */
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octetsOf } from '../../src/submission/input.ts';
import type { SubmissionOptions } from '../../src/submission/session.ts';
import { runSubmissionSession } from '../../src/submission/session.ts';

interface Taken {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly content: string;
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

async function converse(pieces: readonly Buffer[], options: Partial<SubmissionOptions> = {}) {
  let output = '';
  const taken: Taken[] = [];
  const never = new AbortController();
  const result = await runSubmissionSession({
    input: octetsOf(Readable.from(pieces)),
    write: async (text) => {
      output += text;
    },
    name: 'relay.example.com',
    lineEnds: 'crlf',
    extensions: () => ['SIZE 1000000'],
    checkPath: () => ({ code: 250, text: '2.1.0 Ok' }),
    async submit({ sender, recipients, content }) {
      try {
        const text = await readAll(content);
        taken.push({
          sender: sender.address,
          recipients: recipients.map(({ address }) => address),
          content: text,
        });
        return { code: 250, text: '2.0.0 Ok' };
      } catch {
        return { code: 451, text: '4.3.0 not read' };
      }
    },
    limits: { recipients: 3, errors: 5, commands: 50 },
    patience: () => ({ signal: never.signal, stop: () => {} }),
    signal: never.signal,
    login: null,
    startTls: () => null,
    ...options,
  });
  const codes = [...output.matchAll(/^(\d{3})[ \r]/gm)].map(([, code]) => Number(code));
  return { result, taken, output, codes };
}

const octets = (text: string): Buffer => Buffer.from(text, 'latin1');
const one = (text: string): readonly Buffer[] => [octets(text)];
const each = (text: string): readonly Buffer[] => Array.from(text, octets);

const start = 'EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n';
const evil =
  'MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nforged\r\n.\r\nQUIT\r\n';

describe('smuggling', () => {
  it.each([
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r.\n',
    '\n.\r',
    '\r.\r\n',
    '\r\n.\r',
    '\r\n.\r\r\n',
    '\r\r\n\n.\n',
    '\n\n.\r\n',
    '\r\n\r.\r\n',
    '\r\n..\n.\r\n',
    '\r\n.\r\0\n',
    '\r\r\n.\r\n',
  ])('%j is refused with the message it is in, and nothing behind it is obeyed', async (sequence) => {
    for (const pieces of [one, each]) {
      const session = await converse(pieces(`${start}Subject: x\r\n\r\ntext${sequence}${evil}`));
      expect(session.taken).toEqual([]);
      expect(session.codes).toEqual([220, 250, 250, 250, 354, 550]);
      expect(session.result.end).toBe('dropped');
    }
  });

  it.each(['\r\n.\0\r\n', '\r\n\0.\r\n', '\r\n .\r\n', '\r\n. \r\n', '\r\n.\t\r\n', '\r\n..\r\n'])(
    '%j does not end a message, and one arrives',
    async (sequence) => {
      for (const pieces of [one, each]) {
        const session = await converse(pieces(`${start}Subject: x\r\n\r\ntext${sequence}${evil}`));
        expect(session.taken).toHaveLength(1);
        expect(session.taken[0]?.content).toContain('MAIL FROM:<evil@example.com>');
        expect(session.codes).toEqual([220, 250, 250, 250, 354, 250, 221]);
      }
    },
  );

  it.each(['NOOP\nQUIT\r\n', 'NOOP\rQUIT\r\n', 'EHLO x\nMAIL FROM:<a@example.com>\r\n', 'NOOP\r\r\n'])(
    'a command that ends in something else ends the session: %j',
    async (text) => {
      for (const pieces of [one, each]) {
        const session = await converse(pieces(text));
        expect(session.result.end).toBe('dropped');
        expect(session.codes).toEqual([220, 500]);
      }
    },
  );

  it.each([
    'BDAT 20 LAST',
    'XCLIENT ADDR=127.0.0.1',
    'XFORWARD NAME=x',
    'PROXY TCP4 127.0.0.1 127.0.0.1 1 2',
    'GET / HTTP/1.1',
    'POST / HTTP/1.1',
    '\0\0',
  ])('%j ends the session, and what follows is not obeyed', async (line) => {
    const session = await converse(one(`${line}\r\n${start}x\r\n.\r\n`));
    expect(session.taken).toEqual([]);
    expect(session.codes).toEqual([220, 502]);
    expect(session.result.end).toBe('dropped');
  });
});

describe('an odd dialogue', () => {
  it.each<[string, string, number[]]>([
    ['HELO, lower case, a blank after the colon', 'helo x\r\nmail from: <a@example.com>\r\n', [250, 250]],
    ['no brackets', 'HELO x\r\nMAIL FROM:a@example.com\r\nRCPT TO: b@example.com\r\n', [250, 250, 250]],
    ['the empty sender', 'EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<b@example.com>\r\n', [250, 250, 250]],
    ['RSET, NOOP and VRFY between', 'HELO x\r\nRSET\r\nNOOP\r\nVRFY a\r\n', [250, 250, 250, 252]],
    ['no HELO', 'MAIL FROM:<a@example.com>\r\n', [503]],
    [
      'a recipient too many',
      `EHLO x\r\nMAIL FROM:<>\r\n${'RCPT TO:<b@x>\r\n'.repeat(4)}`,
      [250, 250, 250, 250, 250, 452],
    ],
    ['AUTH and STARTTLS that are not offered', 'EHLO x\r\nAUTH PLAIN\r\nSTARTTLS\r\n', [250, 502, 502]],
    ['errors without end', 'EHLO x\r\n'.concat('WHAT\r\n'.repeat(9)), [250, 500, 500, 500, 500, 500, 421]],
    ['commands without end', 'NOOP\r\n'.repeat(60), [...Array.from({ length: 50 }, () => 250), 421]],
  ])('%s', async (_name, text, codes) => {
    expect((await converse(one(text))).codes).toEqual([220, ...codes]);
  });
});

describe('time', () => {
  it('that a client takes too long for a command ends the session', async () => {
    const late = new AbortController();
    const session = converse([], {
      input: { next: () => new Promise(() => {}) },
      patience: () => ({ signal: late.signal, stop: () => {} }),
    });
    setImmediate(() => late.abort());
    expect(await session).toMatchObject({ result: { end: 'timeout' }, codes: [220, 421] });
  });

  it('that a client takes too long for a message ends it; nothing is kept', async () => {
    const late = new AbortController();
    const never = new AbortController();
    const source = new PassThrough();
    const session = converse([], {
      input: octetsOf(source),
      patience: (wait) => ({ signal: (wait === 'message' ? late : never).signal, stop: () => {} }),
    });
    source.write(`${start}half a message\r\n`);
    setImmediate(() => setImmediate(() => late.abort()));
    const { result, taken, codes } = await session;
    expect(result.end).toBe('timeout');
    expect(taken).toEqual([]);
    expect(codes.at(-1)).toBe(421);
  });
});

/** Whatever comes, only what a strict reader takes for one message is one message. */
describe('any dialogue', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'EHLO x',
      'HELO x',
      'MAIL FROM:<a@example.com>',
      'RCPT TO:<b@example.com>',
      'DATA',
      'RSET',
    ),
    fc.constantFrom(
      '.',
      '..',
      '',
      'Subject: x',
      'MAIL FROM:<evil@example.com>',
      'QUIT',
      'BDAT 3',
      'AUTH PLAIN',
    ),
    fc.string({ maxLength: 12 }),
  );
  const end = fc.oneof(
    { weight: 12, arbitrary: fc.constant('\r\n') },
    fc.constantFrom('\n', '\r', '\r\r\n', '\n\r'),
  );

  it('is answered, ends, and gives no more messages than it has ends of one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(line, end), { maxLength: 30 }),
        fc.array(fc.nat(200), { maxLength: 6 }),
        async (lines, cuts) => {
          const text = `EHLO x\r\n${lines.map((parts) => parts.join('')).join('')}`;
          const all = octets(text);
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b),
            all.length,
          ];
          const pieces = places.slice(1).map((to, at) => all.subarray(places[at], to));
          const [whole, cut] = [await converse([all]), await converse(pieces)];
          // Where it is cut changes nothing.
          expect(cut).toEqual(whole);
          const ends = all.toString('latin1').split('\r\n.\r\n').length - 1;
          expect(whole.taken.length).toBeLessThanOrEqual(ends);
          for (const { content } of whole.taken) expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
          expect(whole.output).toMatch(/^(?:\d{3}[ -][ -~]*\r\n)*$/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
