/** `sendmemo explain [CODE]`: which code is meant (contract, section 6). What is said of it is words/explain's. */
import type { FailureCode } from '../../failure/codes.ts';
import { failureCodes } from '../../failure/codes.ts';
import { SendmemoError } from '../../failure/error.ts';
import { nearestWord } from '../../text/spelling.ts';

/**
 * Reads the name of a code as a person writes it: in any case, with blanks or hyphens for the underscores.
 * @throws SendmemoError USAGE usage-unknown-command, with the nearest code
 */
export function findCode(word: string): FailureCode {
  const wanted = word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  const code = failureCodes.find((candidate) => candidate === wanted);
  if (code !== undefined) return code;
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-unknown-command',
    words: `explain ${word}`,
    nearest: nearestWord(wanted, failureCodes),
    known: failureCodes,
  });
}
