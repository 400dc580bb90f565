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
 * `NAME VALUE NAME VALUE …`
 * @throws SendmemoError usage-missing-operand
 */
export function settingChanges(operands: readonly string[]): readonly SettingChange[] {
  if (operands.length % 2 === 1) {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-missing-operand',
      command: 'sendmemo config set',
      operand: 'value',
    });
  }
  return operands.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: operands[index + 1] ?? '' }] : [],
  );
}
