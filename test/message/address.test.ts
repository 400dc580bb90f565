import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressList, parseSender, uniqueMailboxes } from '../../src/message/address.ts';
import { renderAddressField } from '../../src/message/headers.ts';
import { readSenderField } from '../../src/message/lenient-sender.ts';
import { quoteLocal, toMailbox } from '../../src/message/mailbox.ts';
import { failureOf } from './deps.ts';

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

  it.each([
    ['a@example.com <A@Example.com>', 'a@example.com'],
    ['[ops] team <a@example.com>', '[ops] team'],
    ['=?UTF-8?Q?J=C3=B6rg?= =?UTF-8?Q?_Doe?= Jr <a@example.com>', 'Jörg Doe Jr'],
    ['=?UTF-8?Q?Doe,_John?= <a@example.com>', 'Doe, John'],
  ])('reads the name in %j', (text, name) => {
    const [first, second] = parseAddressList({ text, source: '--to' }, { domain: null });
    expect(first?.name).toBe(name);
    expect(first?.mailbox.address.toLowerCase()).toBe('a@example.com');
    expect(second).toBeUndefined();
  });

  it.each([
    ['foo..bar.@docomo.example', '"foo..bar."@docomo.example'],
    ['Foo <.bar@docomo.example>', 'Foo <".bar"@docomo.example>'],
    ['x@y.example <a@example.com>', '"x@y.example" <a@example.com>'],
    ['EXAMPLE\\user <a@example.com>', '"EXAMPLE\\\\user" <a@example.com>'],
    ['Doe, John <a@example.com>, b@example.com', '"Doe, John" <a@example.com>'],
    ['a@example.com (Cron Daemon)', 'Cron Daemon <a@example.com>'],
    ['a@example.com (x, y)', '"x, y" <a@example.com>'],
    ['a@example.com, b@example.com,', 'a@example.com, b@example.com'],
    ['a@b.example,,c@d.example', 'a@b.example,c@d.example'],
    ['mailto:a@example.com?subject=x', 'a@example.com'],
    ['Joe <mailto:a@example.com>', 'Joe <a@example.com>'],
    ['"John Doe" a@example.com', '"John Doe" <a@example.com>'],
    ['John <a@example.com> (home)', 'John <a@example.com>'],
    ['a@example.com.', 'a@example.com'],
    ['Team: a@example.com, b@example.com;', 'a@example.com, b@example.com'],
    ['Team: a@example.com;', 'a@example.com'],
    ['John Doe a@example.com', 'John Doe <a@example.com>'],
    ['first last@example.com', null],
    ['a@b@c.example', null],
    ['a@example.com\n', null],
  ])('refuses %j, and shows %j', async (text, form) => {
    expect(await failureOf(() => read(text))).toMatchObject({ reason: 'address-invalid', form });
    if (form !== null) expect(read(form).length).toBeGreaterThan(0);
  });

  it('is what was rendered from it', () => {
    const local = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });
    const name = fc.string({
      unit: fc.constantFrom(...Array.from('aZ ."\\,;:<>()@[]=?éß日')),
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, local), { minLength: 1, maxLength: 4 }), (people) => {
        const addresses = people.map(([given, user]) => {
          const mailbox = toMailbox(quoteLocal(user), 'example.com', null);
          if (typeof mailbox === 'string') throw new Error(mailbox);
          const words = given.trim().replaceAll(/ +/g, ' ');
          return { name: words, mailbox, isLocal: false, span: { start: 0, end: 0 } };
        });
        const field = renderAddressField('To', addresses);
        const text = field.replaceAll('\r\n', '').slice('To: '.length);
        for (const headerField of [true, false]) {
          const again = parseAddressList({ text, source: 'To' }, { domain: null, headerField });
          expect(again.map((each) => [each.name, each.mailbox])).toEqual(
            addresses.map((each) => [each.name, each.mailbox]),
          );
        }
      }),
      { numRuns: 500 },
    );
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
    ['a..b@example.com', 'dots'],
    ['.a@example.com', 'dots'],
    ['a.@example.com', 'dots'],
    ['a@example.com (comment)', 'comment'],
    ['x@y.example <a@example.com>', 'name'],
    ['EXAMPLE\\user <a@example.com>', 'name'],
    ['Doe, John <a@example.com>', 'surname'],
    ['=?UTF-8?Q?D=C3=B6?=, John <a@example.com>', 'surname'],
    ['mailto:a@example.com', 'mailto'],
    ['<@node.example:a@example.com>', 'syntax'],
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
          // A domain beyond ASCII is written in another form.
          const isAscii = /^[\0-\x7f]*$/.test(text);
          return addresses.every((address) =>
            text.includes(isAscii ? address : (address.split('@')[0] ?? address)),
          );
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

  it.each([
    // RFC 5322, A.5 and A.6.
    ['Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', ['pete@silly.test']],
    [
      "A Group(Some people)\r\n  :Chris Jones <c@(Chris's host.)public.example>,\r\n  joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)",
      ['c@public.example', 'joe@example.org', 'jdoe@one.test'],
    ],
    ['(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;', []],
    ['Joe Q. Public <john . q . public@example.com>', ['john.q.public@example.com']],
    [
      'Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example',
      ['mary@example.net', 'jdoe@test.example'],
    ],
    ['<@a.test,@b.test:mary@example.net>', ['mary@example.net']],
    ['"Joe Q"."Public" @ example . com', ['"Joe Q.Public"@example.com']],
    ['"Joe"."Public"@example.com', ['Joe.Public@example.com']],
    ['user@example.com <user@example.com>', ['user@example.com']],
    ['=?UTF-8?Q?Doe,_John?= <j@example.com>, k@example.com', ['j@example.com', 'k@example.com']],
  ])('%j has one meaning', (text, expected) => {
    expect(field(text.replaceAll('\r\n', ''))).toEqual(expected);
  });

  it.each([
    'a b @example.com',
    'Doe, John <j@example.com>',
    '"a"b@example.com',
    '<@a:b:c@example.com>',
    'x"y"@z.example',
  ])('refuses %j', async (text) => {
    expect((await failureOf(() => field(text))).reason).toBe('address-invalid');
  });

  it('is as strict as an option in everything else', async () => {
    expect((await failureOf(() => field('a@example.com, not an address'))).reason).toBe('address-invalid');
  });
});

describe('whatever the text', () => {
  const pieces = fc.array(
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
      '\\\\',
      '[',
      '.',
      '=?',
      '?=',
      '\t',
      'ü',
      'mailto',
    ),
    { maxLength: 16 },
  );

  it('a form that is shown would be accepted, and names the same host', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const text = parts.join('');
        let form: string | null = null;
        try {
          read(text);
        } catch {
          const failure = await failureOf(() => read(text));
          form = failure.reason === 'address-invalid' ? failure.form : null;
        }
        if (form === null) return;
        for (const address of read(form)) {
          const host = address.split('@').at(-1) ?? '';
          if (/^[a-z.]+$/.test(host)) expect(text).toContain(host);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('a sender field never fails, and gives an address that stands in it', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const address = readSenderField({ text, source: 'From' }, null)?.mailbox.address ?? '';
        const host = address.split('@').at(-1) ?? '';
        if (/^[a-z.]+$/.test(host)) expect(text.replaceAll(/\([^()]*\)|\s/g, '')).toContain(host);
      }),
      { numRuns: 1000 },
    );
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
    expect(parseSender({ text, source: '-f' }, { domain: 'example.com' }).mailbox.address).toBe('');
  });
});
