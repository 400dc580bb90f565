/** The options of the library → what the commands' own parts work with: settings, log, system. */
import type { SettingsOptions as ConfigOptions } from '../config/settings.ts';
import { loadSettings } from '../config/load.ts';
import type { LoadedContext } from '../commands/context.ts';
import { noOptions, type CommonRequest } from '../commands/request.ts';
import type { Notice } from '../failure/notice.ts';
import { noLog } from '../log/mail-log.ts';
import type { Output } from '../output/output.ts';
import type { System } from '../system.ts';
import { describeNotice, type Language } from '../words/language.ts';
import type { SettingsOptions, Warning } from './api.ts';

/** Options that a program may have mistyped would otherwise be ignored, a server directory among them. */
const known: readonly string[] = [
  'server',
  'serverDirectory',
  'config',
  'host',
  'port',
  'logFile',
  'logLevel',
  'spoolDirectory',
  'set',
  'environment',
];

/** @returns the first option that is neither one of the settings nor a further one, or null */
export function unknownOption(options: object, further: readonly string[]): string | null {
  return Object.keys(options).find((name) => !known.includes(name) && !further.includes(name)) ?? null;
}

/** @returns the options as the configuration takes them */
export function toConfigOptions(options: SettingsOptions): ConfigOptions {
  const { server, serverDirectory, config, host, port, logFile, logLevel, spoolDirectory, set } = options;
  return {
    ...(server === undefined ? {} : { server }),
    ...(serverDirectory === undefined ? {} : { serverDir: serverDirectory }),
    ...(config === undefined ? {} : { config }),
    ...(host === undefined ? {} : { smtpServerHost: host }),
    ...(port === undefined ? {} : { smtpServerPort: String(port) }),
    ...(logFile === undefined ? {} : { logFile }),
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(spoolDirectory === undefined ? {} : { spoolDirectory }),
    ...(set === undefined ? {} : { set: Object.entries(set).map(([name, value]) => `${name}=${value}`) }),
  };
}

/** Loads settings and opens the log. @throws SendmemoError USAGE, CONFIG */
export async function openContext(
  options: ConfigOptions,
  system: System,
  warn: (warning: Warning) => void,
): Promise<LoadedContext> {
  const settings = await loadSettings(options, {
    env: system.env,
    cwd: system.cwd,
    userId: system.userId(),
    groups: system.groups,
  });
  const common: CommonRequest = { ...noOptions, settings: options };
  const output = warningsOnly(warn);
  const context = { system, common, output, signal: new AbortController().signal };
  const { logFile, syslogFacility } = settings.server;
  const isLogged = logFile !== null || syslogFacility !== null;
  const log = isLogged ? await (await import('../commands/open-log.ts')).openLog(context, settings) : noLog;
  for (const notice of settings.notices) log.warning(notice);
  return { ...context, settings, log, metrics: null };
}

/** @returns the words of the library: programs and their logs are in English */
async function words(): Promise<Language> {
  return (await import('../words/en.ts')).english;
}

/** A warning about the settings, the session or the spool. */
export async function warnOf(notice: Notice, warn: (warning: Warning) => void): Promise<void> {
  warn({ text: describeNotice(await words(), notice), notice });
}

/** Nothing is written to the streams of the program. */
function warningsOnly(warn: (warning: Warning) => void): Output {
  return {
    language: words,
    isTerminal: () => false,
    line: async () => {},
    octets: async () => {},
    json: async () => {},
    message: async (text) => warn({ text, notice: null }),
    failure: async () => {},
    warning: (notice) => warnOf(notice, warn),
  };
}
