/**
 * Who can write a configuration file: root, the caller and the owner of its directory may. Where anybody else can, the
 * file must not name a command or a secret, or allow a weaker session: another user would choose them.
 */
import type { Stats } from 'node:fs';
import fs from 'node:fs';
import path from 'node:path';
import type { Notice } from '../failure/notice.ts';
import { othersCanWrite } from '../files/group.ts';
import { userLabel } from '../files/user-label.ts';
import { configError } from './resolved.ts';
import type { ResolvedSetting } from './resolved.ts';
import type { ResolvedFile } from './resolved-file.ts';

/** A file or directory that others can write to. */
export interface Writable {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly owner: string;
}

/**
 * @param file as it was opened, links resolved
 * @param status of the open file
 * @param userId the caller, or null where the system has no such number
 * @returns the file or its directory where others can write to it, or null
 */
export function writableByOthers(
  file: string,
  status: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  userId: number | null,
): Writable | null {
  // No such bits there.
  if (path.sep === '\\') return null;
  const directory = path.dirname(file);
  const above = fs.statSync(directory);
  const trusted = [0, userId, above.uid];
  if (othersCanWrite(status) || !trusted.includes(status.uid)) return writable(file, status);
  const isSticky = (above.mode & 0o1000) !== 0;
  return othersCanWrite(above) && !isSticky ? writable(directory, above) : null;
}

function writable(place: string, { uid, mode }: Pick<Stats, 'uid' | 'mode'>): Writable {
  return { path: place, mode: mode & 0o7777, owner: userLabel(uid) };
}

/** Settings that decide about commands, secrets and weaker sessions. */
const delicate: Readonly<Record<string, (text: string) => boolean>> = {
  'auth-password-command': isSet,
  'auth-password-file': isSet,
  'auth-allow-insecure': isOn,
  KeyFile: isSet,
  'spool-password-file': isSet,
  'spool-client-key': isSet,
  'relay-networks': isSet,
  'relay-password-file': isSet,
  'relay-sender': isSet,
  CertValidationIgnoreHostName: isOn,
  IgnoreCertificateErrors: isOn,
  LegacyRenegotiation: isOn,
  StartTLSPolicy: (text) => text === 'may',
  MinProtocol: (text) => text === 'TLSv1' || text === 'TLSv1.1',
};

function isSet(text: string): boolean {
  return text !== '';
}

function isOn(text: string): boolean {
  return text === '1';
}

/**
 * @returns the warning for a file that others can write to
 * @throws SendmemoError CONFIG cfg-writable-by-others (status 77) for the first delicate setting that the file holds
 */
export function judgeWriters(found: Writable | null, values: ResolvedFile): readonly Notice[] {
  if (found === null) return [];
  const held = [...values.values()].find(isDelicate);
  if (held === undefined) return [{ reason: 'cfg-writable-by-others', ...found }];
  const { setting, origin } = held;
  throw configError({
    code: 'CONFIG',
    reason: 'cfg-writable-by-others',
    origin,
    name: setting.name,
    ...found,
  });
}

function isDelicate({ setting, text, origin }: ResolvedSetting): boolean {
  return origin.kind === 'file' && (delicate[setting.name]?.(text) ?? false);
}
