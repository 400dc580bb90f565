/** `Groups`: what is refused, what a session then uses, and a hello that nothing answers. */
import crypto from 'node:crypto';
import type net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { handshakeFailure } from '../../src/tls/handshake-error.ts';
import { checkGroups } from '../../src/tls/protocols.ts';
import { groupOf } from '../../src/tls/session-facts.ts';
import { hasLargeHello, strengthOptions } from '../../src/tls/strength.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import { trusting } from '../smtp/deps.ts';
import { failureOf } from './named-file.ts';

const { protocols: usual, ...trust } = trusting('', new Uint8Array());
const origin = { kind: 'default' } as const;
const hasMlKem = crypto.constants.OPENSSL_VERSION_NUMBER >= 0x30500000;

describe('the value', () => {
  it.each(['X25519', 'X25519:P-256:P-384', 'secp384r1', 'ffdhe2048'])('%s is taken', (value) => {
    expect(() => checkGroups(value, origin)).not.toThrow();
  });

  it.each([
    ['X25518:P-256', 'X25518', 'X25519'],
    ['P-256:P256', 'P256', 'P-256'],
    ['X25519:', '', undefined],
    ['X25519,P-256', 'X25519,P-256', undefined],
    ['?X25519', '?X25519', 'X25519'],
    ['quantum-safe', 'quantum-safe', undefined],
  ])('%s is refused for "%s"', (value, detail, nearest) => {
    const failure = failureOf(() => checkGroups(value, origin));
    expect(failure).toMatchObject({ reason: 'ciphers-unknown', name: 'Groups', value, detail });
    expect('nearest' in failure ? failure.nearest : undefined).toBe(nearest);
  });
});

async function negotiated(groups: string, maximum: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> {
  const { certificatePem, keyPem } = await issueServer(await createRoot(), { key: 'rsa2048' });
  const server = tls.createServer({
    cert: certificatePem,
    key: keyPem,
    ecdhCurve: 'X25519:P-256:P-384:P-521',
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const options = strengthOptions({ ...usual, groups, maximum });
  const client = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  try {
    await new Promise((resolve, reject) => client.once('secureConnect', resolve).once('error', reject));
    return groupOf(client);
  } finally {
    client.destroy();
    server.close();
  }
}

describe('a session', () => {
  it.each([
    ['X25519', 'TLSv1.3', 'X25519'],
    ['P-384', 'TLSv1.3', 'P-384'],
    ['P-521:X25519', 'TLSv1.3', 'P-521'],
    ['P-384', 'TLSv1.2', 'P-384'],
  ] as const)('with Groups = %s under %s uses %s', async (groups, maximum, group) => {
    expect(await negotiated(groups, maximum)).toBe(group);
  });

  it('with no group in common is none', async () => {
    await expect(negotiated('X448', 'TLSv1.3')).rejects.toThrow();
  });
});

describe('a hello without an answer', () => {
  const server = { host: 'mail.example.com', port: 25, address: '192.0.2.1' };
  const failed = (
    groups: string | null,
    helloAccepted: boolean,
    maximum: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
  ) =>
    handshakeFailure(
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      server,
      { ...trust, protocols: { ...usual, groups, maximum } },
      { helloAccepted, mode: 'starttls' },
    );

  it('that was large may be the reason', () => {
    expect(failed('X25519MLKEM768:X25519', false)).toMatchObject({
      code: 'CONNECTION_LOST',
      largeHello: true,
    });
    expect(failed('X25519MLKEM768:X25519', true)).not.toHaveProperty('largeHello');
    expect(failed('X25519MLKEM768:X25519', false, 'TLSv1.2')).not.toHaveProperty('largeHello');
    expect(failed('X25519:P-256', false)).not.toHaveProperty('largeHello');
  });

  it('is large by default where OpenSSL has ML-KEM', () => {
    expect(hasLargeHello(usual)).toBe(hasMlKem);
  });
});
