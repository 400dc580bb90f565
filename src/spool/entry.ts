/**
 * An entry on the disk: a directory with `envelope.json` (who, what became of it; one JSON object with a format
 * number) and `message.eml` (the octets as they go on the wire, CRLF). The directory's name has id and next try, the
 * directory above it is the state. Format: docs/spool.md.
 */
import { SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { DeliveryNotification, Mailbox } from '../message/envelope.ts';
import type { Entry, EntryAction, EntryRecipient, EntryState, QueueId, Transit } from './store.ts';

export const envelopeFile = 'envelope.json';
export const messageFile = 'message.eml';
/** The next envelope, until it is renamed; one that a crash left is written over. */
export const nextEnvelopeFile = 'envelope.json.new';
/** Empty; there while a DSN about the entry may have entered the spool and the entry does not say so yet. */
export const bounceNoteFile = 'dsn.noted';

const formatVersion = 1;

/** What envelope.json holds: the entry without what its place and name say. */
export type StoredEntry = Omit<Entry, 'state' | 'nextTry' | 'claimedBy'>;

/** @returns the text of envelope.json, one field a line so that a person can read it. */
export function renderStoredEntry(entry: StoredEntry): string {
  const { id, messageId, subject, sender, recipients, dsn, sizeBytes, eightBit, smtpUtf8 } = entry;
  const { queuedAt, agedFrom, tries, lastFailure, submittedBy, transit } = entry;
  const stored = {
    format: formatVersion,
    id,
    messageId,
    subject,
    sender,
    recipients,
    dsn,
    sizeBytes,
    eightBit,
  };
  const rest = { smtpUtf8, queuedAt, agedFrom, tries, lastFailure, submittedBy };
  return `${JSON.stringify({ ...stored, ...rest, ...(transit === null ? {} : { transit }) }, null, 1)}\n`;
}

/**
 * Reads envelope.json strictly: what is not as renderStoredEntry writes it is not sent.
 * @throws SendmemoError spool-entry-corrupt
 */
export function parseStoredEntry(text: string, id: QueueId): StoredEntry {
  try {
    const entry = toStoredEntry(text);
    if (entry.id !== id) throw new TypeError(`id is ${entry.id}`);
    return entry;
  } catch (error) {
    throw corruptEntry(id, error instanceof Error ? error.message : String(error));
  }
}

export function corruptEntry(id: QueueId, detail: string): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'spool-entry-corrupt', id, detail });
}

/** An action that the state of the entry does not allow. */
export function wrongState(
  id: QueueId,
  state: EntryState | 'moving',
  action: EntryAction | 'move',
): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'spool-entry-state', id, state, action });
}

/** @returns whether a later version of this program wrote it: such an entry is left where it is. */
export function isNewerFormat(text: string): boolean {
  const version = /"format":\s*(\d+)/.exec(text)?.[1];
  return version !== undefined && Number(version) > formatVersion;
}

function toStoredEntry(text: string): StoredEntry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new TypeError(text.trim() === '' ? `${envelopeFile} is empty` : `${envelopeFile} is not JSON`);
  }
  const fields = object(json, envelopeFile);
  if (fields['format'] !== formatVersion) {
    throw new TypeError(`format is ${JSON.stringify(fields['format'])}, not ${formatVersion}`);
  }
  const recipients = array(fields['recipients'], 'recipients').map(recipient);
  if (recipients.length === 0) throw new TypeError('recipients is empty');
  return {
    id: string(fields['id'], 'id'),
    messageId: string(fields['messageId'], 'messageId'),
    subject: string(fields['subject'], 'subject'),
    sender: mailbox(fields['sender'], 'sender'),
    recipients,
    dsn: fields['dsn'] === null ? null : notification(fields['dsn']),
    sizeBytes: count(fields['sizeBytes'], 'sizeBytes'),
    eightBit: boolean(fields['eightBit'], 'eightBit'),
    smtpUtf8: boolean(fields['smtpUtf8'], 'smtpUtf8'),
    queuedAt: time(fields['queuedAt'], 'queuedAt'),
    agedFrom: time(fields['agedFrom'], 'agedFrom'),
    tries: count(fields['tries'], 'tries'),
    lastFailure: fields['lastFailure'] === null ? null : failure(fields['lastFailure']),
    // Entries of earlier versions don't have it.
    submittedBy: fields['submittedBy'] == null ? null : count(fields['submittedBy'], 'submittedBy'),
    transit: fields['transit'] === undefined ? null : toTransit(fields['transit']),
  };
}

function recipient(value: unknown): EntryRecipient {
  const fields = object(value, 'recipients');
  const { state } = fields;
  if (state !== 'pending' && state !== 'accepted' && state !== 'refused') {
    throw new TypeError(`recipients.state is ${JSON.stringify(state)}`);
  }
  const lastReply = fields['lastReply'] === null ? null : reply(fields['lastReply']);
  const { address, needsSmtpUtf8 } = mailbox(fields, 'recipients');
  if (address === '') throw new TypeError('recipients.address is empty');
  return { address, needsSmtpUtf8, state, lastReply };
}

/** An address goes into MAIL FROM and RCPT TO: one that could end the command is invalid. */
function mailbox(value: unknown, name: string): Mailbox {
  const fields = object(value, name);
  const address = string(fields['address'], `${name}.address`);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(address)) throw new TypeError(`${name}.address has a control character`);
  return { address, needsSmtpUtf8: boolean(fields['needsSmtpUtf8'], `${name}.needsSmtpUtf8`) };
}

function reply(value: unknown): Reply {
  const fields = object(value, 'lastReply');
  return {
    code: count(fields['code'], 'lastReply.code'),
    enhanced: fields['enhanced'] === null ? null : string(fields['enhanced'], 'lastReply.enhanced'),
    message: string(fields['message'], 'lastReply.message'),
    lines: array(fields['lines'], 'lastReply.lines').map((line) => string(line, 'lastReply.lines')),
  };
}

function notification(value: unknown): DeliveryNotification {
  const fields = object(value, 'dsn');
  const { notify, ret, envid, orcpt } = fields;
  if (ret !== null && ret !== 'full' && ret !== 'hdrs') throw new TypeError('dsn.ret');
  return {
    notify: notify === null || notify === 'never' ? notify : array(notify, 'dsn.notify').map(condition),
    ret,
    envid: envid === null ? null : string(envid, 'dsn.envid'),
    ...(orcpt === undefined ? {} : { orcpt: originalRecipient(string(orcpt, 'dsn.orcpt')) }),
  };
}

/** `type;address`: the type is not encoded when it goes to the server. */
function originalRecipient(text: string): string {
  if (!/^[a-z0-9-]+;[ -~]+$/i.test(text)) throw new TypeError('dsn.orcpt');
  return text;
}

function toTransit(value: unknown): Transit {
  const { direction, state, store } = object(value, 'transit');
  if (direction !== 'out' && direction !== 'in') throw new TypeError('transit.direction');
  if (state !== 'waiting' && state !== 'held' && state !== 'failed') throw new TypeError('transit.state');
  return { direction, state, store: string(store, 'transit.store') };
}

function condition(value: unknown): 'failure' | 'delay' | 'success' {
  if (value === 'failure' || value === 'delay' || value === 'success') return value;
  throw new TypeError('dsn.notify');
}

/**
 * The facts of a failure only go to where failures are shown, and nothing is decided by them: one that another version
 * wrote, with a code or reason unknown here, stays what it is.
 */
function failure(value: unknown): Failure {
  const fields = object(value, 'lastFailure');
  string(fields['code'], 'lastFailure.code');
  string(fields['reason'], 'lastFailure.reason');
  return value as Failure;
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError(`${name} is no object`);
}

function array(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${name} is no array`);
}

function string(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${name} is no text`);
}

function boolean(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${name} is neither true nor false`);
}

function count(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`${name} is no whole number`);
}

function time(value: unknown, name: string): string {
  const text = string(value, name);
  if (Number.isNaN(Date.parse(text))) throw new TypeError(`${name} is no time`);
  return text;
}
