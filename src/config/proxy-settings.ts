/** `proxy` and the file with its password. */
import { readSecret } from './auth-secret.ts';
import { parseProxy } from './hosts.ts';
import { incomplete, parsed } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import type { ProxySettings, SettingsDeps } from './settings.ts';

/** @returns null where no proxy is set. @throws SendmemoError CONFIG cfg-pair-incomplete */
export function readProxy(
  proxy: ResolvedSetting,
  passwordFile: ResolvedSetting,
  deps: SettingsDeps,
): ProxySettings | null {
  if (proxy.text === '') {
    if (passwordFile.text !== '') throw incomplete(passwordFile, proxy.setting.name);
    return null;
  }
  const address = parsed(proxy, parseProxy);
  if (address.user === null && passwordFile.text !== '') throw incomplete(passwordFile, proxy.setting.name);
  if (address.user !== null && passwordFile.text === '') throw incomplete(proxy, passwordFile.setting.name);
  const { setting, text: path, origin } = passwordFile;
  return { ...address, password: () => readSecret({ name: setting.name, path, origin }, deps) };
}
