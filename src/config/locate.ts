/** Which server working directory, and which configuration files (contract, section 1). */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import { othersCanWrite } from '../files/group.ts';
import type { Writable } from './writers.ts';
import { writableByOthers } from './writers.ts';
import { configError } from './resolved.ts';
import type { CfgFile } from './setting.ts';
import type { DirectorySource, SettingsDeps, SettingsOptions } from './settings.ts';

/** A configuration file with what is in it. */
export interface LocatedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Where others can write to it, or to its directory. */
  readonly writable?: Writable | null;
}

export interface Located {
  /** The server working directory, or null. */
  readonly directory: string | null;
  /** null: there is no directory. */
  readonly directorySource: DirectorySource | null;
  readonly tls: LocatedFile | null;
  readonly server: LocatedFile | null;
}

/** A directory and who named it. */
interface FoundDirectory {
  readonly directory: string;
  readonly directorySource: DirectorySource;
}

const cfgFiles: readonly CfgFile[] = ['sendmemo-ssl.cfg', 'sendmemo.cfg'];

/**
 * Finds and reads the two files.
 * @throws SendmemoError CONFIG cfg-directory-missing, cfg-server-name, cfg-file-unreadable; USAGE usage-conflict,
 * usage-option-value, usage-server-name
 */
export function locateFiles(options: SettingsOptions, deps: SettingsDeps): Located {
  const named = namedDirectory(options, deps);
  if (options.config !== undefined) {
    const tls = namedFile(options.config, deps);
    const directory = named?.directory ?? null;
    // Without a server working directory both files are in the directory of the named one.
    const server = inDirectory(directory ?? path.dirname(tls.path), 'sendmemo.cfg', deps);
    return { directory, directorySource: named?.directorySource ?? null, tls, server };
  }
  const found = named ?? userDirectory(deps) ?? systemDirectory(deps);
  if (found === null) return { directory: null, directorySource: null, tls: null, server: null };
  return {
    ...found,
    tls: inDirectory(found.directory, 'sendmemo-ssl.cfg', deps),
    server: inDirectory(found.directory, 'sendmemo.cfg', deps),
  };
}

function namedDirectory({ server, serverDir }: SettingsOptions, deps: SettingsDeps): FoundDirectory | null {
  if (server !== undefined && serverDir !== undefined) {
    throw new SendmemoError({
      code: 'USAGE',
      reason: 'usage-conflict',
      option: '--server',
      other: '--server-dir',
    });
  }
  if (serverDir !== undefined) {
    if (serverDir === '') throw badOption('--server-dir', serverDir, 'DIR');
    const origin = { kind: 'option', option: '--server-dir' } as const;
    return { directory: existing(path.resolve(deps.cwd, serverDir), origin), directorySource: 'option' };
  }
  if (server !== undefined) {
    if (!isServerName(server)) {
      throw new SendmemoError({ code: 'USAGE', reason: 'usage-server-name', name: server });
    }
    const origin = { kind: 'option', option: '--server' } as const;
    return { directory: existing(path.join(baseDirectory(deps), server), origin), directorySource: 'option' };
  }
  const name = deps.env['SENDMEMO_SERVER'];
  if (name === undefined || name === '') return null;
  const origin = { kind: 'environment', variable: 'SENDMEMO_SERVER' } as const;
  if (!isServerName(name)) throw configError({ code: 'CONFIG', reason: 'cfg-server-name', name, origin });
  return {
    directory: existing(path.join(baseDirectory(deps), name), origin),
    directorySource: 'environment',
  };
}

/**
 * `$XDG_CONFIG_HOME/sendmemo`, or `~/.config/sendmemo` (XDG Base Directory Specification: a relative path is ignored),
 * where it holds one of the files. It is for its owner alone: root with a user's HOME does not read what that user wrote.
 * @throws SendmemoError CONFIG cfg-directory-unsafe (status 77) where others can write to the directory
 */
function userDirectory({ env, userId = null }: SettingsDeps): FoundDirectory | null {
  const base = env['XDG_CONFIG_HOME'] || path.join(env['HOME'] || '/nonexistent', '.config');
  if (!path.isAbsolute(base)) return null;
  const directory = path.join(base, 'sendmemo');
  try {
    const status = fs.statSync(directory);
    if (userId !== null && status.uid !== userId) return null;
    if (!holdsFiles(directory)) return null;
    if (path.sep !== '\\' && othersCanWrite(status)) {
      const mode = status.mode & 0o7777;
      throw configError({ code: 'CONFIG', reason: 'cfg-directory-unsafe', directory, mode });
    }
  } catch (thrown) {
    if (thrown instanceof SendmemoError) throw thrown;
    // Not there, or in a home that this user can't look into: it belongs to another user.
    return null;
  }
  return { directory, directorySource: 'user' };
}

/** `/etc/sendmemo`, where it holds one of the files. */
function systemDirectory({ env, cwd }: SettingsDeps): FoundDirectory | null {
  const directory = path.resolve(cwd, env['SENDMEMO_SYSTEM_DIR'] || '/etc/sendmemo');
  try {
    return holdsFiles(directory) ? { directory, directorySource: 'system' } : null;
  } catch (thrown) {
    // What can't be looked into may forbid plain text: that it is not there is not known.
    return unreadable(directory, systemCode(thrown));
  }
}

/** Whether one of the two files is there; a link that leads nowhere is. Throws the system's error. */
function holdsFiles(directory: string): boolean {
  return cfgFiles.some(
    (name) => fs.lstatSync(path.join(directory, name), { throwIfNoEntry: false }) !== undefined,
  );
}

/** @returns whether a server working directory of this name is there */
export function isServerDirectory(name: string, deps: SettingsDeps): boolean {
  return isServerName(name) && isDirectory(path.join(baseDirectory(deps), name));
}

/** A name is one part of a path: nothing that leads out of the base directory. */
function isServerName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\p{Cc}]/u.test(name);
}

function baseDirectory({ env, cwd }: SettingsDeps): string {
  const base = env['SENDMEMO_BASE_DIR'];
  return base === undefined || base === '' ? '/var/pd' : path.resolve(cwd, base);
}

/** A directory that was named has to be there: never plain text by mistake. */
function existing(directory: string, origin: Origin): string {
  if (!isDirectory(directory)) {
    throw configError({ code: 'CONFIG', reason: 'cfg-directory-missing', directory, origin });
  }
  return directory;
}

function isDirectory(directory: string): boolean {
  try {
    return fs.statSync(directory).isDirectory();
  } catch {
    return false;
  }
}

function namedFile(config: string, deps: SettingsDeps): LocatedFile {
  if (config === '') throw badOption('--config', config, 'FILE');
  const file = path.resolve(deps.cwd, config);
  return readCfg(file, deps) ?? unreadable(file, 'ENOENT');
}

function inDirectory(directory: string | null, name: CfgFile, deps: SettingsDeps): LocatedFile | null {
  return directory === null ? null : readCfg(path.join(directory, name), deps);
}

/** @returns the file, or null where there is none of that name; a link that leads nowhere is not none. */
function readCfg(file: string, { userId = null }: SettingsDeps): LocatedFile | null {
  try {
    if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return null;
    // Opening a pipe would wait for its other end.
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const stats = fs.fstatSync(descriptor);
      if (!stats.isFile()) return unreadable(file, stats.isDirectory() ? 'EISDIR' : 'EFTYPE');
      const writable = writableByOthers(fs.realpathSync(file), stats, userId);
      return { path: file, bytes: fs.readFileSync(descriptor), writable };
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (thrown) {
    if (thrown instanceof SendmemoError) throw thrown;
    return unreadable(file, systemCode(thrown));
  }
}

function unreadable(file: string, system: string): never {
  throw configError({ code: 'CONFIG', reason: 'cfg-file-unreadable', file, system });
}

function badOption(option: string, value: string, allowed: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-option-value', option, value, allowed });
}
