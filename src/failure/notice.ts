import type { ByReason, CertificateFacts, Reply, ServerFacts } from './facts.ts';
import type { FailureCode } from './codes.ts';
import type { Failure } from './failure.ts';

/** A warning, as data: said once on standard error (`-q` silences it) and in the log; never changes a status. */
export type Notice = ByReason<{
  'certificate-errors-ignored': {
    server: ServerFacts;
    errors: readonly FailureCode[];
    certificate: CertificateFacts;
  };
  'hostname-not-compared': { server: ServerFacts; certificate: CertificateFacts };
  'starttls-not-offered': { server: ServerFacts };
  'old-protocols': { minimum: string };
  'legacy-renegotiation': {};
  'tls-option-unused': { options: readonly string[] };
  'client-certificate-purpose': { path: string };
  'sslv3-not-in-runtime': {};
  'key-readable-by-others': { path: string; mode: number };
  'auth-over-insecure-session': { server: ServerFacts; why: 'plain-text' | 'unverified' };
  'dsn-not-offered': { server: ServerFacts };
  'backup-used': {
    failed: ServerFacts;
    code: FailureCode;
    /** Why; absent: another run saw it. */
    failure?: Failure;
    next: ServerFacts;
  };
  'bad-certificate-entry': { path: string; detail: string };
  'default-trust-unavailable': { detail: string };
  'server-cannot-be-cached': { path: string; system: string };
  /** No server is named anywhere: localhost is used. */
  'default-server-used': { port: number };
  /** --body was sent, and octets have come on standard input. */
  'stdin-ignored': {};
  /** --body is an address: -b means a blind copy elsewhere. */
  'body-is-address': { text: string };
  /** max-age is suspended since then, because of a fault that has to be fixed. */
  'spool-waits': { since: string; code: FailureCode };
  'kept-in-spool': {
    queueId: string;
    /** Why it was not delivered at once. */
    failure: Failure;
    /** For whom it is kept, with the server's answer where there was one. */
    deferred: readonly { readonly address: string; readonly reply: Reply | null }[];
    /** Who has it. */
    delivered: readonly string[];
  };
  /** `spool-fallback = directory`: the database could not take the message. */
  'kept-in-fallback': { queueId: string; directory: string; database: string; failure: Failure };
  'no-queue-runner': {
    spool: string;
    /** When one was there last, ISO 8601 UTC; null: never. */
    lastRun: string | null;
  };
  /** relay-sender: a changed From fits no signature of the device. */
  'relay-signature-removed': { queueId: string; sender: string };
  'last-reply-not-recorded': { queueId: string; reply: Reply };
  'cfg-writable-by-others': { path: string; mode: number; owner: string };
}>;
