/**
 * OpenSSL's own verdict on a chain that was already presented, with anchors that were found since.
 *
 * The runtime has no call that verifies a chain, and the CAs that a chain needs are known only when its certificates
 * are here. To connect again would cost round trips, to open every known CA beforehand 20 ms; a path validation of our
 * own would be a second opinion where the first is wanted. So a session in memory is begun: a peer of a few lines
 * answers the ClientHello with a ServerHello and the very certificates (RFC 5246, 7.4.1.3 and 7.4.2), OpenSSL
 * verifies them as it does in any session, and the session is thrown away before a key would be needed. TLS 1.2,
 * because there the certificates come unencrypted.
 *
 * Fails closed: whatever goes wrong is an error, never an OK. Node 20, 22 and 24 behave alike (docs/notes/node-tls.md).
 */
import type { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type OpensslError, unfinished, verdictOf } from './openssl-error.ts';

export interface VerdictRequest {
  /** The server's own certificate first, then whatever may help to build a chain. */
  readonly chain: readonly X509Certificate[];
  /** PEM; each ends a chain. */
  readonly anchors: readonly string[];
  /** PEM, one list each; not empty: every issuer needs a current one. */
  readonly revocationLists: readonly string[];
  /** `@SECLEVEL=0`, or '' for the runtime's own level. */
  readonly securityLevel: string;
}

/**
 * An anchor that others have issued ends a chain (OpenSSL calls that a partial chain). Not where lists are given:
 * OpenSSL then stops at such an anchor although its root is at hand, and can't verify the root's list.
 */
function allowsPartialChain(revocationLists: readonly unknown[]): boolean {
  return revocationLists.length === 0;
}

/** Turns of the event loop after which the certificates must have been looked at; one is what it takes. */
const patienceTurns = 200;

/** @returns null where OpenSSL found nothing wrong with the chain. Names are not compared. Never rejects. */
export async function opensslVerdict(request: VerdictRequest): Promise<OpensslError | null> {
  const [leaf] = request.chain;
  if (leaf === undefined) return unfinished('the server sent no certificate');
  const rsa = leaf.publicKey.asymmetricKeyType?.startsWith('rsa') === true;
  let secureContext: tls.SecureContext;
  try {
    secureContext = tls.createSecureContext({
      ca: [...request.anchors],
      ...(request.revocationLists.length === 0 ? {} : { crl: [...request.revocationLists] }),
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      ciphers: `ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256${request.securityLevel}`,
      allowPartialTrustChain: allowsPartialChain(request.revocationLists),
    });
  } catch (error) {
    return unfinished(error instanceof Error ? error.message : String(error));
  }
  const socket = tls.connect({
    socket: replay(serverFlight(request.chain, rsa)),
    secureContext,
    rejectUnauthorized: false,
  });
  let failed: Error | null = null;
  socket.on('error', (error) => (failed = error));
  try {
    for (let turn = 0; turn < patienceTurns; turn++) {
      await new Promise(setImmediate);
      if (failed !== null || socket.destroyed) break;
      // The peer's certificate is there as soon as it was verified, and not before.
      if (socket.getPeerX509Certificate()?.fingerprint256 === leaf.fingerprint256) return verdictOf(socket);
    }
    return unfinished((failed as Error | null)?.message ?? 'OpenSSL gave no verdict');
  } finally {
    socket.destroy();
  }
}

/** A peer that answers the first thing it hears. */
function replay(flight: Buffer): Duplex {
  let answered = false;
  return new Duplex({
    read: () => {},
    write(_chunk, _encoding, done) {
      if (!answered) this.push(flight);
      answered = true;
      done();
    },
  });
}

function serverFlight(chain: readonly X509Certificate[], rsa: boolean): Buffer {
  const hello = Buffer.concat([
    Buffer.from([0x03, 0x03]),
    Buffer.alloc(32, 1),
    // No session; ECDHE with RSA or ECDSA and AES-128-GCM; no compression; renegotiation_info, empty.
    Buffer.from([0x00, 0xc0, rsa ? 0x2f : 0x2b, 0x00, 0x00, 0x05, 0xff, 0x01, 0x00, 0x01, 0x00]),
  ]);
  const certificates = Buffer.concat(chain.map(({ raw }) => withLength(raw)));
  return toRecords(
    Buffer.concat([handshakeMessage(2, hello), handshakeMessage(11, withLength(certificates))]),
  );
}

function handshakeMessage(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), withLength(body)]);
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(3);
  length.writeUIntBE(bytes.length, 0, 3);
  return Buffer.concat([length, bytes]);
}

function toRecords(bytes: Buffer): Buffer {
  const records: Buffer[] = [];
  for (let offset = 0; offset < bytes.length; offset += 0x4000) {
    const fragment = bytes.subarray(offset, offset + 0x4000);
    records.push(Buffer.from([22, 3, 3, fragment.length >> 8, fragment.length & 0xff]), fragment);
  }
  return Buffer.concat(records);
}
