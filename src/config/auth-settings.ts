/** `auth-*`: nothing is authenticated unless it is set up completely (contract, section 8). */
import path from 'node:path';
import type { OAuthValues } from './oauth-settings.ts';
import { readSecret, runSecretCommand } from './auth-secret.ts';
import { configError, conflict, incomplete, parsed } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import type { AuthMethod, AuthSettings, SettingsDeps } from './settings.ts';

/** The rows of `auth-*`, with paths resolved. */
interface AuthValues {
  readonly user: ResolvedSetting;
  readonly passwordFile: ResolvedSetting;
  readonly passwordCommand: ResolvedSetting;
  readonly passwordCredential: ResolvedSetting;
  readonly method: ResolvedSetting;
  readonly insecure: ResolvedSetting;
  readonly oauth: OAuthValues;
}

/** Mechanisms that carry an access token. */
const tokenMethods = ['auto', 'xoauth2', 'oauthbearer'];

/**
 * @returns null where none of them is set. Writing a default down sets nothing.
 * @throws SendmemoError CONFIG cfg-pair-incomplete, cfg-conflict; those of readOAuth
 */
export async function readAuth(values: AuthValues, deps: SettingsDeps): Promise<AuthSettings | null> {
  const { user, method, insecure } = values;
  const sources = [values.passwordFile, values.passwordCommand, values.passwordCredential];
  const { provider } = values.oauth;
  if (method.text === 'external') return byCertificate(values);
  const [source, second] = [...sources, provider].filter(isSet);
  if (source !== undefined && second !== undefined) throw conflict(second, source);
  const ofTokens = Object.values(values.oauth).filter((one) => one !== user);
  if (user.text === '') {
    const alone = [...sources, ...ofTokens, method, insecure].find(isSet);
    if (alone) throw incomplete(alone, 'auth-user');
    return null;
  }
  if (source === undefined) {
    const alone = ofTokens.find(isSet);
    throw alone ? incomplete(alone, 'auth-oauth') : incomplete(user, 'auth-password-file');
  }
  const common = {
    // The form was looked at: this is a word of the table.
    method: method.text as AuthMethod,
    user: user.text,
    allowInsecure: insecure.text === '1',
  };
  if (source === provider) {
    if (!tokenMethods.includes(method.text)) throw conflict(method, provider);
    const { readOAuth } = await import('./oauth-settings.ts');
    return { ...common, secret: null, oauth: readOAuth(values.oauth, deps) };
  }
  const stray = ofTokens.find(isSet);
  if (stray !== undefined) throw incomplete(stray, 'auth-oauth');
  return { ...common, secret: secretOf(source, deps), oauth: null };
}

/** The client certificate is the login (RFC 4422, appendix A); `auth-user` is whom to act as, and may be absent. */
function byCertificate({ method, insecure, ...values }: AuthValues): AuthSettings {
  const { user, passwordFile, passwordCommand, passwordCredential, oauth } = values;
  const secret = [passwordFile, passwordCommand, passwordCredential, oauth.provider].find(isSet);
  if (secret) throw conflict(secret, method);
  return {
    method: 'external',
    user: user.text,
    secret: () => Promise.resolve(''),
    oauth: null,
    allowInsecure: insecure.text === '1',
  };
}

/** Reads it anew each time: a token in it may have been renewed. */
function secretOf(source: ResolvedSetting, deps: SettingsDeps): () => Promise<string> {
  const { setting, text, origin } = source;
  if (setting.name === 'auth-password-command') {
    return () => runSecretCommand({ command: text, origin }, deps);
  }
  if (setting.name === 'auth-password-credential') {
    // It becomes part of a path.
    const name = parsed(source, (value) => (/^(?!\.{1,2}$)[\w.@-]+$/.test(value) ? value : null));
    return async () => readSecret(credential(name, source, deps), deps);
  }
  return async () => readSecret({ name: setting.name, path: text, origin }, deps);
}

/** Not before it is needed: who looks at the queue by hand is not the service, and has no credentials. */
function credential(name: string, { setting, origin, text }: ResolvedSetting, { env }: SettingsDeps) {
  const directory = env['CREDENTIALS_DIRECTORY'];
  if (directory === undefined || directory === '') {
    throw configError({
      code: 'CONFIG',
      reason: 'cfg-no-credentials',
      origin,
      name: setting.name,
      value: text,
    });
  }
  return { name: setting.name, path: path.join(directory, name), origin };
}

function isSet({ setting, text }: ResolvedSetting): boolean {
  return text !== setting.default;
}
