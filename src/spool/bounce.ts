/**
 * The message that informs a sender of what could not be delivered (RFC 3464 and RFC 3461, 6). It enters the same spool
 * before the failure is recorded; its id follows from the entry's id and the recipients, so that it enters once
 * however often a crash makes it be built.
 */
import crypto from 'node:crypto';
import { Readable } from 'node:stream';
import type { Failure } from '../failure/failure.ts';
import type { DeliveryNotification } from '../message/envelope.ts';
import { isQueueId, siblingQueueId } from './queue-id.ts';
import type { Entry, EntryRecipient, NewEntry } from './store.ts';
import { harmless, harmlessAscii } from '../text/control-characters.ts';
import { rfc5322Date } from '../text/date.ts';
import { replyText } from '../text/reply-text.ts';

/** A message this large goes back as its header alone, also under RET=FULL. */
const fullLimitBytes = 1024 * 1024;
const headerLimitBytes = 64 * 1024;

/** The message that could not be delivered: a claimed entry of the spool, or one that was never in it. */
export interface BounceSource {
  readonly entry: Pick<
    Entry,
    'id' | 'messageId' | 'subject' | 'sender' | 'dsn' | 'sizeBytes' | 'smtpUtf8' | 'queuedAt' | 'agedFrom'
  >;
  readonly openMessage: () => AsyncIterable<Buffer>;
}

export interface BounceFacts {
  readonly refused: readonly EntryRecipient[];
  readonly failure: Failure | null;
  readonly now: Date;
  /** This machine's name, for Reporting-MTA and From. */
  readonly hostName: string;
  /** The sentence for a failure, in the language of the reader; null: code and reason alone. */
  readonly describe: ((failure: Failure) => string) | null;
}

/** @returns whether the sender wants to know: never a null sender, not under NOTIFY without FAILURE. */
export function wantsBounce({ sender, dsn }: Pick<Entry, 'sender' | 'dsn'>): boolean {
  return sender.address !== '' && notifies(dsn);
}

/** @returns the DSN as it enters the spool. Its stream rejects where the original can't be read. */
export async function createBounce(source: BounceSource, facts: BounceFacts): Promise<NewEntry> {
  const { entry } = source;
  const addresses = facts.refused.map(({ address }) => address).sort();
  const digest = crypto
    .createHash('sha256')
    .update([entry.id, entry.agedFrom, ...addresses].join('\n'))
    .digest('hex');
  const id = isQueueId(entry.id) ? siblingQueueId(entry.id, digest) : entry.id;
  const messageId = `<${id}.bounce@${facts.hostName}>`;
  const subject = 'Undelivered Mail Returned to Sender';
  const full = entry.dsn?.ret === 'full' && entry.sizeBytes <= fullLimitBytes;
  const original = full ? await readAll(source.openMessage()) : await readHeader(source.openMessage());
  const eightBit = original.some((octet) => octet > 0x7f) || hasUtf8Address(entry, facts.refused);
  const boundary = `=_${digest.slice(16, 48)}`;
  const text = humanText(entry, facts);
  const head = [
    `From: Mail Delivery System <MAILER-DAEMON@${facts.hostName}>`,
    `To: <${entry.sender.address}>`,
    `Subject: ${subject}`,
    `Date: ${rfc5322Date(facts.now)}`,
    `Message-ID: ${messageId}`,
    ...(/^<[^<>\s]+>$/.test(entry.messageId) ? [`In-Reply-To: ${entry.messageId}`] : []),
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;`,
    `\tboundary="${boundary}"`,
    ...(eightBit ? ['Content-Transfer-Encoding: 8bit'] : []),
    '',
    `--${boundary}`,
    ...textPart(text),
    '',
    `--${boundary}`,
    `Content-Type: message/${entry.smtpUtf8 ? 'global-' : ''}delivery-status`,
    ...(eightBit ? ['Content-Transfer-Encoding: 8bit'] : []),
    '',
    ...deliveryStatus(entry, facts),
    '',
    `--${boundary}`,
    `Content-Type: ${originalType(full, entry.smtpUtf8)}`,
    ...(eightBit ? ['Content-Transfer-Encoding: 8bit'] : []),
    '',
    '',
  ].join('\r\n');
  const tail = `\r\n--${boundary}--\r\n`;
  return {
    id,
    messageId,
    subject,
    envelope: {
      sender: { address: '', needsSmtpUtf8: false },
      recipients: [entry.sender],
      dsn: null,
    },
    eightBit,
    smtpUtf8: entry.smtpUtf8 || entry.sender.needsSmtpUtf8,
    message: Readable.from([Buffer.concat([Buffer.from(head), original, Buffer.from(tail)])]),
    nextTry: facts.now,
  };
}

function notifies(dsn: DeliveryNotification | null): boolean {
  const notify = dsn?.notify ?? null;
  return notify === null || (notify !== 'never' && notify.includes('failure'));
}

function humanText(
  entry: BounceSource['entry'],
  { refused, failure, describe, hostName }: BounceFacts,
): readonly string[] {
  const why = failure === null ? null : (describe?.(failure) ?? `${failure.code} (${failure.reason})`);
  return [
    `This is the mail system at ${hostName}.`,
    '',
    'Your message could not be delivered to the recipients below, and will not be',
    'tried again. The header of the message, or all of it, is attached.',
    '',
    `Subject: ${oneLine(entry.subject)}`,
    `Queued: ${entry.queuedAt}`,
    '',
    ...refused.map(({ address, lastReply }) =>
      lastReply === null
        ? `<${oneLine(address)}>: ${why ?? 'no reply of a server is known'}`
        : `<${oneLine(address)}>: the server said: ${oneLine(replyText(lastReply))}`,
    ),
    ...(failure?.reason === 'expired' && why !== null ? ['', why] : []),
  ];
}

/** RFC 3464, 2.2 and 2.3. */
function deliveryStatus(
  entry: BounceSource['entry'],
  { refused, failure, now, hostName }: BounceFacts,
): readonly string[] {
  const utf8 = entry.smtpUtf8;
  return [
    ...(entry.dsn?.envid === null || entry.dsn === null
      ? []
      : [`Original-Envelope-Id: ${clean(entry.dsn.envid)}`]),
    `Reporting-MTA: dns; ${hostName}`,
    `Arrival-Date: ${rfc5322Date(new Date(entry.queuedAt))}`,
    ...refused.flatMap((recipient) => [
      '',
      `Final-Recipient: ${utf8 && recipient.needsSmtpUtf8 ? 'utf-8' : 'rfc822'}; ${recipient.address}`,
      'Action: failed',
      `Status: ${status(recipient, failure)}`,
      ...diagnostic(recipient, failure),
      `Last-Attempt-Date: ${rfc5322Date(now)}`,
    ]),
  ];
}

/** RFC 3463; a bounce says 5, 4.4.7 where the time ran out, or the 4.x.x of a message that is not tried again. */
function status({ lastReply }: EntryRecipient, failure: Failure | null): string {
  if (failure?.reason === 'expired') return '4.4.7';
  const said = lastReply?.enhanced ?? null;
  return said !== null && /^[45]\./.test(said) ? said : '5.0.0';
}

function diagnostic({ lastReply }: EntryRecipient, failure: Failure | null): readonly string[] {
  if (lastReply !== null) {
    return [`Diagnostic-Code: smtp; ${clean(replyText(lastReply))}`];
  }
  return failure === null ? [] : [`Diagnostic-Code: x-sendmemo; ${failure.code} ${failure.reason}`];
}

function textPart(lines: readonly string[]): readonly string[] {
  const text = lines.join('\r\n');
  if (/^[\u0020-\u007e\r\n]*$/.test(text) && lines.every((line) => line.length <= 998)) {
    return ['Content-Type: text/plain; charset=us-ascii', '', text];
  }
  const encoded = Buffer.from(`${text}\r\n`).toString('base64').replace(/.{76}/g, '$&\r\n');
  return ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', encoded];
}

function originalType(full: boolean, smtpUtf8: boolean): string {
  if (full) return smtpUtf8 ? 'message/global' : 'message/rfc822';
  return smtpUtf8 ? 'message/global-headers' : 'text/rfc822-headers';
}

function hasUtf8Address(entry: BounceSource['entry'], refused: readonly EntryRecipient[]): boolean {
  return entry.sender.needsSmtpUtf8 || refused.some(({ needsSmtpUtf8 }) => needsSmtpUtf8);
}

function oneLine(text: string): string {
  return harmless(text.slice(0, 800));
}

/** One line of ASCII that fits a field: a server's reply must not create fields. */
function clean(text: string): string {
  return harmlessAscii(text.slice(0, 800)).slice(0, 800);
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readHeader(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  let header = Buffer.alloc(0);
  for await (const chunk of stream) {
    header = Buffer.concat([header, chunk]);
    const end = header.indexOf('\r\n\r\n');
    if (end >= 0) return header.subarray(0, end + 2);
    if (header.length > headerLimitBytes) break;
  }
  const lastLine = header.subarray(0, headerLimitBytes).lastIndexOf('\r\n');
  return lastLine < 0 ? Buffer.alloc(0) : header.subarray(0, lastLine + 2);
}
