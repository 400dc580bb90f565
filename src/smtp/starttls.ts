/**
 * From plain text to TLS (RFC 3207), and TLS from the first byte. Fails closed: only the policy `may` goes on without,
 * and only where STARTTLS is not offered. What arrives in plain text after the 220 is an attack (CVE-2011-0411).
 */
import { SendmemoError } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { TlsPlan, TrustPlan } from '../tls/plan.ts';
import { hasLargeHello } from '../tls/strength.ts';
import type { TlsHandshake, TlsReport } from '../tls/report.ts';
import { secureConnection } from '../tls/handshake.ts';
import { tlsErrorFailure } from '../tls/handshake-error.ts';
import { sessionTicket } from '../tls/session-ticket.ts';
import { heedCertificateRefusal } from './client-certificate-demand.ts';
import { exchange, type Session } from './conversation.ts';
import { type Deadline, deadlineOf, timeoutFailure, withDeadline } from './deadline.ts';
import { sayHello, startTlsUnavailable, unsecured } from './hello.ts';
import { judge, replyFailure } from './reply.ts';
import { createWire } from './wire.ts';

type StartTlsPlan = Extract<TlsPlan, { readonly mode: 'starttls' }>;
type SmtpsPlan = Extract<TlsPlan, { readonly mode: 'smtps' }>;

/**
 * STARTTLS, the handshake, and EHLO anew.
 * @param inspect goes on past certificate faults to show everything (`check`)
 * @returns whether the session is secured now; false only under the policy `may`
 * @throws SendmemoError STARTTLS_UNAVAILABLE, STARTTLS_REFUSED, PROTOCOL, TIMEOUT, the handshake's failure
 */
export async function startTls(session: Session, plan: StartTlsPlan, inspect = false): Promise<boolean> {
  const { server } = session;
  if (!session.capabilities.startTls) {
    const unavailable = startTlsUnavailable(session, session.capabilities.keywords);
    if (plan.policy !== 'may') throw unavailable;
    session.notices.push({ reason: 'starttls-not-offered', server });
    return false;
  }
  await askForTls(session);
  const { socket } = await handshake(session, plan, inspect);
  if (socket) await sessionTicket(socket);
  await heedCertificateRefusal(session, async () => await sayHello(session));
  return true;
}

/** TLS from the first byte. @throws SendmemoError TIMEOUT, the handshake's failure */
export async function startWithTls(session: Session, plan: SmtpsPlan, inspect = false): Promise<void> {
  await handshake(session, plan, inspect);
}

async function askForTls(session: Session): Promise<void> {
  const { server, wire } = session;
  // Stands until a session does: whatever ends the conversation here leaves a report behind.
  session.tls = unsecured('PROTOCOL');
  const reply = await exchange(session, 'starttls', 'STARTTLS');
  const judgement = judge(reply, 'starttls');
  if (judgement !== 'accepted') {
    record(session, unsecured(judgement === 'transient' ? 'TEMP' : 'PROTOCOL'));
    const refused = (judgement === 'transient' || judgement === 'permanent') && reply.code !== 421;
    throw new SendmemoError(
      refused
        ? { code: 'STARTTLS_REFUSED', reason: 'starttls-refused', server, reply }
        : replyFailure(server, 'starttls', reply),
    );
  }
  if (wire.pendingBytes > 0) {
    session.phase = 'broken';
    record(session, unsecured('PROTOCOL'));
    const text = wire.describePending();
    wire.destroy();
    throw new SendmemoError({ code: 'PROTOCOL', reason: 'protocol-injection', server, text });
  }
}

async function handshake(
  session: Session,
  plan: StartTlsPlan | SmtpsPlan,
  inspect: boolean,
): Promise<TlsHandshake> {
  const { server, deps } = session;
  const { mode, trust } = plan;
  const deadline = deadlineOf(deps.timeouts, 'tls');
  const socket = session.wire.release();
  let result: TlsHandshake;
  try {
    result = await withDeadline(
      { signal: session.signal, ms: deadline.ms, late: () => silence(server, deadline, trust) },
      async (signal) => {
        const context = deps.tlsContext();
        const own = context ? { context } : {};
        return secureConnection({ socket, mode, server, trust, ...own, now: deps.now, signal, inspect });
      },
    );
  } catch (error) {
    session.phase = 'broken';
    socket.destroy();
    record(session, { ...unsecured('SOFTWARE'), mode });
    throw error;
  }
  session.handshake = result;
  deps.onHandshake?.(result);
  session.notices.push(...result.notices);
  record(session, result.report);
  if (result.socket) {
    session.wire = createWire({
      socket: result.socket,
      server,
      timeouts: deps.timeouts,
      log: deps.log,
      explain: (error) => tlsErrorFailure(error, server, trust),
    });
  }
  if (result.failure && !(inspect && result.socket)) {
    session.phase = 'broken';
    throw new SendmemoError(result.failure);
  }
  return result;
}

/** Nothing came in time; the name of the setting that makes the hello small belongs to it where that is large. */
function silence(server: ServerFacts, deadline: Deadline, { protocols }: TrustPlan): Failure {
  const failure = timeoutFailure(server, 'tls', deadline);
  return failure.reason === 'stage-timeout' && hasLargeHello(protocols)
    ? { ...failure, largeHello: true }
    : failure;
}

function record(session: Session, report: TlsReport): void {
  session.tls = report;
  session.deps.log.tlsSession(session.server, report, session.handshake?.chain[0] ?? null);
}
