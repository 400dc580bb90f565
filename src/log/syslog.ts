/**
 * The log to syslog and to the journal. Node has no datagram sockets of the Unix kind, so `/dev/log` is reached
 * through logger(1), which is on every Linux; it is one process for a run, and reads what was written to it also when
 * this process has ended. A journal is reached through standard error, where systemd put it there.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import type { SyslogFacility } from '../config/settings.ts';
import type { LogDestination } from './pino-log.ts';
import { renderSyslog } from './syslog-text.ts';

/** RFC 5424, 6.2.1. */
const facilities: Readonly<Record<SyslogFacility, number>> = {
  user: 1,
  mail: 2,
  daemon: 3,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};

/** What waits for a logger that does not read; more is lost, for mail goes on. */
const waitingLimitBytes = 1024 * 1024;

export interface SyslogOptions {
  readonly facility: SyslogFacility;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called where logger can't be run, or ends too soon. */
  readonly onLost: (reason: string) => void;
}

/** @returns a destination that writes lines of a mail log to syslog */
export function syslogDestination({ facility, pid, env, onLost }: SyslogOptions): LogDestination {
  const args = ['-t', 'sendmemo', `--id=${pid}`, '-p', `${facility}.info`, '--prio-prefix', '-S', '8192'];
  const logger = spawn('logger', args, { env: { ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
  let lost: string | null = null;
  let closed = false;
  const lose = (reason: string): void => {
    if (lost === null && !closed) onLost(reason);
    lost ??= reason;
  };
  logger.on('error', (error: NodeJS.ErrnoException) => lose(`logger: ${error.code ?? error.message}`));
  logger.on('exit', (status, signal) => lose(`logger: ${signal ?? String(status)}`));
  logger.stdin.on('error', (error: NodeJS.ErrnoException) => lose(`logger: ${error.code ?? error.message}`));
  logger.unref();
  return {
    write(record) {
      if (lost !== null || logger.stdin.writableLength > waitingLimitBytes) return;
      const priority = facilities[facility] * 8;
      for (const { severity, text } of renderSyslog(JSON.parse(record) as Record<string, unknown>)) {
        logger.stdin.write(`<${priority + severity}>${text}\n`);
      }
    },
    close() {
      closed = true;
      logger.stdin.end();
    },
  };
}

/** @returns a destination whose lines begin with `<6>`, as the journal reads them (sd-daemon(3)) */
export function journalDestination(destination: LogDestination): LogDestination {
  return {
    write(record) {
      for (const { severity, text } of renderSyslog(JSON.parse(record) as Record<string, unknown>)) {
        destination.write(`<${severity}>${text}\n`);
      }
    },
    close: () => destination.close(),
  };
}

/**
 * Whether a descriptor leads to the journal: systemd says which file that is (systemd.exec(5), JOURNAL_STREAM), and a
 * descriptor that was led elsewhere since is another one.
 */
export function isJournal(env: Readonly<Record<string, string | undefined>>, descriptor: number): boolean {
  const stream = env['JOURNAL_STREAM'];
  if (stream === undefined || stream === '') return false;
  try {
    const { dev, ino } = fs.fstatSync(descriptor, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
