/** Messages that a program makes of what others have written. */
import fc from 'fast-check';
import type { SendMailOptions } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { startMailServer } from '../e2e/support/mail-server.ts';
import { errorOf, mail, transporterTo } from './transporter.ts';

const evil = 'evil@example.org';
const breaks = ['\r\n', '\n', '\r', '\0'] as const;

const inAddresses: readonly (readonly [string, (end: string) => SendMailOptions])[] = [
  ['to', (end) => ({ to: `a@example.net${end}Bcc: ${evil}` })],
  ['to, as an object', (end) => ({ to: { name: '', address: `a@example.net${end}RCPT TO:<${evil}>` } })],
  ['a name', (end) => ({ to: { name: `A${end}Bcc: ${evil}`, address: 'a@example.net' } })],
  ['a list', (end) => ({ to: ['a@example.net', `b@example.net>${end}Bcc: <${evil}`] })],
  ['cc', (end) => ({ cc: `"x${end}Bcc: ${evil}" <a@example.net>` })],
  ['bcc', (end) => ({ bcc: `${evil}${end}x@example.net` })],
  ['from', (end) => ({ from: `a@example.com${end}Bcc: ${evil}` })],
  ['replyTo', (end) => ({ replyTo: `a@example.com${end}Bcc: ${evil}` })],
  ['sender', (end) => ({ sender: { name: `x${end}`, address: 'a@example.com' } })],
  [
    'envelope.to',
    (end) => ({ envelope: { from: 'a@example.com', to: `a@example.net>${end}RCPT TO:<${evil}` } }),
  ],
  [
    'envelope.from',
    (end) => ({ envelope: { from: `a@example.com>${end}RCPT TO:<${evil}`, to: 'a@example.net' } }),
  ],
];

const inHeaders: readonly (readonly [string, (end: string) => SendMailOptions])[] = [
  ['a header name', (end) => ({ headers: { [`X-A: b${end}Bcc`]: evil } })],
  ['a prepared value', (end) => ({ headers: { 'X-A': { prepared: true, value: `b${end}Bcc: ${evil}` } } })],
  ['a header of a list', (end) => ({ headers: [{ key: `X-A${end}Bcc`, value: evil }] })],
  ['messageId', (end) => ({ messageId: `<a@b>${end}Bcc: ${evil}` })],
  ['date', (end) => ({ date: `Thu, 01 Jan 2026 00:00:00 +0000${end}Bcc: ${evil}` })],
  ['a list’s name', (end) => ({ list: { [`help${end}Bcc`]: evil } })],
  [
    'a list’s comment',
    (end) => ({ list: { help: { url: 'a@example.com', comment: `x${end}Bcc: ${evil}` } } }),
  ],
  ['contentType', (end) => ({ attachments: [{ content: 'x', contentType: `text/plain${end}X-Evil: 1` }] })],
  [
    'contentDisposition',
    (end) => ({ attachments: [{ content: 'x', contentDisposition: `inline${end}X-Evil: 1` }] }),
  ],
  ['cid', (end) => ({ attachments: [{ content: 'x', cid: `a${end}X-Evil: 1` }] })],
  [
    'headers of an attachment',
    (end) => ({ attachments: [{ content: 'x', headers: { [`X${end}X-Evil`]: '1' } }] }),
  ],
  ['the method of an event', (end) => ({ icalEvent: { method: `REQUEST${end}X-Evil: 1`, content: 'x' } })],
  ['baseBoundary', (end) => ({ baseBoundary: `b"${end}X-Evil: 1`, attachments: [{ content: 'x' }] })],
];

describe('a line break moves nothing', () => {
  it.each(inAddresses.flatMap(([place, make]) => breaks.map((end) => [place, end, make(end)] as const)))(
    'in %s: %j',
    async (_place, _end, data) => {
      await using server = await startMailServer();
      const error = await errorOf(transporterTo(server.port).sendMail({ ...mail, ...data }));
      expect(error).toMatchObject({
        code: 'EENVELOPE',
        failure: { code: 'ADDRESS', reason: 'address-invalid' },
      });
      expect(server.connections).toEqual([]);
    },
  );

  it.each(inHeaders.flatMap(([place, make]) => breaks.map((end) => [place, end, make(end)] as const)))(
    'in %s: %j',
    async (_place, _end, data) => {
      await using server = await startMailServer();
      const error = await errorOf(transporterTo(server.port).sendMail({ ...mail, ...data }));
      expect(error).toMatchObject({ code: 'EMESSAGE', failure: { code: 'INPUT', reason: 'header-invalid' } });
      expect(server.connections).toEqual([]);
    },
  );
});

/** What nodemailer folds or encodes; values that were copied from a message have such breaks. */
const folded: readonly (readonly [string, SendMailOptions])[] = [
  ['subject', { subject: `a\r\nX-Evil: 1` }],
  ['inReplyTo', { inReplyTo: `<a@b>\r\nX-Evil: 1` }],
  ['references', { references: `<a@b>\r\n\t<c@d>\r\nX-Evil: 1` }],
  ['a header value', { headers: { 'X-A': `a\r\nX-Evil: 1` } }],
  ['a file name', { attachments: [{ filename: `a\r\nX-Evil: 1`, content: 'x' }] }],
];

it.each(folded)('a line break in %s stays in its field', async (_, data) => {
  await using server = await startMailServer();
  await transporterTo(server.port).sendMail({ ...mail, ...data });
  expect(server.transactions()[0]?.message.toString()).not.toMatch(/^X-Evil/m);
});

describe('no recipient is left out', () => {
  it.each([
    'root, a@example.net',
    'a@example.net, b c@example.net',
    'a@b@example.net',
    '<a@example.net',
    'a@example.net x',
  ])('of %j', async (to) => {
    await using server = await startMailServer();
    const error = await errorOf(transporterTo(server.port).sendMail({ ...mail, to }));
    expect(error).toMatchObject({ code: 'EENVELOPE', failure: { code: 'ADDRESS' } });
    expect(server.connections).toEqual([]);
  });

  it('a group, a comment, a list and objects have all that nodemailer finds', async () => {
    await using server = await startMailServer();
    const to = [
      'Group: a@example.net, "B, b" <b@example.net>;',
      { name: 'C', address: 'c@example.net' },
      'd@example.net (comment), e@BÜCHER.example',
    ];
    const info = await transporterTo(server.port).sendMail({ ...mail, to, cc: 'a@example.net' });
    expect(info.accepted).toEqual([
      'a@example.net',
      'b@example.net',
      'c@example.net',
      'd@example.net',
      'e@xn--bcher-kva.example',
    ]);
  });
});

describe('what can’t be done is refused, not ignored', () => {
  it.each([
    ['auth', { auth: { user: 'x', pass: 'y' } }, 'ECONFIG'],
    ['requireTLSExtensionEnabled', { requireTLSExtensionEnabled: true }, 'EREQUIRETLS'],
    [
      'envelope.requireTLSExtensionEnabled',
      { envelope: { to: 'a@example.net', requireTLSExtensionEnabled: true } },
      'EREQUIRETLS',
    ],
  ])('%s', async (_, data, code) => {
    await using server = await startMailServer();
    const error = await errorOf(transporterTo(server.port).sendMail({ ...mail, ...data }));
    expect(error).toMatchObject({ code, failure: { reason: 'mail-option-unsupported' } });
    expect(server.connections).toEqual([]);
  });
});

it('whatever octets a raw message has, the server gets one message, with CRLF and stuffed dots', async () => {
  await using server = await startMailServer();
  const transporter = transporterTo(server.port);
  const piece = fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '.',
    '\r\n.\r\n',
    '\n.\n',
    '\r.\r',
    'MAIL FROM:<x>',
    'text ',
    '',
  );
  const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const before = server.transactions().length;
      await transporter.sendMail({
        ...mail,
        raw: `From: a@example.com\r\nMessage-ID: <a@b>\r\nDate: x\r\n\r\n${text}`,
      });
      expect(server.transactions().length).toBe(before + 1);
      const { wire, message } = server.transactions().at(-1) ?? {
        wire: Buffer.alloc(0),
        message: Buffer.alloc(0),
      };
      expect(wire.toString()).not.toMatch(/\r(?!\n)|(?<!\r)\n|\n\.(?!\.)/);
      // nodemailer ends the last line; a CR before its LF belongs to it.
      const ended = /\n$|^$/.test(text) ? text : text.endsWith('\r') ? `${text}\n` : `${text}\r\n`;
      const read = message.toString().split('\r\n\r\n').slice(1).join('\r\n\r\n');
      expect(read.replaceAll('\r\n', '\n')).toBe(ended.replace(/\r*\n|\r/g, '\n'));
    }),
    { numRuns: 60 },
  );
});
