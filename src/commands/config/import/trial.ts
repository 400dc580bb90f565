/**
 * Each setting that was carried over is tried as it will be loaded: one that would not load here (a certificate that
 * is not on this machine, a name that is not one) is written behind a semicolon, with what loading says of it.
 */
import type { SettingsDeps } from '../../../config/settings.ts';
import { settingsTable } from '../../../config/settings-table.ts';
import { SendmemoError } from '../../../failure/error.ts';
import type { Failure } from '../../../failure/failure.ts';
import { asLine } from '../cfg-edit.ts';
import { tryFile } from '../cfg-trial.ts';
import { loginSettings } from './login-trial.ts';
import type { Carried, Imported, Remark, SettingName, Source } from './page.ts';

/** Settings that are valid only together. */
const pairs: readonly (readonly SettingName[])[] = [['CertFile', 'KeyFile']];

/** @returns the same, with what would not load shelved and remarked */
export async function triedImport(
  imported: Imported,
  source: Source,
  directory: string,
  deps: SettingsDeps,
): Promise<Imported> {
  const remarks: Remark[] = [];
  const failures = new Map<SettingName, Failure>();
  for (const group of groups(lastOfEach(imported.settings))) {
    const failure = await tryGroup(group, source, directory, deps);
    if (failure === null) continue;
    for (const { setting } of group) failures.set(setting, failure);
    const [first] = group;
    if (first) {
      const { setting, from, value } = first;
      remarks.push({ reason: 'unusable', file: fileOf(setting), from, setting, detail: value, failure });
    }
  }
  const settings = lastOfEach(imported.settings).map((carried) =>
    failures.has(carried.setting) ? { ...carried, active: false } : carried,
  );
  return { ...imported, settings, remarks: [...imported.remarks, ...remarks] };
}

function fileOf(name: SettingName): 'sendmemo-ssl.cfg' | 'sendmemo.cfg' {
  return settingsTable.find((setting) => setting.name === name)?.file ?? 'sendmemo.cfg';
}

/** A name may occur only once; the last one wins in the other programs too. */
function lastOfEach(settings: readonly Carried[]): readonly Carried[] {
  const last = new Map(settings.map((carried) => [carried.setting, carried]));
  return settings.filter((carried) => last.get(carried.setting) === carried);
}

function groups(settings: readonly Carried[]): readonly (readonly Carried[])[] {
  const active = settings.filter(({ active: isActive, setting }) => isActive && !loginSettings.has(setting));
  const together = pairs.map((pair) => active.filter(({ setting }) => pair.includes(setting)));
  const alone = active.filter(({ setting }) => !pairs.some((pair) => pair.includes(setting)));
  return [...together.filter((group) => group.length > 0), ...alone.map((carried) => [carried])];
}

async function tryGroup(
  group: readonly Carried[],
  source: Source,
  directory: string,
  deps: SettingsDeps,
): Promise<Failure | null> {
  const file = fileOf(group[0]?.setting ?? 'EnableTLS');
  const path = `${directory}/${file}`;
  const text = group.map(({ setting, value }) => `${setting} = ${asLine(value)}\n`).join('');
  // A line break in a value would be a line of its own.
  if (group.some(({ value }) => /[\r\n]/.test(value))) return valueFailure(group, source);
  try {
    await tryFile(file, { path, bytes: Buffer.from(text, 'utf8') }, deps);
    return null;
  } catch (error) {
    if (!(error instanceof SendmemoError)) throw error;
    return atSource(error.failure, group, source);
  }
}

/** What loading said of the trial, said of the line that the value came from. */
function atSource(failure: Failure, group: readonly Carried[], source: Source): Failure {
  const line = group[0]?.from?.line ?? 1;
  if ('origin' in failure) return { ...failure, origin: { kind: 'file', file: source.path, line } };
  return 'file' in failure && failure.code === 'CONFIG'
    ? ({ ...failure, file: source.path, line } as Failure)
    : failure;
}

function valueFailure(group: readonly Carried[], source: Source): Failure {
  return { code: 'CONFIG', reason: 'cfg-control', file: source.path, line: group[0]?.from?.line ?? 1 };
}
