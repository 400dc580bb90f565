/**
 * `-v`: the conversation as curl shows it, a line each: `*` what is done, `>` what we say, `<` what the server says.
 * Secrets are masked before they come here (mail-log.ts); the message is shown by its size alone.
 */
import type { MailLog } from './mail-log.ts';
import { noLog } from './mail-log.ts';
import { sendmailTlsText } from './tls-text.ts';
import { harmless } from '../text/control-characters.ts';
import { hostPort } from '../text/host-port.ts';

/** @param write takes a line, its end included */
export function createConversationLog(write: (line: string) => void): MailLog {
  const say = (mark: '*' | '>' | '<', text: string): void => write(`${mark} ${harmless(text)}\n`);
  const note = (text: string): void => say('*', text);
  return {
    ...noLog,
    connecting: ({ host, port, address }) =>
      note(
        `connecting to ${hostPort(host, port)}${address === null || address === host ? '' : ` (${address})`}`,
      ),
    connected: ({ port, address, host }) => note(`connected to ${hostPort(address ?? host, port)}`),
    tlsSession(server, tls, certificate) {
      note(sendmailTlsText(server, tls));
      if (certificate === null) return;
      const { subject, issuer, notAfter } = certificate;
      note(`certificate ${subject}; issued by ${issuer}; valid until ${notAfter.slice(0, 10)}`);
    },
    dialogue: (direction, line) => say(direction === 'client' ? '>' : '<', line),
    content: (octets) => note(`${grouped(octets)} octets of message`),
    submitted({ messageId, failure, durationMs }) {
      const fate = failure === null ? 'sent' : `not sent (${failure.code})`;
      note(`${messageId} ${fate} after ${(durationMs / 1000).toFixed(2)} s`);
    },
    queued: ({ queueId, messageId }) => note(`${messageId} queued as ${queueId}`),
    retryLater: ({ queueId, nextTry, failure }) =>
      note(`${queueId} deferred (${failure.code}); next attempt ${nextTry}`),
    bounced: ({ queueId, messageId, failure }) => note(`${queueId ?? messageId} given up (${failure.code})`),
  };
}

/** @returns a log that passes everything on to both */
export function bothLogs(one: MailLog, other: MailLog): MailLog {
  const each = (tell: (log: MailLog) => void): void => {
    tell(one);
    tell(other);
  };
  return {
    submitted: (event) => each((log) => log.submitted(event)),
    connecting: (server) => each((log) => log.connecting(server)),
    connected: (server) => each((log) => log.connected(server)),
    tlsSession: (server, tls, certificate) => each((log) => log.tlsSession(server, tls, certificate)),
    content: (octets) => each((log) => log.content(octets)),
    queued: (event) => each((log) => log.queued(event)),
    retryLater: (event) => each((log) => log.retryLater(event)),
    bounced: (event) => each((log) => log.bounced(event)),
    relayed: (event) => each((log) => log.relayed(event)),
    warning: (notice) => each((log) => log.warning(notice)),
    failed: (failure, stack) => each((log) => log.failed(failure, stack)),
    dialogue: (direction, line) => each((log) => log.dialogue(direction, line)),
    close: () => each((log) => log.close()),
  };
}

/** `12,345` */
function grouped(octets: number): string {
  return String(octets).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
