/**
 * Authentication (RFC 4954): which mechanism, and when none may be used. A mechanism that the server did not offer is
 * never tried; the secret is fetched only when everything else is settled, and no log sees it.
 */
import type { AuthMethod } from '../config/settings.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import { exchange, type Session } from './conversation.ts';
import { abortable } from './deadline.ts';
import { mechanisms, type Mechanism, type MechanismName } from './mechanisms.ts';
import { isClosing, judge, replyFailure } from './reply.ts';
import type { Login } from './submitter.ts';

/** The longest AUTH line with its CRLF (RFC 4954, 4); beyond it the initial response waits for its challenge. */
const lineLimit = 12_288;

/** In the order in which `auto` takes them: over TLS the plainest is the safest, without it the one that hides. */
const preference: Record<'secured' | 'insecure' | 'token', readonly MechanismName[]> = {
  secured: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
  insecure: ['CRAM-MD5', 'PLAIN', 'LOGIN'],
  token: ['XOAUTH2'],
};
const configured: Record<Exclude<AuthMethod, 'auto'>, MechanismName> = {
  plain: 'PLAIN',
  login: 'LOGIN',
  'cram-md5': 'CRAM-MD5',
  xoauth2: 'XOAUTH2',
};

/**
 * @returns the name of the mechanism that was accepted
 * @throws SendmemoError auth-insecure, auth-not-offered (nothing was sent); auth-refused; TRANSIENT; cfg-secret-*
 */
export async function authenticate(session: Session, auth: Login): Promise<string> {
  const weakness = weaknessOf(session);
  if (weakness) {
    if (!auth.allowInsecure) {
      throw new SendmemoError({
        code: 'AUTH',
        reason: 'auth-insecure',
        server: session.server,
        why: weakness,
      });
    }
    session.notices.push({ reason: 'auth-over-insecure-session', server: session.server, why: weakness });
  }
  const candidates = chooseMechanisms(session, auth, weakness === null);
  let secret = await secretFor(session, auth, false);
  for (const [index, name] of candidates.entries()) {
    // One after the other: the next is for a server that does not know what it offered.
    // oxlint-disable-next-line no-await-in-loop
    let reply = await converse(session, mechanisms[name], auth.user, secret);
    if (auth.isToken && reply.code === 535 && !isClosing(reply)) {
      // The token may have been revoked before its time: one more, and only one.
      // oxlint-disable-next-line no-await-in-loop
      const renewed = await secretFor(session, auth, true);
      if (renewed !== secret) {
        secret = renewed;
        // oxlint-disable-next-line no-await-in-loop
        reply = await converse(session, mechanisms[name], auth.user, secret);
      }
    }
    if (judge(reply, 'auth') === 'accepted') {
      session.loggedIn = true;
      return name;
    }
    if (reply.code === 504 && index < candidates.length - 1) continue;
    throw refusal(session, name, auth.user, reply);
  }
  throw notOffered(session, auth.method);
}

/** The secret, which no log shows from then on. */
async function secretFor(session: Session, auth: Login, fresh: boolean): Promise<string> {
  const { signal, deps } = session;
  const secret = await abortable(auth.secret({ now: deps.now(), fresh, signal }), signal);
  session.wire.conceal([secret]);
  return secret;
}

/** Why the session is not safe enough for a secret, or null. */
function weaknessOf(session: Session): 'plain-text' | 'unverified' | null {
  if (!session.handshake?.socket) return 'plain-text';
  return session.tls?.verify === 'OK' ? null : 'unverified';
}

/** @throws SendmemoError auth-not-offered */
function chooseMechanisms(session: Session, auth: Login, secured: boolean): readonly MechanismName[] {
  const { method, isToken } = auth;
  // A token is no password: a mechanism for passwords would hand it out and fail.
  const passing = isToken ? 'token' : secured ? 'secured' : 'insecure';
  const wanted = method === 'auto' ? preference[passing] : [configured[method]];
  const usable = wanted.filter((name) => session.capabilities.auth.includes(name));
  if (usable.length === 0) throw notOffered(session, method);
  return usable;
}

async function converse(
  session: Session,
  mechanism: Mechanism,
  user: string,
  secret: string,
): Promise<Reply> {
  const { name } = mechanism;
  const responses = mechanism.respond(user, secret);
  let reply: Reply;
  let waiting = mechanism.initial?.(user, secret) ?? null;
  if (waiting !== null) session.wire.conceal([waiting]);
  const line = waiting === null ? '' : `AUTH ${name} ${waiting}`;
  if (line !== '' && line.length + 2 <= lineLimit) {
    waiting = null;
    reply = await exchange(session, 'auth', line, `AUTH ${name} ****`);
  } else {
    reply = await exchange(session, 'auth', `AUTH ${name}`);
  }
  // A server may ask at most what the mechanism can answer; `*` cancels (RFC 4954, 4).
  for (let step = 0; reply.code === 334; step++) {
    const answer = waiting ?? responses(step, reply.message) ?? '*';
    waiting = null;
    if (answer !== '*') session.wire.conceal([answer]);
    // oxlint-disable-next-line no-await-in-loop
    reply = await exchange(session, 'auth', answer, answer === '*' || answer === '' ? answer : '****');
    if (answer === '*' && reply.code === 334) break;
  }
  return reply;
}

function refusal(session: Session, mechanism: string, user: string, reply: Reply): SendmemoError {
  const { server } = session;
  return new SendmemoError(
    judge(reply, 'auth') === 'permanent' && !isClosing(reply)
      ? { code: 'AUTH', reason: 'auth-refused', server, mechanism, user, reply }
      : replyFailure(server, 'auth', reply),
  );
}

function notOffered(session: Session, method: AuthMethod): SendmemoError {
  return new SendmemoError({
    code: 'AUTH',
    reason: 'auth-not-offered',
    server: session.server,
    wanted: method,
    offered: session.capabilities.auth,
  });
}
