import type { ServerFacts } from '../../failure/facts.ts';
import type { Notice } from '../../failure/notice.ts';
import { replyText } from '../../text/reply-text.ts';
import type { NoticeWords } from '../language.ts';
import { minute, octal } from '../../text/units.ts';
import { hostPort } from '../../text/host-port.ts';

function name({ host, port }: ServerFacts): string {
  return hostPort(host, port);
}

type Kept = Extract<Notice, { readonly reason: 'kept-in-spool' }>;

/** The answers about the recipients; null where the reason is the server or the connection. */
function whyKept(code: string, deferred: Kept['deferred']): string | null {
  const answers = deferred.flatMap(({ address, reply }) =>
    reply === null ? [] : [`${address} deferred (${replyText(reply)})`],
  );
  return code !== 'RECIPIENTS' || answers.length === 0 ? null : some(answers);
}

/** The first three, and how many more. */
function some(texts: readonly string[]): string {
  const left = texts.length - 3;
  return texts.slice(0, 3).join(', ') + (left > 0 ? ` and ${left} more` : '');
}

export const noticeWords: NoticeWords = {
  'certificate-errors-ignored': ({ server, errors, certificate }) =>
    `${name(server)}: certificate errors ignored (IgnoreCertificateErrors = 1): ${errors.join(', ')}; certificate of ${certificate.subject}`,
  'hostname-not-compared': ({ server, certificate }) =>
    `${name(server)}: the certificate is for ${certificate.names.join(', ') || certificate.subject}; the name was not checked (CertValidationIgnoreHostName = 1)`,
  'starttls-not-offered': ({ server }) =>
    `${name(server)} does not offer STARTTLS: the message was sent in plain text (StartTLSPolicy = may)`,
  'client-certificate-purpose': ({ path }) =>
    `${path}: the client certificate is not for clients (its extended key usage does not name clientAuth): servers may reject it; have one issued with clientAuth, by a CA of your own if public ones no longer do`,
  'legacy-renegotiation': () =>
    'LegacyRenegotiation = 1: a server without secure renegotiation (RFC 5746) is accepted; update the server, then put ; in front of this line',
  'tls-option-unused': ({ options }) =>
    `${options.join(', ')} ${options.length === 1 ? 'is' : 'are'} not used without TLS: add --tls starttls or --tls smtps`,
  'old-protocols': ({ minimum }) =>
    `MinProtocol = ${minimum} allows protocols, ciphers and digests that are no longer secure`,
  'sslv3-not-in-runtime': () =>
    'IPM_ENABLE_SSL_V3 is set: TLS 1.0 and newer are allowed with their old ciphers; SSLv3 is not supported',
  'key-readable-by-others': ({ path, mode }) =>
    `${path} is readable by other users (mode ${octal(mode)}): chmod 600 ${path}`,
  'cfg-writable-by-others': ({ path, mode, owner }) =>
    `other users can write to ${path} (owner ${owner}, mode ${octal(mode)}) and change where mail goes: chmod go-w ${path}`,
  'auth-over-insecure-session': ({ server, why }) =>
    why === 'plain-text'
      ? `${name(server)}: the password is sent without encryption (auth-allow-insecure = 1)`
      : `${name(server)}: the password is sent to a server that was not verified (auth-allow-insecure = 1)`,
  'dsn-not-offered': ({ server }) =>
    `${name(server)} does not offer DSN: sent without a request for delivery notifications`,
  'backup-used': ({ failed, code, next }, what) =>
    `${what === '' ? `${name(failed)} failed (${code})` : `${what} (${code})`}; trying the backup ${name(next)}`,
  'bad-certificate-entry': ({ path, detail }) => `${path}: ${detail}; not used`,
  'default-trust-unavailable': ({ detail }) => `the system's CAs can't be used: ${detail}`,
  'server-cannot-be-cached': ({ path, system }) =>
    `${path} can't be written (${system}): failed servers won't be remembered`,
  'stdin-ignored': () => 'the body is the text of --body; the data on standard input was ignored',
  'body-is-address': ({ text }) =>
    `-b is --body, and the body is ${JSON.stringify(text)}; for a blind copy use --bcc ${text}`,
  'default-server-used': ({ port }) =>
    `no server is configured: using localhost:${port}; name one with -H HOST, or create a configuration with sendmemo config init DIR`,
  'spool-waits': ({ since, code }) =>
    `messages in the spool have been waiting since ${since} because of ${code}; max-age is suspended until you fix that (sendmemo explain ${code})`,
  'kept-in-spool': ({ queueId, failure, deferred, delivered }, what) =>
    [
      `${whyKept(failure.code, deferred) ?? `${what} (${failure.code})`}; queued as ${queueId} for the next queue run`,
      ...(delivered.length === 0 ? [] : [`delivered to ${some(delivered)}`]),
    ].join('; '),
  'no-queue-runner': ({ spool, lastRun }) =>
    `nothing delivers the messages in ${spool}: ${lastRun === null ? 'sendmemo queue run has never run there' : `sendmemo queue run last ran at ${minute(lastRun)}`}; start it (systemctl enable --now sendmemo-queue-run.timer, or cron)`,
  'last-reply-not-recorded': ({ queueId, reply }) =>
    `${queueId}: the server answered ${reply.code}, but that could not be recorded; the message may be delivered twice`,
};
