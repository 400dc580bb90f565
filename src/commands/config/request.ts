/** `sendmemo config init|show|set|import`. */
import { SendmemoError } from '../../failure/error.ts';

export interface SettingChange {
  readonly name: string;
  readonly value: string;
}

export type ConfigRequest = { readonly command: 'config' } & (
  | { readonly action: 'init'; readonly directory: string; readonly force: boolean }
  | { readonly action: 'show' }
  /** Together, because some settings are valid only in pairs (CertFile and KeyFile). */
  | { readonly action: 'set'; readonly changes: readonly SettingChange[] }
  | { readonly action: 'import'; readonly file: string; readonly force: boolean }
);

/**
 * `NAME VALUE NAME=VALUE …`: no name of a setting has a `=`.
 * @throws SendmemoError usage-missing-operand
 */
export function settingChanges(operands: readonly string[]): readonly SettingChange[] {
  const changes: SettingChange[] = [];
  for (let index = 0; index < operands.length; index += 1) {
    const word = operands[index] ?? '';
    const at = word.indexOf('=');
    if (at > 0) {
      changes.push({ name: word.slice(0, at).trim(), value: word.slice(at + 1) });
      continue;
    }
    index += 1;
    const value = operands[index];
    if (value === undefined) {
      throw new SendmemoError({
        code: 'USAGE',
        reason: 'usage-missing-operand',
        command: 'config set',
        operand: 'value',
      });
    }
    changes.push({ name: word, value });
  }
  return changes;
}
