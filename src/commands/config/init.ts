/** `sendmemo config init DIR`: both files as commented samples (contract, section 13). */
import path from 'node:path';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Caller, Within } from '../../files/foreign.ts';
import { asOwnerOf, makeDirectories } from '../../files/foreign.ts';
import { sampleText } from './sample-text.ts';
import type { NewFile } from './new-files.ts';
import { isThere, writeNewFiles } from './new-files.ts';

export interface ConfigInitRequest {
  readonly directory: string;
  readonly force: boolean;
}

export interface ConfigFileTools {
  /** A relative directory is taken from here. */
  readonly cwd: string;
  /** 128 random bits as hex. */
  readonly uniqueId: () => string;
  readonly caller?: Caller;
}

export interface ConfigInitResult {
  /** Full paths of what was written. */
  readonly files: readonly string[];
  /** Full paths of what was there, and stays as it is. */
  readonly kept: readonly string[];
}

/**
 * Makes the directory where it is missing, and writes the samples that are not there yet, or with `force` both.
 * @throws SendmemoError OUTPUT cannot-create
 */
export async function initConfiguration(
  request: ConfigInitRequest,
  { cwd, uniqueId, caller }: ConfigFileTools,
): Promise<ConfigInitResult> {
  const directory = path.resolve(cwd, request.directory);
  const within = asOwnerOf(directory, caller);
  makeDirectory(directory, within);
  const files: NewFile[] = (['sendmemo-ssl.cfg', 'sendmemo.cfg'] as const).map((name) => ({
    path: path.join(directory, name),
    content: sampleText(name),
    mode: 0o644,
  }));
  const kept = request.force ? [] : files.filter((file) => isThere(file.path));
  const missing = files.filter((file) => !kept.includes(file));
  return {
    files: await writeNewFiles(missing, request.force, uniqueId(), within),
    kept: kept.map((file) => file.path),
  };
}

function makeDirectory(directory: string, within: Within): void {
  try {
    makeDirectories(directory, 0o755, within);
  } catch (error) {
    throw new SendmemoError(
      { code: 'OUTPUT', reason: 'cannot-create', path: directory, system: systemCode(error) },
      { cause: error },
    );
  }
}
