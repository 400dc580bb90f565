/** The types of this folder: the listener for devices that can't log in at the provider. */
import type { SubmissionReply, SubmittedMessage } from '../submission/session.ts';

/** Why something was rejected; label of a metric and field of a log. */
export type RejectReason =
  /** The client is in none of the networks. */
  | 'network'
  /** Too many connections: of all clients, of this one. */
  | 'connections'
  | 'client-connections'
  | 'client-rate'
  | 'tls'
  | 'login'
  | 'sender'
  | 'recipient'
  /** Not one of `relay-domains`. */
  | 'domain'
  | 'size'
  /** The message: what it contains, how its lines end. */
  | 'message'
  /** It can't be kept. */
  | 'spool'
  | 'timeout'
  /** What no client of good faith does, or too many errors. */
  | 'protocol';

/** Who is connected. */
export interface RelayClient {
  /** IPv4 address, or IPv6 address without a zone; one that is mapped to IPv6 is IPv4. */
  readonly address: string;
  readonly isLoopback: boolean;
  /** In a TLS session: its version and cipher; null: plain text. */
  readonly tls: { readonly version: string; readonly cipher: string } | null;
  /** Who has logged in, or null. */
  readonly user: string | null;
}

/** A message that a client hands over. */
export interface RelayedMessage extends SubmittedMessage {
  readonly client: RelayClient;
}

/** What became of a message. */
export type Acceptance =
  | { readonly state: 'accepted'; readonly queueId: string; readonly reply: SubmissionReply }
  | { readonly state: 'rejected'; readonly reason: RejectReason; readonly reply: SubmissionReply };

export type RelayEvent =
  | {
      readonly event: 'accepted';
      readonly client: RelayClient;
      readonly helo: string;
      readonly queueId: string;
    }
  | {
      readonly event: 'rejected';
      readonly client: Pick<RelayClient, 'address' | 'user'>;
      readonly reason: RejectReason;
      /** What the client was answered: `550 5.7.1 …`. */
      readonly reply: string;
      readonly sender: string | null;
      readonly recipient: string | null;
      /** How many such events this one stands for; absent: one. */
      readonly count?: number;
    };
