/**
 * Work in the directory of another user. Whoever owns a directory can exchange every name in it between two system
 * calls, so root never works there by path as root: it becomes that user for the work, and the kernel refuses
 * whatever that user could not do alone. Everything that root writes, appends to or renames by path goes through
 * `asOwnerOf`: spool, configuration, certificates, log, metrics, results, and what will be added later (caches).
 */
import fs from 'node:fs';
import path from 'node:path';
import { othersCanWrite } from './group.ts';

/** A user by number. */
export interface Identity {
  readonly userId: number;
  /** Used only where the user database does not know the user. */
  readonly groupId: number;
}

/** Runs synchronous work under the rules of some user, or as it is. */
export type Within = <Result>(work: () => Result) => Result;

/** What this needs of the process. `System` is one. */
export interface Caller {
  /** Effective user id, or null where the system has none. */
  readonly userId: () => number | null;
  /** Runs `work`, which must be synchronous, with the effective user, group and supplementary groups of `owner`. */
  readonly actAs: <Result>(owner: Identity, work: () => Result) => Result;
}

/** No change of user. */
export const asCaller: Within = (work) => work();

/**
 * @param place a file or directory, which need not exist
 * @returns how to work there: as the caller, or, if root would work in another user's directory, as that user.
 * Only synchronous work, and only system calls that take a path: reading and writing an open file needs no identity.
 */
export function asOwnerOf(place: string, caller: Caller | undefined): Within {
  if (caller === undefined || caller.userId() !== 0) return asCaller;
  const owner = foreignOwner(place);
  return owner === null ? asCaller : (work) => caller.actAs(owner, work);
}

/**
 * The first user other than root who owns a directory or a link on the way to a place, or the place itself: from
 * there on the path means what that user wants it to mean.
 */
export function foreignOwner(place: string): Identity | null {
  // As Linux bounds the resolution of one path (path_resolution(7)).
  let links = 40;
  let parts = names(path.resolve(place));
  let at = '/';
  while (parts.length > 0) {
    const [name = '', ...rest] = parts;
    const here = path.join(at, name);
    const stat = statIfThere(here);
    if (stat === null) return null;
    if (stat.uid !== 0) return { userId: stat.uid, groupId: stat.gid };
    if (stat.isSymbolicLink()) {
      if (links-- === 0) return null;
      parts = [...names(path.resolve(at, fs.readlinkSync(here))), ...rest];
      at = '/';
    } else {
      parts = rest;
      at = here;
    }
  }
  return null;
}

/** Whatever keeps it from being looked at keeps it from being used, with an error that the caller reports. */
function statIfThere(file: string): fs.Stats | null {
  try {
    return fs.lstatSync(file);
  } catch {
    return null;
  }
}

function names(full: string): string[] {
  return full.split(path.sep).filter((name) => name !== '');
}

/** A directory in a path that another user can change. */
export interface Exposed {
  readonly path: string;
  readonly mode: number;
  readonly userId: number;
}

/**
 * @param trusted users who may own a directory on the way, besides root
 * @returns the first real directory above `place` whose names others can exchange: one that belongs to another user,
 * or that others can write to (othersCanWrite) without the sticky bit; or null
 */
export function exposedParent(place: string, trusted: readonly number[]): Exposed | null {
  let directory = path.dirname(realPath(place));
  const above: string[] = [];
  for (;;) {
    above.unshift(directory);
    const next = path.dirname(directory);
    if (next === directory) break;
    directory = next;
  }
  for (const each of above) {
    const stat = fs.statSync(each, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const { uid, mode } = stat;
    const isOpen = othersCanWrite(stat) && (mode & 0o1000) === 0;
    if (isOpen || (uid !== 0 && !trusted.includes(uid)))
      return { path: each, mode: mode & 0o7777, userId: uid };
  }
  return null;
}

/** Links resolved as far as the path exists. */
function realPath(place: string): string {
  const full = path.resolve(place);
  try {
    return fs.realpathSync(full);
  } catch {
    const parent = path.dirname(full);
    return parent === full ? full : path.join(realPath(parent), path.basename(full));
  }
}

/**
 * Makes a directory and those above it that are missing, with this mode whatever the umask is.
 * @param within see asOwnerOf
 * Throws the system's error.
 */
export function makeDirectories(directory: string, mode: number, within: Within = asCaller): void {
  within(() => {
    const missing: string[] = [];
    for (let at = path.resolve(directory); !fs.existsSync(at); at = path.dirname(at)) missing.unshift(at);
    for (const each of missing) makeOne(each, mode);
    // Something else of that name is an error of its own.
    if (!fs.statSync(directory).isDirectory())
      throw Object.assign(new Error('not a directory'), { code: 'EEXIST' });
  });
}

function makeOne(directory: string, mode: number): void {
  try {
    // A umask only removes bits, so no other user gets access between the two calls.
    fs.mkdirSync(directory, { mode: mode & 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  changeModeOf(directory, mode);
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
const openingDirectory = O_RDONLY | (O_DIRECTORY ?? 0) | (O_NOFOLLOW ?? 0);

/** Sets the mode of this very directory, never of what a link leads to. Throws the system's error. */
export function changeModeOf(directory: string, mode: number): void {
  const descriptor = fs.openSync(directory, openingDirectory);
  try {
    fs.fchmodSync(descriptor, mode);
  } finally {
    fs.closeSync(descriptor);
  }
}
