/** EHLO, and HELO for servers that know no better (RFC 5321, 4.1.4). */
import { SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import { noCapabilities, parseCapabilities } from './capabilities.ts';
import { exchange, type Session } from './conversation.ts';
import { requireAccepted } from './reply.ts';

/** The verb is not known: the server is older than EHLO. */
const unknownVerb = new Set([500, 502, 504]);

/**
 * Introduces us and learns what the server offers; what was known before is forgotten (RFC 3207, 4.2).
 * @returns the reply that was accepted
 * @throws SendmemoError REFUSED, TRANSIENT, PROTOCOL; STARTTLS_UNAVAILABLE where TLS is a must and EHLO unknown
 */
export async function sayHello(session: Session): Promise<Reply> {
  const { server } = session;
  const ehloName = await session.ehloName;
  session.capabilities = noCapabilities;
  const reply = await exchange(session, 'ehlo', `EHLO ${ehloName}`);
  if (!unknownVerb.has(reply.code)) {
    requireAccepted(server, 'ehlo', reply);
    session.capabilities = parseCapabilities(reply);
    return reply;
  }
  if (needsExtensions(session)) {
    throw startTlsUnavailable(session, []);
  }
  const second = await exchange(session, 'ehlo', `HELO ${ehloName}`);
  requireAccepted(server, 'ehlo', second);
  return second;
}

/** Records that the server has no STARTTLS. @returns the failure, with the keywords that the server offers */
export function startTlsUnavailable(session: Session, offered: readonly string[]): SendmemoError {
  const { server } = session;
  session.tls = unsecured('NONE');
  session.deps.log.tlsSession(server, session.tls, null);
  return new SendmemoError({
    code: 'STARTTLS_UNAVAILABLE',
    reason: 'starttls-unavailable',
    server,
    offered,
  });
}

/** STARTTLS is required and has not been used yet. */
function needsExtensions(session: Session): boolean {
  const { tls } = session.deps;
  return tls.mode === 'starttls' && tls.policy === 'must' && session.handshake === null;
}

/** The report of a STARTTLS that came to no session (contract, section 6). */
export function unsecured(verify: 'NONE' | 'TEMP' | 'PROTOCOL' | 'SOFTWARE') {
  return { mode: 'starttls', version: null, cipher: null, bits: null, verify, verifyErrors: [] } as const;
}
