/**
 * The seam between who has mail to deliver (commands, spool) and who can deliver it (smtp): both know only this page.
 */
import type { Reply, ServerFacts } from './failure/facts.ts';
import type { Failure } from './failure/failure.ts';
import type { Notice } from './failure/notice.ts';
import type { Envelope, Mailbox, Message } from './message/envelope.ts';
import type { TlsReport } from './tls/report.ts';

/** What became of one recipient. */
export type Outcome =
  | { readonly state: 'accepted'; readonly recipient: Mailbox; readonly reply: Reply }
  /** May succeed later. `reply` is null where the session ended before the server spoke of this recipient. */
  | { readonly state: 'deferred'; readonly recipient: Mailbox; readonly reply: Reply | null }
  /** Refused for good. */
  | { readonly state: 'refused'; readonly recipient: Mailbox; readonly reply: Reply | null };

/** One try to submit one message, over one server or the list of them. */
export interface DeliveryReport {
  /** One for each recipient, in the order of the envelope. */
  readonly outcomes: readonly Outcome[];
  /** The server that had the last word, or null where none was reached for. */
  readonly server: ServerFacts | null;
  /** null where TLS is off or was not reached. */
  readonly tls: TlsReport | null;
  /** The reply to the final dot with its code, `250 2.0.0 Ok: queued as …`, or null. */
  readonly response: string | null;
  /** What the whole try failed with; RECIPIENTS where only some or all recipients were refused; null: all accepted. */
  readonly failure: Failure | null;
  readonly notices: readonly Notice[];
  /** Octets of the message, where known. */
  readonly sizeBytes: number | null;
}

export interface Submission {
  readonly envelope: Envelope;
  readonly message: Message;
  /**
   * The submission that the caller will hand over when this one is done, or null: its envelope may go to the server
   * with this message. A caller that then does not hand it over makes the session end, and nothing worse.
   */
  readonly following?: () => Submission | null;
}

/**
 * Submits one message. Never rejects for a fault of server, network or message: those are in the report.
 * @param signal ends every wait; its reason is the SendmemoError to report
 */
export type Deliver = (submission: Submission, signal: AbortSignal) => Promise<DeliveryReport>;

/** What became of one message: from a server, in the spool, or both. */
export interface SendResult {
  readonly status: 'sent' | 'partial' | 'queued' | 'failed';
  /** null where the message was not composed. */
  readonly messageId: string | null;
  /** What the server said; null where none was asked. */
  readonly report: DeliveryReport | null;
  readonly queueId: string | null;
  readonly failure: Failure | null;
  readonly notices: readonly Notice[];
}
