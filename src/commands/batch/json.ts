/** A line of results of a batch: section 6's object, with the key and the number of its line (contract, section 12). */
import type { BatchResult } from './pipeline.ts';
import { sendResultJson } from '../send/json.ts';
import type { Language } from '../../words/language.ts';
import { toJson } from '../../text/control-characters.ts';

/** @returns one line of JSON; `key` only where the line has one */
export function batchResultLine({ key, line, result }: BatchResult, language: Language): string {
  return toJson({
    ...(key === null ? {} : { key }),
    line,
    ...sendResultJson(result, language),
  });
}
