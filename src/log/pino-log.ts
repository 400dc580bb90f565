/**
 * The mail log on pino: JSON lines, written before the call returns, so that a line is there when the process ends
 * (pino's own destinations may lose lines at process.exit, and one on a full disk waits for ever). Fields: docs/log.md.
 */
import fs from 'node:fs';
import { pino } from 'pino';
import type { LogLevel } from '../config/settings.ts';
import { systemCode } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { MailLog } from './mail-log.ts';
import { sendmailTlsText } from './tls-text.ts';
import { harmless, harmlessLines } from '../text/control-characters.ts';
import { hostPort } from '../text/host-port.ts';
import { replyText } from '../text/reply-text.ts';

/** One place for lines; write throws where it can't. */
export interface LogDestination {
  write(line: string): void;
  close(): void;
}

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = fs.constants;
/** A pipe without a reader, or a full one, is a log that can't be written: mail does not wait for it. */
const appending = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK;

/**
 * @param within runs the opening as the user whose directory it is (files/foreign.ts)
 * @returns a destination that appends to a file; a new one gets mode 0600
 */
export function fileDestination(
  path: string,
  within: <Result>(work: () => Result) => Result = (work) => work(),
): LogDestination {
  let descriptor: number | null = null;
  return {
    write(line) {
      descriptor ??= within(() => fs.openSync(path, appending, 0o600));
      const data = Buffer.from(line, 'utf8');
      for (let written = 0; written < data.length;) written += fs.writeSync(descriptor, data, written);
    },
    close() {
      if (descriptor !== null) fs.closeSync(descriptor);
      descriptor = null;
    },
  };
}

/** Readable lines for a terminal: time, level, text and the fields that matter there. */
export function readableDestination(destination: LogDestination): LogDestination {
  return {
    write(line) {
      const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const shown = ['server', 'reply', 'code', 'queueId', 'durationMs'].flatMap((name) =>
        fields[name] === undefined || fields[name] === null
          ? []
          : [`${name}=${JSON.stringify(fields[name])}`],
      );
      destination.write(`${harmless([String(time), String(level), String(msg), ...shown].join(' '))}\n`);
    },
    close: () => destination.close(),
  };
}

export interface PinoLogOptions {
  readonly level: LogLevel;
  readonly destinations: readonly LogDestination[];
  /** Called once for each destination, with the first line that it can't take; no later one is tried. */
  readonly onLost: (system: string) => void;
}

/** @returns a MailLog; none of its functions throws. */
export function createPinoLog(options: PinoLogOptions): MailLog {
  const open = new Set(options.destinations);
  function write(line: string): void {
    for (const destination of open) {
      try {
        destination.write(harmlessLines(line));
      } catch (error) {
        open.delete(destination);
        options.onLost(systemCode(error));
      }
    }
  }
  const logger = pino(
    {
      level: options.level,
      base: { program: 'sendmemo' },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );

  return {
    submitted(event) {
      const { outcomes, server, failure, ...fields } = event;
      const accepted = outcomes.filter(({ state }) => state === 'accepted').length;
      logger.info(
        {
          event: 'submitted',
          messageId: fields.messageId,
          sender: fields.sender,
          recipients: outcomes.map(({ recipient, state, reply }) => ({
            address: recipient.address,
            state,
            reply: reply?.code ?? null,
          })),
          server: server && serverName(server),
          address: server?.address ?? null,
          sizeBytes: fields.sizeBytes,
          reply: fields.response ?? refusalOf(failure),
          durationMs: fields.durationMs,
          tls: fields.tls,
          code: failure?.code ?? null,
          queueId: fields.queueId,
        },
        failure === null ? 'sent' : accepted > 0 ? 'partly sent' : 'not sent',
      );
    },
    tlsSession(server, tls) {
      const text = sendmailTlsText(server, tls);
      logger.info({ event: 'tls', server: serverName(server), address: server.address, ...tls }, text);
    },
    connecting: (server) =>
      logger.debug(
        { event: 'connecting', server: serverName(server), address: server.address },
        'connecting',
      ),
    connected: (server) =>
      logger.debug({ event: 'connected', server: serverName(server), address: server.address }, 'connected'),
    content: (octets) => logger.trace({ event: 'content', octets }, 'message'),
    queued: (event) => logger.info({ event: 'queued', ...event }, 'queued'),
    retryLater: ({ failure, ...event }) =>
      logger.info({ event: 'retry', ...event, code: failure.code, reason: failure.reason }, 'deferred'),
    bounced: ({ failure, ...event }) =>
      logger.info({ event: 'bounced', ...event, code: failure.code, reason: failure.reason }, 'bounced'),
    relayed({ event, client, ...facts }) {
      const fields = { event: `relay-${event}`, client: client.address, user: client.user, ...facts };
      if (event === 'accepted') logger.info(fields, 'accepted from a client');
      else logger.warn(fields, 'rejected');
    },
    warning: (notice) => logger.warn({ event: 'warning', ...notice }, notice.reason),
    failed(failure, stack) {
      logger.error(
        { event: 'failed', code: failure.code, reason: failure.reason },
        `${failure.code} (${failure.reason})`,
      );
      if (stack !== null) logger.debug({ event: 'stack', stack }, 'stack of an internal fault');
    },
    dialogue: (direction, line) => logger.trace({ event: 'dialogue', direction }, line),
    close() {
      for (const destination of options.destinations) {
        try {
          destination.close();
        } catch {
          // The lines are written; a close that fails takes nothing away.
        }
      }
    },
  };
}

/** The words that ended it, where it was the server who spoke them. */
function refusalOf(failure: Failure | null): string | null {
  if (failure === null || !('reply' in failure) || failure.reply === null) return null;
  return replyText(failure.reply);
}

function serverName({ host, port }: ServerFacts): string {
  return hostPort(host, port);
}
