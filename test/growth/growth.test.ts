/** Everything that reads what others wrote: its work grows with the input, not with the square of it. */
// First: it counts what is compiled after it.
import { expectLinear, type Prepare } from '../support/growth.ts';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { findCommand, readCommandLine } from '../../src/cli/command-line.ts';
import { parseSendmail } from '../../src/commands/sendmail/request.ts';
import { readLines } from '../../src/commands/batch/lines.ts';
import { parseBatchObject, readBatchDraft, readBatchKey } from '../../src/commands/batch/submission-line.ts';
import { parseHosts } from '../../src/config/hosts.ts';
import { parseCfg } from '../../src/config/cfg-file.ts';
import type { Outcome } from '../../src/delivery.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import { parseAddressList, uniqueMailboxes } from '../../src/message/address.ts';
import { parseAttachment } from '../../src/message/attachment.ts';
import { decodeWords } from '../../src/message/encoded-word.ts';
import { recipientCommand, requireTakeable } from '../../src/smtp/envelope-commands.ts';
import { parseCapabilities } from '../../src/smtp/capabilities.ts';
import { createReplyParser } from '../../src/smtp/reply-parser.ts';
import { createBounce } from '../../src/spool/bounce.ts';
import { parseStoredEntry, renderStoredEntry } from '../../src/spool/entry.ts';
import { createChannel } from '../../src/text/channel.ts';
import type { Claim, Entry, EntryRecipient } from '../../src/spool/store.ts';
import { judgeTry } from '../../src/spool/try-verdict.ts';
import { fullNameInHosts } from '../../src/full-name.ts';
import { parseBlocks } from '../../src/tls/pem.ts';
import { reply, server } from '../spool/run.ts';

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const many = <T>(n: number, make: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, at) => make(at));

/** What is refused has been read as well. */
function tolerant<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SendmemoError) return null;
    throw error;
  }
}

const sendmail = { programName: 'sendmail', readLong: null, isSetId: false };

describe('the measure', () => {
  const quadratic: readonly (readonly [string, Prepare])[] = [
    [
      'taking the first of a list, one after the other',
      (n) => () => {
        const list = many(n, String);
        parseHosts('');
        while (list.length > 0) list.shift();
      },
    ],
    [
      'a copy of a list for each element',
      (n) => () => {
        parseHosts('');
        let list: number[] = [];
        for (let at = 0; at < n; at += 1) list = [...list, at];
      },
    ],
    [
      'a buffer that is joined for each octet',
      (n) => () => {
        parseHosts('');
        let all = Buffer.alloc(0);
        for (let at = 0; at < n; at += 1) all = Buffer.concat([all, Buffer.alloc(64)]);
      },
    ],
    [
      'a regular expression that runs to the end from every blank',
      (n) => () => {
        parseHosts('');
        (' '.repeat(8 * n) + 'x').replace(/[ \t]+$/, '');
      },
    ],
  ];
  test.each(quadratic)('refuses %s', async (_, prepare) => {
    await expect(expectLinear(prepare, 1000)).rejects.toThrow(/at 1000/);
  });
});

function entryOf(n: number, state: EntryRecipient['state']): Entry {
  return {
    id: '0mm7xyz120123456789abcdef',
    state: 'active',
    messageId: '<1@example.com>',
    submittedBy: null,
    transit: null,
    subject: 'Toner',
    sender: { address: 'printer@example.com', needsSmtpUtf8: false },
    recipients: many(n, (at) => ({
      address: `r${at}@example.com`,
      needsSmtpUtf8: false,
      state,
      lastReply: state === 'refused' ? reply(550, '5.1.1', 'unknown') : null,
    })),
    dsn: null,
    sizeBytes: 4,
    eightBit: false,
    smtpUtf8: false,
    queuedAt: '2026-03-01T12:00:00.000Z',
    agedFrom: '2026-03-01T12:00:00.000Z',
    nextTry: '2026-03-01T12:00:00.000Z',
    tries: 0,
    lastFailure: null,
    claimedBy: null,
  };
}

function judged(n: number, state: Outcome['state'], answer: ReturnType<typeof reply>): () => unknown {
  const entry = entryOf(n, 'pending');
  const outcomes = entry.recipients.map((recipient): Outcome => ({ state, recipient, reply: answer }));
  const [refused, deferred] = state === 'refused' ? [n, 0] : [0, n];
  const failure = {
    code: 'RECIPIENTS',
    reason: 'recipients',
    server,
    refused,
    deferred,
    accepted: 0,
    permanent: refused > 0,
  } as const;
  const facts = {
    nowMs: Date.parse(entry.queuedAt),
    maxAgeMs: 432_000_000,
    stoppedMs: 0,
    isStopped: false,
    random: 0.5,
  };
  return () => judgeTry(entry, { outcomes, failure }, facts);
}

const claimOf = (entry: Entry): Claim => ({
  entry,
  openMessage: () => Readable.from([Buffer.from('A: b\r\n\r\n')]),
  noteBounce: async () => false,
  record: async () => {},
  release: async () => {},
  finish: async () => {},
});

async function drain(lines: AsyncIterable<unknown>): Promise<void> {
  for await (const line of lines) void line;
}

const ehlo = parseCapabilities({ code: 250, enhanced: null, message: '', lines: ['mail', 'DSN'] });

describe('many of them', () => {
  const rows: readonly (readonly [string, number, Prepare])[] = [
    ['recipients that a server refuses', 2000, (n) => judged(n, 'refused', reply(550, '5.1.1', 'unknown'))],
    ['recipients that are too many', 2000, (n) => judged(n, 'deferred', reply(452, '4.5.3', 'too many'))],
    [
      'recipients in a DSN',
      1000,
      (n) => {
        const entry = entryOf(n, 'refused');
        const facts = { refused: entry.recipients, failure: null, describe: null };
        return () =>
          createBounce(claimOf(entry), { ...facts, now: new Date(0), hostName: 'print.example.com' });
      },
    ],
    [
      'recipients in envelope.json',
      1000,
      (n) => {
        const { state: _, nextTry: __, claimedBy: ___, ...stored } = entryOf(n, 'refused');
        return () => parseStoredEntry(renderStoredEntry(stored), stored.id);
      },
    ],
    [
      'recipients of sendmail',
      8000,
      (n) => {
        const words = many(n, (at) => `r${at}@example.com`);
        return () => parseSendmail(['-i', '-f', 'a@example.com', ...words], sendmail);
      },
    ],
    [
      'options of sendmail',
      8000,
      (n) => {
        const words = many(n, () => '-oem');
        return () => parseSendmail([...words, '-f', 'a@example.com', '--', 'b@example.com'], sendmail);
      },
    ],
    [
      'recipients as operands',
      8000,
      (n) => {
        const words = many(n, (at) => `r${at}@example.com`);
        return () => readCommandLine(findCommand(words));
      },
    ],
    [
      'recipients as options',
      4000,
      (n) => {
        const words = many(n, (at) => ['--cc', `r${at}@example.com`]).flat();
        return () => readCommandLine(findCommand(words));
      },
    ],
    [
      'addresses in a list, and each once',
      2000,
      (n) => {
        const text = many(n, (at) => `Room ${at} <r${at % 100}@example.com>`).join(', ');
        return () =>
          uniqueMailboxes(
            parseAddressList({ text, source: 't' }, { domain: null }).map((one) => one.mailbox),
          );
      },
    ],
    [
      'lines of a batch',
      2000,
      (n) => {
        const text = utf8(many(n, (at) => `{"to":"r${at}@example.com","key":${at}}\r\n`).join(''));
        return () => drain(readLines(Readable.from([text]), 1000));
      },
    ],
    [
      'pieces of one line of a batch',
      4000,
      (n) => {
        const pieces = many(n, () => utf8('x'));
        return () => drain(readLines(Readable.from([...pieces, utf8('\n')]), 1_000_000));
      },
    ],
    [
      'addresses, headers and attachments in a line of a batch',
      2000,
      (n) => {
        const to = many(n, (at) => `r${at}@example.com`);
        const line = utf8(
          JSON.stringify({
            to,
            key: 'k',
            headers: Object.fromEntries(many(n, (at) => [`X-${at}`, 'v'])),
            attach: to,
          }),
        );
        return () => {
          const object = parseBatchObject(line, 1);
          readBatchKey(object, 1);
          tolerant(() => readBatchDraft(object, 1));
        };
      },
    ],
    [
      'replies that nobody has taken yet',
      4000,
      (n) => {
        const octets = utf8('250 2.1.5 OK\r\n'.repeat(n));
        return () => {
          const parser = createReplyParser();
          parser.push(octets);
          while (parser.take() !== null) void parser.pendingBytes;
        };
      },
    ],
    [
      'lines of one reply',
      1000,
      (n) => {
        const octets = utf8(`${'250-AUTH A B\r\n'.repeat(n)}250 OK\r\n`);
        return () => {
          const parser = createReplyParser();
          for (let at = 0; at < octets.length; at += 7) parser.push(octets.subarray(at, at + 7));
          const parsed = parser.take();
          if (parsed?.kind === 'reply') parseCapabilities(parsed.reply);
        };
      },
    ],
    [
      'events that nobody has read yet',
      4000,
      (n) => () => {
        const channel = createChannel<number>();
        for (let at = 0; at < n; at += 1) channel.push(at);
        channel.end();
        return drain(channel.read());
      },
    ],
    [
      'names in the hosts file',
      2000,
      (n) => {
        const text = many(n, (at) => `192.0.2.1 h${at}.example.com h${at}`).join('\n');
        return () => fullNameInHosts(text, 'none');
      },
    ],
    [
      'blocks of PEM',
      500,
      (n) => {
        const octets = utf8('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'.repeat(n));
        const file = { name: 'CAFile', path: 'ca.pem', origin: { kind: 'default' } } as const;
        return () => tolerant(() => parseBlocks(octets, file, 'certificate'));
      },
    ],
  ];
  test.each(rows)('%s', { timeout: 60_000 }, async (_, n, prepare) => {
    await expectLinear(prepare, n);
  });
});

describe('one character again and again', () => {
  const units = [
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    ' \t',
    '"',
    '\\',
    '\\"',
    '"\\',
    '(',
    ')',
    '<',
    '>',
    ',',
    ';',
    ':',
    '@',
    '.',
    '[',
    ']',
    '=?',
    '?=',
    '=?utf-8?q?',
    '--',
    '\n ',
    '-----BEGIN ',
    'a ',
    'a@',
    '" ',
    '=',
    '#',
    '%',
    '\u00e9',
  ];
  const file = { name: 'CAFile', path: 'ca.pem', origin: { kind: 'default' } } as const;
  const takeable = (address: string): unknown =>
    requireTakeable(
      server,
      ehlo,
      {
        sender: { address: '', needsSmtpUtf8: false },
        recipients: [{ address, needsSmtpUtf8: false }],
        dsn: null,
      },
      { sizeBytes: 1, body: '7bit', smtpUtf8: false, open: () => Readable.from([]) } as never,
    );
  const readers: readonly (readonly [string, (text: string) => unknown])[] = [
    ['an address list', (text) => parseAddressList({ text, source: 't' }, { domain: null })],
    [
      'an address list of a header',
      (text) => parseAddressList({ text, source: 't' }, { domain: null, headerField: true }),
    ],
    ['an attachment', (text) => parseAttachment(text, '--attach')],
    ['encoded words', (text) => decodeWords(text)],
    ['a list of hosts', (text) => parseHosts(text)],
    ['a configuration file', (text) => parseCfg(utf8(text), 'sendmemo.cfg', 'sendmemo.cfg')],
    [
      'a value of a configuration file',
      (text) => parseCfg(utf8(`domain = ${text}x`), 'sendmemo.cfg', 'sendmemo.cfg'),
    ],
    ['a PEM file', (text) => parseBlocks(utf8(text), file, 'certificate')],
    ['the hosts file', (text) => fullNameInHosts(text, 'print')],
    [
      'an option of sendmail',
      (text) => parseSendmail([`-O${text}=${text}`, `-N${text}`, 'a@example.com'], sendmail),
    ],
    ['an option', (text) => readCommandLine(findCommand([`--${text}`, text]))],
    ['an address of the envelope', (text) => takeable(`${text}@example.com`)],
    [
      'an address as a parameter',
      (text) =>
        recipientCommand(
          ehlo,
          {
            sender: { address: '', needsSmtpUtf8: false },
            recipients: [],
            dsn: { notify: null, ret: null, envid: text },
          },
          { address: text, needsSmtpUtf8: true },
        ),
    ],
    ['envelope.json', (text) => parseStoredEntry(text, 'x')],
    ['a line of a batch', (text) => parseBatchObject(utf8(text), 1)],
    ['a property of a batch', (text) => readBatchDraft({ to: text, [text]: text }, 1)],
    [
      'replies',
      (text) => {
        const parser = createReplyParser();
        parser.push(utf8(text));
        while (parser.take()?.kind === 'reply');
        parser.describePending();
      },
    ],
    [
      'a reply',
      (text) => {
        const parser = createReplyParser();
        parser.push(utf8(`250 ${text}`.slice(0, 8000)));
        parser.push(utf8('\r\n'));
        parser.take();
      },
    ],
    [
      'capabilities',
      (text) =>
        parseCapabilities({ code: 250, enhanced: null, message: text, lines: ['', text, `AUTH=${text}`] }),
    ],
  ];
  test.each(readers)('%s', { timeout: 120_000 }, async (_, read) => {
    // All of them in one measurement: one that grows with the square outweighs the others.
    await expectLinear((n) => {
      const texts = units.map((unit) => unit.repeat(n));
      return () => {
        for (const text of texts) {
          tolerant(() => read(text));
          tolerant(() => read(`${text}x`));
          tolerant(() => read(`x${text}`));
        }
      };
    }, 2000);
  });
});
