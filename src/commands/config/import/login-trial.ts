/**
 * User, mechanism and password belong together: where one of them can't be used, there is no login, and a warning says
 * why. They are looked at apart from the other settings, for the password's file is not there yet.
 */
import { resolveSetting } from '../../../config/resolved.ts';
import { settingsTable } from '../../../config/settings-table.ts';
import { SendmemoError } from '../../../failure/error.ts';
import type { Failure } from '../../../failure/failure.ts';
import type { Carried, Imported, Place, Remark, SettingName, Source } from './page.ts';

/** The settings that are tried here and nowhere else. */
export const loginSettings: ReadonlySet<SettingName> = new Set([
  'auth-user',
  'auth-method',
  'auth-password-command',
]);

/** @returns the same, with what can't be used shelved and remarked */
export function usableLogin(imported: Imported, source: Source): Imported {
  const remarks: Remark[] = [];
  const bad = new Set<SettingName>();
  const remark = (setting: SettingName, from: Place | null, failure: Failure): void => {
    bad.add(setting);
    remarks.push({ reason: 'unusable', file: 'sendmemo.cfg', from, setting, detail: null, failure });
  };
  for (const carried of imported.settings) {
    const failure =
      loginSettings.has(carried.setting) && carried.active ? formFailure(carried, source) : null;
    if (failure !== null) remark(carried.setting, carried.from, failure);
  }
  const { secret } = imported;
  // A NUL or a bell in a password would not load.
  if (secret !== null && /\p{Cc}/u.test(secret.value)) {
    const { line } = secret.from;
    remark('auth-user', secret.from, { code: 'CONFIG', reason: 'cfg-control', file: source.path, line });
  }
  const isWhole =
    !bad.has('auth-user') &&
    !bad.has('auth-password-command') &&
    imported.settings.some(({ setting, active }) => setting === 'auth-user' && active);
  const settings = imported.settings.map((carried) =>
    bad.has(carried.setting) || (!isWhole && loginSettings.has(carried.setting))
      ? { ...carried, active: false }
      : carried,
  );
  return { settings, remarks: [...imported.remarks, ...remarks], secret: isWhole ? secret : null };
}

function formFailure({ setting: name, value, from }: Carried, source: Source): Failure | null {
  const setting = settingsTable.find((candidate) => candidate.name === name);
  try {
    if (setting) resolveSetting(setting, value, { kind: 'file', file: source.path, line: from?.line ?? 1 });
    return null;
  } catch (error) {
    if (error instanceof SendmemoError) return error.failure;
    throw error;
  }
}
