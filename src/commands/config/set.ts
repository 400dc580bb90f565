/**
 * `sendmemo config set NAME VALUE`: one line of a configuration file changes, and nothing else: comments (in any
 * encoding), order, line ends and a BOM stay. The result is read as a send would read it before it takes the place of
 * the file, so a setting that would not work never gets there.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { LocatedFile } from '../../config/locate.ts';
import { locateFiles } from '../../config/locate.ts';
import type { Setting } from '../../config/setting.ts';
import type { SettingsOptions, SettingsWorld } from '../../config/settings.ts';
import { settle } from '../../config/settled.ts';
import { settingsTable } from '../../config/settings-table.ts';
import { SubmissionError } from '../../failure/error.ts';
import type { Origin } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import { nearestWord } from '../../text/spelling.ts';
import { replaceFile } from '../../files/durable.ts';
import { asLine, withSetting } from './cfg-edit.ts';
import { fileWorld, tryFile } from './cfg-trial.ts';
import { sampleText } from './sample-text.ts';

export interface SettingChange {
  readonly name: string;
  /** '' is the default. */
  readonly value: string;
}

export interface ConfigSetTools extends SettingsWorld {
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
}

/** One file that was changed. */
export interface ChangedFile {
  readonly path: string;
  readonly changes: readonly { readonly name: string; readonly value: string; readonly line: number }[];
}

/** The command, as it stands where a file and its line would. */
const origin: Origin = { kind: 'option', option: 'config set' };

/**
 * Changes settings: all of them or none, for a pair (CertFile and KeyFile) is valid only together.
 * @throws SubmissionError USAGE usage-unknown-command for a name that there is not, usage-needs-directory; CONFIG for a
 * value that is not allowed, or with which the file would not load; OUTPUT cannot-create
 */
export async function setSettings(
  changes: readonly SettingChange[],
  options: SettingsOptions,
  tools: ConfigSetTools,
): Promise<readonly ChangedFile[]> {
  const wanted = changes.map(({ name, value }) => ({ setting: findSetting(name), value: value.trim() }));
  const world = fileWorld(tools);
  const located = locateFiles(options, world);
  for (const { setting, value } of wanted) checkForm(setting, value);
  const files = new Set(wanted.map(({ setting }) => setting.file));
  const edited = [...files].map((file) => {
    const here = wanted.filter(({ setting }) => setting.file === file);
    const existing = file === 'sendmemo-ssl.cfg' ? located.tls : located.server;
    return edit(existing ?? fresh(file, located.directory), here);
  });
  for (const { located: file, changes: made, kind } of edited) {
    try {
      tryFile(kind, file, world);
    } catch (error) {
      throw asOurs(error, file.path, new Set(made.map(({ line }) => line)));
    }
  }
  // A command that prints a password may hold it: a file that is made for it is the owner's alone.
  const isSecret = wanted.some(({ setting }) => setting.masked === true);
  for (const { located: file } of edited) await put(file, isSecret ? 0o600 : 0o644, tools.uniqueId());
  return edited.map(({ located: file, changes: made }) => ({ path: file.path, changes: made }));
}

interface Wanted {
  readonly setting: Setting;
  readonly value: string;
}

/** A name as it was typed; the case has to be right, as in the file. */
function findSetting(name: string): Setting {
  const found = settingsTable.find((setting) => setting.name === name);
  if (found !== undefined) return found;
  const names = settingsTable.map((setting) => setting.name);
  throw new SubmissionError({
    code: 'USAGE',
    reason: 'usage-unknown-command',
    words: `config set ${name}`,
    nearest: names.find((known) => known.toLowerCase() === name.toLowerCase()) ?? nearestWord(name, names),
    known: names,
  });
}

/** The form is looked at first: then the message speaks of the command, not of a line that is not there. */
function checkForm(setting: Setting, value: string): void {
  try {
    settle(setting, value, { kind: 'environment', variable: 'config set' });
  } catch (error) {
    if (!(error instanceof SubmissionError) || error.failure.reason !== 'cfg-value') throw error;
    throw new SubmissionError({ ...error.failure, origin }, { cause: error });
  }
}

/** A file that is not there yet begins as its sample. */
function fresh(file: Setting['file'], directory: string | null): LocatedFile {
  if (directory === null) {
    throw new SubmissionError({
      code: 'USAGE',
      reason: 'usage-needs-directory',
      command: 'sendmemo config set',
    });
  }
  return { path: path.join(directory, file), bytes: Buffer.from(sampleText(file), 'utf8') };
}

interface Edited {
  readonly kind: Setting['file'];
  readonly located: LocatedFile;
  readonly changes: ChangedFile['changes'];
}

function edit(file: LocatedFile, wanted: readonly Wanted[]): Edited {
  let { bytes } = file;
  for (const { setting, value } of wanted) bytes = withSetting(bytes, setting.name, asLine(value)).bytes;
  // An added line moves none of those before it, so the numbers hold after the last change.
  const changes = wanted.map(({ setting, value }) => ({
    name: setting.name,
    value: setting.masked === true && value !== '' ? '********' : value,
    line: withSetting(bytes, setting.name, asLine(value)).line,
  }));
  return { kind: wanted[0]?.setting.file ?? 'sendmemo.cfg', located: { path: file.path, bytes }, changes };
}

/** A fault of the changed line speaks of the command: the line is not in the file, and never will be. */
function asOurs(error: unknown, file: string, lines: ReadonlySet<number>): unknown {
  if (!(error instanceof SubmissionError)) return error;
  const { failure } = error;
  if (!('origin' in failure)) return error;
  const at = failure.origin;
  if (at.kind !== 'file' || at.file !== file || !lines.has(at.line)) return error;
  const ours: Failure = { ...failure, origin };
  return new SubmissionError(ours, { cause: error });
}

/** Replaces the file that a link leads to, not the link; mode and owner stay, `newMode` is for one that is not there. */
async function put({ path: named, bytes }: LocatedFile, newMode: number, unique: string): Promise<void> {
  const stats = fs.statSync(named, { throwIfNoEntry: false });
  const target = stats === undefined ? named : fs.realpathSync(named);
  await replaceFile(target, bytes, { mode: stats === undefined ? newMode : stats.mode & 0o7777, unique });
  if (stats === undefined) return;
  const now = fs.statSync(target);
  if (now.uid !== stats.uid || now.gid !== stats.gid) {
    try {
      fs.chownSync(target, stats.uid, stats.gid);
    } catch {
      // Only root may give a file away; who may write here has a file of their own then.
    }
  }
}
