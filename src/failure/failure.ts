/**
 * What can go wrong, as data: a union with one member for each code and reason, each with its facts and no sentence.
 * The sentences live in words, the exit status and the scope in consequence.ts; all of them are total over
 * this union, so a new member names every place that has to know it.
 */
import type { ConfigFailure } from './config-failure.ts';
import type { DatabaseFailure } from './database-failure.ts';
import type { OAuthFailure } from './oauth-failure.ts';
import type { MessageFailure } from './message-failure.ts';
import type { RelayFailure } from './relay-failure.ts';
import type { RunFailure } from './run-failure.ts';
import type { SessionFailure } from './session-failure.ts';
import type { TlsFailure, TrustFileFailure } from './tls-failure.ts';
import type { UsageFailure } from './usage-failure.ts';

export type Failure =
  | UsageFailure
  | ConfigFailure
  | TrustFileFailure
  | TlsFailure
  | MessageFailure
  | SessionFailure
  | OAuthFailure
  | RelayFailure
  | RunFailure
  | DatabaseFailure;
