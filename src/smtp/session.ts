/**
 * A session as a list of stages (RFC 5321, 3.1 and 3.8): resolve, connect, greeting, EHLO, STARTTLS, EHLO, AUTH, then
 * messages, then QUIT. `sendmemo check` runs the same stages one by one; each throws the failure that ends it.
 */
import type { Endpoint } from '../config/settings.ts';
import { asFailure } from '../failure/error.ts';
import type { Reply, ServerFacts, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import { heedCertificateRefusal } from './client-certificate-demand.ts';
import { addressesOf, connectEndpoint } from './connect.ts';
import {
  createSession,
  readReply,
  type Session,
  type SessionDeps,
  withSessionFacts,
} from './conversation.ts';
import { deadlineOf, endedAt, withDeadline } from './deadline.ts';
import { chooseEhloName } from './ehlo-name.ts';
import { sayHello } from './hello.ts';
import { requireAccepted } from './reply.ts';
import { startTls, startWithTls } from './starttls.ts';
import type { ResolvedAddress } from './submitter.ts';
import { namesTestedServer } from './run-ahead.ts';

/** How an opening ended: with a session that is ready for MAIL, or with a failure and what was reached until then. */
export type Opened =
  | { readonly session: Session; readonly failure: null; readonly server: ServerFacts }
  | { readonly session: Session | null; readonly failure: Failure; readonly server: ServerFacts };

/** How long QUIT may take: the result is known, so it is not worth a longer wait (contract, section 5). */
const quitTimeoutMs = 250;

/** Goes through all the stages up to the first message; never rejects. */
export async function openSession(
  deps: SessionDeps,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Opened> {
  let server: ServerFacts = { host: endpoint.host, port: endpoint.port, address: null };
  let session: Session | null = null;
  try {
    const addresses = await addressesOf(endpoint, deps, signal);
    // The context takes milliseconds to make: while packets travel they cost nothing.
    setImmediate(prepareTls, deps);
    session = await connectSession(deps, endpoint, addresses, signal);
    ({ server } = session);
    const { tls, auth } = deps;
    if (tls.mode === 'smtps') await startWithTls(session, tls);
    await greet(session);
    await sayHello(session);
    if (tls.mode === 'starttls') await startTls(session, tls);
    if (auth) {
      // Most servers of a print server's network want no password: its mechanisms are loaded where one does.
      const { authenticate } = await import('./auth.ts');
      await authenticate(session, auth);
    }
    return { session, failure: null, server };
  } catch (error) {
    const known = session ? withSessionFacts(session, asFailure(error)) : asFailure(error);
    const failure = endedAt(known, server, waitingStage(deps, session));
    if (failure.code === 'CONNECT') ({ server } = failure);
    return { session, failure, server };
  }
}

/** The stage of a wait other than that for a reply: to connect, for the handshake, for the secret of a login. */
function waitingStage({ tls }: SessionDeps, session: Session | null): Stage {
  if (session === null) return 'connect';
  return tls.mode !== 'off' && session.handshake === null ? 'tls' : 'auth';
}

/** What can't be made is a failure of the handshake, which asks again. */
function prepareTls(deps: SessionDeps): void {
  try {
    deps.tlsContext();
  } catch {
    return;
  }
}

/**
 * Connects, and finds the name for EHLO meanwhile.
 * @param addresses null: through the proxy
 * @throws SendmemoError connect-failed, proxy-failed
 */
export async function connectSession(
  deps: SessionDeps,
  endpoint: Endpoint,
  addresses: readonly ResolvedAddress[] | null,
  signal: AbortSignal,
): Promise<Session> {
  // Sockets connect when the turn ends; only then there is time to look for names.
  const fullName = new Promise(setImmediate).then(() => findFullName(deps, signal));
  const connected = await connectEndpoint(endpoint, addresses, deps, signal);
  const { localAddress } = connected.socket;
  const ehloName = fullName.then((fqdn) => chooseEhloName(deps.ehloName, fqdn, localAddress));
  return createSession(deps, connected, ehloName, signal);
}

/** null where the machine has none, and where a silent resolver would hold up the session for it. */
function findFullName(deps: SessionDeps, signal: AbortSignal): Promise<string | null> {
  if (deps.ehloName !== null) return Promise.resolve(null);
  const { ms } = deadlineOf(deps.timeouts, 'resolve');
  const late = (): Failure => ({ code: 'DNS', reason: 'dns-unreachable', host: '', system: 'ETIMEDOUT' });
  return withDeadline({ signal, ms, late }, () => deps.fqdn()).catch(() => null);
}

/**
 * Waits for the server's greeting.
 * @throws SendmemoError NO_GREETING, REFUSED (554), TRANSIENT, PROTOCOL, TLS_HANDSHAKE (about our certificate)
 */
export async function greet(session: Session): Promise<Reply> {
  return await heedCertificateRefusal(session, async () => {
    const reply = await readReply(session, 'greeting');
    requireAccepted(session.server, 'greeting', reply);
    session.takesAhead = namesTestedServer(reply);
    return reply;
  });
}

/**
 * Ends a session: with QUIT where the two sides are in step, waiting for the answer at most a quarter of a second; at
 * once where they are not. Never rejects. QUIT is on its way when the call returns.
 */
export async function endSession(session: Session): Promise<void> {
  const { wire } = session;
  // What went ahead asked for a message: QUIT would become its text.
  if (session.phase === 'broken' || session.ahead !== null || wire.ended || wire.hasInput) {
    session.phase = 'broken';
    wire.destroy();
    return;
  }
  session.phase = 'broken';
  wire.socket.ref();
  wire.send('QUIT\r\n');
  const timer = setTimeout(() => wire.destroy(), quitTimeoutMs);
  try {
    // Not the session's signal: what ended that must not take the server its word of farewell.
    await wire.readReply('quit', new AbortController().signal);
    wire.socket.end();
    wire.socket.destroySoon();
  } catch {
    wire.destroy();
  } finally {
    clearTimeout(timer);
  }
}
