import { describe, expect, test } from 'vitest';
import { isFqdn, isHostName, parseHosts } from '../../src/config/hosts.ts';

describe('a list of servers', () => {
  test.each<[string, [string, number | null][]]>([
    ['mail.example.com', [['mail.example.com', null]]],
    ['mail.example.com:587', [['mail.example.com', 587]]],
    ['localhost', [['localhost', null]]],
    ['192.0.2.1:2525', [['192.0.2.1', 2525]]],
    ['2001:db8::1', [['2001:db8::1', null]]],
    ['::1', [['::1', null]]],
    ['[::1]', [['::1', null]]],
    ['[2001:db8::1]:465', [['2001:db8::1', 465]]],
    ['fe80::1%eth0', [['fe80::1%eth0', null]]],
    ['bücher.example', [['bücher.example', null]]],
    ['mail_1.example.com.', [['mail_1.example.com.', null]]],
    [
      'a, b:26\tc ,d',
      [
        ['a', null],
        ['b', 26],
        ['c', null],
        ['d', null],
      ],
    ],
  ])('%s', (text, hosts) => {
    expect(parseHosts(text)).toEqual(hosts.map(([host, port]) => ({ host, port })));
  });

  test.each([
    [''],
    ['a,,b'],
    ['a,'],
    [',a'],
    ['a , , b'],
    ['a;b'],
    ['host:'],
    ['host:0'],
    ['host:65536'],
    ['host:025'],
    ['host:25x'],
    ['host: 25'],
    ['host:+25'],
    [':25'],
    ['[::1'],
    ['::1]:25'],
    ['[192.0.2.1]'],
    ['[host]'],
    ['[::1]25'],
    ['1:2:3'],
    ['256.1.1.1'],
    ['127.1'],
    ['0x7f000001'],
    ['-a.example.com'],
    ['a-.example.com'],
    ['a..example.com'],
    ['.example.com'],
    [`${'a'.repeat(64)}.example.com`],
    [`${'a.'.repeat(127)}aa`],
    ['a@example.com'],
    ['smtp://example.com'],
    ['a/b'],
    ['a\0b'],
  ])('%j is refused', (text) => {
    expect(parseHosts(text)).toBeNull();
  });
});

test('a host name may be of one label and have underscores, a fully qualified one may not', () => {
  expect(isHostName('print_server')).toBe(true);
  expect(isFqdn('print_server.example.com')).toBe(false);
  expect(isFqdn('server')).toBe(false);
  expect(isFqdn('server.example.com')).toBe(true);
  expect(isFqdn('server.example.com.')).toBe(false);
  expect(isFqdn('bücher.example')).toBe(false);
});
