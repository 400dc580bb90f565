/**
 * `sendmemo config set NAME VALUE`: one line of a configuration file changes, and nothing else: comments (in any
 * encoding), order, line ends and a BOM stay. The result is read as a send would read it before it takes the place of
 * the file, so a setting that would not work never gets there.
 */
import fs from 'node:fs';
import path from 'node:path';
import { findSetting } from '../../config/assignments.ts';
import { locateFiles } from '../../config/locate.ts';
import type { Setting } from '../../config/setting.ts';
import type { SettingsOptions, SettingsDeps } from '../../config/settings.ts';
import { resolveSetting } from '../../config/resolved.ts';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Origin } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import { replaceFile } from '../../files/durable.ts';
import type { Caller, Within } from '../../files/foreign.ts';
import { asCaller, asOwnerOf } from '../../files/foreign.ts';
import { operationsWithin } from '../../files/operations-within.ts';
import { withLock } from '../../files/shared-update.ts';
import { asLine, withSetting } from './cfg-edit.ts';
import { fileDeps, tryFile } from './cfg-trial.ts';
import { sampleText } from './sample-text.ts';

export interface SettingChange {
  readonly name: string;
  /** '' is the default. */
  readonly value: string;
}

export interface ConfigSetTools extends SettingsDeps {
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly caller?: Caller;
}

/** One file that was changed. */
export interface ChangedFile {
  readonly path: string;
  readonly changes: readonly { readonly name: string; readonly value: string; readonly line: number }[];
}

/** Longer than a dozen others take, each of which reads every file that the configuration names. */
const patienceMs = 30_000;

/** The command, in the place of a file and its line. */
const origin: Origin = { kind: 'option', option: 'config set' };

/**
 * Changes settings: all of them or none, for a pair (CertFile and KeyFile) is valid only together.
 * @throws SendmemoError USAGE usage-unknown-setting, usage-needs-directory; CONFIG for a
 * value that is not allowed, or with which the file would not load; OUTPUT cannot-create
 */
export async function setSettings(
  changes: readonly SettingChange[],
  options: SettingsOptions,
  tools: ConfigSetTools,
): Promise<readonly ChangedFile[]> {
  const wanted = changes.map(({ name, value }) => ({
    setting: findSetting(name, 'config set'),
    value: value.trim(),
  }));
  const deps = fileDeps(tools);
  const { directory, tls, server } = locateFiles(options, deps);
  for (const { setting, value } of wanted) checkForm(setting, value);
  const kinds = (['sendmemo-ssl.cfg', 'sendmemo.cfg'] as const).filter((kind) =>
    wanted.some(({ setting }) => setting.file === kind),
  );
  const targets = kinds.map((kind) => {
    const existing = kind === 'sendmemo-ssl.cfg' ? tls : server;
    return targetOf(existing?.path ?? pathInDirectory(kind, directory), kind, tools);
  });
  return locked(targets, tools, async (isHeld) => {
    // Read again under the lock: what another process has changed meanwhile stays changed.
    const edited = targets.map((target) =>
      edit(
        target,
        wanted.filter(({ setting }) => setting.file === target.kind),
      ),
    );
    for (const { target, bytes, changes: made } of edited) {
      try {
        await tryFile(target.kind, { path: target.named, bytes }, deps);
      } catch (error) {
        throw asOurs(error, target.named, new Set(made.map(({ line }) => line)));
      }
    }
    // A command that prints a password may hold it: a file that is made for it is the owner's alone.
    const isSecret = wanted.some(({ setting }) => setting.masked === true);
    if (!isHeld()) throw lockLost(targets);
    for (const each of edited) await put(each, isSecret ? 0o600 : 0o644, tools.uniqueId());
    return edited.map(({ target, changes: made }) => ({ path: target.named, changes: made }));
  });
}

/** A file to change. */
interface Target {
  readonly kind: Setting['file'];
  /** As it was found. */
  readonly named: string;
  /** What is replaced: the file that a link leads to, not the link. */
  readonly real: string;
  /** How to work there. */
  readonly within: Within;
}

function targetOf(named: string, kind: Setting['file'], { caller }: ConfigSetTools): Target {
  let within = asOwnerOf(path.dirname(named), caller);
  const real = within(() =>
    fs.lstatSync(named, { throwIfNoEntry: false }) === undefined ? named : fs.realpathSync(named),
  );
  // A link of root's may lead into another user's directory; a link of another user is followed as that user.
  if (within === asCaller) within = asOwnerOf(path.dirname(real), caller);
  return { kind, named, real, within };
}

/** Holds the locks of all files, which everybody takes in the same order. */
async function locked<Result>(
  [first, ...rest]: readonly Target[],
  tools: ConfigSetTools,
  work: (isHeld: () => boolean) => Promise<Result>,
): Promise<Result> {
  if (first === undefined) return work(() => true);
  const { now, sleep, uniqueId } = tools;
  const { within, real } = first;
  return withLock(real, { now, sleep, within, unique: uniqueId(), patienceMs }, (isHeld) =>
    locked(rest, tools, (areHeld) => work(() => isHeld() && areHeld())),
  );
}

/** This process was stopped for so long that another one took its lock. */
function lockLost([first]: readonly Target[]): SendmemoError {
  const target = first?.real ?? '';
  return new SendmemoError({ code: 'OUTPUT', reason: 'cannot-create', path: target, system: 'EBUSY' });
}

interface Wanted {
  readonly setting: Setting;
  readonly value: string;
}

/** The form is looked at first: then the message speaks of the command, not of a line that is not there. */
function checkForm(setting: Setting, value: string): void {
  try {
    resolveSetting(setting, value, { kind: 'environment', variable: 'config set' });
  } catch (error) {
    if (!(error instanceof SendmemoError) || error.failure.reason !== 'cfg-value') throw error;
    throw new SendmemoError({ ...error.failure, origin }, { cause: error });
  }
}

/** @throws SendmemoError usage-needs-directory */
function pathInDirectory(file: Setting['file'], directory: string | null): string {
  if (directory !== null) return path.join(directory, file);
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-needs-directory',
    command: 'sendmemo config set',
  });
}

interface Edited {
  readonly target: Target;
  readonly bytes: Uint8Array;
  /** The status of the file that is replaced; null: there is none. */
  readonly before: fs.Stats | null;
  readonly changes: ChangedFile['changes'];
}

/** A file that is not there yet begins as its sample. */
function edit(target: Target, wanted: readonly Wanted[]): Edited {
  const found = readTarget(target);
  let { bytes } = found;
  for (const { setting, value } of wanted) bytes = withSetting(bytes, setting.name, asLine(value)).bytes;
  // An added line moves none of those before it, so the numbers hold after the last change.
  const changes = wanted.map(({ setting, value }) => ({
    name: setting.name,
    value: setting.masked === true && value !== '' ? '********' : value,
    line: withSetting(bytes, setting.name, asLine(value)).line,
  }));
  return { target, bytes, before: found.before, changes };
}

function readTarget({ kind, named, real, within }: Target): { bytes: Uint8Array; before: fs.Stats | null } {
  try {
    return within(() => {
      const before = fs.statSync(real, { throwIfNoEntry: false });
      if (before === undefined) return { bytes: Buffer.from(sampleText(kind), 'utf8'), before: null };
      return { bytes: fs.readFileSync(real), before };
    });
  } catch (error) {
    const system = systemCode(error);
    const failure = { code: 'CONFIG', reason: 'cfg-file-unreadable', file: named, system } as const;
    throw new SendmemoError(failure, { cause: error });
  }
}

/** A fault of the changed line speaks of the command: the line is not in the file, and never will be. */
function asOurs(error: unknown, file: string, lines: ReadonlySet<number>): unknown {
  if (!(error instanceof SendmemoError)) return error;
  const { failure } = error;
  if (!('origin' in failure)) return error;
  const at = failure.origin;
  if (at.kind !== 'file' || at.file !== file || !lines.has(at.line)) return error;
  const ours: Failure = { ...failure, origin };
  return new SendmemoError(ours, { cause: error });
}

/** Mode and owner stay, but for setuid and setgid; `newMode` is for a file that is not there. */
async function put({ target, bytes, before }: Edited, newMode: number, unique: string): Promise<void> {
  const { real, within } = target;
  await replaceFile(real, bytes, {
    unique,
    mode: before === null ? newMode : before.mode & 0o777,
    ...(before === null ? {} : { owner: { userId: before.uid, groupId: before.gid } }),
    files: operationsWithin(within),
  });
}
