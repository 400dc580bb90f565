/** `--help`, `--version`, and what is shown for a missing subcommand; loaded only then. */
import { helpText } from '../../cli/help.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';
import type { HelpRequest } from '../request.ts';

/** Columns where the output is no terminal, and the most that are used of one. */
const usualColumns = 80;
const mostColumns = 110;

/** @returns the exit status: 64 where the help is shown for a missing subcommand. @throws SendmemoError OUTPUT output-failed */
export async function runHelp(
  { asked }: HelpRequest,
  version: string,
  { output, system }: ProgramContext,
): Promise<number> {
  if (asked.kind === 'version') {
    await output.line(`sendmemo ${version}`);
    return 0;
  }
  const missing = asked.kind === 'short' || (asked.kind === 'group' && asked.missing);
  const columns = (missing ? system.stderr : system.stdout).columns ?? usualColumns;
  const text = helpText(asked, chooseLocale(system.env).language, Math.min(columns, mostColumns));
  if (missing) await output.message(text);
  else await output.line(text);
  return missing ? 64 : 0;
}
