import os from 'node:os';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComposeDeps, Composed, RawDraft } from '../../src/message/draft.ts';
import { composeRaw } from '../../src/message/raw.ts';
import { composeDeps, everything, failureOf, parsed, rawDraft, wireFault, wireOctets } from './deps.ts';

async function compose(
  input: string | Buffer | readonly Buffer[],
  changes: Partial<RawDraft> = {},
  deps: Partial<ComposeDeps> = {},
): Promise<Composed> {
  const chunks = typeof input === 'string' ? [Buffer.from(input)] : Buffer.isBuffer(input) ? [input] : input;
  return composeRaw(rawDraft(changes), composeDeps({ stdin: Readable.from(chunks), ...deps }));
}

async function sent(input: string | Buffer, changes: Partial<RawDraft> = {}): Promise<string> {
  const { message } = await compose(input, changes);
  const octets = await wireOctets(message);
  await message.dispose();
  expect(wireFault(octets)).toBeNull();
  return octets.toString();
}

const complete =
  'From: a@example.com\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n';

describe('a raw message', () => {
  it('that needs nothing stays octet by octet', async () => {
    const text = `Received: from x\r\n${complete}Subject:  odd   spacing\r\n folded\r\nX-UPPER:x\r\n\r\nbody\r\n.\r\n..\r\n`;
    expect(await sent(text)).toBe(text);
  });

  it('loses Bcc and Resent-Bcc, folded, in any case', async () => {
    const text = await sent(
      `bcc: x@example.com,\n y@example.com\nTo: a@example.com\n${complete}BCC : z@example.com\nResent-bCc:\n q@example.com\nSubject: s\n\nBcc: this is the body\n`,
    );
    expect(text).toBe(`To: a@example.com\r\n${complete}Subject: s\r\n\r\nBcc: this is the body\r\n`);
  });

  it('gets the From, Date and Message-ID that it has not', async () => {
    const text = await sent('Subject: s\n\nbody\n', { fullName: 'Cron Daemon' });
    expect(text).toMatch(
      /^Subject: s\r\nFrom: Cron Daemon <print@host\.example\.com>\r\nDate: Wed, 04 Mar 2026 05:06:07 \+0000\r\nMessage-ID: <\S+@host\.example\.com>\r\n\r\nbody\r\n$/,
    );
  });

  it('gets them too where they are empty', async () => {
    expect(await sent('From:\nDate: \nMessage-Id:\n\nx')).toMatch(
      /^From: print@.*\r\nDate: W.*\r\nMessage-ID: <\S+>\r\n\r\nx\r\n$/,
    );
  });

  it('without an empty line, or without a header, is read as sendmail reads it', async () => {
    expect(await sent(`${complete}no field\nmore\n`)).toBe(`${complete}\r\nno field\r\nmore\r\n`);
    expect(await sent('just text\n')).toMatch(/^From: [^]*\r\n\r\njust text\r\n$/);
    expect(await sent(' begins with a blank: x\n')).toMatch(/\r\n\r\n begins with a blank: x\r\n$/);
    expect(await sent('')).toMatch(/^From: [^]*\r\n\r\n$/);
  });

  it('that would show a Bcc after a broken header line is refused with the line', async () => {
    const failure = await failureOf(() =>
      sent('To: a@example.com\nSubject: x\nbroken\nBcc: b@example.com\n\nbody\n'),
    );
    expect(failure).toMatchObject({ reason: 'raw-header-malformed', line: 3 });
  });

  it('loses the first line of an mbox', async () => {
    expect(await sent(`From a@example.com Thu Jan  1 00:00:00 2026\n${complete}\nx\n`)).toBe(
      `${complete}\r\nx\r\n`,
    );
  });

  it.each([
    ['a\rb\nc\r\nd\r\r\ne', 'a\r\nb\r\nc\r\nd\r\ne\r\n'],
    ['a\r\r\r\nb\n\rc', 'a\r\nb\r\n\r\nc\r\n'],
    ['a\n.\nMAIL FROM:<evil@example.com>', 'a\r\n.\r\nMAIL FROM:<evil@example.com>\r\n'],
    ['a\r.\rb', 'a\r\n.\r\nb\r\n'],
    ['a\n.\r\nb\r', 'a\r\n.\r\nb\r\n'],
  ])('has CRLF and nothing else: %j', async (body, onWire) => {
    expect(await sent(`${complete}\r\n${body}`)).toBe(`${complete}\r\n${onWire}`);
  });

  it('gives the same whatever the pieces that it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('\r', '\n', '.', 'a', 'Bcc: x@y.example', ':', ' '), { maxLength: 30 }),
        fc.boolean(),
        async (parts, dotEnds) => {
          const input = Buffer.from(`${complete}\n${parts.join('')}`);
          const whole = await compose(input, { dotEnds });
          const single = await compose(
            Array.from(input, (octet) => Buffer.from([octet])),
            { dotEnds },
          );
          const octets = await wireOctets(whole.message);
          expect((await wireOctets(single.message)).equals(octets)).toBe(true);
          expect(wireFault(octets)).toBeNull();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ends at a lone dot only where that was asked for', async () => {
    const input = `${complete}\r\na\r\n..\r\n.x\r\n.\r\nb\r\n`;
    expect(await sent(input, { dotEnds: true })).toBe(`${complete}\r\na\r\n..\r\n.x\r\n`);
    expect(await sent(input)).toBe(input);
  });

  it.each([
    ['a\r.\rb', 'a\r\n.\r\nb\r\n'],
    ['a\r.\nb', 'a\r\n.\r\nb\r\n'],
    ['a\n.\rb', 'a\r\n.\r\nb\r\n'],
    ['a\n.\nb', 'a\r\n'],
    ['a\n.\r\nb', 'a\r\n'],
    ['a\n.', 'a\r\n'],
  ])('a dot beside a bare CR ends nothing: %j', async (body, onWire) => {
    expect(await sent(`${complete}\r\n${body}`, { dotEnds: true })).toBe(`${complete}\r\n${onWire}`);
  });

  it('has a NUL encoded in its body, and is refused with the line where the header has one', async () => {
    const text = await sent(`${complete}\r\na\nb\0\n`);
    expect(text).toContain('Content-Transfer-Encoding: quoted-printable\r\n\r\na\r\nb=00\r\n');
    expect(await failureOf(() => sent('Subject: s\nX: a\n b\0b\n\n'))).toMatchObject({
      reason: 'raw-nul',
      line: 3,
    });
  });

  it('may begin with a byte order mark, but is no UTF-16', async () => {
    expect(await sent(`\ufeff${complete}\r\nbody\r\n`)).toBe(`${complete}\r\nbody\r\n`);
    expect(await sent(`\ufeffFrom x\r\n\ufeff${complete}\r\nbody\r\n`)).toBe(`${complete}\r\nbody\r\n`);
    for (const mark of ['\xff\xfe', '\xfe\xff']) {
      const utf16 = Buffer.from(`${mark}F\0r\0o\0m\0:\0`, 'latin1');
      expect(await failureOf(() => sent(utf16))).toMatchObject({ reason: 'raw-utf16' });
    }
  });

  it('with a header over 256 KiB is refused', async () => {
    const field = `X-Long: ${'x'.repeat(900)}\n`;
    expect(await failureOf(() => sent(`${field.repeat(300)}\nbody\n`))).toMatchObject({
      reason: 'raw-header-too-large',
      limitBytes: 262144,
    });
    expect(await failureOf(() => sent(`X-Long: ${'x'.repeat(300_000)}`))).toMatchObject({
      reason: 'raw-header-too-large',
    });
    expect(await sent(`${field.repeat(200)}\nbody\n`)).toContain('body');
  });

  it('larger than memory should hold is kept in a file without a name, and sent twice', async () => {
    const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'sendmemo-raw-'));
    const line = Buffer.from(`${'x'.repeat(76)}\r\n`);
    const chunks = [
      Buffer.from(`${complete}\r\n`),
      ...Array.from({ length: 60 }, () => Buffer.alloc(78_000, line)),
    ];
    const { message } = await compose(chunks, {}, { temporaryDirectory: directory });
    expect(await fs.readdir(directory)).toEqual([]);
    const first = await wireOctets(message);
    expect(first.equals(Buffer.concat(chunks))).toBe(true);
    expect((await wireOctets(message)).equals(first)).toBe(true);
    await message.dispose();
    await fs.rmdir(directory);
  });

  it('has its own Message-ID and subject', async () => {
    const { message } = await compose(`${complete}Subject: =?UTF-8?B?5pel?= =?UTF-8?Q?=E6=9C=AC?=\n\nx`);
    expect(message).toMatchObject({ messageId: '<1@example.com>', subject: '日本' });
  });
});

describe('the recipients of a raw message', () => {
  const recipients = async (input: string, changes: Partial<RawDraft> = {}): Promise<string[]> => {
    const { envelope } = await compose(input, { to: [], readRecipients: true, ...changes });
    return envelope.recipients.map(({ address }) => address);
  };

  it('are its To, Cc and Bcc, and the arguments', async () => {
    expect(
      await recipients(
        'To: A <a@example.com>,\n b@example.com (comment)\ncc: a@example.com, Team: c@example.com;\nBCC: d@example.com\n\n',
        {
          to: [{ text: 'z@example.com', source: 'arguments' }],
        },
      ),
    ).toEqual(['z@example.com', 'a@example.com', 'b@example.com', 'c@example.com', 'd@example.com']);
  });

  it('are those of the Resent- fields alone where there are any', async () => {
    expect(
      await recipients('To: a@example.com\nResent-To: b@example.com\nResent-Bcc: c@example.com\n\n'),
    ).toEqual(['b@example.com', 'c@example.com']);
  });

  it('are none where it has only a group without members', async () => {
    expect(await failureOf(() => recipients('To: undisclosed-recipients:;\n\n'))).toMatchObject({
      reason: 'no-recipients',
    });
  });

  it('are refused as a whole for one bad address, with its line', async () => {
    expect(
      await failureOf(() => recipients('Subject: x\nTo: a@example.com,\n not an address\n\n')),
    ).toMatchObject({
      reason: 'address-invalid',
      source: 'line 2 (To)',
    });
  });

  it('may have a name in an unknown charset, but no address in one', async () => {
    const { envelope } = await compose(Buffer.from('To: J\xf6rg <a@example.com>\n\n', 'latin1'), {
      to: [],
      readRecipients: true,
    });
    expect(envelope.recipients.map(({ address }) => address)).toEqual(['a@example.com']);
    const refused = compose(Buffer.from('To: j\xf6rg@example.com\n\n', 'latin1'), {
      to: [],
      readRecipients: true,
    });
    expect(await failureOf(() => refused)).toMatchObject({ reason: 'address-invalid', why: 'control' });
  });

  it('are not read unless that was asked for', async () => {
    const { envelope } = await compose('To: a@example.com\n\n');
    expect(envelope.recipients.map(({ address }) => address)).toEqual(['ops@example.com']);
  });
});

describe('the sender of a raw message', () => {
  const sender = async (input: string, changes: Partial<RawDraft> = {}): Promise<string> =>
    (await compose(input, changes)).envelope.sender.address;

  it('is --envelope-from, else --from, else its From, else the default', async () => {
    const from = { text: 'f@example.com', source: '-f' };
    expect(await sender('From: root@vm (Cron Daemon)\n\n')).toBe('root@vm');
    expect(await sender('From: A <a@example.com>\n\n', { from })).toBe('f@example.com');
    expect(
      await sender('From: A <a@example.com>\n\n', { from, envelopeFrom: { text: '<>', source: '-f' } }),
    ).toBe('');
    expect(await sender('Subject: x\n\n')).toBe('print@host.example.com');
  });
});

describe('a raw message with raw 8-bit text', () => {
  it('is declared as it is', async () => {
    const wire = async (text: string): Promise<unknown> => {
      const { body, smtpUtf8 } = await (await compose(text)).message.toWire(everything);
      return { body, smtpUtf8 };
    };
    expect(await wire('Subject: x\n\nplain\n')).toEqual({ body: '7bit', smtpUtf8: false });
    expect(await wire('Subject: x\n\nGrüße\n')).toEqual({ body: '8bitmime', smtpUtf8: false });
    expect(await wire('Subject: ü\n\nplain\n')).toEqual({ body: '7bit', smtpUtf8: false });
    expect(await wire('Subject: ü\n\nGrüße\n')).toEqual({ body: '8bitmime', smtpUtf8: false });
    expect(await wire('To: jörg@example.com\n\nx\n')).toEqual({ body: '8bitmime', smtpUtf8: true });
    expect(await wire('To: j@bücher.example\n\nx\n')).toEqual({ body: '7bit', smtpUtf8: false });
    expect(await wire('Subject: ü\nDKIM-Signature: v=1\n\nx\n')).toEqual({
      body: '8bitmime',
      smtpUtf8: true,
    });
  });

  it('in its header goes as encoded words to a server without SMTPUTF8', async () => {
    const { message } = await compose('Subject: Grüße aus Köln\nTo: Jörg Müller <j@example.com>\n\nGrüße\n');
    const octets = await wireOctets(message, { eightBitMime: true, smtpUtf8: false });
    const header = octets.toString('latin1').split('\r\n\r\n')[0] ?? '';
    expect(/[^\0-\x7f]/.test(header)).toBe(false);
    const mail = await parsed(octets);
    expect(mail.subject).toBe('Grüße aus Köln');
    expect(Array.isArray(mail.to) ? null : mail.to?.value).toEqual([
      { name: 'Jörg Müller', address: 'j@example.com' },
    ]);
    expect(octets.toString()).toContain('\r\n\r\nGrüße\r\n');
  });
});
