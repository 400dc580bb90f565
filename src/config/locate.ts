/** Which server working directory, and which configuration files (contract, section 1). */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import type { Writable } from './writers.ts';
import { writableByOthers } from './writers.ts';
import { configError } from './resolved.ts';
import type { CfgFile } from './setting.ts';
import type { SettingsOptions, SettingsDeps } from './settings.ts';

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
  readonly tls: LocatedFile | null;
  readonly server: LocatedFile | null;
}

/**
 * Finds and reads the two files.
 * @throws SendmemoError CONFIG cfg-directory-missing, cfg-server-name, cfg-file-unreadable; USAGE usage-conflict,
 * usage-option-value
 */
export function locateFiles(options: SettingsOptions, deps: SettingsDeps): Located {
  const directory = findDirectory(options, deps);
  if (options.config === undefined) {
    return {
      directory,
      tls: inDirectory(directory, 'sendmemo-ssl.cfg', deps),
      server: inDirectory(directory, 'sendmemo.cfg', deps),
    };
  }
  const tls = namedOutright(options.config, deps);
  // Without a server working directory the two files stand together where the one was named.
  return { directory, tls, server: inDirectory(directory ?? path.dirname(tls.path), 'sendmemo.cfg', deps) };
}

function findDirectory({ server, serverDir }: SettingsOptions, deps: SettingsDeps): string | null {
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
    return existing(path.resolve(deps.cwd, serverDir), { kind: 'option', option: '--server-dir' });
  }
  if (server !== undefined) {
    if (!isServerName(server)) throw badOption('--server', server, 'NAME');
    return existing(path.join(baseDirectory(deps), server), { kind: 'option', option: '--server' });
  }
  const name = deps.env['SENDMEMO_SERVER'];
  if (name === undefined || name === '') return null;
  const origin = { kind: 'environment', variable: 'SENDMEMO_SERVER' } as const;
  if (!isServerName(name)) throw configError({ code: 'CONFIG', reason: 'cfg-server-name', name, origin });
  return existing(path.join(baseDirectory(deps), name), origin);
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

function namedOutright(config: string, deps: SettingsDeps): LocatedFile {
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
