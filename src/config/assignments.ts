/** `--set NAME=VALUE`: settings of both files on the command line, checked as their lines would be. */
import { SendmemoError } from '../failure/error.ts';
import { nearestWord } from '../text/spelling.ts';
import type { Setting } from './setting.ts';
import { settingsTable } from './settings-table.ts';

export interface Assignment {
  readonly setting: Setting;
  readonly text: string;
  /** `--set NAME`: where the value comes from. */
  readonly option: string;
}

/**
 * @param texts as written; of several for one setting the last one counts
 * @throws SendmemoError USAGE usage-option-value without `=` or a value, usage-unknown-setting, usage-set-secret
 */
export function readAssignments(texts: readonly string[]): readonly Assignment[] {
  const found = new Map<string, Assignment>();
  for (const written of texts) {
    const at = written.indexOf('=');
    const text = written.slice(at + 1).trim();
    if (at < 1 || text === '') {
      const value = at < 1 ? written : written.slice(0, at + 1);
      throw new SendmemoError({
        code: 'USAGE',
        reason: 'usage-option-value',
        option: '--set',
        value,
        allowed: 'NAME=VALUE',
      });
    }
    const setting = findSetting(written.slice(0, at).trim(), '--set');
    // The command line of a process is for everybody to read.
    if (setting.masked === true) {
      throw new SendmemoError({ code: 'USAGE', reason: 'usage-set-secret', name: setting.name });
    }
    found.set(setting.name, { setting, text, option: `--set ${setting.name}` });
  }
  return [...found.values()];
}

/**
 * @param name as written; case counts, as it does in the files
 * @param command what it was given to: `--set`, `config set`
 * @throws SendmemoError USAGE usage-unknown-setting with the nearest name of both files
 */
export function findSetting(name: string, command: string): Setting {
  const setting = settingsTable.find((candidate) => candidate.name === name);
  if (setting !== undefined) return setting;
  const nearest = nearestWord(
    name,
    settingsTable.map((candidate) => candidate.name),
  );
  throw new SendmemoError({ code: 'USAGE', reason: 'usage-unknown-setting', command, name, nearest });
}
