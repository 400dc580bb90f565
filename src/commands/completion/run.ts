/** `sendmemo completion SHELL`: the script, with descriptions in the user's language. */
import { completionScript } from '../../cli/completion.ts';
import type { CompletionRequest } from '../request.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';

/** @returns the exit status. @throws SubmissionError OUTPUT output-failed */
export async function runCompletion(request: CompletionRequest, context: ProgramContext): Promise<number> {
  const { output, system } = context;
  const script = completionScript(request.shell, chooseLocale(system.env).language);
  await output.line(script.trimEnd());
  return 0;
}
