/**
 * One connection and the state of its conversation. Stages (session.ts and its verbs) work on this record; the
 * record knows only how a command is exchanged for its reply.
 */
import type net from 'node:net';
import type { Submission } from '../delivery.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Reply, ServerFacts, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import type { WireMessage } from '../message/envelope.ts';
import { createTlsContext, type TlsContext } from '../tls/context.ts';
import type { TlsHandshake, TlsReport } from '../tls/report.ts';
import { noCapabilities, type Capabilities } from './capabilities.ts';
import { isClosing, judge, replyFailure } from './reply.ts';
import type { SubmitterOptions } from './submitter.ts';
import { createWire, type Wire } from './wire.ts';
import { replyText } from '../text/reply-text.ts';

/** What a session needs: settings, and functions of the system. */
export interface SessionDeps extends Pick<
  SubmitterOptions,
  'timeouts' | 'wayOut' | 'tls' | 'auth' | 'ehloName' | 'lookup' | 'fqdn' | 'log' | 'now' | 'onHandshake'
> {
  /** Made once for all sessions, when it is first asked for; null: TLS is off. @throws SendmemoError tls-context */
  readonly tlsContext: () => TlsContext | null;
}

export function toSessionDeps(options: Omit<SessionDeps, 'tlsContext'>): SessionDeps {
  let context: TlsContext | null = null;
  const tlsContext = (): TlsContext | null => {
    if (options.tls.mode !== 'off') context ??= createTlsContext(options.tls.trust);
    return context;
  };
  return { ...options, tlsContext };
}

/** Commands that went out with the message before theirs; their replies are read when the turn of theirs comes. */
export interface Ahead {
  readonly submission: Submission;
  readonly message: WireMessage;
  /** MAIL and RCPT, without the DATA that followed them. */
  readonly group: readonly string[];
}

export interface Session {
  readonly deps: SessionDeps;
  readonly server: ServerFacts;
  /** The name to say in EHLO; never rejects. */
  readonly ehloName: Promise<string>;
  /** Ends every wait; each message sets its own. */
  signal: AbortSignal;
  wire: Wire;
  capabilities: Capabilities;
  /** null: TLS is off or was not reached. */
  tls: TlsReport | null;
  handshake: TlsHandshake | null;
  /**
   * `ready` for MAIL; `transaction`: one was begun, RSET is due; `broken`: the two sides are no longer in step, only
   * the end of the connection remains.
   */
  phase: 'ready' | 'transaction' | 'broken';
  /** Messages that were tried over it. */
  messages: number;
  readonly notices: Notice[];
  /** The greeting names a server that is known to take the next envelope with a message; see run-ahead.ts. */
  takesAhead: boolean;
  /** null: nothing went ahead. While something did, the session is good for that message alone. */
  ahead: Ahead | null;
  /** The server has accepted a login. */
  loggedIn: boolean;
}

export function createSession(
  deps: SessionDeps,
  connection: { readonly socket: net.Socket; readonly server: ServerFacts },
  ehloName: Promise<string>,
  signal: AbortSignal,
): Session {
  const { socket, server } = connection;
  return {
    deps,
    server,
    ehloName,
    signal,
    wire: createWire({ socket, server, timeouts: deps.timeouts, log: deps.log, explain: () => null }),
    capabilities: noCapabilities,
    tls: null,
    handshake: null,
    phase: 'ready',
    messages: 0,
    notices: [],
    takesAhead: false,
    ahead: null,
    loggedIn: false,
  };
}

/** @returns a failure of this session, with what the session had reached where its hint depends on that. */
export function withSessionFacts({ handshake, loggedIn, deps }: Session, failure: Failure): Failure {
  switch (failure.reason) {
    case 'no-greeting':
    case 'refused':
    case 'transient':
    case 'auth-not-offered':
    case 'recipients': {
      const clientCertificate = deps.tls.mode !== 'off' && deps.tls.trust.clientCertificate !== null;
      const encrypted = (handshake?.socket ?? null) !== null;
      return { ...failure, session: { encrypted, clientCertificate, loggedIn } };
    }
    default:
      return failure;
  }
}

/**
 * Sends one command and waits for its reply, whatever it says.
 * @param shown what the log gets in its place, where it holds a secret
 * @throws SendmemoError CONNECTION_LOST, TIMEOUT, PROTOCOL, TRANSIENT (421 unasked), the signal's reason
 */
export async function exchange(
  session: Session,
  stage: Stage,
  command: string,
  shown?: string,
): Promise<Reply> {
  if (session.wire.hasInput) await refuseUnasked(session, stage);
  session.wire.send(`${command}\r\n`, shown);
  return readReply(session, stage);
}

/**
 * Waits for a reply to what was sent before. After 421, and after a reply that does not belong to its command, the
 * session is broken: nothing more may be said in it, not even QUIT, for the server may take it for something else.
 * @throws SendmemoError as wire.readReply; the session is broken then
 */
export async function readReply(
  session: Session,
  stage: Stage,
  finalDotSent?: () => boolean,
): Promise<Reply> {
  try {
    const { wire, signal } = session;
    const reply =
      wire.takeReply(stage, signal, finalDotSent) ?? (await wire.readReply(stage, signal, finalDotSent));
    // 334 belongs to AUTH, which asks again.
    const foreign = judge(reply, stage) === 'protocol' && !(stage === 'auth' && reply.code === 334);
    if (foreign || isClosing(reply)) session.phase = 'broken';
    return reply;
  } catch (error) {
    session.phase = 'broken';
    throw error;
  }
}

/**
 * Asked for where there is input before a command: a reply that came before its command would be taken for the
 * command's own, and only 421 may come unasked.
 * @throws SendmemoError PROTOCOL; TRANSIENT for 421; CONNECTION_LOST where the server has gone
 */
export async function refuseUnasked(session: Session, stage: Stage): Promise<never> {
  const reply = await readReply(session, stage);
  session.phase = 'broken';
  const { server } = session;
  throw new SendmemoError(
    isClosing(reply)
      ? replyFailure(server, stage, reply)
      : { code: 'PROTOCOL', reason: 'protocol-reply', server, stage, text: replyText(reply) },
  );
}
