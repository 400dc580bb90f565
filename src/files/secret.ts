/** Who else can read or write a file: the mode checks for secrets, keys and the spool. */
import type { FileStatus } from './durable.ts';

/** @returns whether group or others have any right to it: too much for a password or a token. */
export function isExposed(mode: number): boolean {
  return (mode & 0o077) !== 0;
}

/** @returns whether others (not the group) can read it. */
export function isReadableByOthers(mode: number): boolean {
  return (mode & 0o004) !== 0;
}

/** @returns whether group or others can write to it: they could put mail into it, or change what is there. */
export function isWritableByOthers(mode: number): boolean {
  return (mode & 0o022) !== 0;
}

/**
 * @param userId who runs this, or null where the system has no such number
 * @returns whether it belongs to this user or to root; root may use what belongs to anyone
 */
export function isOwnedBy(status: Pick<FileStatus, 'userId'>, userId: number | null): boolean {
  return userId === null || userId === 0 || status.userId === userId || status.userId === 0;
}
