/**
 * A record of the log as one line of a mail log, for syslog and the journal: what Postfix and sendmail write there, so
 * that `grep 'to=<user@example.com>'` and `grep status=deferred` find it (docs/log.md).
 */
import { harmless } from '../text/control-characters.ts';

/** A record of pino-log.ts, read back. */
type LogRecord = Readonly<Record<string, unknown>>;

export interface SyslogLine {
  /** Severity of RFC 5424, 6.2.1: 2 critical … 7 debug. */
  readonly severity: number;
  readonly text: string;
}

const severities: Readonly<Record<string, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
};

/** @returns one line, or several where a message has several recipients: each can be found by its own */
export function renderSyslog(record: LogRecord): SyslogLine[] {
  const severity = severities[String(record['level'])] ?? 6;
  return texts(record).map((text) => ({ severity, text: harmless(text) }));
}

function texts(record: LogRecord): string[] {
  const name = text(record, 'queueId') || text(record, 'messageId');
  const from = `from=<${text(record, 'sender')}>`;
  switch (record['event']) {
    case 'submitted':
      return submitted(record, name, from);
    case 'queued':
      return [
        line(name, [
          messageId(record),
          from,
          ...listed(record),
          `size=${text(record, 'sizeBytes')}`,
          'status=queued',
        ]),
      ];
    case 'retry':
      return [
        line(name, [
          messageId(record),
          `tries=${text(record, 'tries')}`,
          `next=${text(record, 'nextTry')}`,
          `status=deferred (${text(record, 'code')})`,
        ]),
      ];
    case 'bounced':
      return [
        line(name, [messageId(record), from, ...listed(record), `status=bounced (${text(record, 'code')})`]),
      ];
    case 'relay-accepted':
      return [line(name, [`client=${text(record, 'client')}`, ...login(record)])];
    case 'relay-rejected':
      return [
        line('relay', [
          `client=${text(record, 'client')}`,
          ...login(record),
          ...(record['sender'] === null ? [] : [from]),
          ...(record['recipient'] === null ? [] : [`to=<${text(record, 'recipient')}>`]),
          `status=rejected (${text(record, 'reason')}: ${text(record, 'reply')})`,
        ]),
      ];
    case 'warning':
      return [`warning: ${text(record, 'msg')}: ${JSON.stringify(facts(record))}`];
    default:
      return [text(record, 'msg')];
  }
}

/** A line for each recipient, with the server's reply. */
function submitted(record: LogRecord, name: string, from: string): string[] {
  const recipients = record['recipients'];
  const seconds = Number(record['durationMs'] ?? 0) / 1000;
  const server = record['server'];
  const relay = typeof server === 'string' ? withAddress(server, record['address']) : 'none';
  return (Array.isArray(recipients) ? (recipients as LogRecord[]) : []).map((recipient) =>
    line(name, [
      ...(record['queueId'] === null ? [] : [messageId(record)]),
      from,
      `to=<${text(recipient, 'address')}>`,
      `relay=${relay}`,
      `delay=${seconds.toFixed(2)}`,
      ...(record['sizeBytes'] === null ? [] : [`size=${text(record, 'sizeBytes')}`]),
      `status=${fate(recipient)} (${said(record, recipient)})`,
    ]),
  );
}

function fate(recipient: LogRecord): string {
  return (
    { accepted: 'sent', deferred: 'deferred', refused: 'bounced' }[text(recipient, 'state')] ?? 'unknown'
  );
}

function said(record: LogRecord, recipient: LogRecord): string {
  if (recipient['state'] === 'accepted') return text(record, 'reply');
  const words = [recipient['reply'], record['code']].filter((word) => word !== null && word !== undefined);
  return words.map(String).join(' ');
}

/** `mail.example.com[192.0.2.1]:25`, as Postfix has it. */
function withAddress(server: string, address: unknown): string {
  if (typeof address !== 'string') return server;
  const colon = server.lastIndexOf(':');
  return `${server.slice(0, colon)}[${address}]${server.slice(colon)}`;
}

/** As Postfix has it. */
function login(record: LogRecord): string[] {
  return record['user'] === null ? [] : [`sasl_username=${text(record, 'user')}`];
}

function listed(record: LogRecord): string[] {
  const recipients = record['recipients'];
  return Array.isArray(recipients) ? recipients.map((address) => `to=<${String(address)}>`) : [];
}

function messageId(record: LogRecord): string {
  return `message-id=${text(record, 'messageId')}`;
}

/** `NAME: a=b, c=d`. */
function line(name: string, parts: readonly string[]): string {
  return `${name}: ${parts.join(', ')}`;
}

function text(record: LogRecord, name: string): string {
  const value = record[name];
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value);
}

function facts(record: LogRecord): LogRecord {
  const common = ['level', 'time', 'program', 'event', 'msg', 'reason'];
  return Object.fromEntries(Object.entries(record).filter(([name]) => !common.includes(name)));
}
