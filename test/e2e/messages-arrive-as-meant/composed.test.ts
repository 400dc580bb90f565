/** Messages that sendmemo writes: body, HTML, attachments, headers, DSN, dry run (section 4). */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { directory } from '../support/directory.ts';
import { arrived, expectCleanWire, headerOf, parsed } from '../support/mail.ts';
import { expectFailure, expectQuiet, expectSaid, jsonOf, warningsOf } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submission } from '../support/submission.ts';

const from = ['-f', 'sender@example.com'];
const to = 'ops@example.com';

async function compose(args: readonly string[], more: Submission = {}) {
  const sent = await submit({ ...more, args: more.args ?? [...from, ...args, to] });
  expectQuiet(sent);
  expectCleanWire(sent);
  const message = arrived(sent);
  return { sent, message, header: headerOf(message), mail: await parsed(message) };
}

describe.concurrent('the body', () => {
  const odd = 'first\n.\n..two dots\n.three\nFrom here\n\n  indented \ttab\nünïcödé 日本語 😀\nlast\n';

  it('is standard input, --body or --body-file', async () => {
    expect((await compose([], { stdin: odd })).mail.text).toBe(odd);
    expect((await compose(['-b', odd])).mail.text).toBe(odd);
    const byFile = await compose([], {
      files: { 'body.txt': odd },
      args: (place) => [...from, '--body-file', place.file('body.txt'), to],
    });
    expect(byFile.mail.text).toBe(odd);
  });

  it.each([
    ['nothing', ''],
    ['a lone dot', '.\n'],
    ['dots', '.\n.\n.\n'],
    ['no newline at the end', 'no newline'],
    ['smuggling', 'a\n.\r\nMAIL FROM:<evil@example.net>\r\n.\r\n'],
    ['a long line', `${'x'.repeat(5000)}\n`],
    ['a long line of other letters', `${'日'.repeat(3000)}\n`],
  ])('arrives with %s', async (_, body) => {
    const { mail, sent } = await compose([], { stdin: body });
    expect((mail.text ?? '').replace(/\n$/, '')).toBe(body.replaceAll('\r\n', '\n').replace(/\n$/, ''));
    expect(sent.transactions).toHaveLength(1);
  });

  it('holds no bare CR or LF on the wire, whatever came', async () => {
    for (const body of ['a\rb\r\rc\n.\rd\r\n', '\n.\r\n', '\r.\r', 'x\r\n.\n\ry']) {
      const sent = await submit({ args: [...from, to], stdin: body });
      expectQuiet(sent);
      expectCleanWire(sent);
      expect(sent.transactions).toHaveLength(1);
    }
  });

  const charsets: readonly [string, string, string][] = [
    ['Shift_JIS', '838183628358815b83570a', 'メッスージ\n'],
    ['EUC-JP', 'c6fccbdcb8ec0a', '日本語\n'],
    ['ISO-2022-JP', '1b2442467c4b5c386c1b28420a', '日本語\n'],
    ['ISO-8859-1', '636166e90a', 'café\n'],
    ['IBM850', '63616682940a', 'caféö\n'],
    ['utf-8', '636166c3a90a', 'café\n'],
  ];
  it.each(charsets)('in %s arrives as it was meant', async (charset, hex, text) => {
    const { mail } = await compose(['--charset', charset], { stdin: Buffer.from(hex, 'hex') });
    expect(mail.text).toBe(text);
  });

  it('that is not valid in its charset is 65 and sends nothing', async () => {
    for (const [charset, hex] of [
      ['UTF-8', '6162ff63'],
      ['EUC-JP', '6162ff'],
    ] as const) {
      const sent = await submit({
        args: [...from, '--charset', charset, to],
        stdin: Buffer.from(hex, 'hex'),
      });
      expectSaid(sent, 65, /\b[23]\b/);
      expect(sent.transactions).toHaveLength(0);
    }
  });

  it('with HTML makes two alternatives, HTML alone makes one part', async () => {
    const html = '<p>Grüße <b>fett</b></p>\n';
    const files = { 'b.html': html, sig: 'Print Server\n' };
    const both = await compose([], {
      files,
      args: (p) => [...from, '-b', 'Grüße\n', '--html', p.file('b.html'), to],
    });
    expect(both.header).toMatch(/^Content-Type: multipart\/alternative/im);
    expect(both.mail.text).toBe('Grüße\n');
    expect((both.mail.html || '').trim()).toBe(html.trim());
    expect(both.message.toString().indexOf('text/plain')).toBeLessThan(
      both.message.toString().indexOf('text/html'),
    );
    const signed = await compose([], {
      files,
      args: (p) => [...from, '-b', 'text\n', '--signature-file', p.file('sig'), to],
    });
    expect(signed.mail.text).toBe('text\n-- \nPrint Server\n');
  });
});

describe.concurrent('headers', () => {
  it('are there, once each, with a Message-ID and a Date of ours', async () => {
    const { header, mail } = await compose([
      '-s',
      'Grüße 日本語 😀',
      '-b',
      'x',
      '--reply-to',
      'r@example.com',
      '--cc',
      'c@example.com',
    ]);
    for (const name of ['From', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Reply-To']) {
      expect(header.match(new RegExp(`^${name}:`, 'gim')), name).toHaveLength(1);
    }
    expect(mail.subject).toBe('Grüße 日本語 😀');
    expect(mail.messageId).toMatch(/^<[^<>@\s]+@[^<>@\s]+>$/);
    expect(mail.messageId).not.toContain('@localhost');
    expect(Math.abs((mail.date?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(header).not.toMatch(/[^\t\r\n -~]/);
  });

  it('long ones are folded and come back whole', async () => {
    const subject = `${'word '.repeat(300)}end`;
    const { mail } = await compose(['-s', subject, '-b', 'x']);
    expect(mail.subject).toBe(subject);
  });

  it('can be added, and priority set', async () => {
    const { header } = await compose([
      '-b',
      'x',
      '--header',
      'X-Job: 4711',
      '--header',
      'X-Other: a: b',
      '--priority',
      'high',
    ]);
    expect(header).toMatch(/^X-Job: 4711\r$/m);
    expect(header).toMatch(/^X-Other: a: b\r$/m);
    expect(header).toMatch(/^(?:X-Priority: 1|Importance: high)/im);
  });

  it.each([
    ['--subject', 'a\r\nBcc: evil@example.net'],
    ['--subject', 'a\nb'],
    ['--subject', 'a\rb'],
    ['--header', 'X-A: b\r\nBcc: evil@example.net'],
    ['--header', 'X-A: b\n c'],
    ['--header', 'X-A\r\nX-B: c'],
    ['--subject', 'nul\u0001l'],
  ])('%s %j is 65 and sends nothing', async (option, value) => {
    const sent = await submit({ args: [...from, '-b', 'x', option, value, to] });
    expectSaid(sent, 65);
    expect(sent.connections).toHaveLength(0);
  });

  it('never carry Bcc', async () => {
    const sent = await submit({ args: [...from, '-b', 'x', '--header', 'Bcc: hidden@example.net', to] });
    expectCleanWire(sent);
    if (sent.status !== 0) expectSaid(sent, 65);
  });
});

describe.concurrent('attachments', () => {
  const bytes = randomBytes(300_000);

  it('arrive octet for octet, with their names and types', async () => {
    const files = {
      'a.pdf': bytes,
      'b.bin': Buffer.alloc(0),
      'c.txt': 'line\r\nline\n.\n',
      '請求書 100%.pdf': 'x',
    };
    const { mail } = await compose([], {
      files,
      args: (p) => [
        ...from,
        '-b',
        'see attached\n',
        '-a',
        p.file('a.pdf'),
        '-a',
        `${p.file('b.bin')};name=leer.dat;type=application/x-thing`,
        '--attach',
        p.file('c.txt'),
        '--attach',
        p.file('請求書 100%.pdf'),
        '--attach',
        `${p.file('a.pdf')};name=Übersicht "neu".pdf`,
        to,
      ],
    });
    expect(mail.text).toBe('see attached\n');
    expect(mail.attachments.map((one) => [one.filename, one.contentType])).toEqual([
      ['a.pdf', 'application/pdf'],
      ['leer.dat', 'application/x-thing'],
      ['c.txt', 'text/plain'],
      ['請求書 100%.pdf', 'application/pdf'],
      ['Übersicht "neu".pdf', 'application/pdf'],
    ]);
    expect(mail.attachments[0]?.content.equals(bytes)).toBe(true);
    expect(mail.attachments[1]?.size).toBe(0);
    expect(mail.attachments[2]?.content.toString()).toBe('line\r\nline\n.\n');
  });

  it('may be standard input', async () => {
    const { mail } = await compose(['-b', 'x', '-a', '-;name=in.bin;type=application/octet-stream'], {
      stdin: bytes,
    });
    expect(mail.attachments.map((one) => one.filename)).toEqual(['in.bin']);
    expect(mail.attachments[0]?.content.equals(bytes)).toBe(true);
  });

  it('are streamed: memory does not grow with their size', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024, randomBytes(1000));
    await using there = await directory();
    const sent = await submit({
      files: { 'large.bin': large },
      args: (p) => [...from, '-b', 'x', '-a', p.file('large.bin'), to],
      peakFile: there.file('peak'),
      server: { extensions: ['SIZE 100000000', '8BITMIME'] },
    });
    expectQuiet(sent);
    const text = arrived(sent).toString('latin1');
    const begin = text.indexOf('\r\n\r\n', text.indexOf('filename=large.bin')) + 4;
    const content = Buffer.from(text.slice(begin, text.indexOf('\r\n--', begin)), 'base64');
    expect(content.equals(large)).toBe(true);
    expect(Number(await readFile(there.file('peak'), 'utf8'))).toBeLessThan(120 * 1024);
  });

  it.each(['-;name=a\r\nBcc: x@example.net', '-;name=x;type=text/plain\r\nX: y', '-;type=nonsense'])(
    '%j is refused and sends nothing',
    async (spec) => {
      const sent = await submit({ args: [...from, '-b', 'x', '-a', spec, to], stdin: 'y' });
      expect([64, 65]).toContain(sent.status);
      expectSaid(sent, sent.status ?? -1);
      expect(sent.connections).toHaveLength(0);
    },
  );
});

describe.concurrent('what is declared', () => {
  it('is BODY, SIZE and DSN as asked for and offered', async () => {
    const { sent } = await compose([
      '-b',
      'x',
      '--notify',
      'failure,delay',
      '--ret',
      'hdrs',
      '--envid',
      'job+4711 x',
    ]);
    const [one] = sent.transactions;
    expect(one?.from).toMatch(/ SIZE=\d+/);
    expect(one?.from).toMatch(/ RET=HDRS(?: |$)/i);
    expect(one?.from).toMatch(/ ENVID=job\+2B4711\+20x(?: |$)/);
    expect(one?.to[0]).toMatch(/ NOTIFY=FAILURE,DELAY(?: |$)/i);
    const size = Number(/SIZE=(\d+)/.exec(one?.from ?? '')?.[1]);
    expect(size).toBeGreaterThanOrEqual(one?.message.length ?? Infinity);
  });

  it('is nothing that the server does not offer; DSN then warns', async () => {
    const sent = await submit({
      args: [...from, '-b', 'Grüße', '--notify', 'never', to],
      server: { extensions: [] },
    });
    expect(sent.status).toBe(0);
    expect(sent.transactions[0]?.from).toMatch(/^FROM:<[^>]*>$/i);
    expect(sent.transactions[0]?.to[0]).toMatch(/^TO:<[^>]*>$/i);
    expect(warningsOf(sent)).toHaveLength(1);
    expect(arrived(sent).toString('latin1')).not.toMatch(/[^\t\r\n -~]/);
    expect((await parsed(arrived(sent))).text?.trim()).toBe('Grüße');
  });

  it('larger than the server takes is refused before DATA with both numbers', async () => {
    const sent = await submit({
      args: ['--json', ...from, to],
      stdin: 'x'.repeat(60).concat('\n').repeat(500),
      server: { extensions: ['SIZE 20000', '8BITMIME'] },
    });
    const json = expectFailure(sent, 65, 'SIZE');
    expect(json.error?.message).toMatch(/20[,. ]?000/);
    expect(json.error?.message?.match(/\d[\d,. ]*\d{3}/g)?.length).toBeGreaterThanOrEqual(2);
    expect(sent.connections[0]?.commands).not.toContain('DATA');
    expect(sent.connections[0]?.quit).toBe(true);
  });

  it.each(['SIZE', 'SIZE 0'])('has no limit under %s', async (size) => {
    const sent = await submit({ args: [...from, '-b', 'x', to], server: { extensions: [size] } });
    expectQuiet(sent);
  });
});

describe.concurrent('--dry-run', () => {
  it('prints envelope and message and connects to nothing', async () => {
    const sent = await submit({
      args: ['--dry-run', ...from, '-s', 'dry subject', '-b', 'dry text', '--bcc', 'hidden@example.net', to],
    });
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.connections).toHaveLength(0);
    for (const part of ['sender@example.com', to, 'hidden@example.net', 'Subject: dry subject', 'dry text']) {
      expect(sent.stdout).toContain(part);
    }
    expect(sent.stdout).not.toMatch(/^bcc:/im);
  });

  it('finds errors all the same', async () => {
    const sent = await submit({ args: ['--dry-run', ...from, '-b', 'x', 'a b@example.com'] });
    expectSaid(sent, 65);
    expectSaid(await submit({ ssl: 'EnableTSL = 1\n', args: ['--dry-run', ...from, '-b', 'x', to] }), 78);
  });
});

describe.concurrent('notify', () => {
  const notify = ['notify', '--server-name', 'MainServer', '--message', '5010-304 The queue is full.'];

  it('writes the documented form', async () => {
    const env = { TZ: 'UTC' };
    const { mail } = await compose([], {
      env,
      args: [...notify, '--event-comment', 'Call the operator', ...from, 'operator@node1'],
    });
    expect(mail.subject).toBe('5010-192 Message from InfoPrint server: MainServer');
    expect(mail.text).toMatch(
      /^\[\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\] {2}5010-304 The queue is full\.\nCall the operator\n?$/,
    );
    const [, month, day, year] = /^\[(\d\d)\/(\d\d)\/(\d\d)/.exec(mail.text ?? '') ?? [];
    const written = Date.UTC(2000 + Number(year), Number(month) - 1, Number(day));
    expect(Math.abs(Date.now() - written)).toBeLessThan(2 * 86_400_000);
  });

  it('refuses what would break it', async () => {
    expectSaid(
      await submit({
        args: [...from, 'notify', '--server-name', 'x\r\nBcc: a@example.com', '--message', 'm', to],
      }),
      65,
    );
    const none = await submit({ args: ['notify', '--server-name', 'x', '--message', 'm'] });
    expectSaid(none, 64);
    expect(none.connections).toHaveLength(0);
  });

  it('has its JSON result', async () => {
    expect(jsonOf(await submit({ args: [...notify, '--json', ...from, to] })).status).toBe('sent');
  });
});
