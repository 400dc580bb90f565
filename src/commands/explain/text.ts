/** An explanation → lines for a terminal, or an object for --json. */
import { failureCodes } from '../../failure/codes.ts';
import type { FailureCode } from '../../failure/codes.ts';
import type { Explanation, ExplainWords } from '../../words/explain/page.ts';
import { codeStatuses } from '../../failure/statuses.ts';
import { columns, fold } from '../../text/fold.ts';

const width = 78;

/** @returns the page of a code with its statuses */
export function explanation(code: FailureCode, words: ExplainWords): Explanation {
  return { code, statuses: codeStatuses[code], ...words.pages[code] };
}

/** One line for each code. */
export function codeList(words: ExplainWords): readonly string[] {
  const widest = Math.max(...failureCodes.map((code) => code.length)) + 2;
  return failureCodes.map(
    (code) => `${code.padEnd(widest)}${codeStatuses[code].join(', ').padEnd(8)}${words.pages[code].title}`,
  );
}

/** The page as it is shown on a terminal. */
export function explanationLines(explained: Explanation, words: ExplainWords): readonly string[] {
  const { code, title, statuses } = explained;
  const listed = (points: readonly string[]): string[] =>
    points.flatMap((point) => indented(fold(point, width - 4), '  - ', '    '));
  const titled = columns(`${code}: ${title}`) > width ? [code, ...fold(title, width)] : [`${code}: ${title}`];
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
