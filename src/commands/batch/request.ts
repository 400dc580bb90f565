/** `sendmemo batch`: options and operands → BatchRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { wholeNumber } from '../../cli/values.ts';

export interface BatchRequest {
  readonly command: 'batch';
  /** null: standard input. */
  readonly file: string | null;
  readonly connections: number;
  readonly results: string | null;
}

/** @throws SendmemoError usage-option-value */
export function batchRequest(
  { connections, results }: CommandOptions<'batch'>,
  [file = '-']: readonly string[],
): BatchRequest {
  return {
    command: 'batch',
    file: file === '-' ? null : file,
    connections: wholeNumber(connections ?? '2', '--connections', 1, 100),
    results,
  };
}
