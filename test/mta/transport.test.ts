/**
 * The messages that nodemailer's users write, through the transport to a real Postfix: what lies in the mailbox is octet
 * by octet what nodemailer makes of them, and a foreign parser reads it so.
 */
import { createHash, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { createTransport, type SendMailOptions, type Transport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendmemoTransport } from '../../src/library/index.ts';
import type { SendmemoInfo } from '../../src/transport/info.ts';
import { directory, type Directory } from '../e2e/support/directory.ts';
import { parsed } from '../e2e/support/mail.ts';
import { startLaboratory, type Laboratory } from './laboratory.ts';
import { postfixMissing } from './postfix.ts';
import { deliveredCopies } from './submission.ts';

const missing = await postfixMissing();

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const report = Buffer.alloc(200_000, '%PDF-1.4 ');
const calendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//example//EN',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:4711@example.com',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260102T090000Z',
  'SUMMARY:Toner',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
const raw =
  'From: printer@example.com\nTo: ops@example.net\nSubject: raw\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const dkim = { domainName: 'example.com', keySelector: 'test', privateKey: keyPem };

type Shape = (home: Directory) => SendMailOptions;

/** nodemailer's own examples; each makes its message anew, for a stream is read once. */
const shapes: Readonly<Record<string, Shape>> = {
  text: () => ({ text: 'Toner low\n.\n..\n' }),
  html: () => ({ html: '<p>Toner <b>low</b></p>' }),
  'text and html': () => ({ text: 'Toner low', html: '<p>Toner low</p>' }),
  'text beyond ASCII': () => ({ subject: 'Drucker 12 用紙切れ', text: 'Grüße\nキュー PRT1\n' }),
  'text in base64': () => ({ text: 'Grüße', textEncoding: 'base64' }),
  'text in quoted-printable': () => ({ text: `${'long '.repeat(300)}\n`, textEncoding: 'quoted-printable' }),
  'text by stream': () => ({ text: Readable.from(['Toner ', 'low\n']) }),
  'attachments by path, stream, buffer, text and data URL': (home) => ({
    text: 'see below',
    attachments: [
      { path: home.file('report.pdf') },
      { filename: 'stream.bin', content: Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(3, 2)]) },
      { filename: 'Grüße.txt', content: Buffer.from('buffer') },
      { filename: 'text.txt', content: 'a text' },
      { filename: 'encoded.bin', content: 'AAEC', encoding: 'base64' },
      { filename: 'data.txt', path: 'data:text/plain;base64,aGVsbG8=' },
      { filename: 'link.txt', href: 'data:text/plain,linked' },
      { filename: 'typed', content: '{}', contentType: 'application/json', contentDisposition: 'inline' },
    ],
  }),
  'embedded images': () => ({
    html: 'see <img src="cid:pixel@example.com">',
    attachments: [{ filename: 'pixel.png', content: png, cid: 'pixel@example.com' }],
  }),
  'data URLs as images': () => ({
    html: `<img src="data:image/png;base64,${png.toString('base64')}">`,
  }),
  'calendar event': () => ({
    text: 'Please come',
    icalEvent: { filename: 'invitation.ics', method: 'request', content: calendar },
  }),
  alternatives: () => ({
    text: 'Toner low',
    alternatives: [{ contentType: 'text/x-markdown', content: '**Toner low**' }],
  }),
  AMP: () => ({ text: 'Toner low', html: '<p>Toner low</p>', amp: '<!doctype html><html amp4email></html>' }),
  'list headers': () => ({
    text: 'list',
    list: {
      help: 'list@example.com?subject=help',
      unsubscribe: [{ url: 'https://example.com/u', comment: 'Leave' }, 'leave@example.com'],
      id: { url: 'list.example.com', comment: 'The list' },
    },
  }),
  'headers, priority, references': () => ({
    text: 'x',
    priority: 'high',
    inReplyTo: '<1@example.com>',
    references: ['<1@example.com>', '<2@example.com>'],
    headers: {
      'X-Queue': 'PRT1',
      'X-Many': ['one', 'two'],
      'X-Folded': { prepared: true, value: 'a\r\n b' },
    },
  }),
  'names, groups and IDNs': () => ({
    from: { name: 'Drücker, 12', address: 'printer@example.com' },
    to: 'Ops: ops@example.net, "Desk, First" <desk@example.com>;',
    cc: [{ name: '用紙', address: 'paper@example.com' }, 'plain@example.net'],
    text: 'x',
  }),
  'a message in the message': () => ({
    text: 'forwarded',
    attachments: [{ filename: 'mail.eml', contentType: 'message/rfc822', content: `${raw}\nHello\n` }],
  }),
  'DKIM and attachments': (home) => ({
    text: 'signed\n\n\n',
    html: '<p>Grüße</p>',
    attachments: [{ path: home.file('report.pdf') }],
    dkim,
  }),
  'DKIM and text': () => ({ subject: 'Grüße '.repeat(30), text: 'signed \t text  \n.\n\n', dkim }),
};

/** What a foreign parser finds attached, as latin1; nothing for the other shapes. */
const attached: Readonly<Record<string, readonly (readonly [string | undefined, string])[]>> = {
  'attachments by path, stream, buffer, text and data URL': [
    ['report.pdf', report.toString('latin1')],
    ['stream.bin', Buffer.concat([Buffer.alloc(70_000, 1), Buffer.alloc(3, 2)]).toString('latin1')],
    ['Grüße.txt', 'buffer'],
    ['text.txt', 'a text'],
    ['encoded.bin', '\0\u0001\u0002'],
    ['data.txt', 'hello'],
    ['link.txt', 'linked'],
    ['typed', '{}'],
  ],
  'embedded images': [['pixel.png', png.toString('latin1')]],
  // As an alternative, and as a file; the alternative is text, whose line ends the mailbox has as LF.
  'calendar event': [
    [undefined, calendar.replaceAll('\r\n', '\n')],
    ['invitation.ics', calendar],
  ],
  alternatives: [[undefined, '**Toner low**']],
  AMP: [[undefined, '<!doctype html><html amp4email></html>']],
  'DKIM and attachments': [['report.pdf', report.toString('latin1')]],
};

describe.skipIf(missing !== null)(
  `nodemailer through the transport to a real Postfix${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let laboratory: Laboratory;
    let home: Directory;

    beforeAll(async () => {
      laboratory = await startLaboratory();
      home = await directory({
        'report.pdf': report,
        'raw.eml': `${raw}Message-ID: <raw-path@example.com>\n\nfrom a file\n`,
        'ca.pem': laboratory.files['ca.pem'] ?? '',
        'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\n',
      });
    });

    afterAll(async () => {
      await home?.[Symbol.asyncDispose]();
      await laboratory?.[Symbol.asyncDispose]();
    });

    function transporter() {
      return createTransport(
        sendmemoTransport({
          serverDirectory: home.path,
          host: '127.0.0.1',
          port: laboratory.postfix.ports.starttls,
          environment: {},
        }) as Transport<SendmemoInfo>,
      );
    }

    /** @returns what was delivered, with LF, and what sendMail gave */
    async function deliver(mail: SendMailOptions, copies: number): Promise<[string, SendmemoInfo]> {
      const sender = transporter();
      const info = await sender.sendMail(mail);
      sender.close();
      expect(info).toMatchObject({ rejected: [], status: 'sent', report: { tls: { verify: 'OK' } } });
      const [copy] = await deliveredCopies(laboratory.postfix, info.messageId, copies);
      return [copy?.content ?? '', info];
    }

    it.each(Object.entries(shapes))('%s', async (name, shape) => {
      const fixed = {
        from: 'printer@example.com',
        to: 'ops@example.net',
        subject: name,
        date: new Date('2026-01-01T00:00:00Z'),
        messageId: `<${createHash('sha256').update(name).digest('hex').slice(0, 20)}@example.com>`,
        baseBoundary: 'boundary',
        attachDataUrls: false,
      };
      const message = (): SendMailOptions => ({ ...fixed, ...shape(home) });
      const made = await createTransport({ streamTransport: true, buffer: true }).sendMail(message());
      const count = made.envelope.to.length;
      const [content] = await deliver(message(), count);
      const reference = Buffer.from(made.message as Buffer).toString('latin1');
      expect(content).toBe(reference.replaceAll('\r\n', '\n'));
      const read = await parsed(Buffer.from(content, 'latin1'));
      const files = read.attachments.map(({ filename, content: octets }) => [
        filename,
        octets.toString('latin1'),
      ]);
      expect(files).toEqual(attached[name] ?? []);
      if (name.startsWith('DKIM')) expectValidSignature(content);
    });

    it.each([
      ['text', () => `${raw}Message-ID: <raw-text@example.com>\n\nbare LF\n.\nand no end`],
      ['buffer', () => Buffer.from(`${raw}Message-ID: <raw-buffer@example.com>\n\nHello\n`)],
      ['stream', () => Readable.from([`${raw}Message-ID: <raw-stream@example.com>\n`, '\nHello\n'])],
      ['path', (place: Directory) => ({ path: place.file('raw.eml') })],
    ] as const)('raw by %s', async (_, octets) => {
      const envelope = { from: 'printer@example.com', to: ['ops@example.net'] };
      const given = octets(home);
      const [content, info] = await deliver({ envelope, raw: given }, 1);
      expect(info.messageId).toMatch(/^<raw-.*@example\.com>$/);
      expect(content.startsWith(`${raw}Message-ID: ${info.messageId}\n\n`)).toBe(true);
      if (typeof given === 'string') expect(content).toBe(`${given}\n`);
    });

    it('a raw message has neither a Bcc nor an end of its own', async () => {
      const text = `${raw}Bcc: hidden@example.net\nMessage-ID: <smuggled@example.com>\n\na\n.\nMAIL FROM:<x@example.com>\n`;
      const [content] = await deliver(
        { envelope: { from: 'printer@example.com', to: 'ops@example.net' }, raw: text },
        1,
      );
      expect(content).not.toContain('hidden');
      expect(content.endsWith('\n\na\n.\nMAIL FROM:<x@example.com>\n')).toBe(true);
    });

    it('a DSN is requested', async () => {
      const { result, log } = await laboratory.postfix.during(async () => {
        const sender = transporter();
        const info = await sender.sendMail({
          from: 'printer@example.com',
          to: 'ops@example.net',
          text: 'x',
          dsn: {
            id: 'job+1',
            return: 'headers',
            notify: ['success', 'failure'],
            recipient: 'first@example.com',
          },
        });
        sender.close();
        return info;
      });
      expect(result.accepted).toEqual(['ops@example.net']);
      // Postfix says so for a message that asks to be told of its success.
      await expect
        .poll(async () => await laboratory.postfix.log(), { timeout: 20_000 })
        .toMatch(/sender delivery status notification/);
      expect(log).toContain('data=1');
    });

    it('a message that is ended before its end does not arrive', async () => {
      const ending = new AbortController();
      const sender = transporter();
      const content = Readable.from(
        (async function* () {
          yield Buffer.alloc(100_000, 'a');
          ending.abort();
          yield Buffer.alloc(100_000, 'b');
        })(),
      );
      const sending = sender.sendMail({
        from: 'printer@example.com',
        to: 'ops@example.net',
        messageId: '<ended@example.com>',
        attachments: [{ filename: 'a', content }],
        signal: ending.signal,
      });
      await expect(sending).rejects.toMatchObject({ name: 'AbortError', code: 'EABORT' });
      const after = await sender.sendMail({
        from: 'printer@example.com',
        to: 'ops@example.net',
        text: 'after',
      });
      sender.close();
      await deliveredCopies(laboratory.postfix, after.messageId, 1);
      const all = await laboratory.postfix.deliveredMessages();
      expect(all.filter((one) => one.includes('<ended@example.com>'))).toEqual([]);
    });
  },
);

/** RFC 6376 with relaxed canonicalization of header and body, by the runtime's cryptography alone. */
function expectValidSignature(content: string): void {
  const end = content.indexOf('\n\n');
  const fields = content
    .slice(0, end + 1)
    .split(/\n(?![ \t])/)
    .filter((field) => field !== '');
  const signature = fields.find((field) => /^dkim-signature:/i.test(field)) ?? '';
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag) => tag.trim().split(/=([^]*)/, 2) as [string, string])
      .map(([name, value]) => [name, value.replace(/\s+/g, '')] as const),
  );
  expect(tags.get('c')).toBe('relaxed/relaxed');
  const body = content
    .slice(end + 2)
    .split('\n')
    .map((line) => line.replace(/[ \t]+$/, '').replace(/[ \t]+/g, ' '))
    .join('\r\n')
    .replace(/(?:\r\n)*$/, '\r\n');
  expect(createHash('sha256').update(body, 'latin1').digest('base64')).toBe(tags.get('bh'));
  const relaxed = (field: string): string => {
    const colon = field.indexOf(':');
    const value = field
      .slice(colon + 1)
      .replace(/\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim();
    return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
  };
  const left = [...fields];
  const signed = (tags.get('h') ?? '').split(':').flatMap((name) => {
    const at = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return at === -1 ? [] : left.splice(at, 1).map(relaxed);
  });
  const own = relaxed(signature).replace(/([; ]b=)[^;]*/, '$1');
  const verifier = createVerify('sha256').update([...signed, own].join('\r\n'), 'latin1');
  expect(
    verifier.verify(
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      tags.get('b') ?? '',
      'base64',
    ),
  ).toBe(true);
}
