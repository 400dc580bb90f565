/** Messages, aliases and files of other programs: their work grows with the input, not with the square of it. */
// First: it counts what is compiled after it.
import { expectLinear } from '../support/growth.ts';
import { Readable } from 'node:stream';
import { describe, test } from 'vitest';
import { recognise } from '../../src/commands/config/import/formats.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import { expandAliases, parseAliases } from '../../src/message/aliases.ts';
import { composeMessage } from '../../src/message/compose.ts';
import { parseHeaderFields, renderField } from '../../src/message/headers.ts';
import { notificationDraft } from '../../src/message/notification.ts';
import { composeRaw } from '../../src/message/raw.ts';
import { composeDeps, draft, nothing, rawDraft, wireOctets } from '../message/deps.ts';

const deps = composeDeps();

async function tolerant(action: () => unknown): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SendmemoError)) throw error;
  }
}

const head = 'From: a@example.com\r\nMIME-Version: 1.0\r\n';
const multipart = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`;

/** A message of n units, as sendmail gets it; the server has no 8BITMIME, so all of it is encoded again. */
const messages: readonly (readonly [string, (n: number) => string, number])[] = [
  ['a body of CR', (n) => `${head}\r\n\u00e9${'\r'.repeat(8 * n)}`, 1000],
  ['a body of lines', (n) => `${head}\r\n${'\u00e9\n'.repeat(4 * n)}`, 1000],
  ['one long line', (n) => `${head}\r\n${'\u00e9'.repeat(16 * n)}\r\n`, 1000],
  ['parts', (n) => multipart + '--b\r\n\r\n\u00e9\r\n'.repeat(n), 300],
  [
    'parts in parts',
    (n) => multipart + '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\u00e9\r\n'.repeat(n),
    300,
  ],
  ['lines that look like boundaries', (n) => multipart + '--x\r\n'.repeat(4 * n) + '\u00e9', 1000],
  ['lines that begin with the boundary', (n) => multipart + '--bb\r\n'.repeat(4 * n) + '\u00e9', 1000],
  ['fields', (n) => `${head}${'X-A: \u00e9\r\n'.repeat(n)}\r\nx\r\n`, 300],
  ['lines of one field', (n) => `${head}X-A: b\r\n${' \u00e9\r\n'.repeat(n)}\r\nx\r\n`, 300],
  ['blanks in a field', (n) => `${head}X-A:${' '.repeat(8 * n)}\u00e9\r\n\r\nx\r\n`, 1000],
  ['parameters', (n) => `${head}Content-Type: text/plain${'; a="\u00e9"'.repeat(n)}\r\n\r\nx\r\n`, 300],
  [
    'recipients of -t',
    (n) =>
      `${head}To: ${Array.from({ length: n }, (_, at) => `r${at}@example.com`).join(',\r\n ')}\r\n\r\nx\r\n`,
    300,
  ],
];

describe('a finished message', () => {
  test.each(messages)('%s', { timeout: 120_000 }, async (_, make, n) => {
    await expectLinear((size) => {
      const octets = Buffer.from(make(size), 'utf8');
      return () =>
        tolerant(async () => {
          const stdin = Readable.from([octets]);
          const { message } = await composeRaw(rawDraft({ readRecipients: true }), { ...deps, stdin });
          await wireOctets(message, nothing);
        });
    }, n);
  });
});

const units = [
  ' ',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '"',
  '\\',
  '(',
  '<',
  '>',
  ',',
  ';',
  ':',
  '=?',
  '=',
  '#',
  '\n ',
  'a ',
  '\u00e9',
  '\u3042',
  '.',
  '--',
];
const names = ['sendmail.cf', 'imta.cnf', 'msmtprc', 'ssmtp.conf', 'mailto.conf', 'dma.conf', 'remotes'];

const readers: readonly (readonly [string, (text: string) => unknown])[] = [
  [
    'aliases',
    (text) =>
      expandAliases(
        [{ address: 'x', needsSmtpUtf8: false }],
        parseAliases(`x: ${text}\n${text}: x\n`, 'aliases'),
        null,
      ),
  ],
  [
    'a field of an option',
    (text) =>
      renderField(
        'X-A',
        parseHeaderFields([{ text: `X-A${text}: ${text}`, source: '--header' }])[0]?.value ?? '',
      ),
  ],
  [
    'a subject',
    async (text) => wireOctets((await composeMessage(draft({ subject: text }), deps)).message, nothing),
  ],
  [
    'a body',
    async (text) =>
      wireOctets((await composeMessage(draft({ body: { kind: 'text', text } }), deps)).message, nothing),
  ],
  [
    'a notification',
    (text) =>
      notificationDraft({
        serverName: 's',
        message: text,
        eventComment: text,
        locale: null,
        now: new Date(0),
      }),
  ],
  ...names.map((name): readonly [string, (text: string) => unknown] => [
    `the import of ${name}`,
    (text) => {
      const lines = [text, `host ${text}x`, `DS${text}x`, `tcp_local ${text}\\`, text].join('\n').split('\n');
      return recognise(name, lines).read({
        path: name,
        lines,
        home: null,
        exposed: false,
        beside: () => null,
      });
    },
  ]),
];

describe('one character again and again', () => {
  test.each(readers)('%s', { timeout: 120_000 }, async (_, read) => {
    await expectLinear((n) => {
      const texts = units.map((unit) => unit.repeat(n));
      return async () => {
        for (const text of texts) {
          for (const whole of [text, `${text}x`, `x${text}`]) await tolerant(() => read(whole));
        }
      };
    }, 1000);
  });
});
