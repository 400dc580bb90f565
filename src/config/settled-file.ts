/** The values of one configuration file, looked at line by line: the first fault of a file is the one thrown. */
import { SubmissionError } from '../failure/error.ts';
import { parseCfg } from './cfg-file.ts';
import type { LocatedFile } from './locate.ts';
import { locateNamed } from './named-file.ts';
import { byDefault, settle } from './settled.ts';
import type { Settled } from './settled.ts';
import type { CfgFile } from './setting.ts';
import type { SettingsWorld } from './settings.ts';
import { settingsOf } from './settings-table.ts';

/** Every setting of one file by its name, set or not. */
export type SettledFile = ReadonlyMap<string, Settled>;

/**
 * @param located null: there is no such file, and every default holds
 * @param inspect looks into what a value names, while the order of the lines still counts
 * @returns the values, files and directories as full paths
 * @throws SubmissionError CONFIG
 */
export function settleFile(
  located: LocatedFile | null,
  kind: CfgFile,
  world: SettingsWorld,
  inspect: (settled: Settled) => void,
): SettledFile {
  const values = new Map<string, Settled>(
    settingsOf(kind).map((setting) => [setting.name, byDefault(setting)]),
  );
  if (located === null) return values;
  const { entries, fault } = parseCfg(located.bytes, located.path, kind);
  for (const { setting, value, line } of entries) {
    const settled = settle(setting, value, { kind: 'file', file: located.path, line });
    if (settled.origin.kind === 'default') continue;
    inspect(settled);
    values.set(setting.name, withPath(settled, world));
  }
  if (fault !== null) throw new SubmissionError(fault);
  return values;
}

/** @returns the settled value; a name of the table always has one. */
export function settledAt(values: SettledFile, name: string): Settled {
  const settled = values.get(name);
  if (settled === undefined) throw new TypeError(`no setting ${name}`);
  return settled;
}

/** @returns the value with the full path that it means, where it is a file or a directory. */
export function withPath(settled: Settled, { cwd }: SettingsWorld): Settled {
  const { kind } = settled.setting.form;
  return kind === 'file' || kind === 'directory'
    ? { ...settled, text: locateNamed(settled, cwd).path }
    : settled;
}
