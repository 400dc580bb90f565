import { describe, expect, it } from 'vitest';
import { chooseEhloName } from '../../src/smtp/ehlo-name.ts';

describe('the EHLO name', () => {
  it.each([
    ['[IPv6:fc00::1]', 'host.example.com', '192.0.2.1', '[IPv6:fc00::1]'],
    [null, 'host.example.com', '192.0.2.1', 'host.example.com'],
    [null, 'host', '192.0.2.1', '[192.0.2.1]'],
    [null, 'host name.example.com', '192.0.2.1', '[192.0.2.1]'],
    [null, 'host.example.com\r\nRSET', '192.0.2.1', '[192.0.2.1]'],
    [null, null, '2001:db8::1', '[IPv6:2001:db8::1]'],
    [null, null, '::ffff:192.0.2.1', '[192.0.2.1]'],
    [null, null, 'fe80::1%eth0', '[IPv6:fe80::1]'],
  ])('of %j, %j, %s is %s', (configured, fqdn, address, name) => {
    expect(chooseEhloName(configured, fqdn, address)).toBe(name);
  });
});
