/**
 * Host × names of a certificate → match, row by row (contract, section 3). Pure.
 *
 * Stricter than the runtime's own comparison, which takes `host*.example.com` and names with one dot: here a name
 * counts only with two dots at least and no dot at its end, `*` only in a dNSName, as the whole leftmost label and for
 * exactly one label, the CN only where the certificate has no dNSName and no CA above it name constraints, an address
 * only by iPAddress entries.
 */
import net from 'node:net';
import { domainToASCII } from 'node:url';
import { harmless } from '../text/control-characters.ts';
import type { NameComparison, NameRow } from './report.ts';

/** The names of a certificate, each exactly as in the certificate. */
export interface CertificateNames {
  readonly dns: readonly string[];
  /** iPAddress entries as text. */
  readonly ip: readonly string[];
  readonly commonName: string | null;
}

/**
 * @param host as configured: a name, a U-label name, an IPv4 or an IPv6 address with or without brackets
 * @param constrained a CA of the chain carries name constraints, which are about alternative names: the CN is no way
 *   around them
 */
export function compareNames(
  host: string,
  names: CertificateNames,
  constrained: boolean = false,
): NameComparison {
  const address = canonicalAddress(host);
  const wanted = address ?? canonicalHost(host);
  const named: [string, 'dns' | 'cn'][] = names.dns.map((name) => [name, 'dns']);
  if (names.dns.length === 0 && names.commonName !== null) named.push([names.commonName, 'cn']);
  const rows = [
    ...named.map(([name, kind]) => ({
      name: harmless(name),
      kind,
      ...(address === null ? compareName(wanted, name, { kind, constrained }) : mismatch('not-an-address')),
    })),
    ...names.ip.map((ip): NameRow => {
      const matched = address !== null && canonicalAddress(ip) === address;
      return { name: harmless(ip), kind: 'ip', matched, why: matched ? null : 'different' };
    }),
  ];
  return { host, matched: rows.some(({ matched }) => matched), rows };
}

/** @returns the name as it is compared and sent as SNI: A-labels, lower case, no trailing dot; '' where it is none. */
export function canonicalHost(host: string): string {
  const ascii = /^\p{ASCII}*$/u.test(host) ? host.toLowerCase() : domainToASCII(host);
  return ascii.replace(/\.$/, '');
}

/** @returns an address in the one form of each, or null for a name. */
export function canonicalAddress(host: string): string | null {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  // The runtime's expression for IPv6 takes a millisecond to compile: without a colon it is not asked.
  if (!bare.includes(':')) return net.isIPv4(bare) ? bare : null;
  return net.isIPv6(bare) ? new net.SocketAddress({ address: bare, family: 'ipv6' }).address : null;
}

type Match = Pick<NameRow, 'matched' | 'why'>;

/** How far a name counts, apart from what it says. */
interface NameStanding {
  readonly kind: 'dns' | 'cn';
  readonly constrained: boolean;
}

function compareName(host: string, written: string, { kind, constrained }: NameStanding): Match {
  if (kind === 'cn' && constrained) return mismatch('cn-constrained');
  // Anything but printable ASCII (a NUL, a blank, a U-label) is in no name of a host.
  if (!/^[\u0021-\u007e]+$/.test(written)) return mismatch('different');
  const name = written.toLowerCase();
  if (name.endsWith('.')) return mismatch('trailing-dot');
  const labels = name.split('.');
  if (labels.length < 3) return mismatch('two-dots');
  if (labels.includes('')) return mismatch('different');
  if (!name.includes('*')) return name === host ? { matched: true, why: null } : mismatch('different');
  if (kind === 'cn') return mismatch('cn-wildcard');
  const rest = labels.slice(1).join('.');
  if (labels[0] !== '*' || rest.includes('*')) return mismatch('wildcard');
  const firstDot = host.indexOf('.');
  if (firstDot > 0 && host.slice(firstDot + 1) === rest) return { matched: true, why: null };
  return mismatch(host.endsWith(`.${rest}`) ? 'wildcard' : 'different');
}

function mismatch(why: NonNullable<NameRow['why']>): Match {
  return { matched: false, why };
}
