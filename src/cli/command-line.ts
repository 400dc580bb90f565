/**
 * The words of the command line → which command, its options and its operands. commander reads the words; the table
 * says which there are; what they mean is in commands/<name>/request.ts.
 */
import { Command, CommanderError, Option } from 'commander';
import { SendmemoError } from '../failure/error.ts';
import { nearestWord } from '../text/spelling.ts';
import type { Bilingual, CommandName, CommandOptions, CommandRow, OptionRow } from './option-row.ts';
import { commands, commonOptions } from './option-table.ts';

/** One command with its options and operands. */
export type CommandLine = {
  [Name in CommandName]: {
    readonly command: Name;
    readonly options: CommandOptions<Name>;
    readonly operands: readonly string[];
    /** The text of `--help` or `--version`, where that was asked for; then nothing else counts. */
    readonly text: string | null;
  };
}[CommandName];

/** Finds the command: its row, the words without its name, and how many of them stood before it. */
export interface FoundCommand {
  readonly row: CommandRow;
  readonly words: readonly string[];
  readonly before: number;
}

/**
 * The first operand is the command's name where it is one; options may stand before it, so their values are skipped.
 * @throws SendmemoError usage-unknown-command, for `queue` and `config` without a known second word
 */
export function findCommand(words: readonly string[]): FoundCommand {
  const first = nextOperand(words, 0);
  const group = commands.filter((row) => first !== null && row.words[0] === words[first]);
  const [only] = group;
  if (first === null || !only) return { row: plainSend(), words, before: 0 };
  if (only.words.length === 1) return { row: only, words: words.toSpliced(first, 1), before: first };
  const rest = words.toSpliced(first, 1);
  const second = nextOperand(rest, first);
  const row = second === null ? undefined : group.find((candidate) => candidate.words[1] === rest[second]);
  if (row && second !== null) return { row, words: rest.toSpliced(second, 1), before: first };
  // `queue --help` shows what there is.
  if (second === null && rest.some((word) => word === '--help' || word === '-h'))
    return { row: only, words: rest, before: first };
  const known = group.map((candidate) => candidate.words[1] ?? '');
  const given = second === null ? '' : (rest[second] ?? '');
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-unknown-command',
    words: `${only.words[0]} ${given}`.trim(),
    nearest: nearestWord(given, known),
    known: known.map((word) => `${only.words[0]} ${word}`),
  });
}

function plainSend(): CommandRow {
  const row = commands.find((candidate) => candidate.words.length === 0);
  if (!row) throw new Error('the table has no plain send');
  return row;
}

/** Index of the next word that is neither an option nor an option's value; null after `--` or at the end. */
function nextOperand(words: readonly string[], from: number): number | null {
  for (let index = from; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') return null;
    if (word === '-' || !word.startsWith('-')) return index;
    if (takesNextWord(word)) index += 1;
  }
  return null;
}

/** Whether the value of this option is the next word. */
export function takesNextWord(word: string): boolean {
  if (word.startsWith('--')) return !word.includes('=') && takesValue(word);
  // `-vs subject`: the first letter that takes a value takes the rest of the word, or else the next one.
  const taker = word
    .slice(1)
    .split('')
    .findIndex((letter) => takesValue(`-${letter}`));
  return taker !== -1 && taker === word.length - 2;
}

/** @param flag `-s` or `--subject` */
function takesValue(flag: string): boolean {
  const takes = ({ flags }: OptionRow): boolean =>
    flags.includes('<') && (flags.startsWith(`${flag},`) || flags.includes(`${flag} <`));
  return commonOptions.some(takes) || commands.some((row) => row.options.some(takes));
}

function asksForText(words: readonly string[]): boolean {
  return words.some((word) => word === '--help' || word === '--version' || /^-[a-zA-Z]*h/.test(word));
}

function addTexts(program: Command, row: CommandRow, language: keyof Bilingual, version: string): void {
  program
    .description(row.about[language])
    .version(
      `sendmemo ${version}`,
      '--version',
      { en: 'print the version', ja: 'バージョンを表示' }[language],
    )
    .helpOption('-h, --help', { en: 'print this help', ja: 'このヘルプを表示' }[language]);
  if (row.words.length === 0) program.addHelpText('after', () => commandList(language));
}

/**
 * The options that the words may mean, and some more. Only these are made known to commander: to make all of them takes
 * as long as to read the settings.
 */
function mayBeMeant(options: readonly OptionRow[], words: readonly string[]): readonly OptionRow[] {
  const given = words.filter((word) => word.startsWith('-')).map((word) => word.replace(/=.*/s, ''));
  return options.filter(({ flags }) =>
    given.some((word) =>
      word.startsWith('--')
        ? flags.includes(word)
        : !flags.startsWith('--') && word.includes(flags.charAt(1)),
    ),
  );
}

/**
 * Reads the words of one command.
 * @throws SendmemoError usage-*
 */
export function readCommandLine(
  found: FoundCommand,
  language: keyof Bilingual,
  version: string,
): CommandLine {
  const { row } = found;
  let text = '';
  const program = new Command(['sendmemo', ...row.words].join(' '))
    .exitOverride()
    .configureOutput({ writeOut: (part) => (text += part), writeErr: () => {} })
    .allowExcessArguments(false)
    .action(() => {});
  if (row.operands !== '') program.arguments(row.operands);
  const all = [...row.options, ...commonOptions];
  const told = asksForText(found.words);
  if (told) addTexts(program, row, language, version);
  else program.helpOption(false);
  for (const option of told ? all : mayBeMeant(all, found.words)) {
    program.addOption(toCommander(option, language));
  }
  try {
    program.parse(found.words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return typed(row, {}, [], text);
    throw usageError(error, row);
  }
  return typed(row, program.opts(), program.args, null);
}

/** The options of a row with null, false or [] for those that were not given: what OptionsOf says of them. */
function typed(
  row: CommandRow,
  given: Readonly<Record<string, unknown>>,
  operands: readonly string[],
  text: string | null,
): CommandLine {
  const options = withAbsent([...row.options, ...commonOptions], given);
  return { command: row.words.join(' '), options, operands, text } as CommandLine;
}

/** @returns a value for each option of the rows: the given one, else null, false or [] */
export function withAbsent(
  rows: readonly OptionRow[],
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { flags, repeatable } of rows) {
    const { key } = optionKey(flags);
    values[key] = given[key] ?? (repeatable ? [] : flags.includes('<') ? null : false);
  }
  return values;
}

/** `-b, --body-file <file>` → `--body-file` and `bodyFile`. */
export function optionKey(flags: string): { readonly long: string; readonly key: string } {
  const [long = ''] = /--[a-z-]+/.exec(flags) ?? [];
  const key = long.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { long, key };
}

function toCommander(row: OptionRow, language: keyof Bilingual): Option {
  const option = new Option(row.flags, row.about[language]);
  const long = option.long ?? row.flags;
  if (!option.required) return option;
  return option.argParser((value: string, previous: string | readonly string[] | undefined) => {
    if (row.choices && !row.choices.includes(value)) {
      throw new SendmemoError({
        code: 'USAGE',
        reason: 'usage-option-value',
        option: long,
        value,
        allowed: row.choices.join(', '),
      });
    }
    if (row.repeatable) {
      // One list for all of an option's values: a copy for each would grow with the square of their number.
      const values: string[] = Array.isArray(previous) ? previous : [];
      values.push(value);
      return values;
    }
    if (previous !== undefined && !row.lastWins) {
      throw new SendmemoError({ code: 'USAGE', reason: 'usage-option-twice', option: long });
    }
    return value;
  });
}

function commandList(language: keyof Bilingual): string {
  const title = { en: 'Commands:', ja: 'コマンド:' }[language];
  const rows = commands.filter((row) => row.words.length > 0);
  const width = Math.max(...rows.map((row) => row.words.join(' ').length)) + 2;
  const lines = rows.map((row) => `  ${row.words.join(' ').padEnd(width)}${row.about[language]}`);
  return `\n${title}\n${lines.join('\n')}\n`;
}

/** commander's error codes → ours; its sentences are not used. */
function usageError(error: CommanderError, row: CommandRow): SendmemoError {
  const command = ['sendmemo', ...row.words].join(' ');
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const known = [...row.options, ...commonOptions].flatMap(
        (option) => option.flags.match(/--[a-z-]+/) ?? [],
      );
      return new SendmemoError({
        code: 'USAGE',
        reason: 'usage-unknown-option',
        option: quoted,
        nearest: nearestWord(quoted, known),
      });
    }
    case 'commander.optionMissingArgument':
      return new SendmemoError({ code: 'USAGE', reason: 'usage-missing-value', option: quoted });
    case 'commander.missingArgument':
      return new SendmemoError({
        code: 'USAGE',
        reason: 'usage-missing-operand',
        command,
        operand: quoted,
      });
    default:
      return new SendmemoError({
        code: 'USAGE',
        reason: 'usage-excess-operand',
        command,
        operand: error.message.replace(/^error: /, ''),
      });
  }
}
