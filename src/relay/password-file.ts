/**
 * The file of `relay-password-file`: a line `NAME:$scrypt$ln=15,r=8,p=3$SALT$HASH` for each user, salt and hash in
 * base64 without padding (the PHC string format), `#` for comments. scrypt: RFC 7914.
 */
import crypto from 'node:crypto';
import { SendmemoError } from '../failure/error.ts';
import type { RelayFailure } from '../failure/relay-failure.ts';
import { hasControl } from '../text/control-characters.ts';

type Fault = Extract<RelayFailure, { reason: 'relay-password-line' }>['why'];

export interface PasswordHash {
  /** Logarithm of N. */
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** User name → hash, in the order of the file. */
export type PasswordHashes = ReadonlyMap<string, PasswordHash>;

/** 32 MiB and about a quarter of a second for a login. */
export const newHashCost = { costLog2: 15, blockSize: 8, parallelization: 3 } as const;

const saltBytes = 16;
const hashBytes = 32;
/** What a line may make a login cost: 128 · N · r octets of memory. */
const mostMemoryBytes = 64 * 1024 * 1024;
const longestName = 255;
/** A longer one was not typed, and each octet is hashed before anything is known. */
const longestPasswordBytes = 1024;

/**
 * @param file for messages
 * @throws SendmemoError CONFIG relay-password-line
 */
export function parsePasswords(text: string, file: string): PasswordHashes {
  const hashes = new Map<string, PasswordHash>();
  for (const [at, line] of passwordLines(text).entries()) {
    const rejected = (why: Fault): SendmemoError =>
      new SendmemoError({ code: 'CONFIG', reason: 'relay-password-line', file, line: at + 1, why });
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':$');
    if (colon === -1) throw rejected('form');
    const name = line.slice(0, colon);
    if (!isUserName(name)) throw rejected('name');
    if (hashes.has(userKey(name))) throw rejected('twice');
    const hash = parseHash(line.slice(colon + 1));
    if (typeof hash === 'string') throw rejected(hash);
    hashes.set(userKey(name), hash);
  }
  return hashes;
}

function parseHash(text: string): PasswordHash | Fault {
  const parts =
    /^\$scrypt\$ln=(\d{1,3}),r=(\d{1,9}),p=(\d{1,9})\$([A-Za-z0-9+/]{16,86})\$([A-Za-z0-9+/]{22,86})$/.exec(
      text,
    );
  if (parts === null) return 'form';
  const [costLog2 = 0, blockSize = 0, parallelization = 0] = parts.slice(1, 4).map(Number);
  // The upper bound keeps one line from blocking the listener; the lower one rejects hashes that are too weak.
  const isBounded =
    costLog2 >= 10 &&
    costLog2 <= 20 &&
    blockSize >= 8 &&
    128 * 2 ** costLog2 * blockSize <= mostMemoryBytes &&
    parallelization >= 1 &&
    parallelization <= 8;
  if (!isBounded) return 'cost';
  const [salt, hash] = parts.slice(4).map((part) => Buffer.from(part, 'base64'));
  if (salt === undefined || hash === undefined) return 'form';
  return { costLog2, blockSize, parallelization, salt, hash };
}

/** @returns whether a text can be the name of a user in this file. */
export function isUserName(name: string): boolean {
  return (
    name !== '' &&
    name.trim() === name &&
    !name.startsWith('#') &&
    !name.includes(':$') &&
    !hasControl(name) &&
    Buffer.byteLength(name) <= longestName
  );
}

/**
 * HMAC pads a key with NUL, so a password with NULs at its end would be the same as the one without (RFC 2104, 2); no
 * other control character is one that a device can type (RFC 4013, 2.3).
 * @returns why a text is no password, or null
 */
export function passwordFault(text: string): 'empty' | 'control' | 'too-long' | null {
  if (text === '') return 'empty';
  if (hasControl(text)) return 'control';
  return Buffer.byteLength(text) > longestPasswordBytes ? 'too-long' : null;
}

/** Names that look the same are the same (as in SASLprep, RFC 4013). */
export function userKey(name: string): string {
  return name.normalize('NFKC');
}

/** The lines of the file, the last one without its end. */
function passwordLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
}

/**
 * Puts a user's line in the place of the one that is there, or at the end; all other lines stay as they are.
 * @param hash null: takes the line out
 * @returns the new text, and whether the user was there
 */
export function withUser(
  text: string,
  name: string,
  hash: PasswordHash | null,
): { readonly text: string; readonly existed: boolean } {
  const lines = text === '' ? [] : passwordLines(text);
  const isUsers = (line: string): boolean => {
    const colon = line.startsWith('#') ? -1 : line.indexOf(':$');
    return colon !== -1 && userKey(line.slice(0, colon)) === userKey(name);
  };
  const existed = lines.some(isUsers);
  const line = hash === null ? [] : [`${name}:${formatHash(hash)}`];
  const changed = existed ? lines.flatMap((each) => (isUsers(each) ? line : [each])) : [...lines, ...line];
  return { text: changed.map((each) => `${each}\n`).join(''), existed };
}

function formatHash({ costLog2, blockSize, parallelization, salt, hash }: PasswordHash): string {
  const base64 = (octets: Buffer): string => octets.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${costLog2},r=${blockSize},p=${parallelization}$${base64(salt)}$${base64(hash)}`;
}

/** @param salt 16 random octets */
export async function hashPassword(password: string, salt: Buffer): Promise<PasswordHash> {
  if (salt.length !== saltBytes) throw new RangeError('a salt has 16 octets');
  const wanted = { ...newHashCost, salt, hash: Buffer.alloc(hashBytes) };
  return { ...wanted, hash: await derive(password, wanted) };
}

/** @returns whether the password has this hash; the comparison takes the same time for each. */
export async function matches(password: string, expected: PasswordHash): Promise<boolean> {
  return crypto.timingSafeEqual(await derive(password, expected), expected.hash);
}

async function derive(
  password: string,
  { costLog2, blockSize, parallelization, salt, hash }: PasswordHash,
): Promise<Buffer> {
  const options = {
    N: 2 ** costLog2,
    r: blockSize,
    p: parallelization,
    // What scrypt itself needs, and some for the p blocks.
    maxmem: 2 * mostMemoryBytes,
  };
  return new Promise((resolve, reject) => {
    crypto.scrypt(password.normalize('NFKC'), salt, hash.length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
