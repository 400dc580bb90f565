/**
 * The addresses of a Node program's message. nodemailer reads them leniently: it leaves out what it does not
 * understand, and a line break moves an address elsewhere (docs/notes/nodemailer.md). So each is read strictly first,
 * and what nodemailer makes of them is compared: no recipient is dropped or redirected.
 */
import { SendmemoError } from '../failure/error.ts';
import type { ParsedAddress } from '../message/address.ts';
import { parseAddress, parseAddressList, parseSender, uniqueMailboxes } from '../message/address.ts';
import type { Mailbox } from '../message/envelope.ts';
import type { MailData, MailNode, OutgoingMail } from './mail.ts';

export interface MailPeople {
  /** null: the message names none, and no envelope. */
  readonly sender: Mailbox | null;
  readonly recipients: readonly ParsedAddress[];
}

const recipientFields = ['to', 'cc', 'bcc'] as const;
const otherFields = ['from', 'sender', 'replyTo'] as const;

/**
 * Sender and recipients of the envelope.
 * @param domain completes addresses without one
 * @throws SendmemoError ADDRESS address-invalid, also for a recipient that nodemailer leaves out
 */
export function readMailPeople({ data, message }: OutgoingMail, domain: string | null): MailPeople {
  const options = { domain };
  const own = isRecord(data['envelope']) ? data['envelope'] : null;
  for (const field of otherFields) readField(data, field, field, domain);
  const shown = recipientFields.flatMap((field) => readField(data, field, field, domain));
  const wanted =
    own === null
      ? shown
      : recipientFields.flatMap((field) => readField(own, field, `envelope.${field}`, domain));
  if (own !== null) readField(own, 'from', 'envelope.from', domain);
  const { from, to } = message.getEnvelope();
  const recipients = listOf(to).map((text) =>
    parseAddress({ text: String(text), source: 'envelope' }, options),
  );
  refuseLeftOut(wanted, [
    ...recipients.map(({ mailbox }) => mailbox),
    ...parsedByNodemailer(message, domain),
  ]);
  const written = typeof from === 'string' && from !== '' ? from : null;
  return {
    sender:
      written === null
        ? own === null
          ? null
          : parseSender({ text: '', source: 'envelope.from' }, options).mailbox
        : parseSender({ text: written, source: 'envelope.from' }, options).mailbox,
    recipients,
  };
}

function refuseLeftOut(wanted: readonly ParsedAddress[], taken: readonly Mailbox[]): void {
  const known = uniqueMailboxes(taken).length;
  for (const { mailbox } of wanted) {
    if (uniqueMailboxes([...taken, mailbox]).length === known) continue;
    throw new SendmemoError({
      code: 'ADDRESS',
      reason: 'address-invalid',
      source: 'nodemailer',
      text: mailbox.address,
      why: 'syntax',
      form: null,
    });
  }
}

/** The recipients of the header as nodemailer reads them, also where a plugin has set another envelope. */
function parsedByNodemailer(message: MailNode, domain: string | null): Mailbox[] {
  const lists = message.getAddresses();
  return recipientFields.flatMap((field) =>
    readValue(lists[field], field, domain).map(({ mailbox }) => mailbox),
  );
}

function readField(data: MailData, field: string, source: string, domain: string | null): ParsedAddress[] {
  return Object.hasOwn(data, field) ? readValue(data[field], source, domain) : [];
}

/** The forms that nodemailer takes: texts, `{ name, address }`, `{ name, group }`, and lists of all these. */
function readValue(value: unknown, source: string, domain: string | null): ParsedAddress[] {
  if (value === undefined || value === null || value === false || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => readValue(one, source, domain));
  if (isRecord(value)) {
    refuseControl(value['name'], source);
    if (value['group'] !== undefined) return readValue(value['group'], source, domain);
    return readOne(value['address'], source, domain);
  }
  return parseAddressList({ text: textOf(value, source), source }, { domain, headerField: true });
}

function readOne(value: unknown, source: string, domain: string | null): ParsedAddress[] {
  if (value === undefined || value === null || value === '') return [];
  return [parseAddress({ text: textOf(value, source).trim(), source }, { domain })];
}

function textOf(value: unknown, source: string): string {
  if (typeof value === 'string') return value;
  throw invalid(source, Object.prototype.toString.call(value), 'syntax');
}

function refuseControl(name: unknown, source: string): void {
  if (typeof name === 'string' && /\p{Cc}/u.test(name)) throw invalid(source, name, 'control');
}

function invalid(source: string, text: string, why: 'syntax' | 'control'): SendmemoError {
  return new SendmemoError({ code: 'ADDRESS', reason: 'address-invalid', source, text, why, form: null });
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
