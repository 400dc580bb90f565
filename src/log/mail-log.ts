/**
 * The mail log: one typed function for each event, with fixed fields (docs/log.md). Rooms are given a MailLog and
 * format nothing. Secrets and bodies can't reach a log: no event has a field for them.
 */
import type { Outcome } from '../delivery.ts';
import type { CertificateFacts, ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import type { TlsReport } from '../tls/report.ts';

export interface SubmittedEvent {
  readonly messageId: string;
  readonly sender: string;
  readonly outcomes: readonly Outcome[];
  readonly server: ServerFacts | null;
  readonly tls: TlsReport | null;
  readonly sizeBytes: number | null;
  readonly response: string | null;
  readonly failure: Failure | null;
  readonly durationMs: number;
  readonly queueId: string | null;
}

export interface QueuedEvent {
  readonly queueId: string;
  readonly messageId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly sizeBytes: number;
}

export interface RetryEvent {
  readonly queueId: string;
  readonly messageId: string;
  readonly nextTry: string;
  readonly tries: number;
  readonly failure: Failure;
}

export interface BouncedEvent {
  /** null: the message was never in the spool (`sendmail -bs`). */
  readonly queueId: string | null;
  readonly messageId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly failure: Failure;
}

/** What the relay did with a message or a client. */
export interface RelayedEvent {
  readonly event: 'accepted' | 'rejected';
  readonly client: { readonly address: string; readonly user: string | null };
  readonly queueId?: string;
  readonly helo?: string;
  readonly reason?: string;
  /** What the client was answered. */
  readonly reply?: string;
  readonly sender?: string | null;
  readonly recipient?: string | null;
  /** How many such events this one stands for; absent: one. */
  readonly count?: number;
}

export interface MailLog {
  /** One try to submit one message, whatever came of it; level info. */
  submitted(event: SubmittedEvent): void;
  /** An address is tried; level debug. */
  connecting(server: ServerFacts): void;
  /** The connection is there; level debug. */
  connected(server: ServerFacts): void;
  /** One TLS session, in sendmail's words; level info. `certificate`: the server's own, where it showed one. */
  tlsSession(server: ServerFacts, tls: TlsReport, certificate: CertificateFacts | null): void;
  /** So many octets of a message went to the server; level trace. */
  content(octets: number): void;
  queued(event: QueuedEvent): void;
  retryLater(event: RetryEvent): void;
  bounced(event: BouncedEvent): void;
  /** Level info; warn for what was rejected. */
  relayed(event: RelayedEvent): void;
  warning(notice: Notice): void;
  /** What ended the run; level error. `stack` only of what is not ours, and only at level debug. */
  failed(failure: Failure, stack: string | null): void;
  /** A line of the dialogue; level trace. Callers mask secrets before they call. */
  dialogue(direction: 'client' | 'server', line: string): void;
  /** Writes out what is held back; called once, at the end. */
  close(): void;
}

/** A log that keeps nothing: neither log file nor `-v`. */
export const noLog: MailLog = {
  submitted: () => {},
  connecting: () => {},
  connected: () => {},
  tlsSession: () => {},
  content: () => {},
  queued: () => {},
  retryLater: () => {},
  bounced: () => {},
  relayed: () => {},
  warning: () => {},
  failed: () => {},
  dialogue: () => {},
  close: () => {},
};
