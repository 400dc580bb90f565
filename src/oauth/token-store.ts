/**
 * Where tokens are kept between processes: one file for each login, 0600, below the first directory that this user can
 * write to. A state that can't be read counts as none, unless it may hold a refresh token.
 */
import fs from 'node:fs';
import path from 'node:path';
import { failureCodes } from '../failure/codes.ts';
import { asFailure } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import type { Within } from '../files/foreign.ts';
import { changeModeOf } from '../files/foreign.ts';
import { readShared, replaceShared, withLock } from '../files/shared-update.ts';

/** A directory of tokens. */
export interface TokenPlace {
  readonly directory: string;
  /** Whether its parent must be there already. */
  readonly make: 'one' | 'all';
  /** How to work there; see asOwnerOf. */
  readonly within: Within;
}

export interface TokenStoreDeps {
  /** In the order in which they are tried. */
  readonly places: readonly TokenPlace[];
  readonly now: () => number;
  readonly random: () => number;
  readonly uniqueId: () => string;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface TokenState {
  readonly access: {
    readonly token: string;
    readonly obtainedAtMs: number;
    readonly expiresAtMs: number;
  } | null;
  /** A refresh token in place of that of the file, whose digest is `seed`. */
  readonly refresh: { readonly seed: string; readonly token: string } | null;
  /** How the last request ended, for those who waited for it. */
  readonly failed: { readonly atMs: number; readonly failure: Failure } | null;
}

export interface TokenStore {
  readonly file: string;
  /** @throws SendmemoError cannot-create */
  read(): TokenState;
  /**
   * Does something while no other process does.
   * @param work is given a function that writes the state durably
   * @returns null where another process is at it
   */
  locked<Result>(work: (save: (state: TokenState) => void) => Promise<Result>): Promise<Result | null>;
}

const none: TokenState = { access: null, refresh: null, failed: null };

/** @returns null where no place can be written to */
export function openTokenStore(name: string, deps: TokenStoreDeps): TokenStore | null {
  const fileIn = ({ directory }: TokenPlace): string => path.join(directory, `${name}.json`);
  const usable = deps.places.filter((place) => isUsable(place, deps.uniqueId()));
  // A place that can be used only now (a spool that was made since) takes nothing over from another.
  const place = usable.find((one) => one.within(() => fs.existsSync(fileIn(one)))) ?? usable[0];
  if (place === undefined) return null;
  const { directory, within } = place;
  const file = fileIn(place);
  return {
    file,
    read() {
      const text = readShared(file, within);
      return text === null ? none : parseState(text);
    },
    async locked(work) {
      const unique = deps.uniqueId();
      const { now, sleep } = deps;
      const leftover = new RegExp(`^\\.(?:${name}\\.json\\.[0-9a-f]+\\.tmp|[0-9a-f]+\\.probe)$`);
      const clear = (): void => {
        for (const each of fs.readdirSync(directory)) {
          if (leftover.test(each)) fs.rmSync(path.join(directory, each), { force: true });
        }
      };
      try {
        return await withLock(file, { unique, now, sleep, within, patienceMs: 0, renew: true }, (isHeld) => {
          // What a process left that was killed may hold a token.
          within(clear);
          return work((state) => {
            const text = `${JSON.stringify({ format: 1, ...state })}\n`;
            replaceShared(file, text, isHeld, { unique, mode: 0o600, within, durable: true });
          });
        });
      } catch (error) {
        const failure = asFailure(error);
        if (failure.reason === 'cannot-create' && failure.system === 'EBUSY') return null;
        throw error;
      }
    },
  };
}

/** Makes the directory; a directory that others can write to, or that this user can't, is none. */
function isUsable({ directory, make, within }: TokenPlace, unique: string): boolean {
  try {
    within(() => {
      if (make === 'all') fs.mkdirSync(path.dirname(directory), { recursive: true, mode: 0o700 });
      if (!fs.existsSync(directory)) {
        makeDirectory(directory);
      }
      const stat = fs.lstatSync(directory);
      if (!stat.isDirectory() || (stat.mode & 0o077) !== 0) throw new Error('not a private directory');
      // The mode does not tell: a read-only file system, another owner, an access control list.
      const probe = path.join(directory, `.${unique}.probe`);
      fs.closeSync(fs.openSync(probe, 'wx', 0o600));
      fs.rmSync(probe, { force: true });
    });
    return true;
  } catch {
    return false;
  }
}

function makeDirectory(directory: string): void {
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
    changeModeOf(directory, 0o700);
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function parseState(text: string): TokenState {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return none;
  }
  if (value['format'] !== 1) return none;
  const access = fields(value['access']);
  const refresh = fields(value['refresh']);
  const failed = fields(value['failed']);
  const { token, obtainedAtMs, expiresAtMs } = access;
  const failure = fields(failed['failure']);
  return {
    access:
      typeof token === 'string' && typeof obtainedAtMs === 'number' && typeof expiresAtMs === 'number'
        ? { token, obtainedAtMs, expiresAtMs }
        : null,
    refresh:
      typeof refresh['seed'] === 'string' && typeof refresh['token'] === 'string'
        ? { seed: refresh['seed'], token: refresh['token'] }
        : null,
    failed:
      typeof failed['atMs'] === 'number' && failureCodes.some((code) => code === failure['code'])
        ? { atMs: failed['atMs'], failure: failure as unknown as Failure }
        : null,
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
