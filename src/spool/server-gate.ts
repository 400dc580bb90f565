/**
 * Whether the server may be asked at all. A fault of the server closes the gate for a growing while; then one message
 * is the probe, and only when the server has answered it do the others follow.
 */
import type { Failure } from '../failure/failure.ts';
import { serverDelayMs } from './schedule.ts';

/** So many different messages lost in mid-transaction in a row are the server's fault, not the messages'. */
const lossesThatCount = 3;
const longestHoldMs = serverDelayMs(Number.POSITIVE_INFINITY, 1);

export interface ServerGate {
  /** Whether a message may be tried now; true while closed makes it the probe, to be followed by one of the others. */
  admit(): boolean;
  /** The fault that closed it and until when, in milliseconds; null while open. */
  closed(): { readonly failure: Failure; readonly untilMs: number } | null;
  /**
   * The server can't take mail now.
   * @param untilMs where the fault itself says how long: that is no further round without success
   * @returns whether this closed the gate, or keeps it closed for longer
   */
  failed(failure: Failure): boolean;
  /** The connection broke in the middle of this message. @returns as failed() */
  lost(id: string, failure: Failure): boolean;
  /** The server took or judged a message. */
  worked(): void;
  /** The one admitted was not tried after all. */
  unused(): void;
}

/** @param random 0 ≤ x < 1 */
export function createServerGate(now: () => number, random: () => number): ServerGate {
  let hold: { failure: Failure; untilMs: number } | null = null;
  let strikes = 0;
  let probing = false;
  const losses = new Set<string>();

  function isTime(): boolean {
    if (hold === null) return true;
    const left = hold.untilMs - now();
    return left <= 0 || left > longestHoldMs;
  }

  function failed(failure: Failure): boolean {
    // Tries that were under way when the gate closed say nothing new.
    if (hold !== null && !probing) return false;
    probing = false;
    losses.clear();
    strikes += 1;
    hold = { failure, untilMs: now() + serverDelayMs(strikes, random()) };
    return true;
  }

  return {
    admit() {
      if (hold === null) return true;
      if (probing || !isTime()) return false;
      probing = true;
      return true;
    },
    closed: () => hold,
    failed,
    lost(id, failure) {
      losses.add(id);
      if (losses.size >= lossesThatCount) return failed(failure);
      probing = false;
      return false;
    },
    worked() {
      hold = null;
      strikes = 0;
      probing = false;
      losses.clear();
    },
    unused() {
      probing = false;
    },
  };
}
