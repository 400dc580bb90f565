/** `sendmemo relay passwd`: options and operands → RelayPasswdRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { SendmemoError } from '../../failure/error.ts';

export type RelayPasswdRequest = { readonly command: 'relay-passwd' } & (
  | { readonly action: 'list' }
  | {
      readonly action: 'set';
      readonly user: string;
      /** null: standard input. */
      readonly passwordFile: string | null;
    }
  | { readonly action: 'remove'; readonly user: string }
);

/** @throws SendmemoError usage-missing-operand, usage-conflict */
export function relayPasswdRequest(
  { remove, passwordFile }: CommandOptions<'relay passwd'>,
  [user]: readonly string[],
): RelayPasswdRequest {
  const command = 'relay-passwd';
  if (remove && passwordFile !== null) {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-conflict',
      option: '--remove',
      other: '--password-file',
    });
  }
  if (user === undefined && (remove || passwordFile !== null)) {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-missing-operand',
      command: 'sendmemo relay passwd',
      operand: 'user',
    });
  }
  if (user === undefined) return { command, action: 'list' };
  return remove ? { command, action: 'remove', user } : { command, action: 'set', user, passwordFile };
}
