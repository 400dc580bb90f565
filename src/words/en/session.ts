/** English words for faults of the way to the server and of the conversation with it. */
import type { Reply, ServerFacts, Stage } from '../../failure/facts.ts';
import type { SessionFailure } from '../../failure/session-failure.ts';
import { size } from '../../text/units.ts';
import type { WordsFor } from '../language.ts';
import {
  authHint,
  connectHint,
  connectReason,
  deferredHint,
  noGreetingHint,
  offeredHint,
  recipientsHint,
  refusedHint,
} from './session-hints.ts';
import { exchangeHint, exchangeReasons, unavailableHint, unavailableReasons } from './login-hints.ts';

export const sessionWords: WordsFor<SessionFailure> = {
  'dns-no-such-name': ({ host }) => ({
    what: `the server name "${host}" does not exist`,
    hint: `correct smtp-server-host (the resolver of this machine, /etc/hosts included, does not know the name): getent hosts ${host}`,
  }),
  'dns-unreachable': ({ host, system }) => ({
    what: `the server name "${host}" could not be looked up (${system})`,
    hint: 'the name server did not answer: try again later, check /etc/resolv.conf, or give an IP address in smtp-server-host',
  }),
  'connect-failed': ({ server, tried }) => ({
    what: `no connection to ${at(server)}: ${tried.map((one) => `${one.address}: ${connectReason(one.system)}`).join(', ')}`,
    hint: connectHint(server, tried[0]?.system ?? ''),
  }),
  'no-greeting': ({ server, seconds, closed, session }) => ({
    what: closed
      ? `${at(server)} closed the connection without a greeting`
      : `${at(server)} took the connection but sent no greeting within ${seconds} s`,
    hint: noGreetingHint(server.port, closed, session),
  }),
  'connection-lost': ({ server, stage, system }) => ({
    what: `the connection to ${at(server)} was lost ${during(stage)}${system ? ` (${system})` : ''}; the message was not taken`,
    hint: 'try again later; if it happens each time, look into the log of the server and at firewalls in between',
  }),
  'delivery-unknown': ({ server, cause, seconds }) => ({
    what:
      cause !== 'timeout'
        ? `${cause === 'lost' ? `the connection to ${at(server)} was lost` : `the session with ${at(server)} was interrupted`} after the whole message was sent and before the answer came: whether it was delivered is unknown`
        : `${at(server)} did not answer within ${seconds} s after the whole message was sent: whether it was delivered is unknown`,
    hint: 'look for the Message-ID in the log of the server before sending again; if the server checks messages slowly, raise final-timeout in sendmemo.cfg',
  }),
  'stage-timeout': ({ server, stage, seconds, setting }) => ({
    what: `${at(server)} did nothing for ${seconds} s ${during(stage)}`,
    hint: `try again later; if the server needs longer, raise ${setting} in sendmemo.cfg: ${setting} = ${Math.max(1, Math.ceil(seconds)) * 2}`,
  }),
  'run-timeout': ({ server, stage, seconds }) => ({
    what: `not finished within ${seconds} s${server ? `, with ${at(server)}` : ''}${stage ? ` ${during(stage)}` : ''}`,
    hint: `give it longer: --timeout ${Math.max(1, Math.ceil(seconds)) * 2}`,
  }),
  interrupted: ({ signal, stage }) => ({
    what: `interrupted by ${signal}${stage ? ` ${during(stage)}` : ''}`,
    hint: null,
  }),
  refused: ({ server, stage, reply, session }) => ({
    what: `${at(server)} refused ${refusedThing(stage)}: ${said(reply)}`,
    hint: refusedHint(stage, reply, session),
  }),
  transient: ({ server, stage, reply, session }) => ({
    what: `${at(server)} temporarily rejected ${refusedThing(stage)}: ${said(reply)}`,
    hint: deferredHint(stage, reply, session),
  }),
  'size-limit': ({ server, sizeBytes, limitBytes }) => ({
    what: `the message is too large for ${at(server)}: ${size(sizeBytes)}, limit ${size(limitBytes)}`,
    hint: 'send less or smaller attachments, or have the limit of the server raised (Postfix: message_size_limit)',
  }),
  'size-refused': ({ server, sizeBytes, reply }) => ({
    what: `${at(server)} refused the message${sizeBytes === null ? '' : ` of ${size(sizeBytes)}`} as too large: ${said(reply)}`,
    hint: 'send less or smaller attachments, or have the limit of the server or the quota of the mailbox raised',
  }),
  'protocol-reply': ({ server, stage, text }) => ({
    what: `${at(server)} sent an unexpected reply ${during(stage)}: "${text}"`,
    hint: `check that smtp-server-host and smtp-server-port (${server.port}) name a mail server, and no proxy or firewall rewrites SMTP on the way`,
  }),
  'protocol-injection': ({ server, text }) => ({
    what: `${at(server)} sent more in plain text behind its answer to STARTTLS${text ? `: "${text}"` : ''}; nothing was sent`,
    hint: 'somebody on the way may be inserting commands (CVE-2011-0411), or the server is broken: have it checked before it is used',
  }),
  'protocol-too-long': ({ server, stage, limitBytes }) => ({
    what: `${at(server)} sent a reply of more than ${limitBytes} octets ${during(stage)}`,
    hint: `check that smtp-server-host and smtp-server-port (${server.port}) name a mail server`,
  }),
  'auth-refused': ({ server, mechanism, user, reply, detail }) => ({
    what: `${at(server)} refused the login${user === '' ? '' : ` of "${user}"`} (${mechanism}): ${said(reply)}${detail === undefined ? '' : ` (${detail})`}`,
    hint: authHint(mechanism, reply, detail),
  }),
  'auth-exchange': ({ server, mechanism, why }) => ({
    what: `the login (${mechanism}) was stopped, because ${at(server)} ${exchangeReasons[why]}`,
    hint: exchangeHint(why),
  }),
  'auth-unavailable': ({ server, method, why }) => ({
    what: `auth-method = ${method} cannot be used with ${at(server)}: ${unavailableReasons[why]}`,
    hint: unavailableHint(why),
  }),
  'auth-not-offered': ({ server, wanted, offered }) => ({
    what:
      offered.length === 0
        ? `${at(server)} offers no authentication, and auth-user is set`
        : `${at(server)} does not offer the authentication that auth-method = ${wanted} wants; it offers ${offered.join(', ')}`,
    hint:
      offered.length === 0
        ? 'many servers offer it only after STARTTLS (EnableTLS = 1) or on port 587; if this server needs none, take auth-user out of sendmemo.cfg'
        : offeredHint(offered),
  }),
  'auth-insecure': ({ server, why }) => ({
    what:
      why === 'plain-text'
        ? `the password was not sent: the session with ${at(server)} is not encrypted`
        : `the password was not sent: the certificate of ${at(server)} was not verified`,
    hint:
      why === 'plain-text'
        ? 'write EnableTLS = 1 (STARTTLS) or EnableTLS = 2 (SMTPS) in sendmemo-ssl.cfg; auth-allow-insecure = 1 in sendmemo.cfg sends it all the same'
        : 'take IgnoreCertificateErrors and CertValidationIgnoreHostName out of sendmemo-ssl.cfg and name the CA in CAFile; auth-allow-insecure = 1 in sendmemo.cfg sends it all the same',
  }),
  recipients: ({ server, refused, deferred, accepted, example, address, session }) => ({
    what:
      refused + deferred === 1 && example !== undefined && address !== undefined
        ? `${at(server)} ${refused > 0 ? 'rejected' : 'deferred'} ${address}: ${said(example)}`
        : `${at(server)} did not accept ${refused + deferred} of ${refused + deferred + accepted} recipients (${refused} rejected, ${deferred} deferred)`,
    hint: recipientsHint(refused, example, session),
  }),
};

function at({ host, port, address }: ServerFacts): string {
  return address === null || address === host ? `${host} port ${port}` : `${host} port ${port} (${address})`;
}

function said(reply: Reply): string {
  return [String(reply.code), reply.enhanced, reply.message]
    .filter((part) => part !== null && part !== '')
    .join(' ');
}

const stages: Readonly<Record<Stage, string>> = {
  resolve: 'while its name was looked up',
  connect: 'while connecting',
  greeting: 'while its greeting was awaited',
  ehlo: 'at EHLO',
  starttls: 'at STARTTLS',
  tls: 'during the TLS handshake',
  auth: 'during authentication',
  mail: 'at MAIL FROM',
  rcpt: 'at RCPT TO',
  data: 'at DATA',
  content: 'while the message was being sent',
  final: 'at the end of the message',
  rset: 'at RSET',
  quit: 'at QUIT',
};

function during(stage: Stage): string {
  return stages[stage];
}

function refusedThing(stage: Stage): string {
  switch (stage) {
    case 'resolve':
    case 'connect':
    case 'greeting':
      return 'the connection';
    case 'ehlo':
      return 'our EHLO';
    case 'starttls':
    case 'tls':
      return 'STARTTLS';
    case 'auth':
      return 'authentication';
    case 'mail':
      return 'the sender';
    case 'rcpt':
      return 'the recipients';
    case 'data':
    case 'content':
    case 'final':
      return 'the message';
    case 'rset':
    case 'quit':
      return 'the session';
  }
}
