/** Addresses: taken strictly, none dropped, merged or rewritten; Bcc in the envelope alone (section 4). */
import { describe, expect, it } from 'vitest';
import { expectFailure, expectQuiet, expectSaid, jsonOf } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submission } from '../support/submission.ts';

const text = ['-f', 'sender@example.com', '-s', 's', '-b', 'a text'];

async function recipientsOf(args: readonly string[], more: Submission = {}): Promise<readonly string[]> {
  const sent = await submit({ ...more, args: [...text, ...args] });
  expectQuiet(sent);
  expect(sent.transactions).toHaveLength(1);
  return sent.transactions[0]?.to.map((one) => /^TO:(<.*>)/i.exec(one)?.[1] ?? one) ?? [];
}

describe.concurrent('an address that is not one is 65 and sends nothing', () => {
  const bad = [
    'a b@example.com',
    'a@b@example.com',
    'a@example.com\r\nBcc: evil@example.net',
    'a@example.com\nRCPT TO:<evil@example.net>',
    'a@example.com,,b@example.com',
    'a@example.com;;b@example.com',
    ',a@example.com',
    'a@example.com, ,b@example.com',
    '',
    ' ',
    'a@',
    '@example.com',
    'a@exam ple.com',
    'a\u0001@example.com',
    'a\u007f@example.com',
    'a\t@example.com',
    '<a@example.com',
    'Name <a@example.com',
    'Name <a@example.com> <b@example.com>',
    'a@example..com',
    '"unclosed@example.com',
    'undisclosed: a@example.com, b@example.com;',
    'not an address',
  ];
  it.each(bad)('%j', async (address) => {
    const [to, bcc] = await Promise.all([
      submit({ args: ['--json', ...text, '--to', address] }),
      submit({ args: ['--json', ...text, '--bcc', address, 'ops@example.com'] }),
    ]);
    for (const sent of [to, bcc]) {
      expectFailure(sent, 65, 'ADDRESS');
      expect(sent.connections).toHaveLength(0);
    }
  });

  it.each([
    ['--from', ['--from', 'a b@example.com']],
    ['--from with CRLF', ['--from', 'a@example.com\r\nBcc: x@example.net']],
    ['--envelope-from', ['--envelope-from', 'a@example.com> SIZE=1']],
    ['--reply-to', ['--reply-to', 'a@example.com\r\nX: y']],
    ['--cc', ['--cc', 'x y']],
  ])('%s', async (_, args) => {
    const sent = await submit({ args: ['--json', ...text.slice(2), ...args, 'ops@example.com'] });
    expectFailure(sent, 65, 'ADDRESS');
    expect(sent.connections).toHaveLength(0);
  });
});

describe.concurrent('recipients', () => {
  it('come from --to, --cc, --bcc and bare arguments, one or many at a time', async () => {
    const got = await recipientsOf([
      '--to',
      'a@example.com, b@example.com;c@example.com',
      '--to',
      'd@example.com',
      '--cc',
      'e@example.com',
      '--bcc=f@example.com',
      'g@example.com',
      'h@example.com,i@example.com',
    ]);
    expect(got.toSorted()).toEqual(Array.from('abcdefghi').map((name) => `<${name}@example.com>`));
  });

  it('may have display names and quoted local parts', async () => {
    const got = await recipientsOf([
      'Ann <a@example.com>',
      '"Doe, John; jr." <b@example.com>',
      '<c@example.com>',
      '"d e"@example.com',
      'f+tag=x/y@example.com',
    ]);
    expect(got).toEqual([
      '<a@example.com>',
      '<b@example.com>',
      '<c@example.com>',
      '<"d e"@example.com>',
      '<f+tag=x/y@example.com>',
    ]);
  });

  it('are each named once', async () => {
    expect(
      await recipientsOf(['a@example.com', '--cc', 'a@example.com', '--bcc', 'A <a@example.com>']),
    ).toEqual(['<a@example.com>']);
  });

  it('keep the case of their local part', async () => {
    expect(await recipientsOf(['Ops@example.com', 'ops@example.com'])).toEqual([
      '<Ops@example.com>',
      '<ops@example.com>',
    ]);
  });

  it('need no domain', async () => {
    expect(await recipientsOf(['operator', 'user@node'])).toEqual(['<operator>', '<user@node>']);
  });

  it('without one are completed with that of sendmemo.cfg', async () => {
    const got = await recipientsOf(['operator', 'a@other.example.com'], { cfg: 'domain = example.com\n' });
    expect(got).toEqual(['<operator@example.com>', '<a@other.example.com>']);
  });

  it('with an IDN domain go out as A-labels', async () => {
    expect(await recipientsOf(['a@bücher.example'])).toEqual(['<a@xn--bcher-kva.example>']);
  });

  it('that need SMTPUTF8 declare it, or are 65 where the server lacks it', async () => {
    const args = ['--json', ...text, 'jürgen@example.com', 'ops@example.com'];
    const [able, unable] = await Promise.all([
      submit({ args }),
      submit({ args, server: { extensions: ['PIPELINING', '8BITMIME', 'SIZE 1000000'] } }),
    ]);
    expect(jsonOf(able).status).toBe('sent');
    expect(able.transactions[0]?.from).toMatch(/ SMTPUTF8(?: |$)/);
    expect(able.transactions[0]?.to[0]).toMatch(/^TO:<jürgen@example\.com>/i);
    expectFailure(unable, 65, 'ADDRESS');
    expect(unable.transactions).toHaveLength(0);
  });

  it('in Bcc are in the envelope and nowhere in the message', async () => {
    const sent = await submit({
      args: [...text, '--bcc', 'Hidden One <hidden@example.net>', 'ops@example.com'],
    });
    expectQuiet(sent);
    expect(sent.transactions[0]?.to).toHaveLength(2);
    expect(sent.transactions[0]?.message.toString()).not.toMatch(/hidden|^bcc/im);
  });

  it('may all be in Bcc', async () => {
    const sent = await submit({ args: [...text, '--bcc', 'hidden@example.net'] });
    expectQuiet(sent);
    expect(sent.transactions[0]?.to).toHaveLength(1);
    expect(sent.transactions[0]?.message.toString()).not.toMatch(/hidden@/i);
  });

  it('are looked up in the aliases of sendmemo.cfg, local names alone', async () => {
    const files = { aliases: '# who\nroot: admin, Second One <b@example.com>\nadmin: a@example.com\n' };
    const cfg = 'aliases = aliases\n';
    expect((await recipientsOf(['root', 'root@example.net', 'other'], { cfg, files })).toSorted()).toEqual([
      '<a@example.com>',
      '<b@example.com>',
      '<other>',
      '<root@example.net>',
    ]);
    const loop = await submit({
      cfg,
      files: { aliases: 'root: admin\nadmin: root\n' },
      args: [...text, 'root'],
    });
    expectSaid(loop, 78);
    expect(loop.connections).toHaveLength(0);
  });

  it('may be a hundred', async () => {
    const many = Array.from({ length: 100 }, (_, n) => `r${n}@example.com`);
    expect(await recipientsOf([many.join(',')])).toEqual(many.map((one) => `<${one}>`));
  });
});

describe.concurrent('the sender', () => {
  const sender = async (args: readonly string[], more: Submission = {}) => {
    const sent = await submit({ ...more, args: ['-b', 'x', ...args, 'ops@example.com'] });
    expectQuiet(sent);
    const [one] = sent.transactions;
    return {
      envelope: /^FROM:(<[^>]*>)/i.exec(one?.from ?? '')?.[1],
      header: /^From: (.*)\r$/m.exec(one?.message.toString() ?? '')?.[1],
    };
  };

  it('is --from in envelope and header', async () => {
    expect(await sender(['--from', 'Print Server <p@example.com>'])).toEqual({
      envelope: '<p@example.com>',
      header: 'Print Server <p@example.com>',
    });
  });

  it('is --envelope-from in the envelope alone', async () => {
    const got = await sender(['-f', 'p@example.com', '--envelope-from', 'bounce@example.net']);
    expect(got).toEqual({ envelope: '<bounce@example.net>', header: 'p@example.com' });
    const none = await sender(['-f', 'p@example.com', '--envelope-from', '<>']);
    expect(none).toEqual({ envelope: '<>', header: 'p@example.com' });
  });

  it('is from of sendmemo.cfg, else user@host', async () => {
    expect((await sender([], { cfg: 'from = file@example.com\n' })).envelope).toBe('<file@example.com>');
    const own = await sender([], { hostName: 'print1.example.net' });
    expect(own.envelope).toMatch(/^<[^@<>]+@print1\.example\.net>$/);
    expect(own.header).toContain('@print1.example.net');
  });

  it('with an IDN domain goes out as A-label', async () => {
    expect((await sender(['-f', 'a@bücher.example'])).envelope).toBe('<a@xn--bcher-kva.example>');
  });
});
