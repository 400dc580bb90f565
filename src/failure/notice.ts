import type { CertificateFacts, Reply, ServerFacts } from './facts.ts';
import type { FailureCode } from './codes.ts';
import type { Failure } from './failure.ts';

/** A warning, as data: said once on standard error (`-q` silences it) and in the log; never changes a status. */
export type Notice =
  | {
      readonly reason: 'certificate-errors-ignored';
      readonly server: ServerFacts;
      readonly errors: readonly FailureCode[];
      readonly certificate: CertificateFacts;
    }
  | {
      readonly reason: 'hostname-not-compared';
      readonly server: ServerFacts;
      readonly certificate: CertificateFacts;
    }
  | { readonly reason: 'starttls-not-offered'; readonly server: ServerFacts }
  | { readonly reason: 'old-protocols'; readonly minimum: string }
  | { readonly reason: 'legacy-renegotiation' }
  | { readonly reason: 'tls-option-unused'; readonly options: readonly string[] }
  | { readonly reason: 'client-certificate-purpose'; readonly path: string }
  | { readonly reason: 'sslv3-not-in-runtime' }
  | { readonly reason: 'key-readable-by-others'; readonly path: string; readonly mode: number }
  | {
      readonly reason: 'auth-over-insecure-session';
      readonly server: ServerFacts;
      readonly why: 'plain-text' | 'unverified';
    }
  | { readonly reason: 'dsn-not-offered'; readonly server: ServerFacts }
  | {
      readonly reason: 'backup-used';
      readonly failed: ServerFacts;
      readonly code: FailureCode;
      /** Why; absent: another run saw it. */
      readonly failure?: Failure;
      readonly next: ServerFacts;
    }
  | { readonly reason: 'bad-certificate-entry'; readonly path: string; readonly detail: string }
  | { readonly reason: 'default-trust-unavailable'; readonly detail: string }
  | { readonly reason: 'server-cannot-be-cached'; readonly path: string; readonly system: string }
  /** No server is named anywhere: localhost is used. */
  | { readonly reason: 'default-server-used'; readonly port: number }
  /** --body was sent, and octets have come on standard input. */
  | { readonly reason: 'stdin-ignored' }
  /** --body is an address: -b means a blind copy elsewhere. */
  | { readonly reason: 'body-is-address'; readonly text: string }
  /** max-age stands still since then, because of a fault that somebody has to put right. */
  | { readonly reason: 'spool-waits'; readonly since: string; readonly code: FailureCode }
  | {
      readonly reason: 'kept-in-spool';
      readonly queueId: string;
      /** Why it was not delivered at once. */
      readonly failure: Failure;
      /** For whom it is kept, with the server's answer where there was one. */
      readonly deferred: readonly { readonly address: string; readonly reply: Reply | null }[];
      /** Who has it. */
      readonly delivered: readonly string[];
    }
  | {
      readonly reason: 'no-queue-runner';
      readonly spool: string;
      /** When one was there last, ISO 8601 UTC; null: never. */
      readonly lastRun: string | null;
    }
  | { readonly reason: 'last-reply-not-recorded'; readonly queueId: string; readonly reply: Reply }
  | {
      readonly reason: 'cfg-writable-by-others';
      readonly path: string;
      readonly mode: number;
      readonly owner: string;
    };
