/** What OpenSSL found wrong with the certificates of a session. */
import type tls from 'node:tls';

/** An error of a verification: OpenSSL's name of it and its text. */
export interface OpensslError {
  readonly code: string;
  readonly text: string;
}

/**
 * The verdict of a socket whose peer has presented its certificates. `authorizationError` has only the name of an
 * error, which is UNSPECIFIED for every weak key and digest, and only of a finished handshake; the handle has both.
 * @returns null where OpenSSL found nothing wrong
 */
export function verdictOf(socket: tls.TLSSocket): OpensslError | null {
  const { _handle: handle } = socket as unknown as { _handle?: { verifyError?: () => unknown } | null };
  if (typeof handle?.verifyError !== 'function') return unfinished('this runtime gives no verdict');
  const error = handle.verifyError();
  if (error === null || error === undefined) return null;
  const { code } = error as { code?: unknown };
  return {
    code: typeof code === 'string' ? code : 'UNSPECIFIED',
    text: error instanceof Error ? error.message : 'unspecified',
  };
}

/** No verdict is an objection. */
export function unfinished(text: string): OpensslError {
  return { code: 'UNFINISHED', text };
}
