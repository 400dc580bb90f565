/** A recipient that looks like a mistyped command (`sendmemo qeue run`) gets no mail, unless an alias has its name. */
import type { MistypedCommand } from '../../cli/mistyped.ts';
import type { Settings } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import { aliasesOf } from '../compose-deps.ts';

/** @throws SendmemoError USAGE usage-mistyped-command; CONFIG for the alias file */
export async function refuseUnlessAlias(
  { word, words, nearest }: MistypedCommand,
  settings: Settings,
): Promise<void> {
  if ((await aliasesOf(settings))?.has(word.toLowerCase()) === true) return;
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-mistyped-command',
    recipient: word,
    words,
    nearest,
  });
}
