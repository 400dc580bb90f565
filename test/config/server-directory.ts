/** A server working directory for one test, gone when the test ends. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadSettings } from '../../src/config/load.ts';
import type { Settings, SettingsOptions } from '../../src/config/settings.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';

export interface ServerDirectory extends Disposable {
  readonly path: string;
  /** @returns the full path. */
  write(name: string, content: string | Uint8Array, mode?: number): string;
  load(options?: SettingsOptions, env?: Readonly<Record<string, string>>): Promise<Settings>;
  /** The failure that loading ends with. */
  failure(options?: SettingsOptions, env?: Readonly<Record<string, string>>): Promise<Failure>;
}

export function createServerDirectory(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): ServerDirectory {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-config-'));
  const write = (name: string, content: string | Uint8Array, mode = 0o600): string => {
    const file = path.join(directory, name);
    fs.writeFileSync(file, content);
    fs.chmodSync(file, mode);
    return file;
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const load: ServerDirectory['load'] = (options = { serverDir: directory }, env = {}) =>
    loadSettings(options, {
      // What this machine has in /etc/sendmemo is no business of a test.
      env: { SENDMEMO_SYSTEM_DIR: path.join(directory, 'no-such-directory'), ...env },
      cwd: directory,
    });
  return {
    path: directory,
    write,
    load,
    failure: (options, env) => failureOf(() => load(options, env)),
    [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

/** @returns the failure that is thrown; anything else ends the test. */
export async function failureOf(act: () => unknown): Promise<Failure> {
  try {
    await act();
  } catch (thrown) {
    if (thrown instanceof SendmemoError) return thrown.failure;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}
