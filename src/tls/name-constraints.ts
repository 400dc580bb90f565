/**
 * Name constraints of a CA (RFC 5280, 4.2.1.10) × the host that a session is for. OpenSSL checks the names
 * in the certificate; here the name that is relied on is checked, which no spelling in the certificate can avoid: a
 * wildcard over an excluded host, a trailing dot, a CN that OpenSSL does not take for a name of a host.
 */
import type { Certificate } from './certificate.ts';
import { type DerElement, readElements } from './der.ts';
import { readSequence } from './extensions.ts';
import { canonicalAddress, canonicalHost } from './names.ts';

/** GeneralName (RFC 5280, 4.2.1.6). */
const tagDns = 0x82;
const tagAddress = 0x87;

/** @returns whether a CA's constraints permit a host. Constraints that can't be read permit nothing. */
export function permitsHost({ extensions }: Certificate, host: string): boolean {
  const extension = extensions.get('2.5.29.30');
  if (extension === undefined) return true;
  try {
    const matches = matcher(host);
    const trees = readSequence(extension);
    const permitted = subtrees(trees, 0xa0).filter(({ tag }) => tag === matches.tag);
    const excluded = subtrees(trees, 0xa1).filter(({ tag }) => tag === matches.tag);
    return (
      (permitted.length === 0 || permitted.some(({ content }) => matches.within(content))) &&
      !excluded.some(({ content }) => matches.within(content))
    );
  } catch {
    return false;
  }
}

function subtrees(trees: readonly DerElement[], tag: number): DerElement[] {
  return trees
    .filter((tree) => tree.tag === tag)
    .flatMap(({ content }) => readElements(content))
    .map((subtree) => {
      const [base] = readElements(subtree.content);
      if (base === undefined) throw new RangeError('a subtree without a base');
      return base;
    });
}

interface Matcher {
  readonly tag: number;
  readonly within: (base: Uint8Array) => boolean;
}

function matcher(host: string): Matcher {
  const address = canonicalAddress(host);
  if (address === null) {
    const name = canonicalHost(host);
    return { tag: tagDns, within: (base) => isBelow(name, Buffer.from(base).toString('latin1')) };
  }
  const bytes = addressBytes(address);
  return { tag: tagAddress, within: (base) => isInNetwork(bytes, base) };
}

/** A base with a leading dot covers only names below it, as in OpenSSL and NSS. */
function isBelow(name: string, written: string): boolean {
  if (!/^[\u0021-\u007e]*$/.test(written)) throw new RangeError('a base that is no name of a host');
  const base = written
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\*(?=\.)/, '');
  if (base === '') return true;
  return name.endsWith(base.startsWith('.') ? base : `.${base}`) || name === base;
}

function isInNetwork(address: Uint8Array, base: Uint8Array): boolean {
  if (base.length !== 8 && base.length !== 32) throw new RangeError('a network that is none');
  const { length } = address;
  if (base.length !== 2 * length) return false;
  return address.every((byte, index) => {
    const mask = base[length + index] ?? 0;
    return (byte & mask) === ((base[index] ?? 0) & mask);
  });
}

/** @param address in the form of canonicalAddress */
function addressBytes(address: string): Uint8Array {
  if (!address.includes(':')) return Uint8Array.from(address.split('.'), Number);
  // ::ffff:192.0.2.1
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a, b, c, d] = parts.slice(0, 4).map((part) => Number(part).toString(16).padStart(2, '0'));
    return `${a}${b}:${c}${d}`;
  });
  const [head = '', tail] = hex.split('::').map((half) => half);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = tail === undefined ? before : [...before, ...zeros, ...after];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
