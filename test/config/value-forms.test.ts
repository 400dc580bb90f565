import { describe, expect, test } from 'vitest';
import { parseAge, parseSeconds, parseWhole } from '../../src/config/numbers.ts';
import { isEhloName, nearestValue, parseFingerprint } from '../../src/config/value-forms.ts';
import { settingsTable } from '../../src/config/settings-table.ts';
import type { ValueForm } from '../../src/config/setting.ts';

function formOf(name: string): ValueForm {
  const setting = settingsTable.find((row) => row.name === name);
  if (!setting) throw new Error(name);
  return setting.form;
}

describe('numbers', () => {
  test.each([
    ['30', 30_000],
    ['0.5', 500],
    ['86400', 86_400_000],
    ['1.0005', 1001],
    ['007', 7000],
  ])('%s seconds', (text, milliseconds) => {
    expect(parseSeconds(text)).toBe(milliseconds);
  });

  test.each([
    ['0'],
    ['0.0'],
    ['0.0001'],
    ['-1'],
    ['+1'],
    ['1e3'],
    ['86401'],
    ['.5'],
    ['5.'],
    ['5s'],
    ['٣'],
    ['Infinity'],
    [''],
  ])('%j is no number of seconds', (text) => {
    expect(parseSeconds(text)).toBeNull();
  });

  test.each([
    ['5d', 432_000_000],
    ['12h', 43_200_000],
    ['30m', 1_800_000],
    ['90s', 90_000],
    ['90', 90_000],
    ['365d', 31_536_000_000],
  ])('the age %s', (text, milliseconds) => {
    expect(parseAge(text)).toBe(milliseconds);
  });

  test.each([['0'], ['0d'], ['366d'], ['5 d'], ['5D'], ['1w'], ['1d12h'], ['1.5d'], ['-5d'], ['']])(
    '%j is no age',
    (text) => {
      expect(parseAge(text)).toBeNull();
    },
  );

  test('a whole number is digits alone, within its bounds', () => {
    expect(parseWhole('25', 1, 65_535)).toBe(25);
    for (const text of ['0', '65536', '025', '25x', ' 25', '2.5', '', '99999999999999999999']) {
      expect(parseWhole(text, 1, 65_535)).toBeNull();
    }
  });
});

describe('Hostname', () => {
  test.each([
    ['host.example.com'],
    ['a.b'],
    ['[1.2.3.4]'],
    ['[IPv6:fc00::1]'],
    ['[ipv6:FC00::1]'],
    ['xn--bcher-kva.example'],
  ])('%s', (text) => {
    expect(isEhloName(text)).toBe(true);
  });

  test.each([
    ['host'],
    ['localhost'],
    ['1.2.3.4'],
    ['[1.2.3]'],
    ['[1.2.3.256]'],
    ['[fc00::1]'],
    ['[IPv6:1.2.3.4]'],
    ['[IPv6:fe80::1%eth0]'],
    ['[IPv6:]'],
    ['fc00::1'],
    ['host.example.com.'],
    ['host_1.example.com'],
    ['-host.example.com'],
    ['host.example.123'],
    ['host..com'],
    ['host.example.com x'],
    [`${'a'.repeat(64)}.example.com`],
    ['[host.example.com]'],
  ])('%s is refused', (text) => {
    expect(isEhloName(text)).toBe(false);
  });
});

test('a fingerprint is 64 hex digits, with a colon between every two or none at all', () => {
  const hex = 'ab'.repeat(32);
  const colons = Array.from({ length: 32 }, () => 'AB').join(':');
  expect(parseFingerprint(hex.toUpperCase())).toBe(hex);
  expect(parseFingerprint(colons)).toBe(hex);
  expect(parseFingerprint(hex.slice(1))).toBeNull();
  expect(parseFingerprint(`${hex}ab`)).toBeNull();
  expect(parseFingerprint(colons.replace(':', ''))).toBeNull();
  expect(parseFingerprint('ab'.repeat(20))).toBeNull();
});

test.each([
  ['EnableTLS', 'STARTTLS', '1'],
  ['EnableTLS', 'smtps', '2'],
  ['EnableTLS', '3', null],
  ['IgnoreCertificateErrors', 'yes', '1'],
  ['MinProtocol', 'TLSv1.0', 'TLSv1'],
  ['MinProtocol', 'tls1.2', 'TLSv1.2'],
  ['MinProtocol', '1.3', 'TLSv1.3'],
  ['StartTLSPolicy', 'MAY', 'may'],
  ['log-level', 'warning', 'warn'],
  ['delivery', 'spool_on_failure', 'spool-on-failure'],
  ['smtp-server-port', 'smtp', null],
])('for %s = %s it is asked whether %s was meant', (name, value, nearest) => {
  expect(nearestValue(value, formOf(name))).toBe(nearest);
});
