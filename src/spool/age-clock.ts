/**
 * When the age of messages stood still: from a fault that only people can put right (login, token, TLS) until the
 * server next took or judged a message. One file for the spool, `stops.json`, so that messages that were not tried
 * meanwhile count as well. docs/spool.md, max-age.
 */
import fs from 'node:fs';
import path from 'node:path';
import { consequence } from '../failure/consequence.ts';
import type { FailureCode } from '../failure/codes.ts';
import type { Failure } from '../failure/failure.ts';
import type { Within } from '../files/foreign.ts';
import { asCaller } from '../files/foreign.ts';
import { readShared, updateShared } from '../files/shared-update.ts';

/** Why the spool waits, and since when. */
export interface AgeStop {
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly code: FailureCode;
}

export interface AgeClock {
  /** Reads what other processes have recorded. Never throws. */
  refresh(): Promise<void>;
  /** @returns how many milliseconds between two times the clock was stopped */
  stoppedMs(fromMs: number, untilMs: number): number;
  /** Whether it is stopped now. */
  isStopped(nowMs: number): boolean;
  /**
   * Notes a fault that stops it. What can't be written is left: then age counts as before.
   * @returns what to warn of, at most once a day
   */
  stop(failure: Failure): Promise<AgeStop | null>;
  /** The server takes or judges messages again. */
  go(): Promise<void>;
}

export interface AgeClockOptions {
  /** The spool directory. */
  readonly directory: string;
  /** `hold-age`: the longest that one fault stops the clock. */
  readonly holdAgeMs: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly uniqueId: () => string;
  /** How to work in the spool directory; see asOwnerOf. */
  readonly within?: Within;
}

/** Where the stops are kept: one text for all processes of a spool. */
export interface AgeNotes {
  /** null: there is none yet. */
  read(): Promise<string | null>;
  /** Replaces it, durably and under a lock. */
  update(change: (text: string | null) => string): Promise<void>;
}

interface Stop {
  readonly fromMs: number;
  /** null: it has not ended. */
  readonly toMs: number | null;
  readonly code: FailureCode;
}

interface Stops {
  readonly stops: readonly Stop[];
  readonly warnedMs: number | null;
}

const file = 'stops.json';
const none: Stops = { stops: [], warnedMs: null };
const dayMs = 86_400_000;
/** No message is older: max-age and hold-age have at most a year each. */
const keptMs = 2 * 366 * dayMs;
const mostStops = 500;

/** Faults that no later try ends by itself: a person must change a login, an application, a certificate or a setting. */
export function stopsAge(failure: Failure): boolean {
  const { scope, again } = consequence(failure);
  if (scope !== 'server' || again !== 'hold') return false;
  switch (failure.code) {
    case 'AUTH':
    case 'OAUTH':
    case 'CONFIG':
    case 'STARTTLS_UNAVAILABLE':
    case 'STARTTLS_REFUSED':
    case 'TLS_HANDSHAKE':
    case 'NOT_TLS_PORT':
      return true;
    default:
      return failure.code.startsWith('CERT_') || failure.code.startsWith('CRL_');
  }
}

/** The clock of a spool directory. */
export function createAgeClock(options: AgeClockOptions): AgeClock {
  const { directory, now, within = asCaller } = options;
  const place = path.join(directory, file);
  const notes: AgeNotes = {
    read: async () => readText(place, within),
    update: (change) =>
      updateShared(place, change, {
        unique: options.uniqueId(),
        now,
        sleep: options.sleep,
        within,
        mode: 0o600,
        durable: true,
      }),
  };
  return createSharedAgeClock(notes, options, readStops(place, within));
}

/** The clock whose notes are kept elsewhere (in a database). */
export function createSharedAgeClock(
  notes: AgeNotes,
  { now, holdAgeMs }: Pick<AgeClockOptions, 'now' | 'holdAgeMs'>,
  first: Stops = none,
): AgeClock {
  let known = first;

  const open = (): Stop | undefined => known.stops.find(({ toMs }) => toMs === null);

  async function change(next: (before: Stops) => Stops): Promise<void> {
    try {
      await notes.update((text) => {
        known = next(parseStops(text));
        return renderStops(known);
      });
    } catch {
      // A note for later runs: this one goes on with what it knows.
      known = next(known);
    }
  }

  return {
    async refresh() {
      known = parseStops(await notes.read().catch(() => null));
    },

    stoppedMs(fromMs, untilMs) {
      const lengths = known.stops.map(({ fromMs: begun, toMs }) => {
        const ended = Math.min(toMs ?? untilMs, begun + holdAgeMs, untilMs);
        return Math.max(0, ended - Math.max(begun, fromMs));
      });
      return lengths.reduce((sum, length) => sum + length, 0);
    },

    isStopped(nowMs) {
      const current = open();
      // A stop from the future was noted by a clock that ran ahead.
      return current !== undefined && nowMs - current.fromMs < holdAgeMs;
    },

    async stop({ code }) {
      const nowMs = now();
      const isDue = known.warnedMs === null || Math.abs(nowMs - known.warnedMs) >= dayMs;
      const isOpen = open() !== undefined;
      if (isOpen && !isDue) return null;
      let warned = false;
      await change(({ stops, warnedMs }) => {
        warned = warnedMs === null || Math.abs(nowMs - warnedMs) >= dayMs;
        const isStopped = stops.some(({ toMs }) => toMs === null);
        return {
          stops: isStopped ? stops : [...stops, { fromMs: nowMs, toMs: null, code }],
          warnedMs: warned ? nowMs : warnedMs,
        };
      });
      const current = open();
      return warned && current !== undefined ? toAgeStop(current) : null;
    },

    async go() {
      if (open() === undefined) return;
      const nowMs = now();
      await change(({ stops }) => ({
        stops: stops
          .map((stop) => (stop.toMs === null ? { ...stop, toMs: nowMs } : stop))
          .filter(({ fromMs, toMs }) => toMs !== null && toMs > fromMs && nowMs - toMs < keptMs)
          .slice(-mostStops),
        // The next fault is another one.
        warnedMs: null,
      }));
    },
  };
}

/** @returns why the spool waits for a person, or null if it does not. Never throws. */
export function readAgeStop(directory: string, within: Within = asCaller): AgeStop | null {
  return openStop(readStops(path.join(directory, file), within));
}

/** The same from the text of AgeNotes. */
export function parseAgeStop(text: string | null): AgeStop | null {
  return openStop(parseStops(text));
}

function openStop({ stops }: Stops): AgeStop | null {
  const current = stops.find(({ toMs }) => toMs === null);
  return current === undefined ? null : toAgeStop(current);
}

function toAgeStop({ fromMs, code }: Stop): AgeStop {
  return { since: new Date(fromMs).toISOString(), code };
}

function readStops(place: string, within: Within): Stops {
  return parseStops(readText(place, within));
}

function readText(place: string, within: Within): string | null {
  try {
    return within(() => fs.existsSync(place)) ? readShared(place, within) : null;
  } catch {
    return null;
  }
}

function renderStops({ stops, warnedMs }: Stops): string {
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  const shown = stops.map(({ fromMs, toMs, code }) => ({ from: iso(fromMs), to: iso(toMs), code }));
  return `${JSON.stringify({ format: 1, stops: shown, warned: iso(warnedMs) })}\n`;
}

/** What can't be read counts as nothing. */
function parseStops(text: string | null): Stops {
  try {
    const value = JSON.parse(text ?? '') as {
      readonly format?: unknown;
      readonly stops?: readonly {
        readonly from: string;
        readonly to: string | null;
        readonly code: string;
      }[];
      readonly warned?: string | null;
    };
    if (value.format !== 1 || !Array.isArray(value.stops)) return none;
    const stops = value.stops
      .map(({ from, to, code }) => ({
        fromMs: Date.parse(from),
        toMs: to === null ? null : Date.parse(to),
        code: code as FailureCode,
      }))
      .filter(({ fromMs, toMs }) => Number.isFinite(fromMs) && (toMs === null || Number.isFinite(toMs)));
    const warnedMs = Date.parse(value.warned ?? '');
    return { stops, warnedMs: Number.isNaN(warnedMs) ? null : warnedMs };
  } catch {
    return none;
  }
}
