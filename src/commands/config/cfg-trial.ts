/** A configuration file that is not in its place yet, read as a send would read it: every value and every file named. */
import type { LocatedFile } from '../../config/locate.ts';
import { resolveServerValues, toServerSettings } from '../../config/server-settings.ts';
import type { CfgFile } from '../../config/setting.ts';
import type { SettingsDeps } from '../../config/settings.ts';
import { readTlsSettings } from '../../config/tls-settings.ts';

/**
 * The environment without the variables that go before a file: they are not what is tried here, and a wrong one must not
 * prevent the file from being corrected.
 */
export function fileDeps({ env, cwd, userId = null }: SettingsDeps): SettingsDeps {
  const kept = Object.entries(env).filter(
    ([name]) => /^SENDMEMO_(SERVER|BASE_DIR|SYSTEM_DIR)$/.test(name) || !/^(SENDMEMO_|IPM_)/.test(name),
  );
  return { env: Object.fromEntries(kept), cwd, userId };
}

/** @throws SendmemoError CONFIG, as a send would */
export async function tryFile(kind: CfgFile, file: LocatedFile, deps: SettingsDeps): Promise<void> {
  if (kind === 'sendmemo-ssl.cfg') {
    readTlsSettings(file, [], deps);
    return;
  }
  const values = resolveServerValues(
    {},
    deps,
    { directory: null, directorySource: null, tls: null, server: file },
    [],
    false,
  );
  await toServerSettings(values, null, deps);
}
