/** From plain text to TLS: STARTTLS or SMTPS, the handshake, and all that was seen in it, good or bad. */
import { asError, asFailure, SendmemoError } from '../../failure/error.ts';
import type { ServerFacts } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Session } from '../../smtp/conversation.ts';
import { startTls, startWithTls } from '../../smtp/starttls.ts';
import type { TlsPlan } from '../../tls/plan.ts';
import { groupOf } from '../../tls/session-facts.ts';
import { certificateSteps } from './certificates.ts';
import type { Course } from './course.ts';
import { helloFacts } from './greeting.ts';
import { tlsFileOf } from './settings.ts';
import { seen, type Step } from './step.ts';

type SecurePlan = Exclude<TlsPlan, { readonly mode: 'off' }>;

/** STARTTLS, the handshake and what it showed, EHLO anew. @throws SendmemoError what ends the session */
export async function* startTlsSteps(
  session: Session,
  plan: Extract<TlsPlan, { readonly mode: 'starttls' }>,
  course: Course,
): AsyncGenerator<Step> {
  const { clock } = course;
  const { server } = session;
  const file = tlsFileOf(course.tools.settings);
  course.trying = { kind: 'starttls', outcome: 'accepted', file };
  clock.lap();
  let late: Error | null = null;
  try {
    if (!(await startTls(session, plan, true))) {
      yield seen({ kind: 'starttls', outcome: 'not-offered', file }, { state: 'warn', server });
      return;
    }
  } catch (error) {
    const failure = asFailure(error);
    const begun = session.handshake !== null || ('stage' in failure && failure.stage === 'tls');
    if (!begun) throw error;
    late = asError(error);
  }
  const offered = await helloFacts(session, course, 'after-tls');
  const { answeredMs, securedMs, restMs } = clock.handshake();
  yield seen({ kind: 'starttls', outcome: 'accepted', file }, { milliseconds: answeredMs, server });
  yield* secured(session, plan, course, { milliseconds: securedMs, late });
  if (late !== null) {
    course.trying = offered;
    course.took = restMs;
    throw late;
  }
  yield seen(offered, { milliseconds: restMs, server });
}

/** @returns whether there is a session to continue with @throws SendmemoError the handshake's failure */
export async function* smtpsSteps(
  session: Session,
  plan: Extract<TlsPlan, { readonly mode: 'smtps' }>,
  course: Course,
): AsyncGenerator<Step, boolean> {
  course.clock.lap();
  let late: Error | null = null;
  try {
    await startWithTls(session, plan, true);
  } catch (error) {
    late = asError(error);
  }
  yield* secured(session, plan, course, { milliseconds: course.clock.lap(), late });
  return session.handshake?.socket != null;
}

/** The handshake's own steps. @throws what ended it, if there is no session to continue with */
async function* secured(
  session: Session,
  plan: SecurePlan,
  course: Course,
  { milliseconds, late }: { readonly milliseconds: number | null; readonly late: Error | null },
): AsyncGenerator<Step> {
  const { handshake, server } = session;
  course.trying = { kind: 'tls', version: null, cipher: null, bits: null, group: null };
  course.took = milliseconds;
  if (handshake === null || (handshake.socket === null && handshake.chain.length === 0)) {
    throw late ?? new SendmemoError(handshake?.failure ?? lostIn(server));
  }
  course.failure ??= handshake.failure;
  const { version, cipher, bits } = handshake.report;
  const isOld = version !== 'TLSv1.2' && version !== 'TLSv1.3';
  const group = handshake.socket === null ? null : groupOf(handshake.socket);
  yield seen(
    { kind: 'tls', version, cipher, bits, group },
    { state: isOld ? 'warn' : 'ok', milliseconds, server },
  );
  yield* certificateSteps({ handshake, trust: plan.trust, server, nowMs: course.tools.now() });
  if (handshake.socket === null) throw late ?? new SendmemoError(lostIn(server));
  course.took = null;
}

function lostIn(server: ServerFacts): Failure {
  return { code: 'CONNECTION_LOST', reason: 'connection-lost', server, stage: 'tls', system: null };
}
