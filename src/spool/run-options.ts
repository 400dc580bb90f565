/** What a run of the queue is given. */
import type { SpoolSettings } from '../config/settings.ts';
import type { Deliver } from '../delivery.ts';
import type { Failure } from '../failure/failure.ts';
import type { MailLog } from '../log/mail-log.ts';
import type { AgeClock } from './age-clock.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ConnectionLimit, RunShare } from './run-share.ts';
import type { RunEvent } from './run-event.ts';
import type { ServerGate } from './server-gate.ts';
import type { Store } from './store.ts';

/** One connection's worth of delivering; each worker opens its own when it has an entry. */
export interface OpenedDeliver {
  readonly deliver: Deliver;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface RunQueueOptions {
  readonly store: Store;
  readonly openDeliver: () => OpenedDeliver;
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Stops max-age while only people can help. */
  readonly ages: AgeClock;
  readonly log: MailLog;
  readonly settings: Pick<SpoolSettings, 'maxAgeMs' | 'maxConnections' | 'rateLimit'>;
  /** Ends the run: nothing new is begun, what is under way is finished within graceMs. */
  readonly signal: AbortSignal;
  /** Stay and wait for what comes. */
  readonly watch: boolean;
  /** This machine's name, for DSNs. */
  readonly hostName: string;
  /** The sentence for a failure in a DSN; null: code and reason alone. */
  readonly describe: ((failure: Failure) => string) | null;
  /** Is given the function that says that there is a new entry: it is looked for at once. */
  readonly onReady?: (lookAgain: () => void) => void;
  /** What the runners of several hosts share; absent: this one paces and judges the server alone. */
  readonly share?: Pick<RunShare, 'rateLimit' | 'hold'> | null;
  /** Connections of all runners together; absent: `maxConnections` of this one. */
  readonly connections?: ConnectionLimit | null;
  /** How often to look for new entries; 5 s. */
  readonly pollMs?: number;
  /** How long a try may go on after the signal; 20 s. */
  readonly graceMs?: number;
  /** How long a try may take at all; 30 minutes. */
  readonly tryTimeoutMs?: number;
}

/** What the tries of one run share. */
export interface TryOptions extends RunQueueOptions {
  readonly graceMs: number;
  readonly tryTimeoutMs: number;
  /** Begin nothing new. */
  readonly stop: AbortSignal;
  readonly gate: ServerGate;
  readonly rate: RateLimit;
  readonly emit: (event: RunEvent) => void;
}
