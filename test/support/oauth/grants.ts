/** What both providers keep: access tokens that can be checked, refresh tokens that rotate, device codes. */
import { createPublicKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readJwt, signJwt, verifies } from './jwt.ts';

export interface Session {
  readonly clientId: string;
  /** The mailbox or account that it stands for; null for an application by itself. */
  readonly user: string | null;
  readonly scope: string;
}

interface RefreshToken {
  readonly session: Session;
  readonly family: string;
  readonly expiresAt: number;
  used: boolean;
}

interface DeviceCode {
  readonly session: Session;
  readonly userCode: string;
  readonly expiresAt: number;
  state: 'pending' | 'declined' | { readonly user: string };
}

export type RefreshResult =
  | { readonly session: Session; readonly next: string | null }
  | 'unknown'
  | 'expired'
  | 'revoked';

export interface GrantsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Signs the access tokens: an RSA key. */
  readonly signingKey: KeyObject;
  /** Seconds that an access token holds; default 3599. */
  readonly lifetime?: number;
  /**
   * `never`: refresh tokens stay as they are; `lenient`: each use gives a new one and the old one still works; `strict`:
   * an old one that comes again revokes all that came from it (RFC 9700, 4.14.2). Default lenient.
   */
  readonly rotation?: 'never' | 'lenient' | 'strict';
}

export class Grants {
  readonly #options: GrantsOptions;
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #deviceCodes = new Map<string, DeviceCode>();
  readonly #revoked = new Set<string>();

  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  get lifetime(): number {
    return this.#options.lifetime ?? 3599;
  }

  seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }

  /** An access token: a JWT that expires after the lifetime. */
  accessToken(claims: Readonly<Record<string, unknown>>): string {
    const iat = this.seconds();
    const all = {
      iat,
      nbf: iat,
      exp: iat + this.lifetime,
      jti: randomBytes(9).toString('base64url'),
      ...claims,
    };
    return signJwt({ typ: 'JWT', alg: 'RS256', kid: 'test' }, all, this.#options.signingKey);
  }

  /** @returns the claims of a token of ours that has not expired, else null */
  check(token: string): Readonly<Record<string, unknown>> | null {
    const jwt = readJwt(token);
    if (jwt === null || !verifies(jwt, createPublicKey(this.#options.signingKey))) return null;
    return Number(jwt.claims['exp']) > this.seconds() ? jwt.claims : null;
  }

  /** @param days after which it expires */
  refreshToken(session: Session, days = 90, family = randomBytes(6).toString('hex')): string {
    const token = `0.${randomBytes(30).toString('base64url')}`;
    const expiresAt = this.#options.now() + days * 86_400_000;
    this.#refreshTokens.set(token, { session, family, expiresAt, used: false });
    return token;
  }

  /** Everything that came from this refresh token ends: the user changed the password, or an administrator said so. */
  revoke(token: string): void {
    const known = this.#refreshTokens.get(token);
    if (known !== undefined) this.#revoked.add(known.family);
  }

  refresh(token: string): RefreshResult {
    const known = this.#refreshTokens.get(token);
    if (known === undefined) return 'unknown';
    if (known.expiresAt <= this.#options.now()) return 'expired';
    const { rotation = 'lenient' } = this.#options;
    if (known.used && rotation === 'strict') this.#revoked.add(known.family);
    if (this.#revoked.has(known.family)) return 'revoked';
    known.used = true;
    const { session, family } = known;
    return { session, next: rotation === 'never' ? null : this.refreshToken(session, 90, family) };
  }

  deviceCode(session: Session, seconds: number): { readonly deviceCode: string; readonly userCode: string } {
    const deviceCode = randomBytes(30).toString('base64url');
    const userCode = randomBytes(8).toString('hex').slice(0, 9).toUpperCase();
    const expiresAt = this.#options.now() + seconds * 1000;
    this.#deviceCodes.set(deviceCode, { session, userCode, expiresAt, state: 'pending' });
    return { deviceCode, userCode };
  }

  /** What a person does in the browser. @throws Error for an unknown code */
  decide(userCode: string, decision: 'declined' | { readonly user: string }): void {
    const found = [...this.#deviceCodes.values()].find((code) => code.userCode === userCode);
    if (found === undefined) throw new Error(`no user code ${userCode}`);
    found.state = decision;
  }

  /** A device code that was approved is used up by it. */
  redeem(deviceCode: string): Session | 'pending' | 'declined' | 'expired' | 'unknown' {
    const code = this.#deviceCodes.get(deviceCode);
    if (code === undefined) return 'unknown';
    if (code.expiresAt <= this.#options.now()) return 'expired';
    if (typeof code.state === 'string') return code.state;
    this.#deviceCodes.delete(deviceCode);
    return { ...code.session, user: code.state.user };
  }
}
