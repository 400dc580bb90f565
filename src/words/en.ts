import { failureSentences, noticeSentences } from './en/sentences.ts';
import { createLanguage } from './create-language.ts';

export const english = createLanguage(failureSentences, noticeSentences);
