import { describe, expect, it } from 'vitest';
import type { SenderTable } from '../../src/relay/sender-table.ts';
import { parseSenderTable } from '../../src/relay/sender-table.ts';
import { failureOf } from '../message/deps.ts';

const table = (...lines: string[]): SenderTable => parseSenderTable(Buffer.from(lines.join('\n')), '/t');

describe('the table of senders', () => {
  const senders = table(
    '\uFEFF# devices',
    '*: Scanner <licensed@example.com>',
    '@Copy.Example.NET : copier@example.com\r',
    '  scan1@copy.example.net: first@example.com',
    'scan2: second@example.com',
    '"a: b"@example.org: quoted@example.com',
    'scan@[IPv6:2001:db8::1]: literal@example.com',
    '@bücher.example: books@example.com',
    '<>: bounces@example.com',
  );

  it.each([
    ['anybody@example.net', 'licensed@example.com'],
    ['x@copy.example.net', 'copier@example.com'],
    ['X@COPY.example.net', 'copier@example.com'],
    ['x@sub.copy.example.net', 'licensed@example.com'],
    ['scan1@copy.example.net', 'first@example.com'],
    ['Scan1@Copy.Example.Net', 'first@example.com'],
    ['scan2', 'second@example.com'],
    ['"a: b"@example.org', 'quoted@example.com'],
    ['scan@[IPv6:2001:db8::1]', 'literal@example.com'],
    ['x@xn--bcher-kva.example', 'books@example.com'],
    ['', 'bounces@example.com'],
    ['*', 'licensed@example.com'],
    ['__proto__', 'licensed@example.com'],
  ])('%j is sent by %s', (sender, mailbox) => {
    expect(senders.mailboxFor(sender)?.mailbox.address).toBe(mailbox);
  });

  it('has a name for messages without one', () => {
    expect(senders.mailboxFor('x@example.net')?.name).toBe('Scanner');
  });

  it('leaves a sender that has no line, and the null sender, as they are', () => {
    expect(table('@example.net: a@example.com').mailboxFor('x@example.org')).toBeNull();
    expect(table('*: a@example.com').mailboxFor('')).toBeNull();
    expect(table('').mailboxFor('x@example.net')).toBeNull();
  });

  it.each([
    ['licensed@example.com', 'colon'],
    ['* licensed@example.com', 'colon'],
    ['"unclosed: a@example.com', 'colon'],
    [': a@example.com', 'pattern'],
    ['*@example.com: a@example.com', null],
    ['@: a@example.com', 'pattern'],
    ['@example..com: a@example.com', 'pattern'],
    ['a@x, b@y: a@example.com', 'pattern'],
    ['<: a@example.com', 'pattern'],
    ['a b@example.net: a@example.com', 'pattern'],
    ['*:', 'mailbox'],
    ['*: a', 'mailbox'],
    ['*: a@example.com, b@example.com', 'mailbox'],
    ['*: a@example.com # comment', 'mailbox'],
    ['*: <>', 'mailbox'],
    ['x@example.net: a@example.com\nX@Example.Net: b@example.com', 'twice'],
    ['*: a@example.com\n*: a@example.com', 'twice'],
  ])('%j: %s', async (text, why) => {
    if (why === null) expect(table(text).mailboxFor('x@example.com')).toBeNull();
    else {
      const line = text.split('\n').length;
      expect(await failureOf(() => table(text))).toMatchObject({
        reason: 'relay-sender-line',
        file: '/t',
        line,
        why,
      });
    }
  });

  it('is UTF-8', async () => {
    const octets = Buffer.from('# Drucker f\xfcr alle\n*: M\xfcller <a@example.com>\n', 'latin1');
    expect(await failureOf(() => parseSenderTable(octets, '/t'))).toMatchObject({ line: 2, why: 'encoding' });
  });
});
