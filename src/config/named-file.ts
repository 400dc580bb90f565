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
    return { named, bytes, mode: onWindows ? null : stats.mode & 0o7777 };
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
 * The permission bits by which group or others can read, or 0. In systemd's credentials directory the bits of the
 * group are the mask of an access control list (systemd.exec, LoadCredential) and say nothing.
 */
export function exposure({ mode, named }: ReadFile, env: SettingsDeps['env']): number {
  const credentials = env['CREDENTIALS_DIRECTORY'];
  const isCredential =
    credentials !== undefined && credentials !== '' && path.dirname(named.path) === path.resolve(credentials);
  return mode === null ? 0 : mode & (isCredential ? 0o004 : 0o044);
}

function asUnreadable(named: NamedFile, thrown: unknown): Error {
  if (thrown instanceof Error && 'failure' in thrown) return thrown;
  return unreadable(named, systemCode(thrown), thrown);
}

function unreadable({ name, path: file, origin }: NamedFile, system: string, cause?: unknown): Error {
  return configError({ code: 'CONFIG', reason: 'cfg-named-file', origin, name, path: file, system }, cause);
}
