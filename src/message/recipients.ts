/** Who it is from and to: the envelope, and the addresses that the header shows. */
import { SendmemoError } from '../failure/error.ts';
import { expandAliases } from './aliases.ts';
import type { ParsedAddress } from './address.ts';
import { parseAddress, parseAddressList, parseSender, uniqueMailboxes } from './address.ts';
import { defaultSender } from './default-sender.ts';
import type { ComposeDeps, DraftAddresses, SourcedText } from './draft.ts';
import type { Envelope, Mailbox } from './envelope.ts';

export interface Correspondents {
  readonly from: ParsedAddress;
  readonly sender: Mailbox;
  readonly to: readonly ParsedAddress[];
  readonly cc: readonly ParsedAddress[];
  readonly bcc: readonly ParsedAddress[];
  readonly replyTo: readonly ParsedAddress[];
}

/**
 * Reads all addresses of a draft. The header's From is `--from`, else the default sender.
 * @throws ADDRESS address-invalid, default-sender-unusable
 */
export async function readCorrespondents(draft: DraftAddresses, deps: ComposeDeps): Promise<Correspondents> {
  const options = { domain: deps.domain };
  const lists = (texts: readonly SourcedText[]): ParsedAddress[] =>
    texts.flatMap((text) => parseAddressList(text, options));
  const from = draft.from === null ? await defaultSender(deps) : parseAddress(draft.from, options);
  return {
    from,
    sender: draft.envelopeFrom === null ? from.mailbox : parseSender(draft.envelopeFrom, options).mailbox,
    to: lists(draft.to),
    cc: lists(draft.cc),
    bcc: lists(draft.bcc),
    replyTo: draft.replyTo === null ? [] : parseAddressList(draft.replyTo, options),
  };
}

/**
 * The envelope: every recipient once, in the order To, Cc, Bcc, aliases expanded.
 * @throws USAGE no-recipients; CONFIG alias-invalid
 */
export function createEnvelope(
  sender: Mailbox,
  recipients: readonly ParsedAddress[],
  dsn: DraftAddresses['dsn'],
  deps: Pick<ComposeDeps, 'aliases' | 'domain'>,
): Envelope {
  const mailboxes = deliveredTo(recipients, deps);
  if (mailboxes.length === 0) throw new SendmemoError({ code: 'USAGE', reason: 'no-recipients' });
  return { sender, recipients: mailboxes, dsn };
}

function deliveredTo(
  recipients: readonly ParsedAddress[],
  { aliases, domain }: Pick<ComposeDeps, 'aliases' | 'domain'>,
): Mailbox[] {
  if (aliases === null) return uniqueMailboxes(recipients.map(({ mailbox }) => mailbox));
  const written = recipients.map(({ mailbox, isLocal }) => {
    // The local part as it was written, before `domain` completed it.
    const at = isLocal && domain !== null ? mailbox.address.lastIndexOf('@') : -1;
    return at === -1 ? mailbox : { ...mailbox, address: mailbox.address.slice(0, at) };
  });
  return expandAliases(written, aliases, domain);
}
