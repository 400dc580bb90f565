/** Finished messages: --raw and --read-recipients (section 4). */
import { describe, expect, it } from 'vitest';
import { arrived, expectCleanWire, headerOf, parsed } from '../support/mail.ts';
import { expectFailure, expectQuiet, expectSaid } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';

const complete = [
  'From: Cron <cron@example.com>',
  'To: Ops <ops@example.com>, second@example.com',
  'Cc: third@example.com',
  'Subject: done',
  'Date: Mon, 02 Mar 2026 03:04:05 +0100',
  'Message-ID: <20260302.1@example.com>',
  'X-Odd:   kept   as it is ',
  '',
  'text',
  '.',
  '..',
  'end',
  '',
].join('\n');

async function raw(
  message: string | Buffer,
  args: readonly string[],
  more: Submission = {},
): Promise<Submitted> {
  const sent = await submit({ ...more, args: ['--raw', ...args], stdin: message });
  expectCleanWire(sent);
  return sent;
}

const recipients = (sent: Submitted) =>
  sent.transactions[0]?.to.map((one) => /<(.*?)>/.exec(one)?.[1]).toSorted();

describe.concurrent('a raw message', () => {
  it('arrives octet for octet, with CRLF', async () => {
    const sent = await raw(complete, ['a@example.com', 'b@example.com']);
    expectQuiet(sent);
    expect(arrived(sent).toString()).toBe(complete.replaceAll('\n', '\r\n'));
    expect(recipients(sent)).toEqual(['a@example.com', 'b@example.com']);
    expect(sent.transactions[0]?.from).toMatch(/^FROM:<cron@example\.com>/i);
    const crlf = await raw(complete.replaceAll('\n', '\r\n'), ['a@example.com']);
    expect(arrived(crlf).toString()).toBe(complete.replaceAll('\n', '\r\n'));
  });

  it('takes its envelope sender from --envelope-from, --from, or its From', async () => {
    const both = await raw(complete, [
      '-f',
      'f@example.com',
      '--envelope-from',
      'e@example.com',
      'a@example.com',
    ]);
    expect(both.transactions[0]?.from).toMatch(/^FROM:<e@example\.com>/i);
    const one = await raw(complete, ['-f', 'f@example.com', 'a@example.com']);
    expect(one.transactions[0]?.from).toMatch(/^FROM:<f@example\.com>/i);
    expect(headerOf(arrived(one))).toContain('From: Cron <cron@example.com>\r\n');
  });

  it('is for its arguments alone without --read-recipients', async () => {
    expect(recipients(await raw(complete, ['a@example.com']))).toEqual(['a@example.com']);
    const none = await submit({ args: ['--raw'], stdin: complete });
    expectSaid(none, 64);
    expect(none.connections).toHaveLength(0);
  });

  it('loses Bcc and Resent-Bcc, folded and in any case, and with --read-recipients sends to them', async () => {
    const hidden = complete
      .replace('Subject:', 'bCC : h1@example.net,\n\th2@example.net\n , h3@example.net\nSubject:')
      .replace('Date:', 'Bcc:\n h4@example.net\nDate:');
    const sent = await raw(hidden, ['--read-recipients']);
    expectQuiet(sent);
    expect(recipients(sent)).toEqual(
      ['h1', 'h2', 'h3', 'h4']
        .map((one) => `${one}@example.net`)
        .concat(['ops', 'second', 'third'].map((one) => `${one}@example.com`)),
    );
    expect(arrived(sent).toString()).not.toMatch(/example\.net|^bcc/im);
    expect(arrived(sent).toString()).toBe(complete.replaceAll('\n', '\r\n'));
    const resent = complete.replace('Subject:', 'RESENT-BCC: h1@example.net,\n h2@example.net\nSubject:');
    const other = await raw(resent, ['a@example.com']);
    expect(recipients(other)).toEqual(['a@example.com']);
    expect(arrived(other).toString()).toBe(complete.replaceAll('\n', '\r\n'));
  });

  it('gets the Date, Message-ID and From that it lacks', async () => {
    const sent = await raw('To: a@example.com\nSubject: bare\n\ntext\n', [
      '-f',
      'sender@example.com',
      'a@example.com',
    ]);
    expectQuiet(sent);
    const mail = await parsed(arrived(sent));
    expect(mail.from?.value[0]?.address).toBe('sender@example.com');
    expect(mail.messageId).toMatch(/^<.+@.+>$/);
    expect(Math.abs((mail.date?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(mail.text).toBe('text\n');
  });

  it('may have no body, and a body may be empty', async () => {
    for (const message of ['From: a@example.com\nSubject: x\n', 'From: a@example.com\nSubject: x\n\n']) {
      const sent = await raw(message, ['a@example.com']);
      expectQuiet(sent);
      expect(headerOf(arrived(sent))).toMatch(/Subject: x\r\n/);
    }
  });

  it('has bare CR, bare LF and CRCRLF made CRLF once', async () => {
    const sent = await raw('From: a@example.com\r\nSubject: x\n\r\none\rtwo\r\r\nthree\n', ['a@example.com']);
    expectQuiet(sent);
    const body = arrived(sent).toString().split('\r\n\r\n').slice(1).join('\r\n\r\n');
    expect(body).toBe('one\r\ntwo\r\nthree\r\n');
  });

  it('does not end at a lone dot, nor smuggle a second message', async () => {
    const smuggled =
      'From: a@example.com\n\na\n.\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<x@example.net>\r\nDATA\r\n';
    for (const message of [
      smuggled,
      smuggled.replace('\n.\r\n', '\r.\r'),
      smuggled.replace('\n.\r\n', '\r\n.\r'),
    ]) {
      const sent = await raw(message, ['a@example.com']);
      expectQuiet(sent);
      expect(sent.transactions).toHaveLength(1);
      expect(sent.connections[0]?.commands.join('\n')).not.toContain('evil');
      expect(arrived(sent).toString()).toContain('MAIL FROM:<evil@example.net>');
    }
  });

  it('with long lines is re-encoded and reads the same', async () => {
    const long = `${'word '.repeat(600)}end`;
    const sent = await raw(`From: a@example.com\nSubject: x\n\n${long}\nshort\n`, ['a@example.com']);
    expectQuiet(sent);
    expect((await parsed(arrived(sent))).text).toBe(`${long}\nshort\n`);
  });

  const eight =
    'From: a@example.com\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGrüße\n';

  it('with 8-bit text is declared, or re-encoded where the server lacks 8BITMIME', async () => {
    const able = await raw(eight, ['a@example.com']);
    expect(able.transactions[0]?.from).toMatch(/ BODY=8BITMIME(?: |$)/);
    expect(arrived(able).toString()).toContain('\r\n\r\nGrüße\r\n');
    const unable = await raw(eight, ['a@example.com'], { server: { extensions: ['SIZE 100000'] } });
    expectQuiet(unable);
    expect(arrived(unable).toString('latin1')).not.toMatch(/[^\t\r\n -~]/);
    expect((await parsed(arrived(unable))).text).toBe('Grüße\n');
  });

  it('that is signed is refused with 65 and the line rather than re-encoded', async () => {
    const signed = (body: string) =>
      `DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=x; h=from; bh=x; b=x\nFrom: a@example.com\nDate: Mon, 02 Mar 2026 03:04:05 +0100\nMessage-ID: <1@example.com>\n\nok\n${body}\n`;
    const long = await submit({
      args: ['--raw', '--json', 'a@example.com'],
      stdin: signed('x'.repeat(1200)),
    });
    expect(long.status, long.stdout).toBe(65);
    expect(long.stdout).toMatch(/line 7|:7\b/);
    expect(long.transactions).toHaveLength(0);
    const eightBit = await submit({
      args: ['--raw', 'a@example.com'],
      stdin: signed('Grüße'),
      server: { extensions: [] },
    });
    expectSaid(eightBit, 65);
    expect(eightBit.transactions).toHaveLength(0);
    const fine = await raw(signed('fine'), ['a@example.com']);
    expect(arrived(fine).toString()).toBe(signed('fine').replaceAll('\n', '\r\n'));
  });

  it.each([
    ['NUL in its header', 'From: a@example.com\nX: a\0b\n\nx\n'],
    ['UTF-16', Buffer.from('\ufeffFrom: a@example.com\n\nx\n', 'utf16le')],
    ['a header that never ends', `From: a@example.com\n${'X-A: b\n'.repeat(50_000)}\nbody\n`],
    ['a recipient that is none', 'From: a@example.com\nTo: not an address\n\nx\n'],
  ])('with %s is 65', async (_, message) => {
    const sent = await submit({
      args: ['--raw', '--json', '--read-recipients', 'a@example.com'],
      stdin: message,
    });
    expect(sent.status, sent.stdout).toBe(65);
    expect(sent.transactions).toHaveLength(0);
  });

  it('larger than the server takes is 65 SIZE before DATA', async () => {
    const sent = await submit({
      args: ['--raw', '--json', 'a@example.com'],
      stdin: `${complete}${'text\n'.repeat(5000)}`,
      server: { extensions: ['SIZE 9999'] },
    });
    expectFailure(sent, 65, 'SIZE');
    expect(sent.connections[0]?.commands).not.toContain('DATA');
  });
});
