/** `sendmemo config show`: every setting as it holds, and where it came from (contract, section 13). */
import type { Settings } from '../../config/settings.ts';
import type { CfgFile } from '../../config/setting.ts';
import { settingsTable } from '../../config/settings-table.ts';
import type { Origin } from '../../failure/facts.ts';

/** One setting; secrets are masked before they come here. */
export interface ShownSetting {
  readonly name: string;
  /** The file that it belongs to. */
  readonly file: CfgFile;
  readonly value: string;
  readonly origin: Origin;
}

/** @returns the settings in the order of the samples */
export function shownSettings({ effective }: Settings): readonly ShownSetting[] {
  const values = new Map(effective.map((setting) => [setting.name, setting]));
  return settingsTable.flatMap(({ name, file }) => {
    const setting = values.get(name);
    return setting === undefined ? [] : [{ name, file, value: setting.value, origin: setting.origin }];
  });
}
