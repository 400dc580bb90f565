/**
 * A server that wants a client certificate may let the handshake stand and say so in its next reply: Postfix
 * (smtpd_tls_req_ccert) then answers 421 4.7.1 "No client certificate presented" or "Client certificate not trusted".
 * A retry helps in neither case.
 */
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import { speaksOfClientCertificate } from '../failure/client-certificate-words.ts';
import type { Session } from './conversation.ts';
import { replyText } from '../text/reply-text.ts';

/**
 * Runs the first stage after a handshake.
 * @throws SendmemoError TLS_HANDSHAKE where the reply is about our certificate, else what the stage throws
 */
export async function heedCertificateRefusal<Result>(
  session: Session,
  stage: () => Promise<Result>,
): Promise<Result> {
  try {
    return await stage();
  } catch (error) {
    const failure = certificateRefusal(session, asFailure(error));
    throw failure ? new SendmemoError(failure, { cause: error }) : error;
  }
}

function certificateRefusal({ handshake, deps }: Session, failure: Failure): Failure | null {
  if (!handshake?.socket || deps.tls.mode === 'off') return null;
  if (failure.code !== 'TRANSIENT' && failure.code !== 'REFUSED') return null;
  if (!('reply' in failure) || !speaksOfClientCertificate(failure.reply.message)) return null;
  return {
    code: 'TLS_HANDSHAKE',
    reason: 'tls-client-certificate',
    server: failure.server,
    configured: deps.tls.trust.clientCertificate !== null,
    alert: replyText(failure.reply),
  };
}
