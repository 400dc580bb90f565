/** One client of the relay, from its connection to its end. */
import type { Socket } from 'node:net';
import type tls from 'node:tls';
import type { RelaySettings } from '../config/settings.ts';
import type { SubmittedPath } from '../submission/path.ts';
import { parameterOf, rejectParameters } from '../submission/path.ts';
import type { Patience, SubmissionReply, SubmissionResult } from '../submission/session.ts';
import { runSubmissionSession } from '../submission/session.ts';
import type { Access, Rejection } from './access.ts';
import { judgeRecipient, judgeSender } from './access.ts';
import type { Clients } from './clients.ts';
import { createLogin } from './login.ts';
import type { CheckPassword } from './passwords.ts';
import type { Acceptance, RejectReason, RelayClient, RelayedMessage, RelayEvent } from './relay.ts';
import type { SetTimer } from './socket.ts';
import { connectionOf, farewell, secured } from './socket.ts';

export interface RelayDeps {
  /** In greeting, EHLO and Received. */
  readonly name: string;
  readonly access: Access;
  readonly clients: Clients;
  readonly limits: RelaySettings['limits'];
  readonly tlsMode: 'none' | 'starttls' | 'require-starttls' | 'smtps';
  /** The certificate that is in use now; null: `none`. */
  readonly secureContext: () => tls.SecureContext | null;
  /** null: no client logs in. */
  readonly checkPassword: CheckPassword | null;
  /**
   * Reads an address of the envelope. @returns it as it goes on, or the reply to one that is none
   */
  readonly readAddress: (path: SubmittedPath, role: 'sender' | 'recipient') => string | SubmissionReply;
  /** Keeps a message; it is safe when this resolves to `accepted`. Never rejects. */
  readonly accept: (message: RelayedMessage) => Promise<Acceptance>;
  readonly onEvent: (event: RelayEvent) => void;
  readonly setTimer: SetTimer;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface ClientSession {
  /** Ends it between two commands. */
  stop(): void;
  /** Ends it within a message that is still coming in; one that has come whole is still kept and answered. */
  cut(): void;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

/** Commands since the last message, and errors, after which a client is not listened to any more. */
const mostCommands = 200;
const mostErrors = 20;
const mostHandshakeMs = 60_000;
const lastReplyMs = 1000;

/** Speaks with a client that was let in. */
export function startClientSession(
  socket: Socket,
  { address, isLoopback }: Pick<RelayClient, 'address' | 'isLoopback'>,
  deps: RelayDeps,
): ClientSession {
  const stopping = new AbortController();
  let current = socket;
  let message: AbortController | null = null;
  let isStoring = false;
  let isCut = false;

  /** What was written still gets out; a client that does not read it has had its time. */
  const destroySoon = (): void => void deps.setTimer(lastReplyMs, () => current.destroy());

  function patience(wait: 'command' | 'message'): Patience {
    const controller = new AbortController();
    const ms = wait === 'command' ? deps.limits.commandMs : deps.limits.messageMs;
    const stop = deps.setTimer(ms, () => controller.abort());
    if (wait === 'message') message = controller;
    return {
      signal: controller.signal,
      stop() {
        stop();
        if (message === controller) message = null;
      },
    };
  }

  const speak = async (): Promise<void> => {
    let client: RelayClient = { address, isLoopback, tls: null, user: null };
    const { commandMs } = deps.limits;
    const reject = (
      reason: RejectReason,
      reply: string,
      sender: string | null,
      recipient: string | null,
    ): void => deps.onEvent({ event: 'rejected', client, reason, reply, sender, recipient });
    const secure = async (context: tls.SecureContext) => {
      const ms = Math.min(commandMs, mostHandshakeMs);
      const socketOfTls = await secured(current, context, { ms, signal: stopping.signal }, deps.setTimer);
      current = socketOfTls;
      const version = socketOfTls.getProtocol() ?? 'TLS';
      client = { ...client, tls: { version, cipher: socketOfTls.getCipher().name }, user: null };
      return connectionOf(socketOfTls, commandMs, deps.setTimer);
    };
    try {
      const context = deps.secureContext();
      const connection =
        deps.tlsMode === 'smtps' && context !== null
          ? await secure(context)
          : connectionOf(socket, commandMs, deps.setTimer);
      let sender: string | null = null;
      const result = await runSubmissionSession({
        ...connection,
        name: deps.name,
        lineEnds: 'crlf',
        extensions: () => [`SIZE ${deps.limits.sizeBytes}`],
        checkPath(path, role) {
          const judged = role === 'sender' ? judgeMail(path, client, deps) : judgeRcpt(path, deps);
          if (role === 'sender') sender = path.address;
          if (judged === null) return { code: 250, text: role === 'sender' ? '2.1.0 Ok' : '2.1.5 Ok' };
          const { reason, code, text } = judged;
          reject(reason, `${code} ${text}`, sender, role === 'sender' ? null : path.address);
          return { code, text };
        },
        async submit(submitted) {
          isStoring = true;
          const became = await deps.accept({ ...submitted, client });
          isStoring = false;
          if (isCut) destroySoon();
          const { helo } = submitted;
          const { code, text } = became.reply;
          if (became.state === 'accepted')
            deps.onEvent({ event: 'accepted', client, helo, queueId: became.queueId });
          else reject(became.reason, `${code} ${text}`, submitted.sender.address, null);
          return became.reply;
        },
        limits: { recipients: deps.limits.recipients, errors: mostErrors, commands: mostCommands },
        patience,
        signal: stopping.signal,
        login:
          deps.checkPassword === null
            ? null
            : createLogin({
                check: deps.checkPassword,
                isPrivate: () => client.tls !== null || isLoopback,
                begin: () => deps.clients.beginLogin(address),
                failed: () => reject('login', '535 5.7.8', null, null),
                succeeded(user) {
                  client = { ...client, user };
                },
                sleep: deps.sleep,
              }),
        startTls() {
          const now = deps.secureContext();
          const isOffered = deps.tlsMode === 'starttls' || deps.tlsMode === 'require-starttls';
          return isOffered && now !== null && client.tls === null ? () => secure(now) : null;
        },
      });
      reportEnd(result, reject);
    } catch (error) {
      // The client is gone, or its handshake failed.
      reject('protocol', error instanceof Error ? error.message : String(error), null, null);
    } finally {
      farewell(current, deps.setTimer);
    }
  };

  return {
    stop: () => stopping.abort(),
    cut() {
      isCut = true;
      message?.abort();
      if (!isStoring) destroySoon();
    },
    ended: speak(),
  };
}

function reportEnd(
  { end }: SubmissionResult,
  reject: (reason: RejectReason, reply: string, sender: string | null, recipient: string | null) => void,
): void {
  if (end === 'timeout') reject('timeout', '421 4.4.2', null, null);
  if (end === 'dropped' || end === 'truncated') reject('protocol', end, null, null);
}

function judgeMail(path: SubmittedPath, client: RelayClient, deps: RelayDeps): Rejection | null {
  const rejected = judgeSender(deps.access, client, parameterOf(path, 'SIZE'));
  if (rejected !== null) return rejected;
  const unknown = rejectParameters(path, 'sender', deps.checkPassword !== null);
  if (unknown !== null) return { reason: 'sender', ...unknown };
  const address = deps.readAddress(path, 'sender');
  if (typeof address !== 'string') return { reason: 'sender', ...address };
  if (deps.clients.mayBegin(client.address)) return null;
  return { reason: 'client-rate', code: 450, text: '4.7.1 Too many messages, try again in a minute' };
}

function judgeRcpt(path: SubmittedPath, deps: RelayDeps): Rejection | null {
  const unknown = rejectParameters(path, 'recipient', false);
  if (unknown !== null) return { reason: 'recipient', ...unknown };
  const address = deps.readAddress(path, 'recipient');
  if (typeof address !== 'string') return { reason: 'recipient', ...address };
  return judgeRecipient(deps.access, address);
}
