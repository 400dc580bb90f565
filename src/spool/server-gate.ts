/**
 * Whether the server may be asked at all. A fault of the server closes the gate for a growing while; then one message
 * is the probe, and only when the server has answered it do the others follow.
 */
import type { Failure } from '../failure/failure.ts';
import { serverDelayMs } from './schedule.ts';

/** Why nothing is sent, until when (milliseconds), and after how many rounds without success. */
export interface Hold {
  readonly failure: Failure;
  readonly untilMs: number;
  readonly strikes: number;
}

/** A hold that the runners of several processes share. */
export interface SharedHold {
  /** null: the server can take mail. */
  read(): Promise<Hold | null>;
  write(hold: Hold | null): Promise<void>;
  /** @returns whether this runner may try the probe; no other may until endProbe, or until this process has ended */
  takeProbe(): Promise<boolean>;
  endProbe(): Promise<void>;
}

/** How often what other runners know is read, in milliseconds. */
const readPauseMs = 1000;

/** So many different messages lost in mid-transaction in a row are the server's fault, not the messages'. */
const lossesThatCount = 3;
const longestHoldMs = serverDelayMs(Number.POSITIVE_INFINITY, 1);

export interface ServerGate {
  /** Whether a message may be tried now; true while closed makes it the probe, to be followed by one of the others. */
  admit(): Promise<boolean>;
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
  /** Resolves when all that is shared with other runners has been written. */
  flushed(): Promise<void>;
}

/**
 * @param random 0 ≤ x < 1
 * @param shared where other runners are to know; null: this one is alone. What can't be shared is left.
 */
export function createServerGate(
  now: () => number,
  random: () => number,
  shared: SharedHold | null = null,
): ServerGate {
  let hold: Hold | null = null;
  let strikes = 0;
  let probing = false;
  let readMs = Number.NEGATIVE_INFINITY;
  let sharing: Promise<unknown> = Promise.resolve();
  const losses = new Set<string>();

  function share(work: (shared: SharedHold) => Promise<void>): void {
    if (shared !== null) sharing = sharing.then(() => work(shared)).catch(() => {});
  }

  function endProbe(): void {
    if (probing) share((others) => others.endProbe());
    probing = false;
  }

  /** Takes over what the other runners know. */
  async function refresh(): Promise<void> {
    if (shared === null || probing) return;
    await sharing;
    try {
      const known = await shared.read();
      if (probing) return;
      hold = known;
      strikes = known?.strikes ?? 0;
      readMs = now();
    } catch {
      // The store reports its own faults; what this runner knows goes on.
    }
  }

  function isTime(): boolean {
    if (hold === null) return true;
    const left = hold.untilMs - now();
    return left <= 0 || left > longestHoldMs;
  }

  function failed(failure: Failure): boolean {
    // Tries that were under way when the gate closed say nothing new.
    if (hold !== null && !probing) return false;
    losses.clear();
    strikes += 1;
    const next = { failure, untilMs: now() + serverDelayMs(strikes, random()), strikes };
    hold = next;
    share((others) => others.write(next));
    endProbe();
    return true;
  }

  return {
    async admit() {
      if (Math.abs(now() - readMs) >= readPauseMs) await refresh();
      if (hold === null) return true;
      if (probing || !isTime()) return false;
      probing = true;
      if (shared === null) return true;
      await sharing;
      // Without an answer this runner probes for itself.
      const mine = await shared.takeProbe().catch(() => true);
      probing = mine;
      return mine;
    },
    closed: () => hold,
    failed,
    lost(id, failure) {
      losses.add(id);
      if (losses.size >= lossesThatCount) return failed(failure);
      endProbe();
      return false;
    },
    worked() {
      if (hold !== null) share((others) => others.write(null));
      hold = null;
      strikes = 0;
      endProbe();
      losses.clear();
    },
    unused: endProbe,
    async flushed() {
      await sharing;
    },
  };
}
