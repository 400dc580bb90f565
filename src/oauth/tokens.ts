/**
 * The page of this folder: an access token for the SMTP login (OAuth 2.0, RFC 6749). Processes share it through a file,
 * so that a hundred notifications request one token; a refresh token that the provider exchanges is on the disk before
 * the access token that came with it is used.
 */
import crypto from 'node:crypto';
import { readSecret } from '../config/auth-secret.ts';
import type { OAuthSettings, SettingsDeps } from '../config/settings.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import type { Within } from '../files/foreign.ts';
import { replaceShared } from '../files/shared-update.ts';
import type { HttpsDeps } from './https.ts';
import type { Granted } from './grants.ts';
import { endpointOf, requestToken } from './grants.ts';
import type { TokenState, TokenStore, TokenStoreDeps } from './token-store.ts';
import { openTokenStore } from './token-store.ts';

export interface TokenDeps extends HttpsDeps, TokenStoreDeps {
  readonly settings: Pick<SettingsDeps, 'env' | 'groups'>;
  /** How to work where a file is; see asOwnerOf. */
  readonly ownerOf: (file: string) => Within;
}

export interface TokenRequest {
  /** A token that the mail server rejected, or null. */
  readonly rejected: string | null;
  readonly signal: AbortSignal;
}

export interface AccessToken {
  readonly token: string;
  readonly from: 'cache' | 'endpoint';
  /** URL of the endpoint. */
  readonly endpoint: string;
  readonly obtainedAtMs: number;
  readonly expiresAtMs: number;
  /** The file that keeps it; null: there is no directory for one. */
  readonly file: string | null;
}

/** Some services reject a token that ends within ten minutes (501 5.5.127). */
const marginMs = 10 * 60_000;
/** A token this young that is rejected is not rejected for its age: another one would be rejected as well. */
const youngMs = 60_000;
/** What a token lasts of which the endpoint does not say it (RFC 6749, 5.1: `expires_in` is only recommended). */
const defaultSeconds = 3600;
const pauseMs = 25;

/**
 * @returns a token that is valid for ten minutes at least (half its life where that is shorter)
 * @throws SendmemoError OAUTH; CERT_* and TLS_HANDSHAKE of the endpoint; CONFIG cfg-secret-*; the signal's reason
 */
export async function obtainToken(
  settings: OAuthSettings,
  request: TokenRequest,
  deps: TokenDeps,
): Promise<AccessToken> {
  const startedMs = deps.now();
  const store = openTokenStore(nameOf(settings), deps);
  if (store === null) return withoutStore(settings, request, deps);
  for (;;) {
    request.signal.throwIfAborted();
    const state = store.read();
    const kept = usable(state, settings, request, store, deps.now());
    if (kept !== null) return kept;
    // Those who waited for the same request share its end, good or bad.
    if (state.failed !== null && state.failed.atMs >= startedMs)
      throw new SendmemoError(state.failed.failure);
    const made = await store.locked((save) => renew(settings, request, deps, store, save));
    if (made !== null) return made;
    await deps.sleep(pauseMs * (1 + 3 * deps.random()), request.signal);
  }
}

/** Under the lock: what another process has brought since, or a new token. */
async function renew(
  settings: OAuthSettings,
  request: TokenRequest,
  deps: TokenDeps,
  store: TokenStore,
  save: (state: TokenState) => void,
): Promise<AccessToken> {
  const state = store.read();
  const kept = usable(state, settings, request, store, deps.now());
  if (kept !== null) return kept;
  const written = readRefreshToken(settings, deps);
  // A file with another token than the one that was exchanged is a new login.
  const seed = written === null ? null : digest(written);
  const current = state.refresh !== null && state.refresh.seed === seed ? state.refresh.token : written;
  let granted: Granted;
  try {
    granted = await requestToken(settings, current, deps, request.signal);
  } catch (error) {
    const failure = asFailure(error);
    if (isShared(failure)) save({ ...state, access: null, failed: { atMs: deps.now(), failure } });
    throw error;
  }
  const rotated =
    granted.refreshToken !== null && granted.refreshToken !== current ? granted.refreshToken : null;
  const next = rotated ?? current;
  const access = accessOf(granted, deps.now());
  save({
    access,
    refresh: next === null || seed === null || next === written ? null : { seed, token: next },
    failed: null,
  });
  // The state is what counts; the file follows where it can be written.
  if (rotated !== null) writeBack(settings, rotated, deps);
  return { ...access, from: 'endpoint', endpoint: granted.endpoint, file: store.file };
}

/** A read-only file (a mounted secret) stays as it is, and so does one whose owner would change. */
function writeBack(settings: OAuthSettings, token: string, deps: TokenDeps): void {
  try {
    writeToken(settings, token, deps);
  } catch {
    // The state has it.
  }
}

/** @throws SendmemoError cannot-create */
function writeToken({ grant }: OAuthSettings, token: string, deps: TokenDeps): void {
  if (grant.kind !== 'refresh-token') return;
  const { path } = grant.file;
  const within = deps.ownerOf(path);
  replaceShared(path, `${token}\n`, () => true, {
    mode: 0o600,
    unique: deps.uniqueId(),
    within,
    durable: true,
  });
}

/**
 * Stores the refresh token of a login by hand, and the access token that came with it.
 * @returns the file of the refresh token
 * @throws SendmemoError cannot-create; oauth-response where there is no refresh token
 */
export async function storeLogin(
  settings: OAuthSettings,
  granted: Granted,
  deps: TokenDeps,
): Promise<string> {
  const { refreshToken, endpoint } = granted;
  const { grant } = settings;
  if (refreshToken === null || grant.kind !== 'refresh-token') {
    const detail = 'no refresh_token came with the access token; the scope may lack offline_access';
    throw new SendmemoError({ code: 'OAUTH', reason: 'oauth-response', endpoint, detail });
  }
  writeToken(settings, refreshToken, deps);
  const store = openTokenStore(nameOf(settings), deps);
  const access = accessOf(granted, deps.now());
  // What is kept of an earlier login, perhaps of another user, must not be used on.
  while (store !== null) {
    const done = await store.locked((save) => {
      save({ access, refresh: null, failed: null });
      return Promise.resolve(true);
    });
    if (done === true) break;
    await deps.sleep(pauseMs);
  }
  return grant.file.path;
}

/** @throws SendmemoError oauth-no-store: a refresh token that is exchanged would be lost */
async function withoutStore(
  settings: OAuthSettings,
  { signal }: TokenRequest,
  deps: TokenDeps,
): Promise<AccessToken> {
  if (settings.grant.kind === 'refresh-token') {
    const [place] = deps.places;
    throw new SendmemoError({
      code: 'OAUTH',
      reason: 'oauth-no-store',
      path: place?.directory ?? settings.grant.file.path,
      system: 'EACCES',
    });
  }
  const granted = await requestToken(settings, null, deps, signal);
  return { ...accessOf(granted, deps.now()), from: 'endpoint', endpoint: granted.endpoint, file: null };
}

function accessOf({ token, expiresInSeconds }: Granted, nowMs: number): NonNullable<TokenState['access']> {
  return {
    token,
    obtainedAtMs: nowMs,
    expiresAtMs: nowMs + (expiresInSeconds ?? defaultSeconds) * 1000,
  };
}

function usable(
  { access }: TokenState,
  settings: OAuthSettings,
  { rejected }: TokenRequest,
  { file }: TokenStore,
  nowMs: number,
): AccessToken | null {
  if (access === null) return null;
  const { token, obtainedAtMs, expiresAtMs } = access;
  const margin = Math.min(marginMs, (expiresAtMs - obtainedAtMs) / 2);
  // A clock that was set back makes no token younger than it is.
  if (nowMs < obtainedAtMs || expiresAtMs - nowMs <= margin) return null;
  if (token === rejected && nowMs - obtainedAtMs >= youngMs) return null;
  return { token, from: 'cache', endpoint: endpointOf(settings), obtainedAtMs, expiresAtMs, file };
}

/** Faults of the endpoint; what is wrong with this process or its files is its own. */
function isShared({ code }: Failure): boolean {
  return code !== 'TIMEOUT' && code !== 'CONFIG' && code !== 'INTERNAL' && code !== 'OUTPUT';
}

/** @throws SendmemoError oauth-no-login, CONFIG cfg-secret-* */
function readRefreshToken({ grant }: OAuthSettings, deps: TokenDeps): string | null {
  if (grant.kind !== 'refresh-token') return null;
  try {
    return readSecret(grant.file, deps.settings);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.reason === 'cfg-named-file' && failure.system === 'ENOENT') {
      throw new SendmemoError({ code: 'OAUTH', reason: 'oauth-no-login', path: grant.file.path });
    }
    throw error;
  }
}

/** Another endpoint, application, user or scope has another token, and another file. */
function nameOf(settings: OAuthSettings): string {
  const { clientId, scope, user, grant } = settings;
  const who = grant.kind === 'service-account' ? [grant.email, grant.subject] : [];
  const file = grant.kind === 'refresh-token' ? [grant.file.path] : [];
  const facts = [grant.kind, endpointOf(settings), clientId, scope, user, ...who, ...file];
  return digest(JSON.stringify(facts)).slice(0, 32);
}

function digest(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}
