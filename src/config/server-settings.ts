/** sendmemo.cfg, environment and options → ServerSettings, with the origin of each value (contract, 1, 7, 8 and 10). */
import path from 'node:path';
import { readProxy } from './proxy-settings.ts';
import { parseHosts, toEndpoints } from './hosts.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Assignment } from './assignments.ts';
import type { Located } from './locate.ts';
import { namedAt, readNamed } from './named-file.ts';
import { parseAge, parseSeconds, parseWhole } from './numbers.ts';
import { readSecret } from './auth-secret.ts';
import type { RelaySettingName } from './relay-rows.ts';
import type { ServerSettingName } from './server-rows.ts';
import { allRead, byDefault, incomplete, parsed, resolveSetting, textOf } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import { resolveFile, resolvedAt, withPath } from './resolved-file.ts';
import type { ResolvedFile } from './resolved-file.ts';
import type {
  DeliveryMode,
  LogLevel,
  ServerSettings,
  SettingsOptions,
  SettingsDeps,
  SpoolDatabase,
  SyslogFacility,
} from './settings.ts';
import { settingsOf } from './settings-table.ts';
import type { DatabaseSettingName } from './spool-rows.ts';
import { databaseRows } from './spool-rows.ts';

/** Each setting of sendmemo.cfg as it holds after precedence; paths are resolved. */
export type ServerValues = ResolvedFile;

/**
 * Settles precedence: option, environment, file, default. A value in the file is looked at even where another goes
 * before it.
 * @param smtps `EnableTLS = 2`, which changes the default port
 * @throws SendmemoError USAGE usage-option-value; CONFIG
 */
export function resolveServerValues(
  options: SettingsOptions,
  deps: SettingsDeps,
  located: Located,
  assigned: readonly Assignment[],
  smtps: boolean,
): ServerValues {
  const given = resolveOptions(options, assigned, deps);
  const file = resolveFile(located.server, 'sendmemo.cfg', assigned, deps, (resolved) =>
    inspect(resolved, deps),
  );
  const values = new Map<string, ResolvedSetting>();
  for (const [name, inFile] of file) {
    const option = given.get(name) ?? (inFile.origin.kind === 'option' ? inFile : null);
    values.set(name, option ?? resolveVariable(inFile, deps) ?? inFile);
  }
  if (smtps) replaceDefault(values, 'smtp-server-port', '465');
  if (located.directory !== null) {
    replaceDefault(values, 'spool-directory', path.join(located.directory, 'spool'));
  }
  return values;
}

/** @returns the settings, typed. @throws SendmemoError CONFIG cfg-pair-incomplete, cfg-conflict */
export async function toServerSettings(
  values: ServerValues,
  ehloName: string | null,
  deps: SettingsDeps,
): Promise<ServerSettings> {
  const {
    'smtp-server-host': host,
    'smtp-server-port': port,
    'connect-timeout': connect,
    'greeting-timeout': greeting,
    'command-timeout': command,
    'data-timeout': data,
    'final-timeout': final,
    from,
    domain,
    'reply-to': replyTo,
    'auth-method': method,
    'auth-user': user,
    'auth-password-file': passwordFile,
    'auth-password-command': passwordCommand,
    'auth-password-credential': passwordCredential,
    'auth-oauth': provider,
    'auth-oauth-tenant': tenant,
    'auth-oauth-client-id': clientId,
    'auth-oauth-client-secret-file': clientSecretFile,
    'auth-oauth-client-certificate': clientCertificate,
    'auth-oauth-client-key': clientKey,
    'auth-oauth-scope': scope,
    'auth-oauth-token-url': tokenUrl,
    'auth-oauth-refresh-token-file': refreshTokenFile,
    'auth-oauth-service-account-file': serviceAccountFile,
    'auth-oauth-subject': subject,
    'auth-allow-insecure': insecure,
    proxy,
    'proxy-password-file': proxyPasswordFile,
    'source-address': sourceAddress,
    'log-file': logFile,
    'log-level': logLevel,
    'log-syslog': syslog,
    delivery,
    'spool-directory': spoolDirectory,
    spool,
    'max-connections-scope': maxConnectionsScope,
    'max-age': maxAge,
    'hold-age': holdAge,
    'max-connections': maxConnections,
    'messages-per-connection': messagesPerConnection,
    'rate-limit': rateLimit,
    aliases,
    ...unread
    // Those of the relay are read by relay-settings.ts, those of a database by spool-settings.ts.
  } = Object.fromEntries(values) as Record<
    Exclude<ServerSettingName, RelaySettingName | DatabaseSettingName>,
    ResolvedSetting
  >;
  allRead(unread);
  const oauth = {
    user,
    provider,
    tenant,
    clientId,
    clientSecretFile,
    clientCertificate,
    clientKey,
    scope,
    tokenUrl,
    refreshTokenFile,
    serviceAccountFile,
    subject,
  };
  const login = { user, passwordFile, passwordCommand, passwordCredential, method, insecure };
  // Most servers of a print server's network want no login: what reads it is loaded where something is set.
  const isSet = Object.values({ ...login, ...oauth }).some(({ setting, text }) => text !== setting.default);
  const auth = isSet ? await (await import('./auth-settings.ts')).readAuth({ ...login, oauth }, deps) : null;
  const directory = textOf(spoolDirectory);
  const database = await readDatabase(spool, spoolDirectory, values, deps);
  // Also with a database: this machine keeps notes there, and messages while the database can't be reached.
  if (database !== null && directory === null) throw incomplete(spool, spoolDirectory.setting.name);
  return {
    endpoints: toEndpoints(parsed(host, parseHosts), whole(port)),
    timeouts: {
      connectMs: milliseconds(connect),
      greetingMs: milliseconds(greeting),
      commandMs: milliseconds(command),
      dataMs: milliseconds(data),
      finalMs: milliseconds(final),
    },
    proxy: readProxy(proxy, proxyPasswordFile, deps),
    sourceAddress: textOf(sourceAddress),
    from: textOf(from),
    domain: textOf(domain),
    replyTo: textOf(replyTo),
    auth,
    // The form was checked: these are words of the table.
    delivery: delivery.text as DeliveryMode,
    // Without a directory there is no spool.
    spool:
      directory === null
        ? null
        : {
            directory,
            database,
            maxAgeMs: parsed(maxAge, parseAge),
            holdAgeMs: parsed(holdAge, parseAge),
            maxConnections: whole(maxConnections),
            maxConnectionsScope: maxConnectionsScope.text === 'all' ? 'all' : 'runner',
            messagesPerConnection: whole(messagesPerConnection),
            rateLimit: rateLimit.text === '' ? null : whole(rateLimit),
          },
    logFile: textOf(logFile),
    logLevel: logLevel.origin.kind === 'default' ? null : (logLevel.text as LogLevel),
    syslogFacility: textOf(syslog) as SyslogFacility | null,
    aliasesFile: textOf(aliases),
    ehloName,
  };
}

/**
 * `spool`. On the command line, `--spool-directory` goes before a URL in the file: so an administrator reaches what was
 * kept on this machine.
 */
async function readDatabase(
  spool: ResolvedSetting,
  directory: ResolvedSetting,
  values: ServerValues,
  deps: SettingsDeps,
): Promise<SpoolDatabase | null> {
  if (spool.text === '' || spool.text === 'directory') {
    // With the word `directory` they may stay, for the day when the database is used again.
    const stray = databaseRows
      .map(({ name }) => resolvedAt(values, name))
      .find(({ setting, text }) => text !== setting.default);
    if (spool.text === '' && stray !== undefined) throw incomplete(stray, spool.setting.name);
    return null;
  }
  const database = (await import('./spool-settings.ts')).readSpoolDatabase(values, deps);
  return directory.origin.kind === 'option' && spool.origin.kind !== 'option' ? null : database;
}

function milliseconds(resolved: ResolvedSetting): number {
  return parsed(resolved, parseSeconds);
}

/** The bounds are those of the setting, and were looked at with its form. */
function whole(resolved: ResolvedSetting): number {
  return parsed(resolved, (text) => parseWhole(text, 1, Number.MAX_SAFE_INTEGER));
}

/** @throws SendmemoError USAGE usage-option-value; usage-conflict for a setting that --set names too */
function resolveOptions(
  options: SettingsOptions,
  assigned: readonly Assignment[],
  deps: SettingsDeps,
): ResolvedFile {
  const texts: Readonly<Record<string, string | undefined>> = {
    '--smtp-server-host': options.smtpServerHost,
    '--smtp-server-port': options.smtpServerPort,
    '--log-file': options.logFile,
    '--log-level': options.logLevel,
    '--spool-directory': options.spoolDirectory,
  };
  const values = new Map<string, ResolvedSetting>();
  for (const setting of settingsOf('sendmemo.cfg')) {
    const { option } = setting;
    const text = option === undefined ? undefined : texts[option];
    if (option === undefined || text === undefined) continue;
    const other = assigned.find((one) => one.setting === setting)?.option;
    if (other !== undefined)
      throw new SendmemoError({ code: 'USAGE', reason: 'usage-conflict', option, other });
    values.set(setting.name, withPath(resolveSetting(setting, text, { kind: 'option', option }), deps));
  }
  return values;
}

/** @returns null where there is no such variable, or where it is empty, which is the same. */
function resolveVariable({ setting }: ResolvedSetting, { env }: SettingsDeps): ResolvedSetting | null {
  const { variable } = setting;
  const text = variable === undefined ? '' : (env[variable] ?? '').trim();
  if (variable === undefined || text === '') return null;
  return resolveSetting(setting, text, { kind: 'environment', variable });
}

/** Opens what a line of the file names. */
function inspect(resolved: ResolvedSetting, deps: SettingsDeps): void {
  const { form, name } = resolved.setting;
  if (form.kind !== 'file' && form.kind !== 'directory') return;
  const named = namedAt(resolved);
  const isSecret =
    name === 'auth-password-file' ||
    name === 'auth-oauth-client-secret-file' ||
    name === 'proxy-password-file';
  if (isSecret) readSecret(named, deps);
  else if (form.exists) readNamed(named);
}

function replaceDefault(values: Map<string, ResolvedSetting>, name: ServerSettingName, text: string): void {
  const resolved = resolvedAt(values, name);
  if (resolved.origin.kind === 'default') values.set(name, { ...byDefault(resolved.setting), text });
}
