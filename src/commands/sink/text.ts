/** What the sink sees, as lines for people. */
import type { SinkEvent } from './serve.ts';
import { harmless } from '../../text/control-characters.ts';
import { hostPort } from '../../text/host-port.ts';

type Listening = Extract<SinkEvent, { kind: 'listening' }>;
type Message = Extract<SinkEvent, { kind: 'message' }>;

/** @returns one or more lines, the last with its line end. */
export function renderSinkEvent(event: SinkEvent): string {
  return `${linesOf(event).map(harmless).join('\n')}\n`;
}

function linesOf(event: SinkEvent): readonly string[] {
  switch (event.kind) {
    case 'listening':
      return listening(event);
    case 'message':
      return message(event);
    case 'session-failed':
      return [`session of ${event.remoteAddress ?? 'a client'} failed: ${event.detail}`];
  }
}

function listening(event: Listening): readonly string[] {
  const { testCa } = event;
  return [
    `listening on ${hostPort(event.host, event.port)}, ${modeWords(event)}`,
    ...(event.page === null ? [] : [`web page: ${event.page} (any user of this machine can open it)`]),
    `Maildir: ${event.maildir}`,
    ...(testCa === null ? [] : [`test CA and certificates (${testCa.state}): ${testCa.files.directory}`]),
    '',
    'for sendmemo-ssl.cfg:',
    ...event.tlsSettings.map((line) => `  ${line}`),
    'for sendmemo.cfg:',
    ...event.serverSettings.map((line) => `  ${line}`),
    '',
  ];
}

function modeWords(event: Listening): string {
  switch (event.mode) {
    case 'none':
      return 'plain SMTP';
    case 'starttls':
      return event.requireTls ? 'STARTTLS required' : 'STARTTLS offered';
    case 'smtps':
      return 'SMTPS';
  }
}

function message(event: Message): readonly string[] {
  const { tls } = event;
  return [
    `message ${event.number}: ${event.subject ?? '(no subject)'}`,
    `  from ${event.remoteAddress} (${event.helo}) at ${event.receivedAt}`,
    `  MAIL FROM:<${event.sender}>${event.parameters.map((parameter) => ` ${parameter}`).join('')}`,
    ...event.recipients.map((recipient) => `  RCPT TO:<${recipient}>`),
    `  ${event.sizeBytes} bytes, kept in ${event.file}`,
    tls === null
      ? '  no TLS'
      : `  version=${tls.version} cipher=${tls.cipher} bits=${tls.bits}/${tls.bits} verify=${tls.verify}`,
    ...(tls === null ? [] : [`  ${clientWords(tls)}`]),
    ...(tls === null || tls.serverName === null ? [] : [`  asked for the name ${tls.serverName} (SNI)`]),
  ];
}

function clientWords(tls: NonNullable<Message['tls']>): string {
  const client = tls.clientCertificate;
  if (client === null) return 'no client certificate';
  const verdict = client.error === null ? 'verified' : `not verified: ${client.error}`;
  return `client certificate ${client.subject}, issued by ${client.issuer}, ${verdict}`;
}
