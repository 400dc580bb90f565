/** The texts of `--help`: complete, folded to the terminal, and in one language. */
import { describe, expect, test } from 'vitest';
import type { AskedText } from '../../src/cli/command-line.ts';
import { findCommand, optionKey } from '../../src/cli/command-line.ts';
import { helpText } from '../../src/cli/help.ts';
import { commands, commonOptions } from '../../src/cli/option-texts.ts';
import { displayWidth } from '../../src/text/width.ts';

type HelpAsked = Exclude<AskedText, { kind: 'version' }>;

const pages: readonly HelpAsked[] = [
  { kind: 'short' },
  { kind: 'group', word: 'queue', missing: false },
  { kind: 'group', word: 'config', missing: true },
  ...commands.map(({ words }) => ({ kind: 'help', words }) as const),
];

const asked = (...words: readonly string[]): AskedText | null => findCommand(words).asked;

describe.each(['en', 'ja'] as const)('in %s', (language) => {
  test.each([40, 60, 80, 110])('no line of explanation is wider than %d columns', (width) => {
    for (const page of pages) {
      for (const line of helpText(page, language, width).split('\n')) {
        // Command lines, and names of options, are not folded.
        if (/^(usage:|使い方:|  \S| {6,14}(sendmemo|--))/.test(line)) continue;
        expect(displayWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  test('the help of each command has its own options, and the program’s has all', () => {
    for (const row of commands) {
      const shown = helpText({ kind: 'help', words: row.words }, language, 80);
      for (const { flags } of row.options) expect(shown).toContain(optionKey(flags).long);
    }
    const all = helpText({ kind: 'help', words: [] }, language, 80);
    for (const { flags } of commonOptions) expect(all).toContain(optionKey(flags).long);
    for (const { words } of commands) expect(all).toContain(words.join(' '));
  });
});

test('Japanese help has no English sentence', () => {
  for (const page of pages) {
    const shown = helpText(page, 'ja', 80);
    const prose = shown
      .split('\n')
      .filter((line) => !/^ {2}(sendmemo|sendmail|echo|source) /.test(line))
      .join('\n');
    expect(prose, prose).not.toMatch(
      /usage|Options|Commands|Examples|default:|<[a-z]|[a-z]{2,} (the|a|of|to) /,
    );
  }
});

test('common options are shown only where they mean something', () => {
  const help = (name: string): string => helpText({ kind: 'help', words: name.split(' ') }, 'en', 80);
  expect(help('explain')).not.toMatch(/smtp-server-host|metrics-file|spool-directory/);
  expect(help('queue list')).toContain('--spool-directory');
  expect(help('queue list')).not.toContain('--smtp-server-host');
  expect(help('check')).toContain('--smtp-server-host');
});

test.each([
  [['--help'], { kind: 'help', words: [] }],
  [['-h'], { kind: 'help', words: [] }],
  [['-vh'], { kind: 'help', words: [] }],
  [['help'], { kind: 'help', words: [] }],
  [['queue', 'run', '--help'], { kind: 'help', words: ['queue', 'run'] }],
  [['help', 'queue', 'run'], { kind: 'help', words: ['queue', 'run'] }],
  [['queue', '--help'], { kind: 'group', word: 'queue', missing: false }],
  [['help', 'queue'], { kind: 'group', word: 'queue', missing: false }],
  [['queue'], { kind: 'group', word: 'queue', missing: true }],
  [['-V'], { kind: 'version' }],
  [['queue', 'run', '--version'], { kind: 'version' }],
  [['sendmail', '--help'], { kind: 'help', words: ['sendmail'] }],
  [['-s', '--help', 'a@example.com'], null],
  [['-s-h', 'a@example.com'], null],
  [['--', '--help'], null],
  [['sendmail', '-h', '5', 'a@example.com'], null],
  [['sendmail', '-V', 'id', 'a@example.com'], null],
  [['sendmail', '-t', '--help'], null],
])('%j asks for %j', (words, text) => {
  expect(asked(...words)).toEqual(text);
});

test.each([
  [['help', 'chek'], 'check'],
  [['chek', '--help'], 'check'],
  [['help', 'qeue', 'rum'], 'queue run'],
  [['queue', 'lst'], 'queue list'],
  [['config', 'nonsense', '--help'], null],
])('%j is an unknown command', (words, nearest) => {
  expect(() => asked(...words)).toThrow(
    expect.objectContaining({
      failure: expect.objectContaining({ reason: 'usage-unknown-command', nearest }),
    }),
  );
});
