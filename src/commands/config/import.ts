/**
 * `sendmemo config import FILE --server-dir DIR`: the configuration of another mail program as ours (contract,
 * section 13). Nothing comes out weaker than it was without a warning, nothing is overwritten unless that is asked
 * for, and what is written was loaded before.
 */
import fs from 'node:fs';
import path from 'node:path';
import { loadSettings } from '../../config/load.ts';
import { locateFiles } from '../../config/locate.ts';
import type { SettingsOptions, SettingsDeps } from '../../config/settings.ts';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Caller, Within } from '../../files/foreign.ts';
import { asOwnerOf } from '../../files/foreign.ts';
import { fileDeps } from './cfg-trial.ts';
import { recognise } from './import/formats.ts';
import { usableLogin } from './import/login-trial.ts';
import type { Imported, Remark, Source } from './import/page.ts';
import { isWarning } from './import/page.ts';
import { readSource } from './import/source-file.ts';
import { triedImport } from './import/trial.ts';
import type { ImportWords } from './import/written-files.ts';
import { secretFileName, writtenFile } from './import/written-files.ts';
import type { NewFile } from './new-files.ts';
import { refuseExisting, writeNewFiles } from './new-files.ts';

export interface ConfigImportRequest {
  readonly file: string;
  readonly force: boolean;
}

export interface ConfigImportTools extends SettingsDeps {
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  /** What the comments in the files say. */
  readonly words: ImportWords;
  readonly caller?: Caller;
}

export interface ConfigImportResult {
  /** `YSoft SafeQ`, `msmtp` … */
  readonly program: string;
  /** Full path of what was read. */
  readonly source: string;
  /** Full paths of what was written. */
  readonly files: readonly string[];
  /** All remarks; `warnings` are those that the user must read. */
  readonly remarks: readonly Remark[];
  readonly warnings: readonly Remark[];
}

/**
 * @throws SendmemoError USAGE usage-needs-directory; INPUT file-unreadable, import-unrecognised;
 * CONFIG; OUTPUT already-exists, cannot-create
 */
export async function importConfiguration(
  request: ConfigImportRequest,
  options: SettingsOptions,
  tools: ConfigImportTools,
): Promise<ConfigImportResult> {
  const deps = fileDeps(tools);
  const { directory } = locateFiles(options, deps);
  if (directory === null) {
    const command = 'sendmemo config import';
    throw new SendmemoError({ code: 'USAGE', reason: 'usage-needs-directory', command });
  }
  const source = readSource(path.resolve(tools.cwd, request.file), tools.env['HOME'] || null);
  const format = recognise(source.path, source.lines);
  const imported = usableLogin(await triedImport(format.read(source), source, directory, deps), source);
  const files = newFiles(imported, source, format.program, directory, tools.words);
  if (!request.force) refuseExisting(files);
  const within = asOwnerOf(directory, tools.caller);
  await rehearse(files, directory, deps, tools.uniqueId(), within);
  return {
    program: format.program,
    source: source.path,
    files: await writeNewFiles(files, request.force, tools.uniqueId(), within),
    remarks: imported.remarks,
    warnings: imported.remarks.filter(isWarning),
  };
}

/** The password goes first: no configuration names a file that is not there. */
function newFiles(
  imported: Imported,
  source: Source,
  program: string,
  directory: string,
  words: ImportWords,
): readonly NewFile[] {
  const cfg = (name: 'sendmemo-ssl.cfg' | 'sendmemo.cfg', mode: number): NewFile => ({
    path: path.join(directory, name),
    content: writtenFile(name, imported, source, program, words),
    mode,
  });
  // A command that prints a password may hold it.
  const hasCommand = imported.settings.some(({ setting }) => setting === 'auth-password-command');
  const secret =
    imported.secret === null
      ? []
      : [{ path: path.join(directory, secretFileName), content: `${imported.secret.value}\n`, mode: 0o600 }];
  return [...secret, cfg('sendmemo.cfg', hasCommand ? 0o600 : 0o644), cfg('sendmemo-ssl.cfg', 0o644)];
}

/** Loads the files, as a send would, from a directory of their own beside the place where they go. */
async function rehearse(
  files: readonly NewFile[],
  directory: string,
  deps: SettingsDeps,
  unique: string,
  within: Within,
): Promise<void> {
  const stage = path.join(directory, `.sendmemo-import.${unique}`);
  const clear = () => within(() => fs.rmSync(stage, { recursive: true, force: true }));
  try {
    within(() => {
      fs.mkdirSync(stage, { mode: 0o700 });
      for (const { path: file, content } of files) {
        fs.writeFileSync(path.join(stage, path.basename(file)), content, { mode: 0o600, flag: 'wx' });
      }
    });
  } catch (error) {
    clear();
    throw new SendmemoError(
      { code: 'OUTPUT', reason: 'cannot-create', path: directory, system: systemCode(error) },
      { cause: error },
    );
  }
  try {
    await loadSettings({ serverDir: stage }, deps);
  } finally {
    clear();
  }
}
