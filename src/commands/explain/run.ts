/** `sendmemo explain`: a code, the codes of an exit status, or all of them, in the user's language. */
import type { ExplainRequest } from '../request.ts';
import { findCode } from './find.ts';
import { failureCodes } from '../../failure/codes.ts';
import type { ExplainWords } from '../../words/explain/page.ts';
import { explainLines, explanation } from './text.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { ProgramContext } from '../context.ts';

/** @returns the exit status. @throws SendmemoError USAGE usage-unknown-code; OUTPUT output-failed */
export async function runExplain(request: ExplainRequest, context: ProgramContext): Promise<number> {
  const { output, common, system } = context;
  const found = request.code === null ? null : findCode(request.code);
  // JSON is English in every locale.
  const words = await explainWords(common.json ? 'en' : chooseLocale(system.env).language);
  if (common.json) {
    const listed = found?.kind === 'status' ? found.codes : failureCodes;
    await output.json(
      found?.kind === 'code'
        ? explanation(found.code, words)
        : listed.map((each) => explanation(each, words)),
    );
  } else {
    await output.line(explainLines(found, words).join('\n'));
  }
  return 0;
}

async function explainWords(language: 'en' | 'ja'): Promise<ExplainWords> {
  return language === 'ja'
    ? (await import('../../words/explain/ja.ts')).explainWordsJa
    : (await import('../../words/explain/en.ts')).explainWordsEn;
}
