import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressList, parseSender, uniqueMailboxes } from '../../src/message/address.ts';
import { failureOf } from './world.ts';

function read(text: string, domain: string | null = null): string[] {
  return parseAddressList({ text, source: '--to' }, { domain }).map(({ mailbox }) => mailbox.address);
}

async function why(text: string): Promise<string> {
  const failure = await failureOf(() => read(text));
  if (failure.reason !== 'address-invalid') throw new Error(failure.reason);
  return failure.why;
}

describe('an address list', () => {
  it.each([
    ['a@example.com', ['a@example.com']],
    ['a@example.com, b@example.com;c@example.com', ['a@example.com', 'b@example.com', 'c@example.com']],
    ['Name Of Person <a@example.com>', ['a@example.com']],
    ['J. R. Smith <a@example.com>', ['a@example.com']],
    ['"Quoted, Name; Too" <a@example.com>, b@example.com', ['a@example.com', 'b@example.com']],
    ['"a b"@example.com', ['"a b"@example.com']],
    ['"a@b, c"@example.com', ['"a@b, c"@example.com']],
    ['<a@example.com>', ['a@example.com']],
    ['a@bücher.example', ['a@xn--bcher-kva.example']],
    ['a@[192.0.2.1]', ['a@[192.0.2.1]']],
    ['a@[IPv6:2001:db8::1], b@example.com', ['a@[IPv6:2001:db8::1]', 'b@example.com']],
    ['root', ['root']],
    ['user@node', ['user@node']],
    ["o'brien+tag=x{y}@EXAMPLE.com", ["o'brien+tag=x{y}@EXAMPLE.com"]],
  ])('reads %j', (text, addresses) => {
    expect(read(text)).toEqual(addresses);
  });

  it('completes what has no domain, or only a node name', () => {
    expect(read('root, user@node, a@example.net, b@localhost, c@[192.0.2.1]', 'example.com')).toEqual([
      'root@example.com',
      'user@node.example.com',
      'a@example.net',
      'b@localhost',
      'c@[192.0.2.1]',
    ]);
  });

  it('keeps the display name as it was meant', () => {
    const [first] = parseAddressList(
      { text: '"Doe, \\"J\\"." <a@example.com>', source: '--to' },
      { domain: null },
    );
    expect(first?.name).toBe('Doe, "J".');
  });

  it('knows a local part that needs SMTPUTF8', () => {
    const [first] = parseAddressList({ text: 'jörg@bücher.example', source: '--to' }, { domain: null });
    expect(first?.mailbox).toEqual({ address: 'jörg@xn--bcher-kva.example', needsSmtpUtf8: true });
  });

  it.each([
    ['', 'empty'],
    ['a@b.example,,c@d.example', 'empty'],
    ['a@b.example,', 'empty'],
    ['; a@b.example', 'empty'],
    ['<>', 'empty'],
    ['b@example.com\r\nBcc: evil@example.com', 'control'],
    ['b@example.com\n', 'control'],
    ['a\u0000@example.com', 'control'],
    ['a\u0085@example.com', 'control'],
    ['a\u2028@example.com', 'control'],
    ['a\t@example.com', 'control'],
    ['a b@example.com', 'blank'],
    ['a@exam ple.com', 'blank'],
    ['a@ example.com', 'blank'],
    ['a\u3000b@example.com', 'blank'],
    ['@example.com', 'no-local-part'],
    ['""@example.com', 'no-local-part'],
    ['a@', 'domain'],
    ['a@.example.com', 'domain'],
    ['a@example..com', 'domain'],
    ['a@example.com.', 'domain'],
    ['a@-example.com', 'domain'],
    ['a@[300.1.1.1]', 'domain'],
    ['a@[fe80::1]', 'domain'],
    ['a@\uff11\uff12\uff17.1', 'domain'],
    [`a@${'x'.repeat(64)}.example`, 'domain'],
    ['a@b@c.example', 'syntax'],
    ['a..b@example.com', 'syntax'],
    ['.a@example.com', 'syntax'],
    ['a.@example.com', 'syntax'],
    ['a@example.com (comment)', 'syntax'],
    ['x@y.example <a@example.com>', 'syntax'],
    ['Name <a@example.com', 'brackets'],
    ['Name a@example.com>', 'brackets'],
    ['<a@example.com> b', 'brackets'],
    ['<<a@example.com>>', 'brackets'],
    ['"a@example.com', 'quotes'],
    ['"a"b@example.com', 'quotes'],
    ['a"b"@example.com', 'quotes'],
    ['undisclosed-recipients:;', 'group'],
    ['Team: a@example.com;', 'group'],
    [`${'x'.repeat(65)}@example.com`, 'too-long'],
    [
      `a@${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.${'w'.repeat(60)}.${'v'.repeat(9)}`,
      'too-long',
    ],
  ])('refuses %j', async (text, reason) => {
    expect(await why(text)).toBe(reason);
  });

  it('never gives an address that was not written, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'a',
            'b.example',
            '@',
            '<',
            '>',
            '"',
            ',',
            ';',
            ':',
            ' ',
            '(',
            ')',
            '\\',
            '[',
            ']',
            '.',
            'ü',
          ),
          {
            maxLength: 14,
          },
        ),
        (parts) => {
          const text = parts.join('');
          let addresses: string[];
          try {
            addresses = read(text);
          } catch {
            return true;
          }
          return addresses.every((address) => text.includes(address.split('@xn--')[0] ?? address));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a header field', () => {
  const field = (text: string): string[] =>
    parseAddressList({ text, source: 'To' }, { domain: null, headerField: true }).map(
      ({ mailbox }) => mailbox.address,
    );

  it('may have comments, groups and empty parts', () => {
    expect(field('root (Cron Daemon)')).toEqual(['root']);
    expect(field('undisclosed-recipients:;')).toEqual([]);
    expect(field('Team: a@example.com, B <b@example.com>;, c@example.com,')).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
    ]);
  });

  it('is as strict as an option in everything else', async () => {
    expect((await failureOf(() => field('a@example.com, not an address'))).reason).toBe('address-invalid');
  });
});

it('reads a list of a great many brackets in no time', async () => {
  expect(await why(`${'@['.repeat(120_000)}"]`)).toBe('quotes');
  expect(read('a@[IPv6:2001:db8::1],b@[192.0.2.1]')).toEqual(['a@[IPv6:2001:db8::1]', 'b@[192.0.2.1]']);
});

describe('the envelope', () => {
  it('takes each address once, whatever the case of its domain', () => {
    const mailboxes = parseAddressList(
      { text: 'a@example.com, A@example.com, a@EXAMPLE.com, b@example.com', source: '--to' },
      { domain: null },
    ).map(({ mailbox }) => mailbox);
    expect(uniqueMailboxes(mailboxes).map(({ address }) => address)).toEqual([
      'a@example.com',
      'A@example.com',
      'b@example.com',
    ]);
  });

  it.each(['', '<>', ' <> '])('reads %j as the null sender', (text) => {
    expect(parseSender({ text, source: '-f' }, { domain: 'example.com' }).address).toBe('');
  });
});
