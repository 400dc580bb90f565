/** Log file, syslog and standard error: which of them get the log, and whether standard error shows the conversation. */
import type { Settings } from '../config/settings.ts';
import { asOwnerOf } from '../files/foreign.ts';
import { bothLogs, createConversationLog } from '../log/conversation-log.ts';
import { type MailLog, noLog } from '../log/mail-log.ts';
import type { LogDestination } from '../log/pino-log.ts';
import { isJournal, journalDestination, syslogDestination } from '../log/syslog.ts';
import type { ProgramContext } from './context.ts';

/** The log and the conversation of `-v`, as far as each is wanted. */
export async function openLog(context: ProgramContext, settings: Settings): Promise<MailLog> {
  const { common, system } = context;
  const { logFile, syslogFacility } = settings.server;
  // A standard error that can't be written has nowhere to say so; without a listener it would end the process.
  if (common.standardError !== 'messages') system.stderr.on('error', () => {});
  // The journal gets lines of a log, which it can sort by their severity.
  const isLog =
    common.standardError === 'log' || (common.standardError === 'conversation' && isJournal(system.env, 2));
  const log =
    logFile === null && syslogFacility === null && !isLog
      ? null
      : await openPinoLog(context, settings, isLog);
  if (common.standardError !== 'conversation' || isLog) return log ?? noLog;
  const conversation = createConversationLog((line) => void system.stderr.write(line));
  return log === null ? conversation : bothLogs(log, conversation);
}

async function openPinoLog(
  { common, output, system }: ProgramContext,
  settings: Settings,
  toStderr: boolean,
): Promise<MailLog> {
  const { logFile, logLevel, syslogFacility } = settings.server;
  const { createPinoLog, fileDestination, readableDestination } = await import('../log/pino-log.ts');
  const { env, pid } = system;
  const stderr = { write: (line: string) => void system.stderr.write(line), close: () => {} };
  const forStderr = (plain: LogDestination): LogDestination => {
    if (common.logFormat === null && isJournal(env, 2)) return journalDestination(plain);
    const format = common.logFormat ?? (system.stderr.isTTY ? 'text' : 'json');
    return format === 'text' ? readableDestination(plain) : plain;
  };
  const onLost = (reason: string): void =>
    void output.message(`sendmemo: the log ${logFile ?? ''} can't be written (${reason}); mail goes on`);
  return createPinoLog({
    level: logLevel ?? 'info',
    destinations: [
      ...(logFile === null ? [] : [fileDestination(logFile, asOwnerOf(logFile, system))]),
      ...(syslogFacility === null ? [] : [syslogDestination({ facility: syslogFacility, pid, env, onLost })]),
      ...(toStderr ? [forStderr(stderr)] : []),
    ],
    onLost,
  });
}
