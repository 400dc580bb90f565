/** `sendmemo completion SHELL` and what its script calls, with descriptions in the user's language. */
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';
import { completionAnswer } from './answer.ts';
import type { CompleteRequest, CompletionRequest } from './request.ts';
import { completionScript } from './scripts.ts';

/** @returns the exit status. @throws SendmemoError OUTPUT output-failed */
export async function runCompletion(
  request: CompletionRequest | CompleteRequest,
  { output, system }: ProgramContext,
): Promise<number> {
  const text =
    request.command === 'completion'
      ? completionScript(request.shell).trimEnd()
      : completionAnswer(request.shell, request.words, chooseLocale(system.env).language).join('\n');
  await output.line(text);
  return 0;
}
