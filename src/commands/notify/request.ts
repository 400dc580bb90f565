/** `sendmemo notify`: options and operands → NotifyRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { optionNeeded } from '../../cli/values.ts';
import type { DeliveryMode } from '../../config/settings.ts';
import type { SourcedText } from '../../message/draft.ts';
import { deliveryMode, sourced } from '../draft-options.ts';

export interface NotifyRequest {
  readonly command: 'notify';
  readonly serverName: string;
  readonly message: string;
  readonly eventComment: string | null;
  readonly locale: string | null;
  readonly recipients: readonly SourcedText[];
  readonly from: SourcedText | null;
  readonly dryRun: boolean;
  readonly delivery: DeliveryMode | null;
}

/** @throws SendmemoError usage-option-needed, usage-conflict */
export function notifyRequest(options: CommandOptions<'notify'>, operands: readonly string[]): NotifyRequest {
  const { serverName, message, eventComment, locale, dryRun } = options;
  if (serverName === null) throw optionNeeded('--server-name', 'sendmemo notify');
  if (message === null) throw optionNeeded('--message', 'sendmemo notify');
  return {
    command: 'notify',
    serverName,
    message,
    eventComment,
    locale,
    recipients: operands.map((text) => ({ text, source: 'recipient' })),
    from: sourced(options.from, '--from'),
    dryRun,
    delivery: deliveryMode(options),
  };
}
