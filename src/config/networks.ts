/**
 * Lists of networks (`relay-networks`): CIDR notation (RFC 4632, 3.1; RFC 4291, 2.3) and single addresses, read
 * strictly, because each slip would let in others than were meant.
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { NetworkFault } from '../failure/relay-failure.ts';

export interface Networks {
  /** As written, with prefix lengths, in their order. */
  readonly list: readonly string[];
  /**
   * @param address as Node has it (`socket.remoteAddress`): an IPv4-mapped IPv6 address is the IPv4 address
   * (RFC 4291, 2.5.5.2), a zone (RFC 4007, 11) does not count; anything that is no address is in no network
   */
  readonly contains: (address: string) => boolean;
}

interface Network {
  /** 4 or 16 octets. */
  readonly octets: readonly number[];
  readonly prefix: number;
}

/** 10.0.0.0/8 and fc00::/7 are the largest private networks (RFC 1918, RFC 4193). */
const widest = { 4: 8, 16: 7 } as const;

/** Reads a list separated by commas or blanks. */
export function parseNetworks(text: string): Networks | NetworkFault {
  const networks: Network[] = [];
  const known = new Set<string>();
  const list: string[] = [];
  for (const part of splitList(text)) {
    const network = parseNetwork(part);
    if (typeof network === 'string') return { part, why: network };
    if (known.has(keyOf(network))) return { part, why: 'duplicate' };
    known.add(keyOf(network));
    networks.push(network);
    list.push(part.includes('/') ? part : `${part}/${network.prefix}`);
  }
  return {
    list,
    contains(address) {
      const octets = addressOctets(address);
      return octets !== null && networks.some((network) => holds(network, octets));
    },
  };
}

/** Whether only this machine itself can have the address: 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  const octets = addressOctets(address);
  if (octets === null) return false;
  return octets.length === 4 ? octets[0] === 127 : octets.every((octet, at) => octet === (at === 15 ? 1 : 0));
}

/** @returns the list as it was probably meant, or null where more than one can be meant. */
export function nearestNetworks(text: string): string | null {
  const parts = new Map<string, string>();
  for (const part of splitList(text)) {
    if (part === '') continue;
    const meant = typeof parseNetwork(part) === 'string' ? candidate(part) : part;
    if (meant === null) return null;
    const network = parseNetwork(meant);
    if (typeof network === 'string') return null;
    if (!parts.has(keyOf(network))) parts.set(keyOf(network), meant);
  }
  return parts.size === 0 ? null : [...parts.values()].join(', ');
}

/** Nobody. */
export const noNetworks: Networks = { list: [], contains: () => false };

function splitList(text: string): string[] {
  return text.trim().split(/\s*,\s*|\s+/);
}

function parseNetwork(part: string): Network | NetworkFault['why'] {
  if (part === '') return 'empty';
  const [address = '', length, ...more] = part.split('/');
  if (more.length > 0) return 'syntax';
  if (address.includes('%')) return isIPv6(address) ? 'zone' : 'syntax';
  if (hasLeadingZero(address)) return 'leading-zero';
  if (!isIPv4(address) && !isIPv6(address)) return 'syntax';
  const octets = isIPv4(address) ? v4Octets(address) : v6Octets(address);
  const size = octets.length === 4 ? 4 : 16;
  if (size === 16 && isMapped(octets)) return 'mapped';
  if (length !== undefined && !/^[0-9]{1,3}$/.test(length)) return 'syntax';
  if (length !== undefined && /^0[0-9]/.test(length)) return 'leading-zero';
  const prefix = length === undefined ? size * 8 : Number(length);
  if (prefix > size * 8) return 'prefix';
  if (prefix < widest[size]) return 'too-wide';
  const network = { octets, prefix };
  return isSame(network, { octets: masked(octets, prefix), prefix }) ? network : 'host-bits';
}

/** Whether a text is an IPv4 address but for zeros in front of its numbers. */
function hasLeadingZero(address: string): boolean {
  const numbers = address.split('.');
  return (
    numbers.length === 4 &&
    numbers.every((number) => /^[0-9]{1,4}$/.test(number)) &&
    numbers.some((number) => /^0[0-9]/.test(number))
  );
}

/** What a part that is rejected was meant to be. */
function candidate(part: string): string | null {
  const [written = '', length, more] = part.replaceAll(/[[\]]/g, '').split('/');
  if (more !== undefined) return null;
  const address = plainAddress(written);
  if (address === null) return shortened(part);
  const octets = addressOctets(address);
  if (octets === null) return null;
  const mappedBits = address.includes(':') && octets.length === 4 ? 96 : 0;
  const bits = length === undefined ? octets.length * 8 : prefixOf(length, mappedBits);
  if (bits === null || bits > octets.length * 8 || bits < 0) return null;
  const text = octets.length === 4 ? masked(octets, bits).join('.') : v6Text(masked(octets, bits));
  return length === undefined ? text : `${text}/${bits}`;
}

/** Without zone, and without zeros that mean the same in decimal and in octal. */
function plainAddress(written: string): string | null {
  const address = written.replace(/%.*$/, '');
  if (!hasLeadingZero(address)) return isIPv4(address) || isIPv6(address) ? address : null;
  const numbers = address.split('.');
  if (numbers.some((number) => /^0[0-9]/.test(number) && parseInt(number, 8) !== Number(number))) return null;
  return numbers.map(Number).join('.');
}

/** `/24`, `/024`, or a netmask. */
function prefixOf(length: string, mappedBits: number): number | null {
  if (/^[0-9]{1,3}$/.test(length)) return Number(length) - mappedBits;
  if (!isIPv4(length)) return null;
  const bits = v4Octets(length)
    .map((octet) => octet.toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : null;
}

/** `192.0.2.*`, `192.0.2.`, `192.0.2.0-255`. */
function shortened(part: string): string | null {
  const start = /^((?:(?:0|[1-9][0-9]{0,2})\.){1,3})(?:(?:\*\.?)*|0-255)$/.exec(part)?.[1];
  if (start === undefined) return null;
  const numbers = start.split('.').slice(0, -1);
  const address = [...numbers, '0', '0', '0'].slice(0, 4).join('.');
  return isIPv4(address) ? `${address}/${numbers.length * 8}` : null;
}

/** @returns the octets, of IPv4 where it is mapped to IPv6 (RFC 4291, 2.5.5.2); a zone does not count; null: no address */
export function addressOctets(address: string): readonly number[] | null {
  if (isIPv4(address)) return v4Octets(address);
  if (!isIPv6(address)) return null;
  const octets = v6Octets(address.replace(/%.*$/, ''));
  return isMapped(octets) ? octets.slice(12) : octets;
}

function isMapped(octets: readonly number[]): boolean {
  return octets.slice(0, 12).every((octet, at) => octet === (at < 10 ? 0 : 255));
}

function v4Octets(address: string): number[] {
  return address.split('.').map(Number);
}

/** @param address valid, without a zone */
function v6Octets(address: string): number[] {
  const [before = [], after] = address.split('::').map(groupsOf);
  if (after === undefined) return octetsOf(before);
  const [left, right] = [octetsOf(before), octetsOf(after)];
  return [...left, ...Array.from({ length: 16 - left.length - right.length }, () => 0), ...right];
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

function octetsOf(groups: readonly string[]): number[] {
  return groups.flatMap((group) => {
    if (group.includes('.')) return v4Octets(group);
    const number = parseInt(group, 16);
    return [number >> 8, number & 255];
  });
}

/** The canonical text (RFC 5952, 4): the URL parser writes it. */
function v6Text(octets: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((octets[2 * at] ?? 0) << 8) | (octets[2 * at + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function masked(octets: readonly number[], prefix: number): number[] {
  return octets.map((octet, at) => octet & (0xff00 >> Math.min(8, Math.max(0, prefix - at * 8))) & 255);
}

function holds({ octets, prefix }: Network, address: readonly number[]): boolean {
  return (
    octets.length === address.length && masked(address, prefix).every((octet, at) => octet === octets[at])
  );
}

/** The same text for the same network. */
function keyOf({ octets, prefix }: Network): string {
  return `${octets.join('.')}/${prefix}`;
}

function isSame(one: Network, other: Network): boolean {
  return one.prefix === other.prefix && one.octets.length === other.octets.length && holds(one, other.octets);
}
