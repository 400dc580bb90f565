import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Networks } from '../../src/config/networks.ts';
import { isLoopback, nearestNetworks, parseNetworks } from '../../src/config/networks.ts';

function networks(text: string): Networks {
  const parsed = parseNetworks(text);
  if ('why' in parsed) throw new Error(`${parsed.part}: ${parsed.why}`);
  return parsed;
}

describe('a list of networks', () => {
  it.each([
    ['192.0.2.0/24', ['192.0.2.0/24']],
    ['192.0.2.1, 2001:db8::/32 198.51.100.0/25', ['192.0.2.1/32', '2001:db8::/32', '198.51.100.0/25']],
    ['2001:DB8::1', ['2001:DB8::1/128']],
    ['10.0.0.0/8,fc00::/7', ['10.0.0.0/8', 'fc00::/7']],
    ['fe80::/10', ['fe80::/10']],
    ['64:ff9b::192.0.2.0/120', ['64:ff9b::192.0.2.0/120']],
    // One inside another is no slip.
    ['192.0.2.0/24, 192.0.2.7', ['192.0.2.0/24', '192.0.2.7/32']],
  ])('reads %j', (text, list) => {
    expect(networks(text).list).toEqual(list);
  });

  it.each([
    ['192.0.2.1/24', '192.0.2.1/24', 'host-bits', '192.0.2.0/24'],
    ['10.0.0.0/8, 192.0.2.1/24', '192.0.2.1/24', 'host-bits', '10.0.0.0/8, 192.0.2.0/24'],
    ['2001:db8::1/64', '2001:db8::1/64', 'host-bits', '2001:db8::/64'],
    ['192.0.2.0/33', '192.0.2.0/33', 'prefix', null],
    ['2001:db8::/129', '2001:db8::/129', 'prefix', null],
    ['192.0.2.0/024', '192.0.2.0/024', 'leading-zero', '192.0.2.0/24'],
    ['192.000.002.001', '192.000.002.001', 'leading-zero', '192.0.2.1'],
    // 8 in octal, 10 in decimal.
    ['192.0.2.010', '192.0.2.010', 'leading-zero', null],
    ['192.0.2.0/255.255.255.0', '192.0.2.0/255.255.255.0', 'syntax', '192.0.2.0/24'],
    ['192.0.2.0/255.0.255.0', '192.0.2.0/255.0.255.0', 'syntax', null],
    ['192.0.2.*', '192.0.2.*', 'syntax', '192.0.2.0/24'],
    ['192.168.*.*', '192.168.*.*', 'syntax', '192.168.0.0/16'],
    ['192.0.2.', '192.0.2.', 'syntax', '192.0.2.0/24'],
    ['192.0.2.0-255', '192.0.2.0-255', 'syntax', '192.0.2.0/24'],
    ['192.0.2', '192.0.2', 'syntax', null],
    ['[2001:db8::]/32', '[2001:db8::]/32', 'syntax', '2001:db8::/32'],
    ['printer.example.com', 'printer.example.com', 'syntax', null],
    ['192.0.2.1/24/24', '192.0.2.1/24/24', 'syntax', null],
    ['192.0.2.0/ 24', '192.0.2.0/', 'syntax', null],
    ['192.0.2.0/+8', '192.0.2.0/+8', 'syntax', null],
    ['192.0.2.0/', '192.0.2.0/', 'syntax', null],
    ['0xc0.0.2.1', '0xc0.0.2.1', 'syntax', null],
    ['3221225985', '3221225985', 'syntax', null],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1', 'mapped', '192.0.2.1'],
    ['::ffff:c000:200/120', '::ffff:c000:200/120', 'mapped', '192.0.2.0/24'],
    ['fe80::1%eth0', 'fe80::1%eth0', 'zone', 'fe80::1'],
    ['192.0.2.1%eth0', '192.0.2.1%eth0', 'syntax', '192.0.2.1'],
    ['0.0.0.0/0', '0.0.0.0/0', 'too-wide', null],
    ['::/0', '::/0', 'too-wide', null],
    ['0.0.0.0/1, 128.0.0.0/1', '0.0.0.0/1', 'too-wide', null],
    ['192.0.2.1, 192.0.2.1/32', '192.0.2.1/32', 'duplicate', '192.0.2.1'],
    ['2001:db8::/32 2001:DB8:0::/32', '2001:DB8:0::/32', 'duplicate', '2001:db8::/32'],
    ['192.0.2.1,,192.0.2.2', '', 'empty', '192.0.2.1, 192.0.2.2'],
    ['192.0.2.1,', '', 'empty', '192.0.2.1'],
    ['', '', 'empty', null],
  ])('rejects %j', (text, part, why, nearest) => {
    expect(parseNetworks(text)).toEqual({ part, why });
    expect(nearestNetworks(text)).toBe(nearest);
  });

  it.each([
    ['192.0.2.1', true],
    ['::ffff:192.0.2.1', true],
    ['::FFFF:C000:0201', true],
    ['0:0:0:0:0:ffff:192.0.2.1', true],
    // IPv4-compatible (deprecated) and NAT64 addresses are others.
    ['::192.0.2.1', false],
    ['64:ff9b::192.0.2.1', false],
    ['2002:c000:201::1', false],
    ['192.0.3.1', false],
    ['fe80::1%eth0', true],
    ['fe80::1%25eth0', true],
    ['fec0::1', false],
    ['', false],
    ['192.0.2.1 ', false],
    ['192.0.2.1:25', false],
    ['unknown', false],
    ['0192.0.2.1', false],
  ])('contains %j: %s', (address, expected) => {
    expect(networks('192.0.2.0/24, fe80::/10').contains(address)).toBe(expected);
  });
});

const v4 = fc.ipV4();
const v6 = fc.ipV6();

/** An address near the edge of a network: the same bits but for one. */
function flipped(address: string, bit: number): string {
  const octets = address.split('.').map(Number);
  const at = Math.floor(bit / 8);
  return octets.map((octet, index) => (index === at ? octet ^ (128 >> (bit % 8)) : octet)).join('.');
}

function written(address: string, prefix: number): string | null {
  return nearestNetworks(`${address}/${prefix}`);
}

it.each([
  ['127.0.0.1', true],
  ['127.255.255.254', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['::', false],
  ['::ffff:192.0.2.1', false],
  ['fe80::1%lo', false],
  ['', false],
])('%j is loopback: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});

describe('membership agrees with that of node:net', () => {
  it('for IPv4', () => {
    fc.assert(
      fc.property(
        v4,
        fc.integer({ min: 8, max: 32 }),
        fc.integer({ min: 0, max: 31 }),
        (address, prefix, bit) => {
          const list = new BlockList();
          list.addSubnet(address, prefix, 'ipv4');
          const ours = networks(written(address, prefix) ?? '');
          for (const each of [address, flipped(address, bit)]) {
            expect(ours.contains(each)).toBe(list.check(each, 'ipv4'));
            expect(ours.contains(`::ffff:${each}`)).toBe(list.check(each, 'ipv4'));
          }
        },
      ),
    );
  });

  it('for IPv6', () => {
    fc.assert(
      fc.property(v6, v6, fc.integer({ min: 7, max: 128 }), (address, other, prefix) => {
        const text = written(address, prefix);
        // What is IPv4-mapped is IPv4.
        fc.pre(text?.includes(':') === true);
        fc.pre(!new URL(`http://[${other}]`).hostname.startsWith('[::ffff:'));
        const list = new BlockList();
        list.addSubnet(address, prefix, 'ipv6');
        const ours = networks(text ?? '');
        expect(ours.contains(address)).toBe(true);
        expect(ours.contains(other)).toBe(list.check(other, 'ipv6'));
      }),
    );
  });

  it('and what is offered in place of a slip is accepted', () => {
    fc.assert(
      fc.property(
        fc.oneof(v4, v6),
        fc.oneof(
          fc.constant(''),
          fc.nat(140).map((bits) => `/${bits}`),
        ),
        (address, length) => {
          const nearest = nearestNetworks(address + length);
          if (nearest !== null) expect(parseNetworks(nearest)).toHaveProperty('list');
        },
      ),
    );
  });
});
