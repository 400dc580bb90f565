/**
 * TrustPlan → the runtime's context for a session, made before the first packet, so that what it can't do is a
 * configuration error and not a broken session.
 *
 * The handshake is given the anchors of CAFile alone, where they are few: an internal server is then done with at once.
 * The other stores are asked afterwards, for the issuers that are missing, and so are revocation lists
 * (chain-verdict.ts). `ca: []` is "trust nothing";
 * leaving `ca` out would be "trust the runtime's own list".
 */
import crypto from 'node:crypto';
import tls from 'node:tls';
import { SendmemoError } from '../failure/error.ts';
import type { TrustPlan } from './plan.ts';
import { strengthOptions } from './strength.ts';

/** OpenSSL takes the square of their number to put anchors into a context: 10,000 take 20 s. */
const mostAnchors = 64;

export interface TlsContext {
  readonly secure: tls.SecureContext;
}

/** @throws SendmemoError CONFIG tls-context */
export function createTlsContext(trust: TrustPlan): TlsContext {
  const { clientCertificate, protocols } = trust;
  // A fingerprint is the whole decision: the chain is not asked, so no anchor need be read.
  const pinned = trust.fingerprint !== null;
  try {
    return {
      secure: tls.createSecureContext({
        ca: pinned || trust.anchors.length > mostAnchors ? [] : trust.anchors.map(({ pem }) => pem),
        ...(clientCertificate === null
          ? {}
          : { cert: clientCertificate.certificatePem, key: clientCertificate.keyPem }),
        ...strengthOptions(protocols),
        ...(trust.legacyRenegotiation
          ? { secureOptions: crypto.constants.SSL_OP_LEGACY_SERVER_CONNECT }
          : {}),
        allowPartialTrustChain: true,
      }),
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new SendmemoError({ code: 'CONFIG', reason: 'tls-context', detail }, { cause: error });
  }
}
