import { describe, expect, test } from 'vitest';
import { compareNames } from '../../src/tls/names.ts';

const none = { dns: [], ip: [], commonName: null };
const bySan = (host: string, ...dns: string[]) => compareNames(host, { ...none, dns }).matched;
const byCommonName = (host: string, commonName: string) =>
  compareNames(host, { ...none, commonName }).matched;
const byIp = (host: string, ...ip: string[]) => compareNames(host, { ...none, ip }).matched;

/** Contract, section 3. */
const documented: readonly [host: string, name: string, matched: boolean][] = [
  ['host.example.com', 'host.example.com', true],
  ['host.example.com', '*.example.com', true],
  ['host.subdomain.example.com', '*.subdomain.example.com', true],
  ['host.example.com', 'host.another-example.com', false],
  ['host.subdomain.example.com', 'host.another-subdomain.example.com', false],
  ['host.example.com', 'host*.example.com', false],
  ['host.example.com', '*host.example.com', false],
  ['host.subdomain.example.com', 'host*.subdomain.example.com', false],
  ['host.subdomain.example.com', '*host.subdomain.example.com', false],
  ['host.subdomain.example.com', '*.example.com', false],
  ['example.com', 'example.com', false],
];

describe('a certificate name', () => {
  test.each(documented)(
    'for host %s: %s gives %s, as SAN and, without a wildcard, as CN',
    (host, name, matched) => {
      expect(bySan(host, name)).toBe(matched);
      expect(byCommonName(host, name)).toBe(matched && !name.includes('*'));
    },
  );

  test('is compared without regard to ASCII case and to a trailing dot of the host, and has none itself', () => {
    expect(bySan('HOST.Example.com.', 'host.EXAMPLE.com')).toBe(true);
    expect(bySan('host.example.com', 'host.example.com.')).toBe(false);
    expect(bySan('host.example.com.', 'host.example.com.')).toBe(false);
    expect(byCommonName('host.example.com', 'host.example.com.')).toBe(false);
    expect(bySan('host.example.com..', 'host.example.com')).toBe(false);
  });

  test('in the CN counts only where there is no dNSName', () => {
    const names = { dns: ['other.example.com'], ip: [], commonName: 'host.example.com' };
    expect(compareNames('host.example.com', names).matched).toBe(false);
    expect(compareNames('host.example.com', { ...names, dns: [], ip: ['192.0.2.1'] }).matched).toBe(true);
    expect(compareNames('host.example.com', { ...names, dns: [] }, true).rows).toMatchObject([
      { matched: false, why: 'cn-constrained' },
    ]);
  });

  test('of a host given as a U-label is compared as its A-label', () => {
    expect(bySan('mail.bücher.example', 'mail.xn--bcher-kva.example')).toBe(true);
    expect(bySan('mail.bücher.example', '*.xn--bcher-kva.example')).toBe(true);
    expect(bySan('mail.bücher.example', 'mail.bücher.example')).toBe(false);
  });

  test('counts only with two dots, wherever it stands', () => {
    expect(bySan('localhost', 'localhost')).toBe(false);
    expect(bySan('example.com', '*.com')).toBe(false);
    expect(byCommonName('localhost', 'localhost')).toBe(false);
    expect(bySan('example.com.', 'example.com.')).toBe(false);
  });

  test('has a star only as its whole leftmost label, for one label that is not empty', () => {
    expect(bySan('a.b.example.com', '*.*.example.com')).toBe(false);
    expect(bySan('a.b.example.com', 'a.*.example.com')).toBe(false);
    expect(bySan('example.com', '*.example.com')).toBe(false);
    expect(bySan('.example.com', '*.example.com')).toBe(false);
    expect(bySan('xhost.example.com', '*xn--host.example.com')).toBe(false);
    expect(bySan('badexample.com.example.com', '*.com.example.com')).toBe(true);
  });

  test('with a NUL, a comma or a blank in it matches nothing', () => {
    expect(bySan('mail.example.com', 'mail.example.com\u0000.example.net')).toBe(false);
    expect(bySan('mail.example.com', 'evil.example.net, DNS:mail.example.com')).toBe(false);
    expect(bySan('mail.example.com', ' mail.example.com')).toBe(false);
    expect(byCommonName('mail.example.com', 'mail.example.com\u0000.example.net')).toBe(false);
  });

  test('is shown with control characters made harmless', () => {
    const { rows } = compareNames('mail.example.com', { ...none, dns: ['a\nb.example.com'] });
    expect(rows[0]?.name).not.toContain('\n');
  });

  test('says why it does not count', () => {
    const why = (host: string, name: string) => compareNames(host, { ...none, dns: [name] }).rows[0]?.why;
    expect(why('host.example.com', 'host.example.com')).toBe(null);
    expect(why('host.example.com', 'example.com')).toBe('two-dots');
    expect(why('host.example.com', 'h*.example.com')).toBe('wildcard');
    expect(why('a.host.example.com', '*.example.com')).toBe('wildcard');
    expect(why('host.example.com', 'other.example.com')).toBe('different');
    expect(why('host.example.com', 'host.example.com.')).toBe('trailing-dot');
    expect(compareNames('a.b.example.com', { ...none, commonName: '*.b.example.com' }).rows[0]?.why).toBe(
      'cn-wildcard',
    );
    expect(why('192.0.2.1', '192.0.2.1')).toBe('not-an-address');
  });
});

describe('an address', () => {
  test('is compared with iPAddress entries only', () => {
    expect(byIp('192.0.2.1', '192.0.2.1')).toBe(true);
    expect(bySan('192.0.2.1', '192.0.2.1')).toBe(false);
    expect(byCommonName('192.0.2.1', '192.0.2.1')).toBe(false);
    expect(bySan('192.0.2.1', '*.0.2.1')).toBe(false);
    expect(byIp('mail.example.com', '192.0.2.1')).toBe(false);
  });

  test('of IPv6 is the same in every spelling', () => {
    expect(byIp('2001:DB8::1', '2001:db8:0:0:0:0:0:1')).toBe(true);
    expect(byIp('[2001:db8::1]', '2001:db8::1')).toBe(true);
    expect(byIp('2001:db8::1', '2001:db8::2')).toBe(false);
  });
});
