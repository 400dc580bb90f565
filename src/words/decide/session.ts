/** Which sentence, and which hint, applies to a fault of the way to the server or of the conversation with it. */
import type { Reply, ServerFacts, SessionFacts, Stage } from '../../failure/facts.ts';
import { refusalCause } from '../../failure/refusal-cause.ts';
import type { SessionFailure } from '../../failure/session-failure.ts';
import { exactSize, size } from '../../text/units.ts';
import type { Decisions, SayFailure } from './decisions.ts';
import type { LoginFailure } from './login.ts';

type Of<Reason extends SessionFailure['reason']> = Extract<SessionFailure, { reason: Reason }>;

export const sessionDecisions = (say: SayFailure) => {
  const retry = say('retry-from-queue', {});
  const waiting = (server: ServerFacts | null | undefined, stage: Stage | null): string | null =>
    server && stage ? say(`wait.${stage}`, { server }) : null;
  const causeHint = (stage: Stage, reply: Reply, session: SessionFacts | undefined) => {
    const cause = refusalCause(stage, reply, session);
    if (cause === null) return null;
    return cause === 'passwords-off' ? 'auth-refused.hint.5.7.30' : (`cause.${cause}` as const);
  };
  return {
    'connect-failed': (failure) => {
      const { server, sourceAddress: address } = failure;
      const known = { server, port: server.port, address, reasons: connectReasons(say, failure) };
      return say.words(
        'connect-failed',
        known,
        sourceHint(failure) ?? `connect-failed.hint.${connectHint(failure)}`,
      );
    },
    'proxy-failed': (failure) => {
      const { proxy, why } = failure;
      return say.words(
        'proxy-failed',
        { ...failure, scheme: proxy.scheme, fault: say(`proxy-failed.fault.${why}`, {}) },
        why === 'no-proxy' ? `proxy-failed.hint.no-proxy.${proxy.scheme}` : `proxy-failed.hint.${why}`,
      );
    },
    'no-greeting': (failure) =>
      say.words(
        failure.closed ? 'no-greeting.closed' : 'no-greeting',
        { ...failure, port: failure.server.port },
        `no-greeting.hint.${greetingHint(failure)}`,
      ),
    'connection-lost': (failure) =>
      say.words(
        'connection-lost',
        { ...failure, stage: say(`at.${failure.stage}`, {}) },
        failure.largeHello ? 'large-hello' : 'connection-lost.hint',
      ),
    'delivery-unknown': (failure) => {
      const { messageId } = failure;
      const cause = say(`delivery-unknown.${failure.cause}`, failure);
      return {
        what: say('delivery-unknown', { cause, messageId }),
        hint: say('delivery-unknown.hint', {
          messageId: messageId ?? say('delivery-unknown.message-id', {}),
        }),
      };
    },
    'stage-timeout': (failure) => {
      const { server, stage, seconds, largeHello } = failure;
      const wait = say(`wait.${stage}`, { server });
      const hint = largeHello ? 'large-hello' : 'stage-timeout.hint';
      return say.words('stage-timeout', { ...failure, wait, twice: twice(seconds) }, hint);
    },
    'run-timeout': ({ server, stage, seconds }) => {
      const wait = waiting(server, stage);
      const key = wait === null ? 'run-timeout.before' : 'run-timeout';
      return say.words(key, { seconds, wait, twice: twice(seconds) }, 'run-timeout.hint');
    },
    interrupted: ({ signal, server, stage }) => {
      const wait = waiting(server, stage);
      return say.words(wait === null ? 'interrupted.before' : 'interrupted', { signal, wait });
    },
    refused: (failure) => {
      const { stage, reply, session } = failure;
      return say.words(
        'refused',
        { ...failure, stage: say(`rejected.${stage}`, {}), retry },
        causeHint(stage, reply, session) ?? `refused.hint.${refusedHint(stage)}`,
      );
    },
    transient: (failure) => {
      const { stage, reply, session } = failure;
      return say.words(
        'transient',
        { ...failure, stage: say(`rejected.${stage}`, {}), retry },
        causeHint(stage, reply, session) ?? 'transient.hint',
      );
    },
    'size-limit': ({ server, sizeBytes, limitBytes }) =>
      say.words('size-limit', { server, size: exactSize(sizeBytes), limit: exactSize(limitBytes) }),
    'size-refused': (failure) =>
      say.words('size-refused', {
        ...failure,
        size: failure.sizeBytes === null ? null : size(failure.sizeBytes),
      }),
    'protocol-reply': ({ server, stage, text }) => {
      const service = serviceOf(text);
      const known = {
        server,
        text,
        port: server.port,
        stage: say(`at.${stage}`, {}),
        service: service === null ? null : say(`service.${service}`, {}),
      };
      return say.words(
        stage === 'greeting' ? 'protocol-reply.greeting' : 'protocol-reply',
        known,
        service === null ? 'protocol-reply.hint' : 'protocol-reply.hint.service',
      );
    },
    'protocol-too-long': (failure) =>
      say.words(
        'protocol-too-long',
        { ...failure, stage: say(`at.${failure.stage}`, {}), port: failure.server.port },
        'protocol-reply.hint',
      ),
    recipients: (failure) => {
      const { refused, deferred, accepted, example, address, session } = failure;
      const isOne = refused + deferred === 1;
      // By the first reply that was not accepted; an unknown user among several needs more than its own cause.
      const cause = example === undefined ? null : causeHint('rcpt', example, session);
      const common = refused > 0 ? 'recipients.hint' : 'recipients.hint.deferred';
      const hint = cause === null || (cause === 'cause.no-such-user' && !isOne) ? common : cause;
      const known = { ...failure, address, reply: example, all: refused + deferred + accepted, retry };
      if (isOne && example !== undefined && address !== undefined) {
        return say.words(refused > 0 ? 'recipients.one' : 'recipients.one.deferred', known, hint);
      }
      const one = refused > 0 ? 'recipients.refused' : 'recipients.deferred';
      return say.words(refused > 0 && deferred > 0 ? 'recipients' : one, known, hint);
    },
  } satisfies Decisions<Exclude<SessionFailure, LoginFailure>>;
};

function twice(seconds: number): number {
  return Math.max(1, Math.ceil(seconds)) * 2;
}

function connectReasons(say: SayFailure, { server, tried }: Of<'connect-failed'>): string {
  return tried
    .map(({ address, system }) => {
      const key = say.find('connect-failed.reason', system);
      const reason = key === undefined ? system : say(key, {});
      return tried.length === 1 && address === server.address ? reason : `${address}: ${reason}`;
    })
    .join(', ');
}

/** What to change where the address to leave from is at fault; null: it is not. */
function sourceHint({ sourceAddress, tried }: Of<'connect-failed'>) {
  const system = tried[0]?.system;
  if (sourceAddress === undefined) return null;
  if (system === 'EADDRNOTAVAIL') return 'connect-failed.source.foreign';
  return system === 'EAFNOSUPPORT' ? 'connect-failed.source.family' : null;
}

function connectHint({ server, tried }: Of<'connect-failed'>) {
  switch (tried[0]?.system) {
    case 'ECONNREFUSED':
      return server.host === 'localhost' && server.port === 25 ? 'localhost' : 'refused';
    case 'ETIMEDOUT':
      return 'silent';
    default:
      return 'other';
  }
}

function greetingHint({ closed, session }: Of<'no-greeting'>) {
  if (session?.encrypted !== true) return closed ? 'closed' : 'silent';
  if (!closed) return 'silent-tls';
  return session.clientCertificate ? 'closed-certificate' : 'closed-tls';
}

function refusedHint(stage: Stage) {
  switch (stage) {
    case 'greeting':
    case 'connect':
      return 'connection';
    case 'ehlo':
      return 'ehlo';
    case 'mail':
      return 'sender';
    default:
      return 'other';
  }
}

/** What else answers on a port, by how it begins: RFC 4253, 9112, 3501, 1939, 8446. */
function serviceOf(text: string) {
  if (text.startsWith('SSH-')) return 'SSH';
  if (/^(HTTP\/|<!DOCTYPE html|<html)/i.test(text)) return 'HTTP';
  if (/^\* (OK|PREAUTH|BYE)\b/.test(text)) return 'IMAP';
  if (/^(\+OK|-ERR)\b/.test(text)) return 'POP3';
  const isAlertOrHello = text.charCodeAt(0) === 0x15 || text.charCodeAt(0) === 0x16;
  return isAlertOrHello && text.charCodeAt(1) === 0x03 ? 'TLS' : null;
}
