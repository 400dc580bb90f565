/**
 * What is fuzzed: octets of others → one of our readers, and what must hold whatever they are. Each target has a
 * dictionary of what means something to it, and a corpus of files (corpus/NAME/).
 */
import { Readable } from 'node:stream';
import { expect } from 'vitest';
import { parseSendmail } from '../../src/commands/sendmail/request.ts';
import { parseBatchObject, readBatchDraft, readBatchKey } from '../../src/commands/batch/submission-line.ts';
import { parseCfg } from '../../src/config/cfg-file.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import { parseAddressList } from '../../src/message/address.ts';
import { parseAliases } from '../../src/message/aliases.ts';
import { composeMessage } from '../../src/message/compose.ts';
import type { Envelope } from '../../src/message/envelope.ts';
import { parseHeaderFields } from '../../src/message/headers.ts';
import { composeRaw } from '../../src/message/raw.ts';
import { parseCapabilities } from '../../src/smtp/capabilities.ts';
import { createDotStuffer } from '../../src/smtp/dot-stuffing.ts';
import { mailCommand, recipientCommand, requireTakeable } from '../../src/smtp/envelope-commands.ts';
import { createReplyParser } from '../../src/smtp/reply-parser.ts';
import { parseStoredEntry, renderStoredEntry } from '../../src/spool/entry.ts';
import { parseRevocationLists } from '../../src/tls/crl.ts';
import { toJson } from '../../src/text/control-characters.ts';
import { parseCertificates } from '../../src/tls/pem.ts';
import { composeDeps, draft, everything, nothing, rawDraft, wireFault, wireOctets } from '../message/deps.ts';

export interface Target {
  readonly name: string;
  /** Pieces of input that mean something. */
  readonly dictionary: readonly string[];
  /** Throws an assertion error where a promise is broken; SendmemoError is an answer like another. */
  readonly check: (octets: Buffer) => unknown;
}

const deps = composeDeps();
const server = { host: 'mail.example.com', port: 25, address: '192.0.2.1' };
const offered = parseCapabilities({
  code: 250,
  enhanced: null,
  message: '',
  lines: ['mail', 'PIPELINING', 'SIZE 10000000', '8BITMIME', 'SMTPUTF8', 'DSN'],
});

/** Every command of an envelope is one line of the wire. */
function expectCommands(envelope: Envelope): void {
  const wire = { sizeBytes: 1, body: '8bitmime', smtpUtf8: true, open: () => Readable.from([]) } as const;
  requireTakeable(server, offered, envelope, wire);
  const lines = [
    mailCommand(offered, envelope, wire),
    ...envelope.recipients.map((one) => recipientCommand(offered, envelope, one)),
  ];
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  for (const line of lines) expect(line).toMatch(/^(MAIL FROM|RCPT TO):<[^\u0000-\u001f\u007f]*$/);
}

function expectWire(octets: Buffer): void {
  expect(wireFault(octets)).toBeNull();
  const stuffer = createDotStuffer();
  const data = Buffer.concat([stuffer.stuff(octets), stuffer.end()]).toString('latin1');
  expect(data.indexOf('\r\n.\r\n')).toBe(data.length - 5);
  expect(data.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
}

async function expectMessage(composed: Awaited<ReturnType<typeof composeMessage>>): Promise<void> {
  try {
    expectCommands(composed.envelope);
    expectWire(await wireOctets(composed.message, everything));
    const seven = await wireOctets(composed.message, nothing);
    expectWire(seven);
    expect(seven.every((octet) => octet < 128)).toBe(true);
  } finally {
    await composed.message.dispose();
  }
}

const named = (name: string) => ({ name, path: `${name}.pem`, origin: { kind: 'default' } }) as const;

export const targets: readonly Target[] = [
  {
    name: 'addresses',
    dictionary: [
      'a@example.com',
      '"',
      '\\',
      '<',
      '>',
      ',',
      ';',
      ':',
      '(',
      ')',
      ' ',
      '\t',
      '@',
      '.',
      '[192.0.2.1]',
      '[IPv6:2001:db8::1]',
      'b\u00fccher',
      '\u202e',
      '\r\n',
      '\0',
      'Name',
      '..',
      '-',
    ],
    check(octets) {
      const text = octets.toString('utf8');
      for (const headerField of [false, true]) {
        const source = { text, source: 't' };
        const parsed = attempt(() => parseAddressList(source, { domain: null, headerField }));
        for (const { mailbox } of parsed ?? []) {
          const again = parseAddressList({ text: `<${mailbox.address}>`, source: 't' }, { domain: null });
          expect(again.map((one) => one.mailbox)).toEqual([mailbox]);
          expectCommands({ sender: mailbox, recipients: [mailbox], dsn: null });
        }
      }
    },
  },
  {
    name: 'headers',
    dictionary: [
      'X-A',
      ':',
      ' ',
      '\t',
      '\r\n',
      '\n',
      '=?utf-8?Q?=0D=0A?=',
      'Subject',
      '\u00e9',
      '\u3042',
      'a'.repeat(80),
      'a@example.com',
      '"',
      '<',
      '>',
      'To',
      'Bcc',
      'References',
      '\0',
      '\u2028',
      '-',
    ],
    async check(octets) {
      const texts = octets.toString('utf8').split('\u0001');
      const headers = texts.map((text) => ({ text, source: '--header' }));
      attempt(() => parseHeaderFields(headers));
      const [subject = ''] = texts;
      for (const changes of [
        { headers },
        { subject },
        { replyTo: { text: subject, source: '--reply-to' } },
      ]) {
        await answered(async () => expectMessage(await composeMessage(draft(changes), deps)));
      }
    },
  },
  {
    name: 'mime',
    dictionary: [
      'From: a@example.com\r\n',
      'To: b@example.com\n',
      'Bcc: c@example.com\r\n',
      'Subject: \u00e9\r\n',
      'MIME-Version: 1.0\r\n',
      'Content-Type: multipart/mixed; boundary=b\r\n',
      'Content-Type: multipart/alternative; boundary="b b"\r\n',
      'Content-Type: message/rfc822\r\n',
      'Content-Type: text/plain; charset=utf-8\r\n',
      'Content-Transfer-Encoding: 8bit\r\n',
      'Content-Transfer-Encoding: binary\r\n',
      'Content-Transfer-Encoding: base64\r\n',
      'Content-Transfer-Encoding: quoted-printable\r\n',
      '\r\n',
      '\n',
      '\r',
      '\r\n\r\n',
      '--b',
      '--b--',
      '--b b',
      '.',
      '.\r\n',
      ' ',
      '\t',
      '\u00e9\u3042',
      'x'.repeat(1000),
      '=',
      '=\r\n',
      '\0',
      'From x\n',
      'Resent-To: d@example.com\r\n',
      ':',
    ],
    async check(octets) {
      for (const changes of [{}, { readRecipients: true, to: [], dotEnds: true }]) {
        await answered(async () => {
          const given = { ...deps, stdin: Readable.from([octets]) };
          await expectMessage(await composeRaw(rawDraft(changes), given));
        });
      }
    },
  },
  {
    name: 'replies',
    dictionary: [
      '220',
      '250',
      '250-',
      '250 ',
      '421 ',
      '550 5.1.1',
      '\r\n',
      '\n',
      '\r',
      ' ',
      '-',
      'SIZE 10',
      'AUTH PLAIN',
      'AUTH=',
      '\u0000',
      '\u001b[2J',
      '\u009b',
      '\u202e',
      '\u00ff',
      'x'.repeat(900),
      '999 ',
    ],
    check(octets) {
      const whole = replies([octets]);
      const cut = Math.floor(octets.length / 3);
      expect(replies([octets.subarray(0, cut), octets.subarray(cut)])).toEqual(whole);
      expect(replies(Array.from(octets, (octet) => Buffer.of(octet)))).toEqual(whole);
      // What is shown of it goes through this.
      expect(toJson(whole)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    },
  },
  {
    name: 'configuration',
    dictionary: [
      'EnableTLS',
      ' = ',
      '=',
      '1',
      'CAFile',
      'smtp-server-host',
      'domain',
      'example.com',
      '\r\n',
      '\n',
      '\r',
      '#',
      ';',
      '[',
      ']',
      '"',
      '\\',
      ' ',
      '\t',
      '\ufeff',
      '\0',
      '\u00e9',
      'true',
      '__proto__',
      'from',
      '\u0085',
    ],
    check(octets) {
      for (const file of ['sendmemo.cfg', 'sendmemo-ssl.cfg'] as const) {
        const { entries } = parseCfg(octets, file, file);
        const lines = entries.map(({ setting, value }) => `${setting.name} = ${value}\n`);
        const again = parseCfg(Buffer.from(lines.join(''), 'utf8'), file, file);
        expect(again.fault).toBeNull();
        expect(again.entries.map(({ setting, value }) => [setting.name, value])).toEqual(
          entries.map(({ setting, value }) => [setting.name, value]),
        );
      }
    },
  },
  {
    name: 'aliases',
    dictionary: [
      'root',
      ':',
      ' ',
      ',',
      'a@example.com',
      '"',
      '\\',
      '#',
      '\n',
      '\n ',
      ':include:/x',
      '|x',
      '/x',
      'postmaster',
      '\u00e9',
      '\0',
    ],
    check: (octets) => attempt(() => parseAliases(octets.toString('utf8'), 'aliases')),
  },
  {
    name: 'pem',
    dictionary: [
      '-----BEGIN CERTIFICATE-----\n',
      '-----END CERTIFICATE-----\n',
      '-----BEGIN X509 CRL-----\n',
      '-----END X509 CRL-----\n',
      '-----BEGIN TRUSTED CERTIFICATE-----\n',
      '-----',
      'MIIB',
      'AAAA',
      '=',
      '\n',
      '\r\n',
      ' ',
      '#',
      '\0',
      '0\u0082',
    ],
    check: (octets) => attempt(() => parseCertificates(octets, named('CAFile'))),
  },
  {
    name: 'crl',
    dictionary: [
      '-----BEGIN X509 CRL-----\n',
      '-----END X509 CRL-----\n',
      'MIIB',
      'AAAA',
      '=',
      '\n',
      '0\u0082',
      '0\u0080',
      '\u0002\u0001\u0001',
      '\u0030\u0003',
      '\u0084\u007f',
    ],
    check: (octets) => attempt(() => parseRevocationLists(octets, named('CrlFile'))),
  },
  {
    name: 'envelope-json',
    dictionary: [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'null',
      '1',
      '-1',
      '1e99',
      'true',
      '"format":1,',
      '"recipients":',
      '"address":"a@example.com"',
      '"state":"pending"',
      '"id":"x"',
      '\\u0000',
      '"__proto__":',
    ],
    check(octets) {
      const stored = attempt(() => parseStoredEntry(octets.toString('utf8'), corpusId));
      if (stored === null) return;
      expect(parseStoredEntry(renderStoredEntry(stored), corpusId)).toEqual(stored);
      attempt(() =>
        expectCommands({ sender: stored.sender, recipients: stored.recipients, dsn: stored.dsn }),
      );
    },
  },
  {
    name: 'sendmail-arguments',
    dictionary: [
      '\0',
      '-t',
      '-i',
      '-f',
      '-F',
      'a@example.com',
      '--',
      '-',
      '-oi',
      '-O',
      'DeliveryMode=q',
      '-bs',
      '-bp',
      '-N',
      'never',
      '-R',
      'hdrs',
      '-V',
      '-q',
      '--json',
      '--server-dir=/x',
      '=',
      '-X',
      '\u00e9',
      '\n',
    ],
    check(octets) {
      const words = octets.toString('utf8').split('\0');
      for (const programName of ['sendmail', 'mailq', 'newaliases']) {
        const call = { programName, readLong: null, isSetId: false };
        const request = attempt(() => parseSendmail(words, call));
        // Nothing after the first recipient, or after `--`, is ever an option.
        if (request !== null && programName === 'sendmail' && words.includes('--')) {
          const late = words.slice(words.indexOf('--') + 1);
          const { what } = request;
          if (what.command === 'send' && what.message.form === 'raw') {
            expect(what.message.draft.to.map(({ text }) => text).slice(-late.length || Infinity)).toEqual(
              late,
            );
          }
        }
      }
    },
  },
  {
    name: 'batch-lines',
    dictionary: [
      '{',
      '}',
      '"to":',
      '"a@example.com"',
      ',',
      '"subject":',
      '"text":',
      '"html":',
      '"headers":',
      '"key":',
      '[',
      ']',
      '"',
      '\\n',
      '\\r',
      '\\u0000',
      '\\ud800',
      '\u00e9',
      '"x"',
      '1',
      'null',
      '"X-A: b"',
      '{"X-A":"b"}',
      '"from":',
    ],
    async check(octets) {
      await answered(async () => {
        const object = parseBatchObject(octets, 1);
        readBatchKey(object, 1);
        const line = readBatchDraft(object, 1);
        // What a line attaches is a file of this machine.
        if (line.attachments.length > 0) return;
        await expectMessage(await composeMessage(line, deps));
      });
    },
  },
];

/** The id of the entries in corpus/envelope-json. */
const corpusId = '0mkxyz123abcdef0123456789';

function replies(pieces: readonly Buffer[]): unknown {
  const parser = createReplyParser();
  const found: unknown[] = [];
  for (const piece of pieces) {
    parser.push(piece);
    for (let one = parser.take(); one !== null; one = parser.take()) {
      if (one.kind === 'reply') parseCapabilities(one.reply);
      if (one.kind !== 'reply' && found.at(-1) !== one) found.push(one);
      if (one.kind !== 'reply') break;
      found.push(one);
    }
  }
  expect(parser.describePending().length).toBeLessThanOrEqual(200);
  return found;
}

function attempt<Result>(action: () => Result): Result | null {
  try {
    return action();
  } catch (error) {
    if (isAnswer(error)) return null;
    throw error;
  }
}

async function answered(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isAnswer(error)) throw error;
  }
}

/** A failure with its facts; INTERNAL is what nobody expected. */
function isAnswer(error: unknown): boolean {
  return error instanceof SendmemoError && error.failure.code !== 'INTERNAL';
}
