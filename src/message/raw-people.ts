/**
 * Who a finished message is from and to: the options, its header, the defaults. Addresses of its header that have no
 * domain are completed as those of the envelope are; nothing else of the header is changed here.
 */
import type { ParsedAddress } from './address.ts';
import { parseAddress, parseAddressList, parseSender } from './address.ts';
import { defaultSender, senderWithDomain } from './default-sender.ts';
import type { ComposeDeps, RawDraft, SourcedText } from './draft.ts';
import type { Mailbox } from './envelope.ts';
import { readSenderField } from './lenient-sender.ts';
import type { RawField } from './raw-header.ts';
import { addressValue, declaredCharset, decodeOctets } from './raw-header.ts';

export interface RawPeople {
  readonly sender: Mailbox;
  readonly recipients: readonly ParsedAddress[];
  /** For a From that is missing: `--from`, the envelope sender (sendmail's `-f`), the default sender. */
  readonly from: () => Promise<ParsedAddress>;
  /** The first mailbox of its From, completed; null where it has none that can be read. */
  readonly author: Mailbox | null;
  /** Its fields, with addresses completed. */
  readonly fields: readonly RawField[];
}

/**
 * @throws ADDRESS address-invalid, default-sender-unusable
 */
export async function readRawPeople(
  draft: RawDraft,
  fields: readonly RawField[],
  deps: ComposeDeps,
): Promise<RawPeople> {
  const options = { domain: deps.domain };
  const charset = declaredCharset(fields);
  const given = [...draft.to, ...draft.cc, ...draft.bcc].flatMap((text) => parseAddressList(text, options));
  const read = draft.readRecipients
    ? recipientFields(fields).flatMap((field) => addresses(field, charset, deps))
    : [];
  // `--from` replaces `from` of sendmemo.cfg.
  const senders = { ...deps, from: draft.from ?? deps.from };
  const optional = draft.from === null ? null : parseAddress(draft.from, options);
  const envelopeFrom = await readEnvelopeFrom(draft, senders);
  const author = firstAuthor(fields.filter(isNamed('from')), charset, deps.domain);
  const own = firstAuthor(fields.filter(isNamed('resent-from')), charset, deps.domain) ?? author;
  const named = optional ?? (envelopeFrom?.mailbox.address === '' ? null : envelopeFrom);
  return {
    sender:
      (envelopeFrom ?? optional)?.mailbox ??
      (own === null ? (await defaultSender(senders)).mailbox : await senderWithDomain(own, senders)),
    recipients: [...given, ...read],
    from: async () => {
      const from = named ?? (await defaultSender(senders));
      return draft.fullName === null ? from : { ...from, name: draft.fullName.trim() };
    },
    author: author === null ? null : await senderWithDomain(author, senders),
    fields: await completeFields(fields, senders),
  };
}

async function readEnvelopeFrom(draft: RawDraft, deps: ComposeDeps): Promise<ParsedAddress | null> {
  if (draft.envelopeFrom === null) return null;
  const parsed = parseSender(draft.envelopeFrom, { domain: deps.domain });
  if (draft.localSender === 'as-written' || parsed.mailbox.address === '') return parsed;
  return { ...parsed, mailbox: await senderWithDomain(parsed, deps) };
}

function isNamed(name: string): (field: RawField) => boolean {
  return (field) => field.name.toLowerCase() === name;
}

function firstAuthor(
  fields: readonly RawField[],
  charset: string | null,
  domain: string | null,
): ParsedAddress | null {
  for (const field of fields) {
    const first = readSenderField(sourced(field, charset), domain);
    if (first !== null) return first;
  }
  return null;
}

/** As `sendmail -t`: the Resent- fields count alone where there are any. */
function recipientFields(fields: readonly RawField[]): RawField[] {
  const resent = fields.filter(({ name }) => /^resent-(?:to|cc|bcc)$/i.test(name));
  return resent.length > 0 ? resent : fields.filter(({ name }) => /^(?:to|cc|bcc)$/i.test(name));
}

function addresses(field: RawField, charset: string | null, deps: ComposeDeps): ParsedAddress[] {
  return parseAddressList(sourced(field, charset), { domain: deps.domain, headerField: true });
}

function sourced(field: RawField, charset: string | null): SourcedText {
  return { text: addressValue(field, charset), source: `line ${field.line} (${field.name})` };
}

const senderFields = /^(?:resent-)?(?:from|sender)$/i;
const otherFields = /^(?:resent-)?(?:to|cc|reply-to)$/i;

/** A signed header stays as it is: any change would break the signature. */
async function completeFields(fields: readonly RawField[], deps: ComposeDeps): Promise<readonly RawField[]> {
  if (fields.some(({ name }) => /^(?:dkim-signature|arc-seal)$/i.test(name))) return fields;
  return Promise.all(
    fields.map(async (field) => {
      if (senderFields.test(field.name)) return completeField(field, deps, senderWithDomain);
      if (deps.domain === null || !otherFields.test(field.name)) return field;
      return completeField(field, deps, ({ mailbox }) => Promise.resolve(mailbox));
    }),
  );
}

/** Puts an address with a domain in the place of each that has none; names and comments around it stay. */
async function completeField(
  field: RawField,
  deps: ComposeDeps,
  complete: (address: ParsedAddress, deps: ComposeDeps) => Promise<Mailbox>,
): Promise<RawField> {
  const colon = field.text.indexOf(':') + 1;
  const utf8 = decodeOctets(field.text);
  const text = utf8 ?? field.text;
  const readable = (utf8 ?? field.text.replaceAll(/[^\0-\x7f]/g, '\ufffd')).replaceAll(/[\r\n\t]/g, ' ');
  let parsed: readonly ParsedAddress[];
  try {
    const value = { text: readable.slice(colon), source: field.name };
    parsed = parseAddressList(value, { domain: deps.domain, headerField: true });
  } catch {
    return field;
  }
  let written = '';
  let at = 0;
  for (const address of parsed.filter(({ isLocal }) => isLocal)) {
    const mailbox = await complete(address, deps);
    written += text.slice(at, colon + address.span.start) + mailbox.address;
    at = colon + address.span.end;
  }
  if (at === 0) return field;
  written += text.slice(at);
  return { ...field, text: utf8 === null ? written : Buffer.from(written).toString('latin1') };
}
