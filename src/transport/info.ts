/** What sendMail resolves with: nodemailer's form, and what became of the message in ours. */
import type { DeliveryReport, SendResult } from '../delivery.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import { rejections, type RecipientError } from './error.ts';
import type { Sent } from './mail.ts';

export interface SendmemoInfo {
  readonly envelope: { readonly from: string; readonly to: string[] };
  /** As in the header, with its angle brackets. */
  readonly messageId: string;
  /** Recipients for whom the server, or the spool, has taken the message. */
  readonly accepted: string[];
  /** Recipients who do not get it. */
  readonly rejected: string[];
  /** Those of `accepted` whose message is in the spool. */
  readonly pending: string[];
  /** Absent: all were accepted. */
  readonly rejectedErrors?: RecipientError[];
  /** The server's reply to the message, or `queued in the spool as ID`. */
  readonly response: string;
  /** MAIL, RCPT and DATA, milliseconds. */
  readonly envelopeTime: number;
  /** The content, until the server's reply to it, milliseconds. */
  readonly messageTime: number;
  /** Octets on the wire, with stuffed dots and the final dot. */
  readonly messageSize: number;
  readonly status: SendResult['status'];
  /** The message in the spool, or null. */
  readonly queueId: string | null;
  /** What the server said, recipient by recipient; null where none was asked. */
  readonly report: DeliveryReport | null;
  /** Why some recipients did not get it, or null. */
  readonly failure: Failure | null;
  readonly notices: readonly Notice[];
  /** nodemailer's type of results has such a signature. */
  readonly [field: string]: unknown;
}

/** @returns null if no recipient was accepted: that is an error */
export function toInfo({ result, envelope, timing }: Sent): SendmemoInfo | null {
  const { report, queueId, status, failure, notices } = result;
  const addresses = envelope.recipients.map(({ address }) => address);
  const states = new Map(report?.outcomes.map(({ recipient, state }) => [recipient.address, state]));
  const stateOf = (address: string): string => states.get(address) ?? 'deferred';
  const pending = queueId === null ? [] : addresses.filter((address) => stateOf(address) === 'deferred');
  const accepted = addresses.filter(
    (address) => stateOf(address) === 'accepted' || pending.includes(address),
  );
  if (accepted.length === 0) return null;
  const taken = new Set(accepted);
  const rejected = addresses.filter((address) => !taken.has(address));
  const errors = rejections(result).filter(({ recipient }) => !taken.has(recipient));
  return {
    envelope: { from: envelope.sender.address, to: addresses },
    messageId: result.messageId ?? '',
    accepted,
    rejected,
    pending,
    ...(errors.length === 0 ? {} : { rejectedErrors: errors }),
    response: report?.response ?? (queueId === null ? '' : `queued in the spool as ${queueId}`),
    envelopeTime: timing.envelopeMs,
    messageTime: timing.contentMs,
    messageSize: timing.wireBytes,
    status,
    queueId,
    report,
    failure,
    notices,
  };
}
