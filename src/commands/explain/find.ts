/** `sendmemo explain [CODE|STATUS]`: which codes are meant (contract, section 6). What they say is in words/explain. */
import { settingsTable } from '../../config/settings-table.ts';
import type { FailureCode } from '../../failure/codes.ts';
import { failureCodes } from '../../failure/codes.ts';
import { type ExitStatus, exitStatuses } from '../../failure/consequence.ts';
import { SendmemoError } from '../../failure/error.ts';
import { codeStatuses } from '../../failure/statuses.ts';
import { nearestWord } from '../../text/spelling.ts';

export type Found =
  | { readonly kind: 'code'; readonly code: FailureCode }
  | { readonly kind: 'status'; readonly status: ExitStatus; readonly codes: readonly FailureCode[] };

/**
 * Reads a code as a person writes it (in any case, with blanks or hyphens for the underscores), or an exit status.
 * @throws SendmemoError USAGE usage-unknown-code, with the codes that may be meant
 */
export function findCode(word: string): Found {
  const wanted = word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  const code = failureCodes.find((candidate) => candidate === wanted);
  if (code !== undefined) return { kind: 'code', code };
  const status = exitStatuses.find((candidate) => String(candidate) === wanted);
  if (status !== undefined) return { kind: 'status', status, codes: codesOf(status) };
  const nearest = nearestCodes(wanted);
  const setting = nearest.length === 0 ? nearestSetting(word.trim()) : null;
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-unknown-code',
    word: word.trim(),
    nearest,
    ...(setting === null ? {} : { setting }),
  });
}

/** The setting that is meant: `explain` has pages for codes only. */
function nearestSetting(word: string): { readonly name: string; readonly file: string } | null {
  const nearest = nearestWord(
    word,
    settingsTable.map(({ name }) => name),
  );
  const setting = settingsTable.find(({ name }) => name === nearest);
  return setting === undefined ? null : { name: setting.name, file: setting.file };
}

function codesOf(status: ExitStatus): FailureCode[] {
  return failureCodes.filter((code) => codeStatuses[code].includes(status));
}

/** Those that begin with the word, or else the nearest one. */
function nearestCodes(wanted: string): string[] {
  const longer = failureCodes.filter((code) => wanted.length > 1 && code.startsWith(wanted));
  if (longer.length > 0) return longer;
  const nearest = nearestWord(wanted, failureCodes);
  return nearest === null ? [] : [nearest];
}
