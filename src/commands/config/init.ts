/** `sendmemo config init DIR`: both files as commented samples (contract, section 13). */
import path from 'node:path';
import { SendmemoError, systemCode } from '../../failure/error.ts';
import type { Caller, Within } from '../../files/foreign.ts';
import { asOwnerOf, makeDirectories } from '../../files/foreign.ts';
import { sampleText } from './sample-text.ts';
import type { NewFile } from './new-files.ts';
import { writeNewFiles } from './new-files.ts';

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

/**
 * Makes the directory where it is missing, and writes the samples.
 * @returns the paths written
 * @throws SendmemoError OUTPUT already-exists (without `force`; then nothing was written), cannot-create
 */
export async function initConfiguration(
  request: ConfigInitRequest,
  { cwd, uniqueId, caller }: ConfigFileTools,
): Promise<readonly string[]> {
  const directory = path.resolve(cwd, request.directory);
  const within = asOwnerOf(directory, caller);
  makeDirectory(directory, within);
  const files: NewFile[] = (['sendmemo-ssl.cfg', 'sendmemo.cfg'] as const).map((name) => ({
    path: path.join(directory, name),
    content: sampleText(name),
    mode: 0o644,
  }));
  return writeNewFiles(files, request.force, uniqueId(), within);
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
