/**
 * What every program (a command joined with its settings, log and report) is given. This is the composition root's
 * room: it alone knows both what commands do and how results are shown.
 */
import type { CommonRequest } from '../commands/request.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import type { MailLog } from '../log/mail-log.ts';
import { noLog } from '../log/mail-log.ts';
import type { Output } from '../report/output.ts';
import type { System } from '../system.ts';

export interface ProgramContext {
  readonly system: System;
  readonly common: CommonRequest;
  readonly output: Output;
  /** Ends every wait: `--timeout`, SIGTERM. Its reason is a SubmissionError. */
  readonly signal: AbortSignal;
}

export interface LoadedContext extends ProgramContext {
  readonly settings: Settings;
  readonly log: MailLog;
}

/**
 * Settings and log; warnings about the settings are said here.
 * @throws SubmissionError of the config room
 */
export async function loadContext(context: ProgramContext): Promise<LoadedContext> {
  const { system, common, output } = context;
  const settings = await loadSettings(common.settings, { env: system.env, cwd: system.cwd });
  const log = await openLog(context, settings);
  for (const notice of settings.notices) {
    log.warning(notice);
    await output.warning(notice);
  }
  return { ...context, settings, log };
}

/** pino is loaded only where somebody wants a log. */
async function openLog({ common, output, system }: ProgramContext, settings: Settings): Promise<MailLog> {
  const { logFile, logLevel } = settings.server;
  if (logFile === null && !common.logToStderr) return noLog;
  const { createPinoLog, fileDestination, readableDestination } = await import('../log/pino-log.ts');
  const stderr = { write: (line: string) => void system.stderr.write(line), close: () => {} };
  return createPinoLog({
    level: logLevel ?? 'info',
    destinations: [
      ...(logFile === null ? [] : [fileDestination(logFile)]),
      ...(common.logToStderr ? [system.stderr.isTTY ? readableDestination(stderr) : stderr] : []),
    ],
    onLost: (reason) =>
      void output.message(`sendmemo: the log ${logFile ?? ''} can't be written (${reason}); mail goes on`),
  });
}
