/**
 * Servers that could not be reached, remembered for a while in the spool directory, so that a burst of short-lived
 * processes does not wait for the same timeout each time. A memory, not a record: what can't be read counts as
 * nothing, what can't be written is left, and nothing is fsynced. One file for each server in `servers/`.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { failureCodes } from '../failure/codes.ts';
import { systemCode } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import type { Within } from '../files/foreign.ts';
import { asCaller, changeModeOf } from '../files/foreign.ts';
import { readOwnFile } from '../files/own-file.ts';
import { isWritableByOthers } from '../files/secret.ts';

/** Structurally the ServerMemory of smtp/, which this folder does not import. */
export interface FileServerMemory {
  recall(server: ServerFacts): { readonly failure: Failure; readonly until: Date } | null;
  remember(server: ServerFacts, failure: Failure): void;
  forget(server: ServerFacts): void;
}

export interface ServerMemoryOptions {
  /** The spool directory; it is made, but not its parent. */
  readonly directory: string;
  readonly now: () => number;
  readonly uniqueId: () => string;
  /** How long a server is skipped: one minute, like the first hold of a runner. */
  readonly memoryMs?: number;
  /** How to work in the spool directory; see asOwnerOf. */
  readonly within?: Within;
  /** Told once where the memory can't be written. */
  readonly onNotice: (notice: Notice) => void;
}

/** Every function is quick and synchronous, and none throws. */
export function createFileServerMemory(options: ServerMemoryOptions): FileServerMemory {
  const { now, memoryMs = 60_000, within = asCaller } = options;
  const directory = path.join(options.directory, 'servers');
  let isReported = false;

  const fileOf = ({ host, port }: ServerFacts) => {
    const key = crypto
      .createHash('sha256')
      .update(`${host.toLowerCase()}\n${port}`)
      .digest('hex')
      .slice(0, 32);
    return path.join(directory, `${key}.json`);
  };

  function quietly(file: string, operation: () => void): void {
    try {
      within(operation);
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || isReported) return;
      isReported = true;
      options.onNotice({ reason: 'server-cannot-be-cached', path: file, system: systemCode(error) });
    }
  }

  return {
    recall(server) {
      try {
        const known = parseMemory(within(() => readOwn(directory, fileOf(server))));
        if (known === null || known.host !== server.host || known.port !== server.port) return null;
        const left = known.untilMs - now();
        // More than was ever written: the clock has been set back since.
        return left <= 0 || left > memoryMs
          ? null
          : { failure: known.failure, until: new Date(known.untilMs) };
      } catch {
        return null;
      }
    },

    remember(server, failure) {
      const file = fileOf(server);
      quietly(file, () => {
        makeDirectory(options.directory);
        makeDirectory(directory);
        const until = new Date(now() + memoryMs).toISOString();
        const temporary = `${file}.${options.uniqueId()}.tmp`;
        const text = JSON.stringify({ format: 1, host: server.host, port: server.port, until, failure });
        fs.writeFileSync(temporary, `${text}\n`, { mode: 0o600, flag: 'wx' });
        fs.renameSync(temporary, file);
      });
    },

    forget(server) {
      const file = fileOf(server);
      quietly(file, () => fs.unlinkSync(file));
    },
  };
}

/** Throws if another user could have written it, or if it does not exist. */
function readOwn(directory: string, file: string): string {
  const above = fs.statSync(directory);
  if (isWritableByOthers(above.mode)) throw new Error('others can write to it');
  return readOwnFile(file, above);
}

function makeDirectory(directory: string): void {
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
    changeModeOf(directory, 0o700);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

function parseMemory(text: string): {
  readonly host: string;
  readonly port: number;
  readonly untilMs: number;
  readonly failure: Failure;
} | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { format, host, port, until, failure } = value as Record<string, unknown>;
  if (format !== 1 || typeof host !== 'string' || typeof port !== 'number' || typeof until !== 'string')
    return null;
  if (typeof failure !== 'object' || failure === null) return null;
  const { code, reason } = failure as Record<string, unknown>;
  if (!failureCodes.some((known) => known === code) || typeof reason !== 'string') return null;
  return { host, port, untilMs: Date.parse(until), failure: failure as Failure };
}
