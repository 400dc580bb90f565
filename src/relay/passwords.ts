/**
 * Logins at the relay. A login costs memory and a quarter of a second of a thread, so only two are checked at once and a
 * few wait; a name that is unknown costs what a known one does.
 */
import crypto from 'node:crypto';
import type { PasswordHash, PasswordHashes } from './password-file.ts';
import { matches, newHashCost, parsePasswords, passwordFault, userKey } from './password-file.ts';

export interface PasswordCheckDeps {
  /** The text of the file, read for each login: a user who was removed can't log in any more. Throws what it can't read. */
  readonly read: () => string | Promise<string>;
  /** For messages. */
  readonly file: string;
}

export type LoginVerdict =
  | 'accepted'
  | 'rejected'
  /** Too many logins at once: to be tried again later (454 4.7.0, RFC 4954, 4). */
  | 'busy';

/** Checks one login. @throws SendmemoError CONFIG relay-password-line; what `read` throws */
export type CheckPassword = (user: string, password: string) => Promise<LoginVerdict>;

const atOnce = 2;
const mostWaiting = 20;
export function createPasswordCheck({ read, file }: PasswordCheckDeps): CheckPassword {
  const secret = crypto.randomBytes(32);
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (user, password) => {
    if (running === atOnce && waiting.length === mostWaiting) return 'busy';
    if (running === atOnce) await new Promise<void>((start) => waiting.push(start));
    else running += 1;
    try {
      const hashes = parsePasswords(await read(), file);
      const expected = hashToCheck(user, hashes, secret);
      const isUsable = passwordFault(password) === null;
      const isRight = await matches(isUsable ? password : '', expected.hash);
      return isRight && isUsable && expected.isKnown ? 'accepted' : 'rejected';
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/**
 * @param secret random octets of this process
 * @returns the hash of a user; for an unknown one a hash that costs what that of some known user costs, and of the same
 * one each time, so that the time does not reveal whether a user exists
 */
export function hashToCheck(
  user: string,
  hashes: PasswordHashes,
  secret: Buffer,
): { readonly hash: PasswordHash; readonly isKnown: boolean } {
  const known = hashes.get(userKey(user));
  if (known !== undefined) return { hash: known, isKnown: true };
  const digest = crypto.createHmac('sha256', secret).update(userKey(user)).digest();
  const all = [...hashes.values()];
  const like = all[digest.readUInt32BE(0) % Math.max(all.length, 1)];
  return {
    hash: { ...newHashCost, salt: digest.subarray(0, 16), hash: digest, ...like },
    isKnown: false,
  };
}
