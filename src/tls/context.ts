/**
 * TrustPlan → the runtime's context for a session, made before the first packet, so that what it can't do is a
 * configuration error and not a broken session.
 *
 * The handshake is given the anchors of CAFile alone: an internal server is then done with at once. The other stores
 * are asked afterwards, for the issuers that are missing (trust.ts, openssl-verdict.ts). `ca: []` is "trust nothing";
 * leaving `ca` out would be "trust the runtime's own list".
 */
import tls from 'node:tls';
import { SubmissionError } from '../failure/error.ts';
import { allowsPartialChain } from './openssl-verdict.ts';
import type { TrustPlan } from './plan.ts';
import { strengthOptions } from './protocols.ts';

export interface TlsContext {
  readonly secure: tls.SecureContext;
}

/** @throws SubmissionError CONFIG tls-context */
export function createTlsContext(trust: TrustPlan): TlsContext {
  const { clientCertificate, protocols } = trust;
  // A fingerprint is the whole decision: chain and revocation are not asked, so they need not be read.
  const pinned = trust.fingerprint !== null;
  try {
    return {
      secure: tls.createSecureContext({
        ca: pinned ? [] : trust.anchors.map(({ pem }) => pem),
        ...(pinned || trust.revocationLists.length === 0
          ? {}
          : { crl: trust.revocationLists.map(({ pem }) => pem) }),
        ...(clientCertificate === null
          ? {}
          : { cert: clientCertificate.certificatePem, key: clientCertificate.keyPem }),
        ...strengthOptions(protocols),
        allowPartialTrustChain: allowsPartialChain(trust.revocationLists),
      }),
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new SubmissionError({ code: 'CONFIG', reason: 'tls-context', detail }, { cause: error });
  }
}
