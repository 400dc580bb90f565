/** The login of the settings, as the submitter needs it: a password that is read, or a token that is requested. */
import path from 'node:path';
import type { OAuthSettings } from '../config/settings.ts';
import type { AccessToken, TokenDeps, TokenRequest } from '../oauth/tokens.ts';
import type { TokenPlace } from '../oauth/token-store.ts';
import type { Login } from '../smtp/submitter.ts';
import type { LoadedContext } from './context.ts';

type LoginContext = Pick<LoadedContext, 'settings' | 'system'>;

/** @returns null where nothing is authenticated */
export function openLogin(context: LoginContext): Login | null {
  const { auth } = context.settings.server;
  if (auth === null) return null;
  const { method, user, secret, allowInsecure, oauth } = auth;
  const common = { method, user, allowInsecure };
  if (secret !== null) return { ...common, secret, isToken: false };
  if (oauth === null) return null;
  let last: string | null = null;
  return {
    ...common,
    isToken: true,
    async secret({ fresh, signal }) {
      ({ token: last } = await obtain(oauth, { rejected: fresh ? last : null, signal }, context));
      return last;
    },
  };
}

/** @returns what requests an access token, or null where the login needs none */
export function tokenSource(context: LoginContext): ((signal: AbortSignal) => Promise<AccessToken>) | null {
  const oauth = context.settings.server.auth?.oauth ?? null;
  return oauth === null ? null : (signal) => obtain(oauth, { rejected: null, signal }, context);
}

/** @returns an access token. @throws SendmemoError see obtainToken */
async function obtain(
  oauth: OAuthSettings,
  request: TokenRequest,
  context: LoginContext,
): Promise<AccessToken> {
  // Nobody who logs in with a password, or not at all, loads what it takes.
  const { obtainToken } = await import('../oauth/tokens.ts');
  return obtainToken(oauth, request, await tokenDeps(context));
}

/** What requests for tokens need. */
export async function tokenDeps({ settings, system }: LoginContext): Promise<TokenDeps> {
  const [{ openConnect }, { asOwnerOf }] = await Promise.all([
    import('./way-out.ts'),
    import('../files/foreign.ts'),
  ]);
  const { timeouts } = settings.server;
  const { now, random, uniqueId, sleep, lookup, env, groups } = system;
  return {
    settings: { env, groups },
    ownerOf: (file) => asOwnerOf(file, system),
    now,
    random,
    uniqueId,
    sleep,
    trust: settings.publicTrust,
    timeoutMs: Math.min(timeouts.connectMs + timeouts.commandMs, 2 ** 31 - 1),
    places: placesOf({ settings, system }).map((place): TokenPlace => ({
      ...place,
      within: asOwnerOf(path.dirname(place.directory), system),
    })),
    connect: openConnect(settings.server, lookup),
  };
}

/** The spool and the server working directory are shared by all that send; a user's own state is the last resort. */
function placesOf({ settings, system }: LoginContext): readonly Omit<TokenPlace, 'within'>[] {
  const { directory, server } = settings;
  const { XDG_STATE_HOME: state, HOME: home } = system.env;
  // XDG Base Directory Specification: a relative path is to be ignored.
  const own = state?.startsWith('/') === true ? state : home ? path.join(home, '.local', 'state') : null;
  return [
    ...[server.spool?.directory, directory].flatMap((parent) =>
      parent ? [{ directory: path.join(parent, 'tokens'), make: 'one' as const }] : [],
    ),
    ...(own === null ? [] : [{ directory: path.join(own, 'sendmemo', 'tokens'), make: 'all' as const }]),
  ];
}
