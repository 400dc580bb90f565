/** The options that several commands have for the message that they send. */
import type { CommandOptions } from '../cli/option-row.ts';
import { badValue, conflict } from '../cli/values.ts';
import type { DeliveryMode } from '../config/settings.ts';
import type { DraftAddresses, SourcedText } from '../message/draft.ts';
import type { DeliveryNotification } from '../message/envelope.ts';

type AddressOptions = Pick<
  CommandOptions<'document'>,
  'to' | 'cc' | 'bcc' | 'from' | 'envelopeFrom' | 'replyTo' | 'notify' | 'ret' | 'envid'
>;

/** @throws SendmemoError usage-option-value */
export function draftAddresses(options: AddressOptions, operands: readonly string[]): DraftAddresses {
  return {
    to: [
      ...options.to.map((text) => ({ text, source: '--to' })),
      ...operands.map((text) => ({ text, source: 'recipient' })),
    ],
    cc: options.cc.map((text) => ({ text, source: '--cc' })),
    bcc: options.bcc.map((text) => ({ text, source: '--bcc' })),
    from: sourced(options.from, '--from'),
    envelopeFrom: sourced(options.envelopeFrom, '--envelope-from'),
    replyTo: sourced(options.replyTo, '--reply-to'),
    dsn: deliveryNotification(options),
  };
}

/** A text with the name of its option, for messages. */
export function sourced(text: string | null, source: string): SourcedText | null {
  return text === null ? null : { text, source };
}

/** `--notify`, `--ret`, `--envid` (RFC 3461). */
function deliveryNotification({ notify, ret, envid }: AddressOptions): DeliveryNotification | null {
  if (notify === null && ret === null && envid === null) return null;
  if (envid !== null && !/^[\x20-\x7e]{1,100}$/.test(envid))
    throw badValue('--envid', envid, '1-100 × ASCII');
  return { notify: notify === null ? null : notifyList(notify, '--notify'), ret, envid };
}

/**
 * `never`, or a list of `failure`, `delay`, `success` in any case.
 * @throws SendmemoError usage-option-value
 */
export function notifyList(value: string, option: string): DeliveryNotification['notify'] {
  const words = value
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.length === 1 && words[0] === 'never') return 'never';
  const known = ['failure', 'delay', 'success'] as const;
  const found = known.filter((word) => words.includes(word));
  if (found.length === 0 || found.length !== new Set(words).size)
    throw badValue(option, value, 'never | failure,delay,success');
  return found;
}

/**
 * `--spool`, `--spool-on-failure`; null: as configured.
 * @throws SendmemoError usage-conflict
 */
export function deliveryMode({
  spool,
  spoolOnFailure,
}: Pick<CommandOptions<''>, 'spool' | 'spoolOnFailure'>): DeliveryMode | null {
  if (spool && spoolOnFailure) throw conflict('--spool', '--spool-on-failure');
  if (spool) return 'spool';
  return spoolOnFailure ? 'spool-on-failure' : null;
}
