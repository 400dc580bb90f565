/**
 * The page of this room: who can submit. A submitter knows the servers and how to reach them; it keeps a session open
 * between messages where it is asked to (spool, batch).
 */
import type { AuthMethod, Endpoint, ProxySettings, Timeouts } from '../config/settings.ts';
import type { Deliver } from '../delivery.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { MailLog } from '../log/mail-log.ts';
import type { TlsPlan } from '../tls/plan.ts';
import type { TlsHandshake } from '../tls/report.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** How connections leave this machine. */
export interface WayOut {
  readonly proxy: ProxySettings | null;
  /** The address to bind, or null. */
  readonly sourceAddress: string | null;
}

/** Remembers servers that could not be reached, so that a burst does not wait for each again. */
export interface ServerMemory {
  /** The fault that the server was last seen with and until when to pass it over, or null. */
  recall(server: ServerFacts): { readonly failure: Failure; readonly until: Date } | null;
  remember(server: ServerFacts, failure: Failure): void;
  forget(server: ServerFacts): void;
}

export interface SecretRequest {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The server rejected the last secret (535): a token is requested again, whatever is cached. */
  readonly fresh: boolean;
  /** Ends the wait; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** How to log in (RFC 4954). */
export interface Login {
  readonly method: AuthMethod;
  readonly user: string;
  /** Password or access token, read when it is needed. @throws SendmemoError CONFIG, OAUTH */
  readonly secret: (request: SecretRequest) => Promise<string>;
  /** The secret is an access token (OAuth 2.0): one that the server rejects may be requested once more. */
  readonly isToken: boolean;
  /** Also without an encrypted and verified session, with a warning. */
  readonly allowInsecure: boolean;
}

export interface SubmitterOptions {
  readonly endpoints: readonly Endpoint[];
  readonly timeouts: Timeouts;
  readonly wayOut: WayOut;
  readonly tls: TlsPlan;
  /** null: no login. */
  readonly auth: Login | null;
  /** `Hostname`, or null: autodetect. */
  readonly ehloName: string | null;
  /** The system's resolver; rejects with the system's code. */
  readonly lookup: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** The machine's fully qualified name, or null. */
  readonly fqdn: () => Promise<string | null>;
  /** Milliseconds since the epoch: a certificate's dates are compared with it. */
  readonly now: () => number;
  readonly log: MailLog;
  /** Messages over one session before a new one is made; 1: a session for each message, ended with QUIT. */
  readonly messagesPerSession: number;
  readonly memory: ServerMemory | null;
  /** Told of every handshake that came to a verdict. */
  readonly onHandshake?: (handshake: TlsHandshake) => void;
}

export interface Submitter {
  readonly deliver: Deliver;
  /** Sends QUIT if a session is open; never rejects, takes no longer than a quarter of a second. */
  close(): Promise<void>;
}
