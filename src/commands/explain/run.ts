/** `sendmemo explain`: a code, or the list of them, in the user's language. */
import type { ExplainRequest } from '../request.ts';
import { findCode } from './find.ts';
import { failureCodes } from '../../failure/codes.ts';
import type { ExplainWords } from '../../words/explain/page.ts';
import { codeList, explanation, explanationLines } from './text.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';

/** @returns the exit status. @throws SendmemoError USAGE usage-unknown-command; OUTPUT output-failed */
export async function runExplain(request: ExplainRequest, context: ProgramContext): Promise<number> {
  const { output, common, system } = context;
  const code = request.code === null ? null : findCode(request.code);
  // JSON is English in every locale.
  const words = await explainWords(common.json ? 'en' : chooseLocale(system.env).language);
  if (common.json) {
    const found =
      code === null ? failureCodes.map((each) => explanation(each, words)) : explanation(code, words);
    await output.json(found);
  } else {
    const lines = code === null ? codeList(words) : explanationLines(explanation(code, words), words);
    await output.line(lines.join('\n'));
  }
  return 0;
}

async function explainWords(language: 'en' | 'ja'): Promise<ExplainWords> {
  return language === 'ja'
    ? (await import('../../words/explain/ja.ts')).explainWordsJa
    : (await import('../../words/explain/en.ts')).explainWordsEn;
}
