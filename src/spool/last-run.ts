/**
 * When the queue was last run, and what that run reported: the file `last-run` in the spool. Its modification time is
 * the time of the last sign of life of a runner, so users who only have the drop directory can see it as well: stat(2)
 * needs no right to the file itself. Its content keeps a run from cron from reporting the same outage every minute.
 * Format: docs/spool.md.
 */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import type { Within } from '../files/foreign.ts';
import { asCaller } from '../files/foreign.ts';
import { readOwnFile } from '../files/own-file.ts';

export const lastRunFile = 'last-run';
/** Runners that begin together get past each other within a few. */
const attempts = 100;
/** The next content, until it is renamed; one that a crash left is replaced. */
export const nextLastRunFile = 'last-run.new';

/** How often a runner gives a sign of life. */
export const beatMs = 60_000;
/** A runner that has given no sign of life for so long is not there. */
const silenceLimitMs = 10 * 60_000;

/** Since when the server has not accepted mail, and what has been reported of it. */
export interface Outage {
  /** ISO 8601 UTC. */
  readonly since: string;
  /** The last failure. */
  readonly failure: Failure;
  /** Exit statuses of the failures that a run has reported since then. */
  readonly reported: readonly number[];
}

/** What one run leaves for the next. */
export interface RunRecord {
  /** null: the server accepted mail when it was last asked. */
  readonly outage: Outage | null;
  /** Other reports, by a key, with their time (ISO 8601 UTC): what lasts is reported once a day. */
  readonly reported: Readonly<Record<string, string>>;
}

export interface LastRun {
  /** What the last run left; what can't be read counts as nothing. */
  read(): Promise<RunRecord>;
  /** A sign of life. @throws SendmemoError spool-unwritable */
  beat(): Promise<void>;
  /** Replaces the record, durably. @throws SendmemoError spool-unwritable */
  write(record: RunRecord): Promise<void>;
  /** The last sign of life of a runner, in milliseconds since the epoch; null: never, or unknown. */
  lastMs(): Promise<number | null>;
}

export const noRunRecord: RunRecord = { outage: null, reported: {} };

/**
 * The record of a spool directory, which must be there.
 * @param within how to work there; see asOwnerOf
 */
export function openLastRun(directory: string, now: () => number, within: Within = asCaller): LastRun {
  const file = path.join(directory, lastRunFile);

  function guarded(work: () => void): void {
    try {
      within(work);
    } catch (error) {
      throw new SendmemoError(
        { code: 'OUTPUT', reason: 'spool-unwritable', path: file, system: systemCode(error) },
        { cause: error },
      );
    }
  }

  /** Other runners write theirs under the same name: who loses the race for it tries again. */
  function write(record: RunRecord): void {
    for (let tries = 1; ; tries += 1) {
      try {
        replace(record);
        return;
      } catch (error) {
        if (tries === attempts || !['ENOENT', 'EEXIST'].includes(systemCode(error))) throw error;
      }
    }
  }

  function replace(record: RunRecord): void {
    const next = path.join(directory, nextLastRunFile);
    fs.rmSync(next, { force: true });
    const descriptor = fs.openSync(next, 'wx', 0o600);
    try {
      fs.writeSync(descriptor, renderRunRecord(record));
      fs.futimesSync(descriptor, now() / 1000, now() / 1000);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(next, file);
  }

  return {
    async read() {
      try {
        return parseRunRecord(within(() => readOwnFile(file, fs.statSync(directory))));
      } catch {
        return noRunRecord;
      }
    },
    async beat() {
      guarded(() => {
        // Not utimes(2): that would follow a link.
        if (isOwnFile(file)) fs.lutimesSync(file, now() / 1000, now() / 1000);
        else write(noRunRecord);
      });
    },
    async write(record) {
      guarded(() => write(record));
    },
    lastMs: async () => lastRunTime(directory),
  };
}

/** @returns the last sign of life of a runner, in milliseconds since the epoch, or null */
export function lastRunTime(directory: string): number | null {
  return modified(path.join(directory, lastRunFile), 'file');
}

/** When a spool was last run; anybody may ask who may enter the directory. */
export interface Silence {
  /** ISO 8601 UTC; null: never. */
  readonly lastRun: string | null;
}

/**
 * Whether messages wait without a runner: no runner has given a sign of life for ten minutes.
 * @param upMs for how long this machine has been running: its timers have not come round before
 * @returns null where a runner has been there, or has had no time to be
 */
export function runnerSilence(directory: string, nowMs: number, upMs: number): Silence | null {
  const seen = lastRunTime(directory);
  // A spool that has never been run: since it was made, for nothing else changes in the directory itself.
  const since = seen ?? modified(directory, 'directory');
  if (since === null || upMs < silenceLimitMs) return null;
  // The future is a clock that ran ahead: that says nothing of the last run.
  return Math.abs(nowMs - since) < silenceLimitMs
    ? null
    : { lastRun: seen === null ? null : new Date(seen).toISOString() };
}

/**
 * The same for a spool that has runners on several hosts.
 * @param lastMs the last sign of life of any of them; null: never
 */
export function silenceSince(lastMs: number | null, nowMs: number): Silence | null {
  if (lastMs === null) return { lastRun: null };
  return Math.abs(nowMs - lastMs) < silenceLimitMs ? null : { lastRun: new Date(lastMs).toISOString() };
}

function modified(place: string, type: 'file' | 'directory'): number | null {
  try {
    const status = type === 'file' ? fs.lstatSync(place) : fs.statSync(place);
    return type === 'directory' || status.isFile() ? status.mtimeMs : null;
  } catch {
    return null;
  }
}

function isOwnFile(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** @returns a record as it is kept. */
export function renderRunRecord(record: RunRecord): string {
  return `${JSON.stringify({ format: 1, ...record })}\n`;
}

/** @returns what renderRunRecord wrote; what is damaged counts as none. Throws for what is not JSON. */
export function parseRunRecord(text: string): RunRecord {
  const value = JSON.parse(text) as Partial<Record<'format' | 'outage' | 'reported', unknown>> | null;
  if (value?.format !== 1) return noRunRecord;
  const { outage, reported } = value;
  return {
    outage: isOutage(outage) ? outage : null,
    reported: isTimes(reported) ? reported : {},
  };
}

function isOutage(value: unknown): value is Outage {
  if (typeof value !== 'object' || value === null) return false;
  const { since, failure, reported } = value as Readonly<Record<string, unknown>>;
  if (typeof since !== 'string' || Number.isNaN(Date.parse(since))) return false;
  if (typeof failure !== 'object' || failure === null || !Array.isArray(reported)) return false;
  if (!reported.every((status) => typeof status === 'number')) return false;
  const { code, reason } = failure as Readonly<Record<string, unknown>>;
  return typeof code === 'string' && typeof reason === 'string';
}

function isTimes(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((time) => typeof time === 'string');
}
