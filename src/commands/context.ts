/**
 * What every program (a command joined with its settings, log and report) is given. This is the composition root's
 * room: it alone knows both what commands do and how results are shown.
 */
import type { CommonRequest } from './request.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import type { MailLog } from '../log/mail-log.ts';
import { noLog } from '../log/mail-log.ts';
import type { Output } from '../output/output.ts';
import type { System } from '../system.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface ProgramContext {
  readonly system: System;
  readonly common: CommonRequest;
  readonly output: Output;
  /** Ends every wait: `--timeout`, SIGTERM. Its reason is a SendmemoError. */
  readonly signal: AbortSignal;
}

export interface LoadedContext extends ProgramContext {
  readonly settings: Settings;
  readonly log: MailLog;
  /** null: no --metrics-file. */
  readonly metrics: Metrics | null;
}

/**
 * Settings and log; warnings about the settings are said here.
 * @param refuse what the settings show to be an error of the command line, thrown before any warning
 * @throws SendmemoError of config, and of refuse
 */
export async function loadContext(
  context: ProgramContext,
  refuse: (settings: Settings) => Promise<void> = async () => {},
): Promise<LoadedContext> {
  const { output } = context;
  const settings = await readSettings(context);
  await refuse(settings);
  const log = await openLog(context, settings);
  for (const notice of settings.notices) {
    log.warning(notice);
    await output.warning(notice);
  }
  return { ...context, settings, log, metrics: await openMetrics(context, settings) };
}

/** The settings alone. @throws SendmemoError of config */
export async function readSettings({ system, common }: ProgramContext): Promise<Settings> {
  const { env, cwd, groups } = system;
  return loadSettings(common.settings, { env, cwd, userId: system.userId(), groups });
}

async function openMetrics(context: ProgramContext, settings: Settings): Promise<Metrics | null> {
  if (context.common.metricsFile === null) return null;
  const { createMetrics } = await import('../metrics/metrics.ts');
  return createMetrics({ ...context, settings });
}

/** Logs are loaded only if one is configured. */
async function openLog(context: ProgramContext, settings: Settings): Promise<MailLog> {
  const { logFile, syslogFacility } = settings.server;
  if (logFile === null && syslogFacility === null && context.common.standardError === 'messages')
    return noLog;
  return (await import('./open-log.ts')).openLog(context, settings);
}
