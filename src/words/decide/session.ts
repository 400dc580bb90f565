/** Which sentence, and which hint, applies to a fault of the way to the server or of the conversation with it. */
import type { Reply, ServerFacts, SessionFacts, Stage } from '../../failure/facts.ts';
import { refusalCause } from '../../failure/refusal-cause.ts';
import type { SessionFailure } from '../../failure/session-failure.ts';
import { hostPort } from '../../text/host-port.ts';
import { replyText } from '../../text/reply-text.ts';
import { shellWord } from '../../text/shell-word.ts';
import { exactSize, size } from '../../text/units.ts';
import type { sessionSentences } from '../en/session.ts';
import type { WordsFor } from '../language.ts';
import type { LoginFailure } from './login.ts';

export type SessionSentences = typeof sessionSentences;

type Of<Reason extends SessionFailure['reason']> = Extract<SessionFailure, { reason: Reason }>;

/** @returns what to say of a session, in the language of the sentences */
export function sessionWords(say: SessionSentences): WordsFor<Exclude<SessionFailure, LoginFailure>> {
  const at = (server: ServerFacts): string => serverName(say, server);
  const wait = (server: ServerFacts | null | undefined, stage: Stage | null): string | null =>
    server && stage ? say.waits[stage](at(server)) : null;
  return {
    'dns-no-such-name': ({ host }) => ({
      what: say.noSuchName(host),
      hint: say.noSuchNameHint(host, `getent hosts ${shellWord(host)}`),
    }),
    'dns-unreachable': ({ host, system }) => ({
      what: say.notResolved(host, system),
      hint: say.notResolvedHint,
    }),
    'connect-failed': (failure) => ({
      what: say.noConnection(at(failure.server), connectReasons(say, failure)),
      hint: sourceHint(say, failure) ?? say.connectHints[connectHint(failure)](failure.server.port),
    }),
    'proxy-failed': ({ server, proxy, why, detail }) => ({
      what: say.noProxy(at(server), hostPort(proxy.host, proxy.port), say.proxyFaults[why], detail),
      hint: say.proxyHints[why](proxy.scheme),
    }),
    'no-greeting': (failure) => ({
      what: failure.closed
        ? say.noGreeting(at(failure.server))
        : say.lateGreeting(at(failure.server), failure.seconds),
      hint: say.greetingHints[greetingHint(failure)](failure.server.port),
    }),
    'connection-lost': ({ server, stage, system, largeHello }) => ({
      what: say.lost(at(server), stage, system),
      hint: largeHello ? say.largeHelloHint : say.lostHint,
    }),
    'delivery-unknown': ({ server, cause, seconds, messageId = null }) => ({
      what: say.unknownDelivery(say.unknown[cause](at(server), seconds), messageId),
      hint: say.unknownHint(messageId),
    }),
    'stage-timeout': ({ server, stage, seconds, setting, largeHello }) => ({
      what: say.stageTimeout(seconds, setting, say.waits[stage](at(server))),
      hint: largeHello ? say.largeHelloHint : say.stageTimeoutHint(setting, twice(seconds)),
    }),
    'run-timeout': ({ server, stage, seconds }) => ({
      what: say.runTimeout(seconds, wait(server, stage)),
      hint: say.runTimeoutHint(twice(seconds)),
    }),
    interrupted: ({ signal, server, stage }) => ({
      what: say.interrupted(signal, wait(server, stage)),
      hint: null,
    }),
    refused: ({ server, stage, reply, session }) => ({
      what: say.refused(at(server), stage, replyText(reply)),
      hint: causeHint(say, stage, reply, session) ?? say.refusedHints[refusedHint(stage)],
    }),
    transient: ({ server, stage, reply, session }) => ({
      what: say.transient(at(server), stage, replyText(reply)),
      hint: causeHint(say, stage, reply, session) ?? say.deferredHint,
    }),
    'size-limit': ({ server, sizeBytes, limitBytes }) => ({
      what: say.sizeLimit(at(server), exactSize(sizeBytes), exactSize(limitBytes)),
      hint: say.sizeHint,
    }),
    'size-refused': ({ server, sizeBytes, reply }) => ({
      what: say.sizeRefused(at(server), sizeBytes === null ? null : size(sizeBytes), replyText(reply)),
      hint: say.sizeRefusedHint,
    }),
    'protocol-reply': ({ server, stage, text }) => {
      const service = serviceOf(text);
      return {
        what:
          stage === 'greeting' ? say.noSmtp(at(server), text) : say.protocolReply(at(server), stage, text),
        hint:
          service === null
            ? say.protocolHint(server.port)
            : say.otherService(say.services[service], server.port),
      };
    },
    'protocol-injection': ({ server, text }) => ({
      what: say.injection(at(server), text),
      hint: say.injectionHint,
    }),
    'protocol-too-long': ({ server, stage, limitBytes }) => ({
      what: say.replyTooLong(at(server), stage, limitBytes),
      hint: say.protocolHint(server.port),
    }),
    recipients: (failure) => ({
      what: recipientsFault(say, failure),
      hint: recipientsHint(say, failure),
    }),
  };
}

/** `HOST:PORT`, with the address that was tried if it is not the host itself. */
export function serverName(
  say: Pick<SessionSentences, 'server'>,
  { host, port, address }: ServerFacts,
): string {
  return say.server(hostPort(host, port), address === host ? null : address);
}

function twice(seconds: number): number {
  return Math.max(1, Math.ceil(seconds)) * 2;
}

function causeHint(
  say: SessionSentences,
  stage: Stage,
  reply: Reply,
  session: SessionFacts | undefined,
): string | null {
  const cause = refusalCause(stage, reply, session);
  return cause === null ? null : say.causes[cause];
}

function connectReasons(say: SessionSentences, { server, tried }: Of<'connect-failed'>): string {
  const reasons: Readonly<Record<string, string>> = say.connectReasons;
  return tried
    .map(({ address, system }) => {
      const reason = reasons[system] ?? system;
      return tried.length === 1 && address === server.address ? reason : `${address}: ${reason}`;
    })
    .join(', ');
}

/** What to change where the address to leave from is at fault; null: it is not. */
function sourceHint(say: SessionSentences, { sourceAddress, tried }: Of<'connect-failed'>): string | null {
  const system = tried[0]?.system;
  if (sourceAddress === undefined) return null;
  if (system === 'EADDRNOTAVAIL') return say.sourceHints.foreign(sourceAddress);
  return system === 'EAFNOSUPPORT' ? say.sourceHints.family(sourceAddress) : null;
}

function connectHint({ server, tried }: Of<'connect-failed'>): keyof SessionSentences['connectHints'] {
  switch (tried[0]?.system) {
    case 'ECONNREFUSED':
      return server.host === 'localhost' && server.port === 25 ? 'localhost' : 'refused';
    case 'ETIMEDOUT':
      return 'silent';
    default:
      return 'other';
  }
}

function greetingHint({ closed, session }: Of<'no-greeting'>): keyof SessionSentences['greetingHints'] {
  if (session?.encrypted !== true) return closed ? 'closed' : 'silent';
  if (!closed) return 'silent-tls';
  return session.clientCertificate ? 'closed-certificate' : 'closed-tls';
}

function refusedHint(stage: Stage): keyof SessionSentences['refusedHints'] {
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
function serviceOf(text: string): keyof SessionSentences['services'] | null {
  if (text.startsWith('SSH-')) return 'SSH';
  if (/^(HTTP\/|<!DOCTYPE html|<html)/i.test(text)) return 'HTTP';
  if (/^\* (OK|PREAUTH|BYE)\b/.test(text)) return 'IMAP';
  if (/^(\+OK|-ERR)\b/.test(text)) return 'POP3';
  const isAlertOrHello = text.charCodeAt(0) === 0x15 || text.charCodeAt(0) === 0x16;
  return isAlertOrHello && text.charCodeAt(1) === 0x03 ? 'TLS' : null;
}

function recipientsFault(say: SessionSentences, failure: Of<'recipients'>): string {
  const { server, refused, deferred, accepted, example, address } = failure;
  const name = serverName(say, server);
  return refused + deferred === 1 && example !== undefined && address !== undefined
    ? say.oneRecipient(name, refused > 0, address, replyText(example))
    : say.recipients(name, refused, deferred, refused + deferred + accepted);
}

/** By the first reply that was not accepted; an unknown user among several needs more than its own cause. */
function recipientsHint(say: SessionSentences, failure: Of<'recipients'>): string {
  const { refused, deferred, example, session } = failure;
  const cause = example === undefined ? null : refusalCause('rcpt', example, session);
  if (cause !== null && (cause !== 'no-such-user' || refused + deferred === 1)) return say.causes[cause];
  return refused > 0 ? say.correctAddresses : say.deferredRecipients;
}
