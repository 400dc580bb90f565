/** `sendmemo check`: options → CheckRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import type { SourcedText } from '../../message/draft.ts';
import { sourced } from '../draft-options.ts';

export interface CheckRequest {
  readonly command: 'check';
  /** `--send-test ADDR`. */
  readonly sendTest: SourcedText | null;
  readonly from: SourcedText | null;
}

export function checkRequest({ sendTest, from }: CommandOptions<'check'>): CheckRequest {
  return {
    command: 'check',
    sendTest: sourced(sendTest, '--send-test'),
    from: sourced(from, '--from'),
  };
}
