/** sendmemo.cfg, environment and options → ServerSettings, with the origin of each value (contract, 1, 7, 8 and 10). */
import path from 'node:path';
import { settleAuth } from './auth-settings.ts';
import { parseHosts, toEndpoints } from './hosts.ts';
import type { Located } from './locate.ts';
import { locateNamed, readNamed } from './named-file.ts';
import { parseAge, parseSeconds, parseWhole } from './numbers.ts';
import { readSecret } from './secret.ts';
import type { ServerSettingName } from './server-rows.ts';
import { byDefault, parsed, settle, textOf } from './settled.ts';
import type { Settled } from './settled.ts';
import { settleFile, settledAt, withPath } from './settled-file.ts';
import type { SettledFile } from './settled-file.ts';
import type {
  DeliveryMode,
  LogLevel,
  ServerSettings,
  SettingsOptions,
  SettingsWorld,
  SpoolSettings,
  SyslogFacility,
} from './settings.ts';
import { settingsOf } from './settings-table.ts';

/** Each setting of sendmemo.cfg as it holds after precedence; paths are resolved. */
export type ServerValues = SettledFile;

type At = (name: ServerSettingName) => Settled;

/**
 * Settles precedence: option, environment, file, default. A value in the file is looked at even where another goes
 * before it.
 * @param smtps `EnableTLS = 2`, which changes the default port
 * @throws SubmissionError USAGE usage-option-value; CONFIG
 */
export function resolveServerValues(
  options: SettingsOptions,
  world: SettingsWorld,
  located: Located,
  smtps: boolean,
): ServerValues {
  const given = settleOptions(options, world);
  const file = settleFile(located.server, 'sendmemo.cfg', world, (settled) => inspect(settled, world));
  const values = new Map<string, Settled>();
  for (const [name, inFile] of file) {
    values.set(name, given.get(name) ?? settleVariable(inFile, world) ?? inFile);
  }
  if (smtps) replaceDefault(values, 'smtp-server-port', '465');
  if (located.directory !== null) {
    replaceDefault(values, 'spool-directory', path.join(located.directory, 'spool'));
  }
  return values;
}

/** @returns the settings, typed. @throws SubmissionError CONFIG cfg-pair-incomplete, cfg-conflict */
export function toServerSettings(
  values: ServerValues,
  ehloName: string | null,
  world: SettingsWorld,
): ServerSettings {
  const at: At = (name) => settledAt(values, name);
  return {
    endpoints: toEndpoints(parsed(at('smtp-server-host'), parseHosts), whole(at('smtp-server-port'))),
    timeouts: {
      connectMs: milliseconds(at('connect-timeout')),
      greetingMs: milliseconds(at('greeting-timeout')),
      commandMs: milliseconds(at('command-timeout')),
      dataMs: milliseconds(at('data-timeout')),
      finalMs: milliseconds(at('final-timeout')),
    },
    from: textOf(at('from')),
    domain: textOf(at('domain')),
    replyTo: textOf(at('reply-to')),
    auth: settleAuth(at, world),
    // The form was looked at: these are words of the table.
    delivery: at('delivery').text as DeliveryMode,
    spool: toSpoolSettings(at),
    logFile: textOf(at('log-file')),
    logLevel: at('log-level').origin.kind === 'default' ? null : (at('log-level').text as LogLevel),
    syslogFacility: textOf(at('log-syslog')) as SyslogFacility | null,
    aliasesFile: textOf(at('aliases')),
    ehloName,
  };
}

/** @returns null where there is no directory for it. */
function toSpoolSettings(at: At): SpoolSettings | null {
  const directory = textOf(at('spool-directory'));
  if (directory === null) return null;
  return {
    directory,
    maxAgeMs: parsed(at('max-age'), parseAge),
    maxConnections: whole(at('max-connections')),
    messagesPerConnection: whole(at('messages-per-connection')),
    rateLimit: at('rate-limit').text === '' ? null : whole(at('rate-limit')),
  };
}

function milliseconds(settled: Settled): number {
  return parsed(settled, parseSeconds);
}

/** The bounds are those of the setting, and were looked at with its form. */
function whole(settled: Settled): number {
  return parsed(settled, (text) => parseWhole(text, 1, Number.MAX_SAFE_INTEGER));
}

function settleOptions(options: SettingsOptions, world: SettingsWorld): SettledFile {
  const texts: Readonly<Record<string, string | undefined>> = {
    '--smtp-server-host': options.smtpServerHost,
    '--smtp-server-port': options.smtpServerPort,
    '--log-file': options.logFile,
    '--log-level': options.logLevel,
    '--spool-directory': options.spoolDirectory,
  };
  const values = new Map<string, Settled>();
  for (const setting of settingsOf('sendmemo.cfg')) {
    const { option } = setting;
    const text = option === undefined ? undefined : texts[option];
    if (option === undefined || text === undefined) continue;
    values.set(setting.name, withPath(settle(setting, text, { kind: 'option', option }), world));
  }
  return values;
}

/** @returns null where there is no such variable, or where it is empty, which is the same. */
function settleVariable({ setting }: Settled, { env }: SettingsWorld): Settled | null {
  const { variable } = setting;
  const text = variable === undefined ? '' : (env[variable] ?? '').trim();
  if (variable === undefined || text === '') return null;
  return settle(setting, text, { kind: 'environment', variable });
}

/** Opens what a line of the file names. */
function inspect(settled: Settled, world: SettingsWorld): void {
  const { form, name } = settled.setting;
  if (form.kind !== 'file' && form.kind !== 'directory') return;
  const named = locateNamed(settled, world.cwd);
  if (name === 'auth-password-file') readSecret(named, world);
  else if (form.exists) readNamed(named);
}

function replaceDefault(values: Map<string, Settled>, name: ServerSettingName, text: string): void {
  const settled = settledAt(values, name);
  if (settled.origin.kind === 'default') values.set(name, { ...byDefault(settled.setting), text });
}
