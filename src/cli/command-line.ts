/**
 * The words of the command line → which command, its options and its operands. commander reads the words; the table
 * says which there are; what they mean is in commands/<name>/request.ts.
 */
import { Command, CommanderError, Option } from 'commander';
import { SendmemoError } from '../failure/error.ts';
import { nearestWord } from '../text/spelling.ts';
import { suggestedOption } from './foreign-options.ts';
import { firstWords, mistypedCommand, nearestCommand } from './mistyped.ts';
import type { MistypedCommand } from './mistyped.ts';
import type { CommandName, CommandOptions, CommandRow, OptionRow } from './option-row.ts';
import { commands, commonOptions } from './option-table.ts';

/** What is answered instead of running a command. */
export type AskedText =
  | { readonly kind: 'version' }
  /** The help of one command; `[]` is the whole program's. */
  | { readonly kind: 'help'; readonly words: readonly string[] }
  /** The overview of `queue` or `config`; `missing`: shown because the subcommand was left out. */
  | { readonly kind: 'group'; readonly word: string; readonly missing: boolean }
  /** The call without any word: a few lines. */
  | { readonly kind: 'short' };

/** One command with its options and operands. */
export type CommandLine = {
  [Name in CommandName]: {
    readonly command: Name;
    readonly options: CommandOptions<Name>;
    readonly operands: readonly string[];
  };
}[CommandName];

/** Finds the command: its row, the words without its name, and how many of them stood before it. */
export interface FoundCommand {
  readonly row: CommandRow;
  readonly words: readonly string[];
  readonly before: number;
  /** Text that is asked for in place of the command; then nothing else counts. */
  readonly asked: AskedText | null;
  /** A bare word that looks like a mistyped command (plain send only). */
  readonly mistyped: MistypedCommand | null;
}

/**
 * The first operand is the command's name where it is one; options may come before it, so their values are skipped.
 * @throws SendmemoError usage-unknown-command, usage-needs-subcommand for `queue` and `config` without a known second
 * word
 */
export function findCommand(words: readonly string[]): FoundCommand {
  const asked = textAsked(words);
  const first = nextOperand(words, 0);
  const group = commands.filter((row) => first !== null && row.words[0] === words[first]);
  const [only] = group;
  if (first === null || !only) {
    const mistyped = mistypedCommand(bareWords(words));
    // `chek --help` asks for the help of a command that there is not.
    if (asked === 'help' && mistyped !== null) throw unknownCommand(mistyped.words, mistyped.nearest);
    return { row: plainSend(), words, before: 0, asked: asked && answer(asked, []), mistyped };
  }
  const rest = words.toSpliced(first, 1);
  const found = { before: first, mistyped: null };
  if (only.words[0] === 'help')
    return { ...found, row: only, words: rest, asked: helpTopic(bareWords(rest)) };
  if (group.length === 1 && only.words.length === 1) {
    // sendmail's own letters come after its name: -h is a hop count there, -V an envelope identifier.
    const own =
      only.words[0] === 'sendmail'
        ? rest[first] === '--help'
          ? 'help'
          : textAsked(rest.slice(0, first))
        : asked;
    return { ...found, row: only, words: rest, asked: own && answer(own, only.words) };
  }
  const name = only.words[0] ?? '';
  const second = nextOperand(rest, first);
  const row = second === null ? undefined : group.find((candidate) => candidate.words[1] === rest[second]);
  if (row && second !== null) {
    return { ...found, row, words: rest.toSpliced(second, 1), asked: asked && answer(asked, row.words) };
  }
  // `relay` is a command, and the first word of others.
  if (only.words.length === 1) {
    return { ...found, row: only, words: rest, asked: asked && answer(asked, only.words) };
  }
  const known = group.map((candidate) => candidate.words[1] ?? '');
  if (second !== null) {
    const given = rest[second] ?? '';
    const nearest = nearestWord(given, known);
    throw unknownCommand(`${name} ${given}`, nearest === null ? null : `${name} ${nearest}`, known, name);
  }
  if (asked !== null || words.length === 1) {
    const overview = { kind: 'group', word: name, missing: asked === null } as const;
    return { ...found, row: only, words: rest, asked: asked === 'version' ? { kind: 'version' } : overview };
  }
  throw new SendmemoError({
    code: 'USAGE',
    reason: 'usage-needs-subcommand',
    command: name,
    known: known.map((word) => `${name} ${word}`),
  });
}

function answer(asked: 'help' | 'version', words: readonly string[]): AskedText {
  return asked === 'version' ? { kind: 'version' } : { kind: 'help', words };
}

/** `help`, `help queue`, `help queue run`. @throws SendmemoError usage-unknown-command */
function helpTopic(topic: readonly string[]): AskedText {
  const name = topic.join(' ');
  const row = commands.find(({ words }) => words.join(' ') === name);
  if (row !== undefined) return { kind: 'help', words: row.words };
  const [first = ''] = topic;
  if (topic.length === 1 && commands.some(({ words }) => words[0] === first)) {
    return { kind: 'group', word: first, missing: false };
  }
  throw unknownCommand(name, nearestCommand(name));
}

function unknownCommand(
  words: string,
  nearest: string | null,
  known: readonly string[] = firstWords(),
  group = '',
): SendmemoError {
  return new SendmemoError({
    code: 'USAGE',
    reason: 'usage-unknown-command',
    words,
    nearest,
    known: known.map((word) => `${group} ${word}`.trim()),
  });
}

/** Whether help or the version is asked for, before anything else is read; a value that looks so does not count. */
function textAsked(words: readonly string[]): 'help' | 'version' | null {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') return null;
    if (word === '--help') return 'help';
    if (word === '--version') return 'version';
    if (/^-[a-zA-Z]/.test(word)) {
      const letters = word.slice(1).split('');
      const taker = letters.findIndex((letter) => takesValue(`-${letter}`));
      const alone = taker === -1 ? letters : letters.slice(0, taker);
      if (alone.includes('h')) return 'help';
      if (alone.includes('V')) return 'version';
    }
    if (word.startsWith('-') && takesNextWord(word)) index += 1;
  }
  return null;
}

/** The operands before `--`. */
function bareWords(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let at = nextOperand(words, 0); at !== null; at = nextOperand(words, at + 1)) {
    found.push(words[at] ?? '');
  }
  return found;
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
export function readCommandLine({ row, words }: Pick<FoundCommand, 'row' | 'words'>): CommandLine {
  const program = new Command(row.words.join(' '))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .helpOption(false)
    // Suggestions are ours, and commander's would need its help.
    .showSuggestionAfterError(false)
    .allowExcessArguments(true)
    .action(() => {});
  if (row.operands !== '') program.arguments(row.operands);
  for (const option of mayBeMeant([...row.options, ...commonOptions], words)) {
    program.addOption(toCommander(option));
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw usageError(error, row);
  }
  const excess = row.operands.includes('...') ? undefined : program.args[program.registeredArguments.length];
  if (excess !== undefined) {
    const command = row.words.join(' ');
    throw new SendmemoError({ code: 'USAGE', reason: 'usage-excess-operand', command, operand: excess });
  }
  return typed(row, program.opts(), program.args);
}

/** The options of a row with null, false or [] for those that were not given: what OptionsOf says of them. */
function typed(
  row: CommandRow,
  given: Readonly<Record<string, unknown>>,
  operands: readonly string[],
): CommandLine {
  const options = withAbsent([...row.options, ...commonOptions], given);
  return { command: row.words.join(' '), options, operands } as CommandLine;
}

/** @returns a value for each option of the rows: that of the command line, else null, false or [] */
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

function toCommander(row: OptionRow): Option {
  const option = new Option(row.flags);
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

/** commander's error codes → ours; its sentences are not used. */
function usageError(error: CommanderError, row: CommandRow): SendmemoError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const known = [...row.options, ...commonOptions].map(({ flags }) => optionKey(flags).long);
      return new SendmemoError({
        code: 'USAGE',
        reason: 'usage-unknown-option',
        option: quoted,
        nearest: suggestedOption(quoted.replace(/=.*/s, ''), known),
      });
    }
    case 'commander.optionMissingArgument':
      return new SendmemoError({ code: 'USAGE', reason: 'usage-missing-value', option: quoted });
    default:
      return new SendmemoError({
        code: 'USAGE',
        reason: 'usage-missing-operand',
        command: row.words.join(' '),
        operand: quoted,
      });
  }
}
