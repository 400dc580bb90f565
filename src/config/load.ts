/** All settings together: the only entry of this folder. Nothing was sent yet, and nothing is sent if this throws. */
import { readAssignments } from './assignments.ts';
import type { Notice } from '../failure/notice.ts';
import { locateFiles } from './locate.ts';
import type { Located } from './locate.ts';
import { resolveServerValues, toServerSettings } from './server-settings.ts';
import { mask } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import { resolvedAt } from './resolved-file.ts';
import type { ResolvedFile } from './resolved-file.ts';
import type { EffectiveSetting, Settings, SettingsOptions, SettingsDeps } from './settings.ts';
import { judgeWriters } from './writers.ts';
import { readTlsSettings } from './tls-settings.ts';

/**
 * Finds, reads and checks both files, the environment and the options, and every file that they name.
 * @returns frozen, through and through
 * @throws SendmemoError USAGE for an option, CONFIG for the rest (statuses 64, 77, 78)
 */
export async function loadSettings(options: SettingsOptions, deps: SettingsDeps): Promise<Settings> {
  const assigned = readAssignments(options.set ?? []);
  const located = locateFiles(options, deps);
  const tls = readTlsSettings(located.tls, assigned, deps);
  const smtps = tls.plan.mode === 'smtps';
  const values = resolveServerValues(options, deps, located, assigned, smtps);
  // A slip in it is everybody's to see; what reads it is loaded where it is set.
  const networks = resolvedAt(values, 'relay-networks');
  if (networks.text !== '') (await import('./relay-settings.ts')).readNetworks(networks);
  const notices = [
    ...judgeWriters(located.tls?.writable ?? null, tls.values),
    ...judgeWriters(located.server?.writable ?? null, values),
  ];
  return Object.freeze({
    directory: located.directory,
    directorySource: located.directorySource,
    tlsFile: located.tls?.path ?? null,
    serverFile: located.server?.path ?? null,
    server: deepFreeze(await toServerSettings(values, tls.ehloName, deps)),
    tls: deepFreeze(tls.plan),
    get publicTrust() {
      return deepFreeze(tls.publicTrust());
    },
    // Made on demand: a send does not need it.
    get effective() {
      return deepFreeze([...effectiveOf(tls.values), ...effectiveOf(values)]);
    },
    databaseAt: async (url: string) => {
      const { databaseAt } = await import('./spool-settings.ts');
      return deepFreeze(databaseAt(url, values, deps));
    },
    relay: async () => deepFreeze((await import('./relay-settings.ts')).readRelay(values, deps)),
    notices: deepFreeze([...notices, ...tls.notices, ...noServerNotices(located, values)]),
  });
}

/** No server is named and there is no configuration file: a warning says which server is used. */
function noServerNotices({ directory, tls }: Located, values: ResolvedFile): readonly Notice[] {
  const isNamed = directory !== null || tls !== null;
  const isDefault = resolvedAt(values, 'smtp-server-host').origin.kind === 'default';
  const port = resolvedAt(values, 'smtp-server-port').text;
  return isDefault && !isNamed ? [{ reason: 'default-server-used', port: Number(port) }] : [];
}

function effectiveOf(values: ResolvedFile): readonly EffectiveSetting[] {
  return [...values.values()].map(toEffective);
}

function toEffective({ setting, text, origin }: ResolvedSetting): EffectiveSetting {
  const value = setting.masked === true && text !== '' ? mask : text;
  return { name: setting.name, value, origin };
}

/** Bytes can't be frozen in JavaScript; everything else is. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
