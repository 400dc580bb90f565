/** `auth-*`: nothing is authenticated unless it is set up completely (contract, section 8). */
import { readSecret, runSecretCommand } from './auth-secret.ts';
import type { ServerSettingName } from './server-rows.ts';
import { configError, mask } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import type { AuthMethod, AuthSettings, SettingsDeps } from './settings.ts';

/** The rows of `auth-*`, with paths resolved. */
interface AuthValues {
  readonly user: ResolvedSetting;
  readonly passwordFile: ResolvedSetting;
  readonly passwordCommand: ResolvedSetting;
  readonly method: ResolvedSetting;
  readonly insecure: ResolvedSetting;
}

/**
 * @returns null where none of them is set. Writing a default down sets nothing.
 * @throws SendmemoError CONFIG cfg-pair-incomplete, cfg-conflict
 */
export function readAuth(values: AuthValues, deps: SettingsDeps): AuthSettings | null {
  const { user, passwordFile: file, passwordCommand: command, method, insecure } = values;
  if (file.text !== '' && command.text !== '') throw conflict(command, file);
  if (method.text === 'external') return byCertificate(values);
  if (user.text === '') {
    const alone = [file, command, method, insecure].find(isSet);
    if (alone) throw incomplete(alone, 'auth-user');
    return null;
  }
  if (file.text === '' && command.text === '') throw incomplete(user, 'auth-password-file');
  return {
    // The form was looked at: this is a word of the table.
    method: method.text as AuthMethod,
    user: user.text,
    secret: () => secretOf(file, command, deps),
    allowInsecure: insecure.text === '1',
  };
}

/** The client certificate is the login (RFC 4422, appendix A); `auth-user` is whom to act as, and may be absent. */
function byCertificate({ user, passwordFile, passwordCommand, method, insecure }: AuthValues): AuthSettings {
  const secret = [passwordFile, passwordCommand].find(isSet);
  if (secret) throw conflict(secret, method);
  return {
    method: 'external',
    user: user.text,
    secret: () => Promise.resolve(''),
    allowInsecure: insecure.text === '1',
  };
}

/** Reads the file anew each time: a token in it may have been renewed. */
async function secretOf(
  file: ResolvedSetting,
  command: ResolvedSetting,
  deps: SettingsDeps,
): Promise<string> {
  if (file.text !== '') {
    return readSecret({ name: file.setting.name, path: file.text, origin: file.origin }, deps);
  }
  return runSecretCommand({ command: command.text, origin: command.origin }, deps);
}

function isSet({ setting, text }: ResolvedSetting): boolean {
  return text !== setting.default;
}

function incomplete({ setting, origin }: ResolvedSetting, missing: ServerSettingName): Error {
  return configError({ code: 'CONFIG', reason: 'cfg-pair-incomplete', origin, given: setting.name, missing });
}

function conflict({ setting, text, origin }: ResolvedSetting, other: ResolvedSetting): Error {
  return configError({
    code: 'CONFIG',
    reason: 'cfg-conflict',
    origin,
    name: setting.name,
    // A command itself may hold a secret, so it is not repeated.
    value: setting.masked === true ? mask : text,
    other: other.setting.name,
    otherValue: other.text,
  });
}
