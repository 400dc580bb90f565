/**
 * The part after the `@` (RFC 5321, 4.1.2 and 4.1.3; RFC 5890): A-labels on the wire, address literals, and the
 * completion of delivery addresses that have no domain, or only a node name.
 */
import net from 'node:net';
import { domainToASCII } from 'node:url';

const label = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/;
const longestLabel = 63;

/** @returns the domain as it goes on the wire, U-labels as A-labels and nothing else changed; null: not a domain. */
export function toWireDomain(domain: string): string | null {
  if (domain.startsWith('[')) return isAddressLiteral(domain) ? domain : null;
  const ascii = isAscii(domain) ? domain : toALabels(domain);
  if (ascii === null || ascii === '' || ascii.length > 255) return null;
  return ascii.split('.').every((part) => part.length <= longestLabel && label.test(part)) ? ascii : null;
}

/** `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321, 4.1.3). */
function isAddressLiteral(text: string): boolean {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inner === undefined) return false;
  if (/^ipv6:/i.test(inner)) return net.isIPv6(inner.slice(5)) && !inner.includes('%');
  return net.isIPv4(inner);
}

/**
 * Completes a delivery address: `user` takes `domain`, InfoPrint's `user@node` becomes `user@node.domain`.
 * `localhost` is a name of its own and stays.
 * @param domain `domain` of sendmemo.cfg, or null: nothing is completed
 */
export function completeDomain(given: string | null, domain: string | null): string | null {
  if (domain === null) return given;
  if (given === null) return domain;
  const single = !given.includes('.') && !given.startsWith('[');
  return single && given.toLowerCase() !== 'localhost' ? `${given}.${domain}` : given;
}

function toALabels(domain: string): string | null {
  const ascii = domainToASCII(domain);
  // The URL rules read full-width digits as an IPv4 address: another destination than the one written.
  if (ascii === '' || net.isIPv4(ascii)) return null;
  return ascii;
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}
