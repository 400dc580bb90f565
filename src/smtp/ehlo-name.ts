/** The name that we give in EHLO (RFC 5321, 4.1.1.1; contract, section 2, `Hostname`). */

const wireName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/**
 * @param configured `Hostname`, already valid, or null
 * @param fqdn the machine's full name, or null
 * @param localAddress the address that the connection really uses
 * @returns the configured name, else the full name where it has a dot, else an address literal
 */
export function chooseEhloName(
  configured: string | null,
  fqdn: string | null,
  localAddress: string | undefined,
): string {
  if (configured !== null) return configured;
  if (fqdn !== null && fqdn.includes('.') && wireName.test(fqdn)) return fqdn;
  return addressLiteral(localAddress ?? '127.0.0.1');
}

/** `[192.0.2.1]`, `[IPv6:2001:db8::1]` (RFC 5321, 4.1.3). */
function addressLiteral(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  const plain = (mapped ?? address).replace(/%.*$/, '');
  return plain.includes(':') ? `[IPv6:${plain}]` : `[${plain}]`;
}
