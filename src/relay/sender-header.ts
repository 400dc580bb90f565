/**
 * The header of a message that another mailbox sends (RFC 5322, 3.6.2): From becomes that mailbox, and the addresses
 * of the device move to Reply-To, unless it has one. All other fields stay octet for octet.
 */
import type { ParsedAddress } from '../message/address.ts';
import { parseAddressList } from '../message/address.ts';
import { hasControl } from '../message/address-tokens.ts';
import type { Mailbox } from '../message/envelope.ts';
import { renderAddressField } from '../message/headers.ts';
import { readSenderField } from '../message/lenient-sender.ts';
import type { RawField } from '../message/raw-header.ts';
import { addressValue, declaredCharset, fieldValue } from '../message/raw-header.ts';

export interface SenderChange {
  /** The fields with their CRLF, latin1. */
  readonly header: string;
  readonly changed: boolean;
  /** DKIM and ARC signatures that were taken out, because no changed From fits them. */
  readonly removedSignatures: number;
}

/** Signatures over the From (RFC 6376, 5.4; RFC 8617, 4.1; RFC 4870). */
const signatures =
  /^(?:dkim-signature|domainkey-signature|arc-(?:seal|message-signature|authentication-results))$/i;

/**
 * @param mailbox who sends; its name is used where From has none
 * @param sender the envelope sender of the device: its address where the message has no From
 * @param domain completes addresses that have none, or null
 */
export function changeSender(
  fields: readonly RawField[],
  mailbox: ParsedAddress,
  sender: Mailbox,
  domain: string | null,
): SenderChange {
  const charset = declaredCharset(fields);
  const froms = fields.filter(isNamed('from'));
  const read = froms.map((field) => readFrom(field, charset, domain));
  const authors = read.flatMap((from) => from.authors);
  const rest = fields.filter(isNamed('sender'));
  const isOwn =
    froms.length === 1 &&
    authors.length === 1 &&
    authors.every((author) => isSame(author.mailbox, mailbox.mailbox));
  const senderIsOwn = rest.every((field) => {
    const { authors: named } = readFrom(field, charset, domain);
    return named.length === 1 && named.every((each) => isSame(each.mailbox, mailbox.mailbox));
  });
  if (isOwn && senderIsOwn) return unchanged(fields);

  const broken = read.filter(({ isBroken }) => isBroken).map(({ field }) => field);
  const signed = fields.filter(({ name }) => signatures.test(name));
  const written = isOwn ? textOf(froms) : newFrom(authors, mailbox, broken, sender, fields, domain);
  const removed = new Set([...froms, ...rest, ...signed, ...(isOwn ? [] : emptyReplies(fields))]);
  const first = froms[0];
  const header = fields
    .map((field) => (field === first ? written : removed.has(field) ? '' : field.text))
    .join('');
  return {
    header: first === undefined ? header + written : header,
    changed: true,
    removedSignatures: signed.length,
  };
}

/** A header as it is. */
export function unchanged(fields: readonly RawField[]): SenderChange {
  return { header: textOf(fields), changed: false, removedSignatures: 0 };
}

/** @returns the first address of From that can be read, or null. */
export function firstAuthor(fields: readonly RawField[], domain: string | null): ParsedAddress | null {
  const charset = declaredCharset(fields);
  const read = fields.filter(isNamed('from')).map((field) => readFrom(field, charset, domain));
  return read.flatMap(({ authors }) => authors)[0] ?? null;
}

function newFrom(
  authors: readonly ParsedAddress[],
  mailbox: ParsedAddress,
  broken: readonly RawField[],
  sender: Mailbox,
  fields: readonly RawField[],
  domain: string | null,
): string {
  const name = authors.map(displayName).find((each) => each !== '') ?? mailbox.name;
  const others = authors.filter((author) => !isSame(author.mailbox, mailbox.mailbox));
  const fallback = authors.length > 0 ? [] : envelopeAuthor(sender, mailbox, domain);
  const hasReply = fields.some((field) => isNamed('reply-to')(field) && fieldValue(field) !== '');
  // Nobody can reply to a name without a domain.
  const replies = hasReply
    ? []
    : [...others, ...fallback].filter((each) => each.mailbox.address.includes('@'));
  return [
    Buffer.from(renderAddressField('From', [{ ...mailbox, name }])).toString('latin1'),
    Buffer.from(renderAddressField('Reply-To', replies)).toString('latin1'),
    // A field that could not be parsed is kept under another name.
    ...broken.map(({ text }) => `X-Original-From${text.slice(text.indexOf(':'))}`),
  ].join('');
}

function envelopeAuthor(sender: Mailbox, mailbox: ParsedAddress, domain: string | null): ParsedAddress[] {
  const address =
    sender.address.includes('@') || domain === null ? sender.address : `${sender.address}@${domain}`;
  if (sender.address === '' || isSame(sender, mailbox.mailbox)) return [];
  return [{ ...mailbox, name: '', mailbox: { ...sender, address } }];
}

function emptyReplies(fields: readonly RawField[]): RawField[] {
  return fields.filter((field) => isNamed('reply-to')(field) && fieldValue(field) === '');
}

/** A name that is the old address again would call the new one by it. */
function displayName({ name, mailbox }: ParsedAddress): string {
  return name.includes('\ufffd') || name.toLowerCase() === mailbox.address.toLowerCase() ? '' : name;
}

interface ReadFrom {
  readonly field: RawField;
  readonly authors: readonly ParsedAddress[];
  /** It has a text, and no address can be read in it. */
  readonly isBroken: boolean;
}

function readFrom(field: RawField, charset: string | null, domain: string | null): ReadFrom {
  const value = { text: addressValue(field, charset), source: field.name };
  try {
    const authors = parseAddressList(value, { domain, headerField: true });
    return { field, authors: withNames(authors, fieldValue(field, charset), domain), isBroken: false };
  } catch {
    const found = readSenderField(value, domain);
    const authors = found === null ? [] : [{ ...found, name: looseName(value.text) }];
    return { field, authors, isBroken: found === null };
  }
}

/** The names as their charset has them; the addresses stay those of the strict reading. */
function withNames(
  authors: readonly ParsedAddress[],
  text: string,
  domain: string | null,
): readonly ParsedAddress[] {
  try {
    const named = parseAddressList({ text, source: '' }, { domain, headerField: true });
    if (named.length !== authors.length) return authors;
    return authors.map((author, at) => ({ ...author, name: named[at]?.name ?? author.name }));
  } catch {
    return authors;
  }
}

/** What is before the brackets of an address whose name should have been in quotes. */
function looseName(text: string): string {
  const open = text.indexOf('<');
  const name = text.slice(0, Math.max(open, 0)).replaceAll('"', '').trim();
  return open !== text.lastIndexOf('<') || hasControl(name) || name.includes('=?') ? '' : name;
}

function isNamed(name: string): (field: RawField) => boolean {
  return (field) => field.name.toLowerCase() === name;
}

/** Local parts are compared exactly, domains without case (RFC 5321, 2.4). */
function isSame(one: Mailbox, other: Mailbox): boolean {
  const key = ({ address }: Mailbox): string => {
    const at = address.lastIndexOf('@');
    return at === -1 ? address : address.slice(0, at) + address.slice(at).toLowerCase();
  };
  return key(one) === key(other);
}

function textOf(fields: readonly RawField[]): string {
  return fields.map(({ text }) => text).join('');
}
