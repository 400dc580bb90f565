/** An explanation → lines for a terminal, or an object for --json. */
import { failureCodes } from '../../failure/codes.ts';
import type { FailureCode } from '../../failure/codes.ts';
import type { Explanation, ExplainWords } from '../../words/explain/page.ts';
import { codeStatuses } from '../../failure/statuses.ts';
import { fold } from '../../text/fold.ts';
import { displayWidth } from '../../text/width.ts';
import type { Found } from './find.ts';

const width = 78;

/** @returns the page of a code with its statuses */
export function explanation(code: FailureCode, words: ExplainWords): Explanation {
  const page = words.pages[code];
  return { code, statuses: codeStatuses[code], ...page, meaning: page.meaning.split('\n') };
}

/** What is shown on a terminal: the page of a code, the codes of a status below what it means, or all codes. */
export function explainLines(found: Found | null, words: ExplainWords): readonly string[] {
  if (found === null) return codeList(failureCodes, words);
  if (found.kind === 'code') return explanationLines(explanation(found.code, words), words);
  const { status, codes } = found;
  const title = fold(`${words.status} ${status}: ${words.statuses[status]}`, width);
  return codes.length === 0 ? title : [...title, '', ...codeList(codes, words)];
}

/** One line for each code. */
export function codeList(codes: readonly FailureCode[], words: ExplainWords): readonly string[] {
  const statuses = (code: FailureCode): string => codeStatuses[code].join(', ');
  const widest = Math.max(...failureCodes.map((code) => code.length)) + 2;
  const second = Math.max(...codes.map((code) => statuses(code).length)) + 2;
  return codes.map(
    (code) => `${code.padEnd(widest)}${statuses(code).padEnd(second)}${words.pages[code].title}`,
  );
}

/** The page as it is shown on a terminal. */
export function explanationLines(explained: Explanation, words: ExplainWords): readonly string[] {
  const { code, title, statuses } = explained;
  const listed = (points: readonly string[]): string[] =>
    points.flatMap((point) => indented(fold(point, width - 4), '  - ', '    '));
  const titled =
    displayWidth(`${code}: ${title}`) > width ? [code, ...fold(title, width)] : [`${code}: ${title}`];
  return [
    ...titled,
    '',
    words.meaning,
    ...explained.meaning.flatMap((paragraph) => indented(fold(paragraph, width - 2), '  ', '  ')),
    '',
    words.causes,
    ...listed(explained.causes),
    '',
    words.remedies,
    ...listed(explained.remedies),
    '',
    words.status,
    ...statuses.flatMap((status) =>
      indented(fold(words.statuses[status], width - 6), `  ${status}  `, '      '),
    ),
  ];
}

function indented(lines: readonly string[], first: string, rest: string): string[] {
  return lines.map((line, index) => `${index === 0 ? first : rest}${line}`);
}
