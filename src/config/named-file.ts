/** Files that settings name: where they are looked for, and what is seen of them before any packet (contract, 2). */
import fs from 'node:fs';
import path from 'node:path';
import { systemCode } from '../failure/error.ts';
import type { NamedFile } from '../tls/plan.ts';
import { configError } from './resolved.ts';
import type { SettingsDeps } from './settings.ts';
import type { ResolvedSetting } from './resolved.ts';

/** A file that was read, with what its mode says. */
export interface ReadFile {
  readonly named: NamedFile;
  readonly bytes: Uint8Array;
  /** Permission bits; null where the system has none. */
  readonly mode: number | null;
  readonly userId: number;
  readonly groupId: number;
}

const onWindows = path.sep === '\\';

/**
 * Finds the path that a value means: in a file, a name without `/` and `\` is in that file's directory, a full path
 * is what it is; an option's value is seen from the working directory, as a shell does it.
 * @throws SendmemoError CONFIG cfg-relative-path, cfg-named-file
 */
export function locateNamed({ setting, text, origin }: ResolvedSetting, cwd: string): NamedFile {
  const { name } = setting;
  if (origin.kind !== 'file') return { name, path: path.resolve(cwd, text), origin };
  if (!/[/\\]/.test(text)) return { name, path: path.join(path.dirname(origin.file), text), origin };
  if (text.startsWith('/')) return { name, path: text, origin };
  if (!isWindowsPath(text)) {
    throw configError({ code: 'CONFIG', reason: 'cfg-relative-path', origin, name, value: text });
  }
  // Elsewhere the system would take it for a name in the working directory of whoever calls.
  if (!onWindows) {
    throw configError({
      code: 'CONFIG',
      reason: 'cfg-named-file',
      origin,
      name,
      path: text,
      system: 'ENOENT',
    });
  }
  return { name, path: text, origin };
}

/** The file or directory of a value that has its full path. */
export function namedAt({ setting, text, origin }: ResolvedSetting): NamedFile {
  return { name: setting.name, path: text, origin };
}

/** `C:\…`, `C:/…` or `\\host\…`. */
function isWindowsPath(text: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(text) || text.startsWith('\\\\');
}

/** Reads a whole file. @throws SendmemoError CONFIG cfg-named-file */
export function readNamed(named: NamedFile): ReadFile {
  try {
    const stats = fs.statSync(named.path);
    // Opening a pipe would wait for its other end.
    if (!stats.isFile()) throw unreadable(named, stats.isDirectory() ? 'EISDIR' : 'EFTYPE');
    const bytes = fs.readFileSync(named.path);
    const mode = onWindows ? null : stats.mode & 0o7777;
    return { named, bytes, mode, userId: stats.uid, groupId: stats.gid };
  } catch (thrown) {
    throw asUnreadable(named, thrown);
  }
}

/** Lists a directory. @throws SendmemoError CONFIG cfg-named-file */
export function listNamed(named: NamedFile): readonly string[] {
  try {
    return fs.readdirSync(named.path);
  } catch (thrown) {
    throw asUnreadable(named, thrown);
  }
}

/**
 * The permission bits that let users read the file who must not, or 0. The group may read a file of root where it is a
 * group of this process: that is how a container gets a secret (Kubernetes, `fsGroup` with mode 0440). In systemd's
 * credentials directory the bits of the group are the mask of an access control list (systemd.exec, LoadCredential).
 */
export function exposure(
  { mode, named, userId, groupId }: ReadFile,
  { env, groups }: Pick<SettingsDeps, 'env' | 'groups'>,
): number {
  if (mode === null) return 0;
  const credentials = env['CREDENTIALS_DIRECTORY'];
  const isCredential =
    credentials !== undefined && credentials !== '' && path.dirname(named.path) === path.resolve(credentials);
  if (isCredential) return mode & 0o004;
  const isOurGroup = (mode & 0o040) !== 0 && userId === 0 && (groups?.().includes(groupId) ?? false);
  return mode & (isOurGroup ? 0o004 : 0o044);
}

function asUnreadable(named: NamedFile, thrown: unknown): Error {
  if (thrown instanceof Error && 'failure' in thrown) return thrown;
  return unreadable(named, systemCode(thrown), thrown);
}

function unreadable({ name, path: file, origin }: NamedFile, system: string, cause?: unknown): Error {
  return configError({ code: 'CONFIG', reason: 'cfg-named-file', origin, name, path: file, system }, cause);
}
