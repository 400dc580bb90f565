/** docs/errors.md: every page of `sendmemo explain`, in both languages. */
import { failureCodes } from '../../src/failure/codes.ts';
import { codeStatuses } from '../../src/failure/statuses.ts';
import { words } from './fragments.ts';

export function errorsMarkdown(): string {
  const said = words('en');
  const table = failureCodes.map(
    (code) =>
      `| [\`${code}\`](#${code.toLowerCase()}) | ${codeStatuses[code].join(', ')} | ${said.pages[code].title} |`,
  );
  const pages = failureCodes.map((code) => {
    const { title, meaning, causes, remedies } = said.pages[code];
    const statuses = codeStatuses[code].map((status) => `- ${status}: ${said.statuses[status]}`);
    return [
      `## ${code}`,
      `**${escaped(title)}**`,
      ...meaning.split('\n').map(escaped),
      `### ${said.causes}`,
      bullets(causes),
      `### ${said.remedies}`,
      bullets(remedies),
      `### ${said.status}`,
      statuses.join('\n'),
    ].join('\n\n');
  });
  return [
    '<!-- Made by scripts/man.mjs from src/words/explain: do not edit here. -->',
    '# Error codes',
    'Every failure has one of these codes: in `error.code` of the JSON result, in logs, and in `sendmemo explain CODE`, which prints the same pages (in Japanese under `LANG=ja_JP.UTF-8`).',
    ['| code | exit status | |', '| --- | --- | --- |', ...table].join('\n'),
    ...pages,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function bullets(points: readonly string[]): string {
  return points.map((point) => `- ${escaped(point)}`).join('\n');
}

/** What Markdown would take for its own. */
function escaped(plain: string): string {
  return plain.replaceAll(/[<*_|]/g, '\\$&');
}
