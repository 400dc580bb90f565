/** The option table as the completion scripts need it. */
import { settingsTable } from '../../config/settings-table.ts';
import { failureCodes } from '../../failure/codes.ts';
import type { Bilingual, CommandRow, OptionRow } from '../option-table.ts';
import { commands, commonOptions } from '../option-table.ts';

/** What can stand where a value is wanted. */
export type Completes =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'nothing' };

export interface CompletedOption {
  /** `-s`, or null. */
  readonly short: string | null;
  readonly long: string;
  readonly about: Bilingual;
  readonly repeatable: boolean;
  /** null: it takes no value. */
  readonly value: Completes | null;
}

export interface CompletedCommand {
  /** `queue run`; '' is the plain send. */
  readonly name: string;
  readonly about: Bilingual;
  /** Its own and the common ones. */
  readonly options: readonly CompletedOption[];
  /** What its operands may be: the first, the second … the last one for all that follow. */
  readonly operands: readonly Completes[];
}

const nothing: Completes = { kind: 'nothing' };

/** Every command with what completes it. */
export function completedCommands(): readonly CompletedCommand[] {
  return commands.map((row) => ({
    name: row.words.join(' '),
    about: row.about,
    options: [...row.options, ...commonOptions, ...parserOptions].map(toOption),
    operands: operandsOf(row),
  }));
}

/** Known to the parser itself, not to the table. */
export const parserOptions: readonly OptionRow[] = [
  { flags: '-h, --help', about: { en: 'print this help', ja: 'このヘルプを表示' } },
  { flags: '--version', about: { en: 'print the version', ja: 'バージョンを表示' } },
];

/** The words of each setting that has only certain values, for `config set NAME`. */
export function settingChoices(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    settingsTable.flatMap(({ name, form }) =>
      form.kind === 'choice' ? [[name, form.allowed] as const] : [],
    ),
  );
}

/** The first words of commands that have a second one, with those. */
export function commandGroups(): ReadonlyMap<string, readonly CompletedCommand[]> {
  const groups = new Map<string, CompletedCommand[]>();
  for (const command of completedCommands()) {
    const [first = '', second] = command.name.split(' ');
    if (second !== undefined) groups.set(first, [...(groups.get(first) ?? []), command]);
  }
  return groups;
}

function toOption(row: OptionRow): CompletedOption {
  const [long = ''] = /--[a-z-]+/.exec(row.flags) ?? [];
  const [short = null] = /^-[a-zA-Z](?=,)/.exec(row.flags) ?? [];
  return { short, long, about: row.about, repeatable: row.repeatable === true, value: valueOf(row) };
}

function valueOf(row: OptionRow): Completes | null {
  if (!row.flags.includes('<')) return null;
  if (row.choices) return { kind: 'words', words: row.choices };
  return row.completes === undefined ? nothing : { kind: row.completes };
}

function operandsOf({ words, operands }: CommandRow): readonly Completes[] {
  switch (words.join(' ')) {
    case 'config set':
      return [{ kind: 'words', words: settingsTable.map(({ name }) => name) }, nothing];
    case 'explain':
      return [{ kind: 'words', words: failureCodes }, nothing];
    case 'completion':
      return [{ kind: 'words', words: ['bash', 'zsh', 'fish'] }, nothing];
    case '':
      return [nothing];
    default:
      if (operands.includes('file')) return [{ kind: 'file' }, nothing];
      return operands.includes('dir') ? [{ kind: 'directory' }, nothing] : [nothing];
  }
}
