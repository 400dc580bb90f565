/** What a login can be bound to in a TLS session, the strongest first. */
import crypto from 'node:crypto';
import type tls from 'node:tls';
import { readSession } from '../tls/session-facts.ts';
import { signatureDigest } from '../tls/signature.ts';
import type { ChannelBinding } from './sasl.ts';

/**
 * TLS 1.3: `tls-exporter` (RFC 9266). Older: `tls-unique` (RFC 5929, 3), the default of RFC 5802 and what mail servers
 * know, but only with the extended master secret, without which it can be forged (RFC 7627). Both:
 * `tls-server-end-point` (RFC 5929, 4). No session of ours is resumed, so the first Finished message is the client's.
 * @param certificate the server's own (DER), which the runtime gives away only once
 */
export function channelBindings(
  socket: tls.TLSSocket,
  certificate: Uint8Array | null,
): readonly ChannelBinding[] {
  return [...ofSession(socket), ...ofCertificate(certificate)];
}

function ofSession(socket: tls.TLSSocket): ChannelBinding[] {
  if (socket.getProtocol() === 'TLSv1.3') {
    const data = socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
    return [{ name: 'tls-exporter', data }];
  }
  const finished = socket.getFinished();
  const { extendedMasterSecret } = readSession(socket);
  return finished !== undefined && extendedMasterSecret ? [{ name: 'tls-unique', data: finished }] : [];
}

/** The certificate's digest is that of its signature, SHA-256 in place of MD5 and SHA-1; undefined for Ed25519. */
function ofCertificate(der: Uint8Array | null): ChannelBinding[] {
  if (der === null) return [];
  try {
    const digest = signatureDigest(der);
    if (digest === null) return [];
    const used = digest === 'md5' || digest === 'sha1' ? 'sha256' : digest;
    return [{ name: 'tls-server-end-point', data: crypto.createHash(used).update(der).digest() }];
  } catch {
    return [];
  }
}
