/** Names of certificates in DER, for extensions that no library writes (RFC 5280, 4.2.1.6 and 4.2.1.10). */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { derTag, encodeElement } from '../../src/tls/der.ts';

/** `DNS:example.com`, `IP:192.0.2.0/24`, `IP:192.0.2.1`, `email:…`, `URI:…`, `dirName:C=JP`. */
function generalName(text: string): Buffer {
  const [kind = ''] = text.split(':', 1);
  const value = text.slice(kind.length + 1);
  const latin1 = Buffer.from(value, 'latin1');
  if (kind === 'email') return encodeElement(0x81, latin1);
  if (kind === 'DNS') return encodeElement(0x82, latin1);
  if (kind === 'dirName') return encodeElement(0xa4, Buffer.from(new x509.Name(value).toArrayBuffer()));
  if (kind === 'URI') return encodeElement(0x86, latin1);
  const [address = '', prefix] = value.split('/');
  return encodeElement(0x87, Buffer.concat([addressBytes(address), maskBytes(address, prefix)]));
}

export interface Constraints {
  readonly permitted?: readonly string[];
  readonly excluded?: readonly string[];
}

export function nameConstraints({ permitted = [], excluded = [] }: Constraints): x509.Extension {
  const trees = (tag: number, names: readonly string[]) =>
    names.length === 0
      ? Buffer.alloc(0)
      : encodeElement(
          tag,
          Buffer.concat(names.map((name) => encodeElement(derTag.sequence, generalName(name)))),
        );
  const value = Buffer.concat([trees(0xa0, permitted), trees(0xa1, excluded)]);
  return new x509.Extension('2.5.29.30', true, encodeElement(derTag.sequence, value));
}

/** A subject alternative name with any content. */
export function alternativeNames(names: readonly string[]): x509.Extension {
  return new x509.Extension(
    '2.5.29.17',
    false,
    encodeElement(derTag.sequence, Buffer.concat(names.map((name) => generalName(name)))),
  );
}

function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = [...groups(head), ...zeros, ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function maskBytes(address: string, prefix: string | undefined): Buffer {
  if (prefix === undefined) return Buffer.alloc(0);
  const bits = Array.from({ length: address.includes(':') ? 128 : 32 }, (_, bit) =>
    bit < Number(prefix) ? '1' : '0',
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
