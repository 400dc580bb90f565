/** The options of every command → CommonRequest. */
import type { CommonOptions } from '../cli/option-row.ts';
import { span } from '../cli/values.ts';
import type { SettingsOptions } from '../config/settings.ts';
import type { CommonRequest } from './request.ts';

/** @throws SendmemoError usage-option-value */
export function commonRequest(options: CommonOptions): CommonRequest {
  const { json, verbose, quiet, timeout, metricsFile } = options;
  return {
    settings: settingsOptions(options),
    json,
    timeoutMs: timeout === null ? null : span(timeout, '--timeout'),
    verbose,
    quiet,
    standardError: standardErrorOf(options),
    logFormat: options.logFormat,
    metricsFile,
  };
}

/** A log that was asked for and has no file goes there; `-v` alone shows the conversation. */
function standardErrorOf({
  verbose,
  logLevel,
  logFile,
  logFormat,
}: CommonOptions): CommonRequest['standardError'] {
  if (logFormat !== null || (logLevel !== null && logFile === null)) return 'log';
  return verbose ? 'conversation' : 'messages';
}

function settingsOptions(options: CommonOptions): SettingsOptions {
  const { server, serverDir, config, smtpServerHost, smtpServerPort, logFile, logLevel, spoolDirectory } =
    options;
  const named = {
    server,
    serverDir,
    config,
    smtpServerHost,
    smtpServerPort,
    logFile,
    logLevel,
    spoolDirectory,
  };
  const given: SettingsOptions = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== null),
  );
  return options.set.length === 0 ? given : { ...given, set: options.set };
}
