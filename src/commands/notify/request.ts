/** `sendmemo notify`: options and operands → NotifyRequest. */
import type { CommandOptions } from '../../cli/option-row.ts';
import { badValue, optionNeeded } from '../../cli/values.ts';
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

/** Language and territory, charset, modifier; a wrong word would silently mean English. '' is the default. */
function isLocaleName(name: string): boolean {
  return /^(?:|C|POSIX|[a-z]{2,3}(?:_[a-z]{2,3})?)(?:\.[\w:-]+)?(?:@\w+)?$/i.test(name);
}

/** @throws SendmemoError usage-option-needed, usage-option-value, usage-conflict */
export function notifyRequest(options: CommandOptions<'notify'>, operands: readonly string[]): NotifyRequest {
  const { serverName, message, eventComment, locale, dryRun } = options;
  if (serverName === null) throw optionNeeded('--server-name', 'notify');
  if (message === null) throw optionNeeded('--message', 'notify');
  if (locale !== null && !isLocaleName(locale))
    throw badValue('--locale', locale, 'ja_JP.UTF-8, en_US.UTF-8, C');
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
