import { createLanguage } from './create-language.ts';
import { failureSentences, noticeSentences } from './ja/sentences.ts';

export const japanese = createLanguage(failureSentences, noticeSentences);
