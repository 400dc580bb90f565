/** Channel bindings as the other side of the same session computes them. */
import { createHash, X509Certificate } from 'node:crypto';
import type net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { channelBindings } from '../../src/smtp/channel-binding.ts';
import { readSession } from '../../src/tls/session-facts.ts';
import { createRoot, issueServer } from '../support/pki.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

async function sessionOf(version: 'TLSv1.2' | 'TLSv1.3', group: string) {
  const { certificatePem, keyPem } = await issueServer(await createRoot(), { names: ['127.0.0.1'] });
  const server = tls.createServer({ cert: certificatePem, key: keyPem });
  const accepted = new Promise<tls.TLSSocket>((resolve) => server.once('secureConnection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const client = tls.connect({
    host: '127.0.0.1',
    port,
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ecdhCurve: group,
  });
  await new Promise((resolve, reject) => client.once('secureConnect', resolve).once('error', reject));
  const other = await accepted;
  const close = () => {
    client.destroy();
    other.destroy();
    server.close();
    return Promise.resolve();
  };
  return { client, other, der: new X509Certificate(certificatePem).raw, [Symbol.asyncDispose]: close };
}

describe('a session', () => {
  it('under TLS 1.3 is bound by tls-exporter, then by the certificate', async () => {
    await using session = await sessionOf('TLSv1.3', 'X25519');
    expect(channelBindings(session.client, session.der)).toEqual([
      {
        name: 'tls-exporter',
        data: session.other.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
      },
      { name: 'tls-server-end-point', data: sha256(session.der) },
    ]);
    expect(readSession(session.client).group).toBe(0x001d);
  });

  it('under TLS 1.2 with an extended master secret is bound by tls-unique', async () => {
    await using session = await sessionOf('TLSv1.2', 'P-256');
    expect(readSession(session.client)).toEqual({ extendedMasterSecret: true, group: 0x0017 });
    expect(channelBindings(session.client, session.der)).toEqual([
      { name: 'tls-unique', data: session.other.getPeerFinished() },
      { name: 'tls-server-end-point', data: sha256(session.der) },
    ]);
  });
});
