import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeMessage } from '../../src/message/compose.ts';
import type { Draft } from '../../src/message/draft.ts';
import { composeDeps, draft, failureOf, nothing, parsed, wireFault, wireOctets } from './deps.ts';

let directory = '';
const file = (name: string): string => path.join(directory, name);

beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'sendmemo-compose-'));
  await fs.writeFile(file('report.pdf'), '%PDF');
  await fs.writeFile(file('logo.png'), 'PNG');
  await fs.writeFile(file('page.html'), '<p>Grüße <img src="cid:logo.png"></p>');
  await fs.writeFile(file('signature'), 'Operations\n');
});

afterAll(async () => {
  await fs.rm(directory, { recursive: true });
});

async function sent(changes: Partial<Draft>): Promise<Buffer> {
  const { message } = await composeMessage(draft(changes), composeDeps({ cwd: directory }));
  const octets = await wireOctets(message);
  await message.dispose();
  expect(wireFault(octets)).toBeNull();
  return octets;
}

function headerOf(octets: Buffer): string {
  const text = octets.toString('latin1');
  return text.slice(0, text.indexOf('\r\n\r\n'));
}

/** What line ends are to become, for comparison with a parser that gives LF. */
const lfOnly = (text: string): string => text.replace(/\r*\n|\r/g, '\n');

const anyText = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'a',
          ' ',
          '  ',
          '\t',
          '\n',
          '\r',
          '\r\n',
          '.',
          '=',
          'From ',
          'ü',
          '漢字',
          '--',
          '-- ',
          '\0',
          '=?utf-8?Q?a?=',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
    fc.integer({ min: 70, max: 3000 }).map((length) => 'x'.repeat(length)),
    fc.integer({ min: 70, max: 1200 }).map((length) => '語'.repeat(length)),
  )
  .filter((text) => !/\p{Cs}/u.test(text));

const headerText = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .array(
        fc.constantFrom(
          'a',
          ' ',
          '  ',
          '\t',
          '"',
          '\\',
          '=?utf-8?Q?a?=',
          'ü',
          '漢字',
          '<',
          ',',
          ';',
          '='.repeat(80),
          'w'.repeat(1100),
        ),
        { maxLength: 20 },
      )
      .map((parts) => parts.join('')),
  )
  .filter(
    (text) =>
      !/\p{Cs}/u.test(text) &&
      text.trim() === text &&
      text !== '' &&
      !/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u.test(text.replaceAll('\t', '')),
  );

describe('no line over 998 octets comes of', () => {
  const attached = async (option: string): Promise<string | undefined> =>
    (await parsed(await sent({ attachments: [`report.pdf;${option}`] }))).attachments[0]?.filename;

  it.each(['x', 'x%', 'x*', 'ü', '"a'])('a name of 3,000 times %j', async (text) => {
    expect(await attached(`name=${text.repeat(3000)}`)).toBe(text.repeat(3000));
  });

  it('a content ID or a type: they are refused where they are too long', async () => {
    for (const option of [
      `cid=${'x'.repeat(251)}`,
      `name=${'x'.repeat(3000)}`,
      `type=a/${'x'.repeat(128)}`,
    ]) {
      const failure = await failureOf(() => sent({ inline: [`logo.png;${option}`] }));
      expect(failure).toMatchObject({ code: 'USAGE', reason: 'usage-option-value', option: '--inline' });
    }
    expect((await sent({ inline: [`logo.png;cid=${'x'.repeat(250)}`] })).length).toBeGreaterThan(0);
  });

  it('many attachments', async () => {
    const octets = await sent({
      attachments: Array.from({ length: 200 }, () => `report.pdf;name=${'ä'.repeat(400)}`),
    });
    expect((await parsed(octets)).attachments).toHaveLength(200);
  });
});

describe('what is given comes back through a foreign parser:', () => {
  it('any body', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const octets = await sent({ body: { kind: 'text', text } });
        const mail = await parsed(octets);
        expect((mail.text ?? '').replace(/\n$/, '')).toBe(lfOnly(text).replace(/\n$/, ''));
      }),
      { numRuns: 100 },
    );
  });

  it('any body in a multipart, to its last line end', async () => {
    await fc.assert(
      // mailparser makes an empty line of an empty part.
      fc.asyncProperty(
        anyText.filter((text) => text !== ''),
        async (text) => {
          const octets = await sent({
            body: { kind: 'text', text },
            html: { kind: 'text', text: '<p>x</p>' },
          });
          expect((await parsed(octets)).text ?? '').toBe(lfOnly(text));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('any subject and any header value', async () => {
    await fc.assert(
      fc.asyncProperty(headerText, headerText, async (subject, value) => {
        const octets = await sent({ subject, headers: [{ text: `X-Any: ${value}`, source: '--header' }] });
        const mail = await parsed(octets);
        expect(mail.subject).toBe(subject);
        // mailparser decodes only the fields that it knows.
        const field = /^X-Any(: (?:[^\r]|\r\n )*\r\n)/m.exec(octets.toString('latin1'))?.[1] ?? '';
        const known = await parsed(Buffer.from(`Subject${field}\r\n`, 'latin1'));
        expect(known.subject).toBe(value);
      }),
      { numRuns: 100 },
    );
  });

  it('any display name', async () => {
    await fc.assert(
      fc.asyncProperty(
        headerText.filter((name) => !/[\t]|\s\s|=\?/.test(name) && name.length < 200),
        async (name) => {
          const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`;
          const octets = await sent({ cc: [{ text: `${quoted} <cc@example.com>`, source: '--cc' }] });
          const cc = (await parsed(octets)).cc;
          const [first] = (Array.isArray(cc) ? cc[0] : cc)?.value ?? [];
          expect(first).toEqual({ name, address: 'cc@example.com' });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('any file name', async () => {
    // mailparser decodes `=?` once more than RFC 2231 says, and makes one blank of those around a fold.
    await fc.assert(
      fc.asyncProperty(
        headerText.filter((name) => !/[\t;]|=\?|\s\s/.test(name) && name.length < 200),
        async (name) => {
          const octets = await sent({ attachments: [`report.pdf;name=${name}`] });
          const [attachment] = (await parsed(octets)).attachments;
          expect(attachment?.filename).toBe(name);
          expect(attachment?.content.toString()).toBe('%PDF');
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a composed message', () => {
  it('never shows Bcc, and shows that there are other recipients', async () => {
    const deps = composeDeps();
    const { envelope, message } = await composeMessage(
      draft({ to: [], bcc: [{ text: 'hidden@example.com', source: '--bcc' }] }),
      deps,
    );
    const octets = await wireOctets(message);
    expect(envelope.recipients.map(({ address }) => address)).toEqual(['hidden@example.com']);
    expect(octets.toString()).not.toContain('hidden');
    expect(headerOf(octets)).toContain('To: undisclosed-recipients:;');
  });

  it('has each recipient once, in the order To, Cc, Bcc', async () => {
    const { envelope } = await composeMessage(
      draft({
        to: [{ text: 'a@example.com, b@EXAMPLE.com', source: '--to' }],
        cc: [{ text: 'b@example.com', source: '--cc' }],
        bcc: [{ text: 'c@example.com; a@example.com', source: '--bcc' }],
      }),
      composeDeps(),
    );
    expect(envelope.recipients.map(({ address }) => address)).toEqual([
      'a@example.com',
      'b@EXAMPLE.com',
      'c@example.com',
    ]);
  });

  it('has a Message-ID of its sender, or of the host where the sender has no full name', async () => {
    const from = async (text: string): Promise<string> => {
      const source = { text, source: '--from' };
      return (await composeMessage(draft({ from: source }), composeDeps())).message.messageId;
    };
    expect(await from('a@example.net')).toMatch(/^<[0-9a-z]+\.[0-9a-f]{32}@example\.net>$/);
    expect(await from('root@localhost')).toMatch(/@host\.example\.com>$/);
    expect(await from('root@localhost.localdomain')).toMatch(/@host\.example\.com>$/);
    expect(await from('root')).toMatch(/@host\.example\.com>$/);
    expect(await from('a@[192.0.2.1]')).toMatch(/@host\.example\.com>$/);
  });

  it('has one Date, one Message-ID, one From, one MIME-Version', async () => {
    const octets = await sent({ attachments: ['report.pdf'] });
    for (const name of ['Date', 'Message-ID', 'From', 'MIME-Version', 'Subject', 'To']) {
      expect(headerOf(octets).match(new RegExp(`^${name}:`, 'gim'))).toHaveLength(1);
    }
    expect(headerOf(octets)).toContain('Date: Wed, 04 Mar 2026 05:06:07 +0000');
  });

  it('has both senders where they differ, the null sender too', async () => {
    const { envelope, message } = await composeMessage(
      draft({
        from: { text: 'Print <print@example.net>', source: '--from' },
        envelopeFrom: { text: '<>', source: '--envelope-from' },
      }),
      composeDeps(),
    );
    expect(envelope.sender.address).toBe('');
    expect(headerOf(await wireOctets(message))).toContain('From: Print <print@example.net>');
  });

  it('is multipart/alternative with text and HTML, its images related, its signature after "-- "', async () => {
    const octets = await sent({
      body: { kind: 'text', text: 'text' },
      html: { kind: 'file', path: 'page.html' },
      inline: ['logo.png'],
      signatureFile: 'signature',
      attachments: ['report.pdf'],
      priority: 'high',
    });
    const mail = await parsed(octets);
    expect(mail.text).toBe('text\n-- \nOperations\n');
    expect(mail.html).toContain('Grüße');
    expect(mail.attachments.map(({ filename, contentType, cid }) => [filename, contentType, cid])).toEqual([
      ['logo.png', 'image/png', 'logo.png'],
      ['report.pdf', 'application/pdf', undefined],
    ]);
    expect(octets.toString()).toContain('multipart/related');
    expect(mail.headers.get('priority')).toBe('high');
  });

  it('with nothing but an empty body is a message all the same', async () => {
    expect((await parsed(await sent({ body: { kind: 'text', text: '' }, subject: null }))).text ?? '').toBe(
      '',
    );
  });

  it('opens again and again with the same octets', async () => {
    const { message } = await composeMessage(
      draft({ attachments: ['report.pdf', '-'] }),
      composeDeps({ cwd: directory, stdin: Readable.from([Buffer.alloc(3_000_000, 'pipe')]) }),
    );
    const first = await wireOctets(message);
    expect((await wireOctets(message)).equals(first)).toBe(true);
    await message.dispose();
  });

  it('decodes its body from the charset that it is in', async () => {
    const { message } = await composeMessage(
      draft({ body: { kind: 'stdin' }, charset: 'Shift_JIS' }),
      composeDeps({ stdin: Readable.from([Buffer.from([0x83, 0x65]), Buffer.from([0x83, 0x58])]) }),
    );
    const mail = await parsed(await wireOctets(message));
    expect(mail.text?.trim()).toBe('テス');
  });

  it('with a letter beyond ASCII before the @ goes only to a server with SMTPUTF8', async () => {
    const { message } = await composeMessage(
      draft({ cc: [{ text: 'jörg@example.com', source: '--cc' }] }),
      composeDeps(),
    );
    expect(await failureOf(() => message.toWire(nothing))).toMatchObject({
      reason: 'address-needs-smtputf8',
    });
    const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
    expect(wire).toMatchObject({ smtpUtf8: true, body: '8bitmime' });
    expect((await wireOctets(message)).toString()).toContain('Cc: jörg@example.com');
  });
});

describe('an attachment', () => {
  it('arrives as it is, whatever its size', async () => {
    for (const size of [0, 1, 56, 57, 58, 57 * 2048 - 1, 57 * 2048, 57 * 2048 + 1, 400_000]) {
      const octets = Buffer.alloc(size, 'abcdefghij\0\r\n\xff', 'latin1');
      await fs.writeFile(file('any.bin'), octets);
      const mail = await parsed(await sent({ attachments: ['any.bin'] }));
      expect(mail.attachments[0]?.content.equals(octets)).toBe(true);
    }
  });

  it('from a named pipe is read once and sent as often as needed', async () => {
    await promisify(execFile)('mkfifo', [file('pipe')]);
    const writing = fs.writeFile(file('pipe'), 'from a pipe');
    const mail = await parsed(await sent({ attachments: ['pipe;name=x.txt;type=text/csv'] }));
    await writing;
    expect(mail.attachments[0]).toMatchObject({ filename: 'x.txt', contentType: 'text/csv' });
    expect(mail.attachments[0]?.content.toString()).toBe('from a pipe');
  });

  it('that is no file is refused before anything is sent', async () => {
    const server = net.createServer().listen(file('socket'));
    await fs.writeFile(file('secret'), 'x');
    const why = async (name: string): Promise<unknown> => {
      const failure = await failureOf(() => sent({ attachments: ['report.pdf', name] }));
      return failure.reason === 'file-unreadable' ? failure.why : failure;
    };
    expect(await why('none')).toBe('missing');
    expect(await why('.')).toBe('directory');
    expect(await why('socket')).toBe('special');
    expect(await why('/dev/null')).toBe('special');
    expect(await why('report.pdf/x')).toBe('missing');
    server.close();
  });

  it.each([
    ['shrinks', 10],
    ['grows', 3000],
  ])('that %s before it is read ends the stream with file-changed', async (_, size) => {
    await fs.writeFile(file('changing'), Buffer.alloc(2000));
    const { message } = await composeMessage(
      draft({ attachments: ['changing'] }),
      composeDeps({ cwd: directory }),
    );
    await fs.writeFile(file('changing'), Buffer.alloc(size));
    expect(await failureOf(() => wireOctets(message))).toMatchObject({
      reason: 'file-changed',
      expectedBytes: 2000,
    });
  });

  it('that has gone when its turn comes ends the stream with file-unreadable', async () => {
    await fs.writeFile(file('going'), 'x');
    const { message } = await composeMessage(
      draft({ attachments: ['going'] }),
      composeDeps({ cwd: directory }),
    );
    await fs.unlink(file('going'));
    expect(await failureOf(() => wireOctets(message))).toMatchObject({
      reason: 'file-unreadable',
      why: 'missing',
    });
  });

  it('is one of two hundred without two hundred open files', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `many-${at}`);
    await Promise.all(names.map((name) => fs.writeFile(file(name), name)));
    const { message } = await composeMessage(draft({ attachments: names }), composeDeps({ cwd: directory }));
    const open = async (): Promise<number> => (await fs.readdir('/proc/self/fd')).length;
    const before = await open();
    let most = 0;
    const wire = await message.toWire(nothing);
    for await (const _ of wire.open()) most = Math.max(most, (await open()) - before);
    expect(most).toBeLessThan(5);
    expect((await parsed(await wireOctets(message))).attachments.map(({ filename }) => filename)).toEqual(
      names,
    );
  });

  it('leaves no open file behind when its stream is destroyed', async () => {
    await fs.writeFile(file('large'), Buffer.alloc(1_000_000));
    const { message } = await composeMessage(
      draft({ attachments: ['large'] }),
      composeDeps({ cwd: directory }),
    );
    const links = async (): Promise<string[]> => {
      const fds = await fs.readdir('/proc/self/fd');
      const targets = await Promise.all(fds.map((fd) => fs.readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return targets.filter((target) => target.endsWith('/large'));
    };
    const stream = (await message.toWire(nothing)).open();
    for await (const chunk of stream) if (String(chunk).includes('AAAA')) break;
    await expect.poll(links).toEqual([]);
  });
});

describe('a draft that is wrong', () => {
  it.each<[string, Partial<Draft>, string]>([
    ['no recipients', { to: [] }, 'no-recipients'],
    ['subject with a line break', { subject: 'a\nBcc: x@example.com' }, 'header-invalid'],
    ['subject with a control character', { subject: 'a\u0007' }, 'header-invalid'],
    ['unknown charset', { charset: 'latin-99' }, 'charset-unknown'],
    ['two senders', { from: { text: 'a@example.com, b@example.com', source: '-f' } }, 'address-invalid'],
    [
      'priority twice',
      { priority: 'low', headers: [{ text: 'X-Priority: 1', source: '--header' }] },
      'usage-conflict',
    ],
    ['standard input twice', { body: { kind: 'stdin' }, attachments: ['-'] }, 'usage-conflict'],
    ['a type that is none', { attachments: ['report.pdf;type=pdf'] }, 'usage-option-value'],
    ['a message type', { attachments: ['report.pdf;type=message/rfc822'] }, 'usage-option-value'],
    ['a name with a line break', { attachments: ['report.pdf;name=a\nb'] }, 'header-invalid'],
    ['a body that does not exist', { body: { kind: 'file', path: 'none' } }, 'file-unreadable'],
  ])('is refused: %s', async (_, changes, reason) => {
    const failure = await failureOf(() => composeMessage(draft(changes), composeDeps({ cwd: directory })));
    expect(failure.reason).toBe(reason);
  });
});
