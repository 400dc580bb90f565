/**
 * Authentication (RFC 4954): when none may be used, and the exchange of a mechanism. A mechanism that the server did not
 * offer is never tried; the secret is fetched only when everything else is decided, and no log sees it.
 */
import { SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import { type Candidate, chooseCandidates, isMd5Allowed } from './auth-choice.ts';
import { concealText } from './conceal.ts';
import { exchange, type Session } from './conversation.ts';
import { abortable } from './deadline.ts';
import { isClosing, judge, replyFailure } from './reply.ts';
import type { ChannelBinding, Credentials, Exchange } from './sasl.ts';
import type { Login } from './submitter.ts';

/** The longest AUTH line with its CRLF (RFC 4954, 4); beyond it the initial response waits for its challenge. */
const lineLimit = 12_288;

/**
 * @returns the name of the mechanism that was accepted
 * @throws SendmemoError auth-insecure, auth-unavailable, auth-not-offered (nothing was sent); auth-refused,
 * auth-exchange; TRANSIENT; cfg-secret-*
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
  const candidates = await candidatesFor(session, auth, weakness === null);
  let secret = await secretFor(session, auth, false);
  for (const [index, candidate] of candidates.entries()) {
    // One after the other: the next is for a server that does not know what it offered.
    // oxlint-disable-next-line no-await-in-loop
    let attempt = await attemptLogin(session, candidate, auth, secret);
    if (auth.isToken && attempt.reply.code === 535 && !isClosing(attempt.reply)) {
      // The token may have been revoked before its time: one more, and only one.
      const renewed = await secretFor(session, auth, true);
      if (renewed !== secret) {
        secret = renewed;
        // oxlint-disable-next-line no-await-in-loop
        attempt = await attemptLogin(session, candidate, auth, secret);
      }
    }
    const { reply } = attempt;
    if (judge(reply, 'auth') === 'accepted') {
      session.loggedIn = true;
      return candidate.name;
    }
    if (index < candidates.length - 1 && mayGoOn(attempt)) continue;
    throw refusal(session, candidate.name, auth.user, attempt);
  }
  throw notOffered(session, auth.method);
}

interface Attempt {
  readonly reply: Reply;
  /** Something that depends on the secret was sent. */
  readonly proven: boolean;
  readonly said: string | null;
}

/**
 * A server that does not know what it offered (504) is asked for the next mechanism; so is one that rejects SCRAM before
 * any proof was sent: it has no such password for this user, or knows another channel binding.
 */
function mayGoOn({ reply, proven }: Attempt): boolean {
  return reply.code === 504 || (!proven && judge(reply, 'auth') === 'permanent' && !isClosing(reply));
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

/** @throws SendmemoError auth-unavailable, auth-not-offered */
async function candidatesFor(session: Session, auth: Login, secured: boolean): Promise<readonly Candidate[]> {
  const { method, isToken } = auth;
  const { deps, server, handshake } = session;
  const offered = session.capabilities.auth;
  const socket = handshake?.socket ?? null;
  let bindings: readonly ChannelBinding[] = [];
  if (socket !== null && offered.some((name) => name.startsWith('SCRAM-'))) {
    const { channelBindings } = await import('./channel-binding.ts');
    bindings = channelBindings(socket, handshake?.certificate ?? null);
  }
  const chosen = chooseCandidates({
    method,
    isToken,
    secured,
    offered,
    bindings,
    hasClientCertificate:
      socket !== null && deps.tls.mode !== 'off' && deps.tls.trust.clientCertificate !== null,
    md5Allowed: !offered.includes('CRAM-MD5') || isMd5Allowed(),
  });
  if (typeof chosen === 'string') {
    throw new SendmemoError({ code: 'AUTH', reason: 'auth-unavailable', server, method, why: chosen });
  }
  if (chosen.length === 0) throw notOffered(session, method);
  return chosen;
}

async function start(candidate: Candidate, credentials: Credentials): Promise<Exchange> {
  const { name } = candidate;
  switch (name) {
    case 'SCRAM-SHA-1':
    case 'SCRAM-SHA-1-PLUS':
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-256-PLUS': {
      const { scram } = await import('./scram.ts');
      return await scram(name.startsWith('SCRAM-SHA-1') ? 'sha1' : 'sha256', credentials);
    }
    default: {
      const { simpleMechanisms } = await import('./mechanisms.ts');
      return simpleMechanisms[name](credentials);
    }
  }
}

/** @throws SendmemoError auth-exchange: the server does not prove what it has to */
async function attemptLogin(
  session: Session,
  candidate: Candidate,
  { user }: Login,
  secret: string,
): Promise<Attempt> {
  const { server } = session;
  const { name, binding, couldBind } = candidate;
  const { host, port } = server;
  const mechanism = await start(candidate, { user, secret, host, port, binding, couldBind });
  const reply = await converse(session, name, mechanism);
  const fault = mechanism.fault(judge(reply, 'auth') === 'accepted');
  if (fault !== null) {
    throw new SendmemoError({ code: 'AUTH', reason: 'auth-exchange', server, mechanism: name, why: fault });
  }
  const { proven } = mechanism;
  const said = mechanism.said === null ? null : concealText(mechanism.said, [secret]);
  return { reply, proven, said };
}

async function converse(session: Session, name: string, mechanism: Exchange): Promise<Reply> {
  let reply: Reply;
  let waiting = mechanism.initial;
  if (waiting !== null) session.wire.conceal([waiting]);
  const line = waiting === null ? '' : `AUTH ${name} ${waiting === '' ? '=' : waiting}`;
  if (line !== '' && line.length + 2 <= lineLimit) {
    waiting = null;
    reply = await exchange(session, 'auth', line, `AUTH ${name} ****`);
  } else {
    reply = await exchange(session, 'auth', `AUTH ${name}`);
  }
  // A server may ask at most what the mechanism can answer; `*` cancels (RFC 4954, 4).
  while (reply.code === 334) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = waiting ?? (await abortable(mechanism.respond(reply.message), session.signal)) ?? '*';
    waiting = null;
    if (answer !== '*') session.wire.conceal([answer]);
    reply = await exchange(session, 'auth', answer, answer === '*' || answer === '' ? answer : '****');
    if (answer === '*' && reply.code === 334) break;
  }
  return reply;
}

function refusal(session: Session, mechanism: string, user: string, { reply, said }: Attempt): SendmemoError {
  const { server } = session;
  return new SendmemoError(
    judge(reply, 'auth') === 'permanent' && !isClosing(reply)
      ? {
          code: 'AUTH',
          reason: 'auth-refused',
          server,
          mechanism,
          user,
          reply,
          ...(said === null ? {} : { detail: said }),
        }
      : replyFailure(server, 'auth', reply),
  );
}

function notOffered(session: Session, method: string): SendmemoError {
  return new SendmemoError({
    code: 'AUTH',
    reason: 'auth-not-offered',
    server: session.server,
    wanted: method,
    offered: session.capabilities.auth,
  });
}
