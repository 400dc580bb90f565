/** `sendmemo auth login`: a person confirms a code in a browser, and the refresh token is stored. */
import type { OAuthSettings } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { tokenDeps } from '../login.ts';
import { loginTexts } from './text.ts';

/**
 * @returns the exit status
 * @throws SendmemoError CONFIG; OAUTH; OUTPUT cannot-create
 */
export async function runAuthLogin(context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  const { output, signal, common, system } = loaded;
  const settings = requireUserGrant(loaded.settings.server.auth?.oauth ?? null);
  const [{ loginByDevice }, { storeLogin }, deps] = await Promise.all([
    import('../../oauth/device.ts'),
    import('../../oauth/tokens.ts'),
    tokenDeps(loaded),
  ]);
  const texts = loginTexts[chooseLocale(system.env).language];
  // On standard error: --json and a pipe leave them to the person who has to act.
  const granted = await loginByDevice(
    settings,
    (code) => output.message(texts.open(code.url, code.userCode, Math.floor(code.expiresInSeconds / 60))),
    deps,
    signal,
  );
  const path = await storeLogin(settings, granted, deps);
  await (common.json ? output.json({ file: path, user: settings.user }) : output.line(texts.stored(path)));
  return 0;
}

/** @throws SendmemoError cfg-pair-incomplete */
function requireUserGrant(oauth: OAuthSettings | null): OAuthSettings {
  if (oauth?.grant.kind === 'refresh-token') return oauth;
  const [given, missing] =
    oauth === null ? ['sendmemo auth login', 'auth-oauth'] : ['auth-oauth', 'auth-oauth-refresh-token-file'];
  throw new SendmemoError({
    code: 'CONFIG',
    reason: 'cfg-pair-incomplete',
    origin: { kind: 'default' },
    given,
    missing,
  });
}
