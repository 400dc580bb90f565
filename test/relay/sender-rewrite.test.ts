import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressList } from '../../src/message/address.ts';
import { sendFor } from '../../src/relay/sender-rewrite.ts';
import { parseSenderTable } from '../../src/relay/sender-table.ts';
import { failureOf } from '../message/deps.ts';

interface Rewritten {
  readonly sender: string;
  readonly octets: Buffer;
  readonly header: readonly string[];
  readonly removed: number;
  readonly changed: boolean;
}

interface Options {
  readonly sender?: string;
  readonly table?: string;
  readonly domain?: string | null;
  /** Octets of each piece. */
  readonly step?: number;
}

function pieces(octets: Buffer, step: number): Buffer[] {
  return Array.from({ length: Math.ceil(octets.length / step) }, (_, at) =>
    octets.subarray(at * step, (at + 1) * step),
  );
}

async function rewrite(message: string | Buffer, options: Options = {}): Promise<Rewritten> {
  const {
    sender = 'scan@office.example',
    table = '*: box@example.com',
    domain = null,
    step = 1000,
  } = options;
  const octets = typeof message === 'string' ? Buffer.from(message, 'utf8') : message;
  const sent = await sendFor(
    Readable.from(pieces(octets, step)),
    parseSenderTable(Buffer.from(table), '/t'),
    { address: sender, needsSmtpUtf8: false },
    domain,
  );
  const out: Buffer[] = [];
  for await (const chunk of sent.content) out.push(chunk);
  const all = Buffer.concat(out);
  const header = all.toString('utf8').split('\r\n\r\n')[0] ?? '';
  return {
    sender: sent.sender.address,
    octets: all,
    header: header.replaceAll('\r\n ', ' ').split('\r\n'),
    removed: sent.removedSignatures,
    changed: sent.changed,
  };
}

const message = (...fields: string[]): string => `${fields.join('\r\n')}\r\n\r\nbody\r\n`;

describe('the header of a device’s message', () => {
  it.each<[string, string[], string[], Options?]>([
    [
      'has the mailbox in From, and the device in Reply-To',
      ['Received: x', 'From: scan@office.example', 'To: a@example.net'],
      ['Received: x', 'From: box@example.com', 'Reply-To: scan@office.example', 'To: a@example.net'],
    ],
    [
      'keeps the display name',
      ['From: "Scanner, 2nd floor" <scan@office.example>'],
      [
        'From: "Scanner, 2nd floor" <box@example.com>',
        'Reply-To: "Scanner, 2nd floor" <scan@office.example>',
      ],
    ],
    [
      'takes the name of the table where there is none',
      ['From: scan@office.example'],
      ['From: Scanner <box@example.com>', 'Reply-To: scan@office.example'],
      { table: '*: Scanner <box@example.com>' },
    ],
    [
      'drops a name that is the old address',
      ['From: "Scan@office.example" <scan@office.example>'],
      ['From: box@example.com', 'Reply-To: "Scan@office.example" <scan@office.example>'],
    ],
    [
      'keeps a Reply-To',
      ['From: scan@office.example', 'Reply-To: Help Desk <help@office.example>'],
      ['From: box@example.com', 'Reply-To: Help Desk <help@office.example>'],
    ],
    [
      'keeps a Reply-To that can’t be read',
      ['From: scan@office.example', 'reply-to: <<help>>'],
      ['From: box@example.com', 'reply-to: <<help>>'],
    ],
    [
      'replaces an empty Reply-To',
      ['Reply-To: ', 'From: scan@office.example'],
      ['From: box@example.com', 'Reply-To: scan@office.example'],
    ],
    [
      'drops Sender',
      ['Sender: other@office.example', 'From: scan@office.example'],
      ['From: box@example.com', 'Reply-To: scan@office.example'],
    ],
    [
      'drops a foreign Sender, even if From is the mailbox already',
      ['From: Box <BOX@Example.com>'.replace('BOX', 'box'), 'Sender: other@office.example', 'X: y'],
      ['From: Box <box@Example.com>', 'X: y'],
    ],
    [
      'has one author, where there were several',
      [
        'From: A <a@office.example>, b@office.example,',
        ' "C, D" <c@office.example>',
        'Sender: a@office.example',
      ],
      [
        'From: A <box@example.com>',
        'Reply-To: A <a@office.example>, b@office.example, "C, D" <c@office.example>',
      ],
    ],
    [
      'has one author, where there were several From',
      ['From: a@office.example', 'Subject: s', 'From: b@office.example'],
      ['From: box@example.com', 'Reply-To: a@office.example, b@office.example', 'Subject: s'],
    ],
    [
      'leaves the mailbox out of Reply-To',
      ['From: Box <box@EXAMPLE.com>, b@office.example'],
      ['From: Box <box@example.com>', 'Reply-To: b@office.example'],
    ],
    [
      'reads a group (RFC 6854)',
      ['From: Devices: scan@office.example, "B" <b@office.example>;'],
      ['From: B <box@example.com>', 'Reply-To: scan@office.example, B <b@office.example>'],
    ],
    [
      'has the envelope sender in Reply-To, where a group is empty',
      ['From: Nobody:;'],
      ['From: box@example.com', 'Reply-To: scan@office.example'],
    ],
    [
      'reads a folded From with comments',
      ['From:', ' =?UTF-8?Q?J=C3=B6rg?=', '\t(2nd', ' floor) <scan@office.example>'],
      [
        'From: =?UTF-8?Q?J=C3=B6rg?= <box@example.com>',
        'Reply-To: =?UTF-8?Q?J=C3=B6rg?= <scan@office.example>',
      ],
    ],
    [
      'is added where it is missing',
      ['To: a@example.net'],
      ['To: a@example.net', 'From: box@example.com', 'Reply-To: scan@office.example'],
    ],
    [
      'is added where it is empty',
      ['From:', 'To: a@example.net'],
      ['From: box@example.com', 'Reply-To: scan@office.example', 'To: a@example.net'],
    ],
    [
      'reads a From whose name should be in quotes',
      ['From: Scanner [2] @ Office <scan@office.example>'],
      [
        'From: "Scanner [2] @ Office" <box@example.com>',
        'Reply-To: "Scanner [2] @ Office" <scan@office.example>',
      ],
    ],
    [
      'keeps a From that nobody can read under another name',
      ['From: <scan@office.example> <other@office.example>', 'To: a@example.net'],
      [
        'From: box@example.com',
        'Reply-To: scan@office.example',
        'X-Original-From: <scan@office.example> <other@office.example>',
        'To: a@example.net',
      ],
    ],
    [
      'has no Reply-To that nobody can reply to',
      ['From: Scanner <scan>'],
      ['From: Scanner <box@example.com>'],
    ],
    [
      'completes an address of the device',
      ['From: Scanner <scan>'],
      ['From: Scanner <box@example.com>', 'Reply-To: Scanner <scan@office.example>'],
      { domain: 'office.example' },
    ],
    [
      'has no signature that a change would break',
      ['DKIM-Signature: v=1; d=office.example;', ' b=abc', 'ARC-Seal: i=1', 'From: scan@office.example'],
      ['From: box@example.com', 'Reply-To: scan@office.example'],
    ],
    [
      'stays as it is, signature and all, where the mailbox sends itself',
      ['DKIM-Signature: v=1', 'From:Box  <box@example.com>', 'Sender: box@example.com', 'Subject:  a'],
      ['DKIM-Signature: v=1', 'From:Box  <box@example.com>', 'Sender: box@example.com', 'Subject:  a'],
    ],
    [
      'stays as it is, where no line of the table is for the sender',
      ['From: scan@office.example', 'Sender: x@y.example'],
      ['From: scan@office.example', 'Sender: x@y.example'],
      { table: '@other.example: box@example.com' },
    ],
    [
      'leaves all other fields alone',
      [
        'Resent-From: x@y.example',
        'from-x: a',
        'X-From: b',
        'FROM : scan@office.example',
        'Message-ID: <a@b>',
      ],
      [
        'Resent-From: x@y.example',
        'from-x: a',
        'X-From: b',
        'From: box@example.com',
        'Reply-To: scan@office.example',
        'Message-ID: <a@b>',
      ],
    ],
  ])('%s', async (_what, fields, expected, options) => {
    expect((await rewrite(message(...fields), options)).header).toEqual(expected);
  });

  it('counts the signatures that it takes out', async () => {
    const signed = message('DKIM-Signature: a', 'dkim-signature: b', 'From: scan@office.example');
    expect(await rewrite(signed)).toMatchObject({ removed: 2, changed: true });
    expect(await rewrite(signed, { table: '*: scan@office.example' })).toMatchObject({
      removed: 0,
      changed: false,
    });
  });

  it('understands a name in the charset of the message', async () => {
    const octets = Buffer.from(
      message('From: M\xfcller <scan@office.example>', 'Content-Type: text/plain; charset=iso-8859-1'),
      'latin1',
    );
    expect((await rewrite(octets)).header[0]).toBe('From: =?UTF-8?Q?M=C3=BCller?= <box@example.com>');
  });

  it('has an envelope sender that is the mailbox', async () => {
    const text = message('From: scan@office.example');
    expect((await rewrite(text)).sender).toBe('box@example.com');
    expect((await rewrite(text, { table: 'other@office.example: box@example.com' })).sender).toBe(
      'scan@office.example',
    );
  });

  it('of a message without an envelope sender has the mailbox of its From; the null sender stays', async () => {
    const text = message('From: scan@office.example');
    expect(await rewrite(text, { sender: '' })).toMatchObject({
      sender: '',
      header: ['From: box@example.com', 'Reply-To: scan@office.example'],
    });
    const named = await rewrite(text, { sender: '', table: '<>: bounces@example.com\n*: box@example.com' });
    expect(named).toMatchObject({
      sender: 'bounces@example.com',
      header: ['From: bounces@example.com', expect.anything()],
    });
    expect(await rewrite(message('Subject: a'), { sender: '' })).toMatchObject({
      sender: '',
      changed: false,
    });
  });

  it('can’t be given a field by what a name or an address holds', async () => {
    const encoded = Buffer.from('x\r\nBcc: victim@example.net\r\n').toString('base64');
    const { header } = await rewrite(
      message(`From: =?UTF-8?B?${encoded}?= <scan@office.example>`, 'To: a@example.net'),
    );
    expect(header.some((line) => /^bcc/i.test(line))).toBe(false);
    expect(header[0]).toBe('From: box@example.com');
  });

  it('is refused where it is too large, or no header', async () => {
    const large = message(`X: ${'y'.repeat(300_000)}`);
    expect(await failureOf(() => rewrite(large))).toMatchObject({ reason: 'raw-header-too-large' });
    expect(await failureOf(() => rewrite('X: a\0b\r\n\r\n'))).toMatchObject({ reason: 'raw-nul' });
  });
});

const fieldText = fc.string({
  unit: fc.constantFrom(...Array.from('abc XYZ@.,;:<>()"\\=?_[]-äöü日')),
  maxLength: 40,
});
const field = fc.tuple(
  fc.constantFrom(
    'From',
    'from',
    'Sender',
    'Reply-To',
    'To',
    'Subject',
    'DKIM-Signature',
    'Resent-From',
    'X-A',
  ),
  fc.oneof(
    fieldText,
    fc.constantFrom(
      'scan@office.example',
      'A <a@office.example>, b@office.example',
      'box@example.com',
      'G: a@b.example;',
    ),
  ),
);
const body = fc.array(
  fc.constantFrom('\r\n', '.\r\n', 'From: x@y.example\r\n', '\r\n\r\n', 'ä', '\0', 'text '),
  { maxLength: 30 },
);

describe('any message', () => {
  it('keeps its body and its other fields octet for octet, and has the mailbox as its only author', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(field, { maxLength: 8 }),
        body,
        fc.integer({ min: 1, max: 40 }),
        async (fields, parts, step) => {
          const kept = (name: string): boolean => /^(?:to|subject|resent-from|x-a)$/i.test(name);
          const lines = fields.map(([name, text]) => `${name}: ${text}`);
          const rest = `${parts.join('')}\r\n`;
          const input = Buffer.from(`${lines.map((line) => `${line}\r\n`).join('')}\r\n${rest}`);
          const once = await rewrite(input, { step });
          const text = once.octets.toString('utf8');
          // The header ends where the empty line is: fields never hold one.
          expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(rest);
          const others = fields.filter(([name]) => kept(name)).map(([name, value]) => `${name}: ${value}`);
          expect(
            text
              .slice(0, text.indexOf('\r\n\r\n'))
              .split('\r\n')
              .filter((line) => kept(line.split(':')[0] ?? '')),
          ).toEqual(others);
          const authors = once.header.filter((line) => /^from[ \t]*:/i.test(line));
          expect(authors).toHaveLength(1);
          const value = { text: authors[0]?.slice(5) ?? '', source: '' };
          const [author, ...more] = parseAddressList(value, { domain: null, headerField: true });
          expect([author?.mailbox.address, more]).toEqual(['box@example.com', []]);
          expect(
            once.header
              .filter((line) => /^sender:/i.test(line))
              .every((line) => line.includes('box@example.com')),
          ).toBe(true);
          const twice = await rewrite(once.octets, { sender: 'box@example.com' });
          expect(twice.octets.equals(once.octets)).toBe(true);
        },
      ),
    );
  });
});
