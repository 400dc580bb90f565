/** The values of one configuration file, looked at line by line: the first fault of a file is the one thrown. */
import { SendmemoError } from '../failure/error.ts';
import type { Assignment } from './assignments.ts';
import { parseCfg } from './cfg-file.ts';
import type { LocatedFile } from './locate.ts';
import { locateNamed } from './named-file.ts';
import { byDefault, resolveSetting } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import type { CfgFile } from './setting.ts';
import type { SettingsDeps } from './settings.ts';
import { settingsOf } from './settings-table.ts';

/** Every setting of one file by its name, set or not. */
export type ResolvedFile = ReadonlyMap<string, ResolvedSetting>;

/**
 * @param located null: no such file, and all defaults apply
 * @param assigned the settings of this file that the command line sets (`--set`): each goes before its line
 * @param inspect looks into what a value names, while the order of the lines still counts
 * @returns the values, files and directories as full paths
 * @throws SendmemoError CONFIG
 */
export function resolveFile(
  located: LocatedFile | null,
  kind: CfgFile,
  assigned: readonly Assignment[],
  deps: SettingsDeps,
  inspect: (resolved: ResolvedSetting) => void,
): ResolvedFile {
  const values = new Map<string, ResolvedSetting>(
    settingsOf(kind).map((setting) => [setting.name, byDefault(setting)]),
  );
  if (located !== null) readLines(located, kind, deps, inspect, values);
  for (const { setting, text, option } of assigned) {
    if (setting.file !== kind) continue;
    keep(withPath(resolveSetting(setting, text, { kind: 'option', option }), deps), inspect, values);
  }
  return values;
}

function readLines(
  located: LocatedFile,
  kind: CfgFile,
  deps: SettingsDeps,
  inspect: (resolved: ResolvedSetting) => void,
  values: Map<string, ResolvedSetting>,
): void {
  const { entries, fault } = parseCfg(located.bytes, located.path, kind);
  for (const { setting, value, line } of entries) {
    const resolved = resolveSetting(setting, value, { kind: 'file', file: located.path, line });
    if (resolved.origin.kind === 'default') continue;
    keep(withPath(resolved, deps), inspect, values);
  }
  if (fault !== null) throw new SendmemoError(fault);
}

function keep(
  resolved: ResolvedSetting,
  inspect: (resolved: ResolvedSetting) => void,
  values: Map<string, ResolvedSetting>,
): void {
  inspect(resolved);
  values.set(resolved.setting.name, resolved);
}

/** @returns the resolved value; a name of the table always has one. */
export function resolvedAt(values: ResolvedFile, name: string): ResolvedSetting {
  const resolved = values.get(name);
  if (resolved === undefined) throw new TypeError(`no setting ${name}`);
  return resolved;
}

/** @returns the value with the full path that it means, where it is a file or a directory. */
export function withPath(resolved: ResolvedSetting, { cwd }: SettingsDeps): ResolvedSetting {
  const { kind } = resolved.setting.form;
  return kind === 'file' || kind === 'directory'
    ? { ...resolved, text: locateNamed(resolved, cwd).path }
    : resolved;
}
