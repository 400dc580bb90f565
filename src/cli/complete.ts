/**
 * Completion of a command line: the words up to the cursor → what may follow. Pure; the scripts of the shells only
 * pass their words on and show what comes back (commands/completion).
 */
import { settingsTable } from '../config/settings-table.ts';
import { failureCodes } from '../failure/codes.ts';
import { optionKey, takesNextWord } from './command-line.ts';
import type { Bilingual, DescribedCommand, DescribedOption } from './option-row.ts';
import { answeredOptions, commands, commonOptions } from './option-texts.ts';

export interface Candidate {
  readonly word: string;
  /** '' where there is nothing to say. */
  readonly about: string;
}

export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  /** The shell completes names of files or directories by itself. */
  | { readonly kind: 'file' | 'directory' | 'nothing' };

const nothing: Completion = { kind: 'nothing' };

/**
 * @param words the words after the program's name; the last one is being typed and may be empty
 */
export function complete(words: readonly string[], language: keyof Bilingual): Completion {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { operands, optionsEnded, optionBefore } = readBefore(before);
  const { row, group, rest } = commandOf(operands);
  if (!optionsEnded) {
    if (optionBefore !== null) return startingWith(current, valueOf(optionBefore));
    if (/^--[a-z-]+=/.test(current)) {
      const [, option = '', value = ''] = /^(--[a-z-]+)=(.*)$/s.exec(current) ?? [];
      return startingWith(value, valueOf(option), `${option}=`);
    }
    if (current.startsWith('-')) return startingWith(current, optionsOf(row, language));
  }
  if (group !== null) return startingWith(current, secondWords(group, language));
  if (row.words.length > 0) return startingWith(current, operandOf(row, rest));
  return operands.length === 0 && !optionsEnded ? startingWith(current, firstWords(language)) : nothing;
}

/** What the words before the cursor are: operands without options and their values. */
function readBefore(words: readonly string[]): {
  readonly operands: readonly string[];
  readonly optionsEnded: boolean;
  /** The option whose value is being typed. */
  readonly optionBefore: string | null;
} {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') {
      return { operands: [...operands, ...words.slice(index + 1)], optionsEnded: true, optionBefore: null };
    }
    if (word === '-' || !word.startsWith('-')) operands.push(word);
    else if (takesNextWord(word)) {
      index += 1;
      if (index === words.length) return { operands, optionsEnded: false, optionBefore: shortOrLong(word) };
    }
  }
  return { operands, optionsEnded: false, optionBefore: null };
}

/** Of joined letters the last one takes the value. */
function shortOrLong(word: string): string {
  return word.startsWith('--') ? word : `-${word.at(-1) ?? ''}`;
}

/** The command that the operands name; `group`: its first word alone, the second one is wanted. */
function commandOf(operands: readonly string[]): {
  readonly row: DescribedCommand;
  readonly group: string | null;
  readonly rest: readonly string[];
} {
  const [first, second] = operands;
  const rows = commands.filter(({ words }) => first !== undefined && words[0] === first);
  if (first === undefined || rows.length === 0) return { row: plainSend, group: null, rest: operands };
  const row = rows.find(({ words }) => words.length > 1 && words[1] === second);
  if (row !== undefined) return { row, group: null, rest: operands.slice(2) };
  // `relay` is a command, and the first word of others.
  const own = rows.find(({ words }) => words.length === 1);
  if (own !== undefined) {
    const isGroup = rows.length > 1 && second === undefined;
    return { row: own, group: isGroup ? first : null, rest: operands.slice(1) };
  }
  return { row: plainSend, group: second === undefined ? first : null, rest: operands };
}

const plainSend: DescribedCommand = commands.find(({ words }) => words.length === 0) ?? {
  words: [],
  operands: '',
  about: { en: '', ja: '' },
  options: [],
};

/** Keeps the candidates that the typed text begins; `prefix` goes before each (`--tls=`). */
function startingWith(typed: string, completion: Completion, prefix = ''): Completion {
  if (completion.kind !== 'words') return completion;
  const candidates = completion.candidates.filter(({ word }) => word.startsWith(typed));
  return { kind: 'words', candidates: candidates.map((one) => ({ ...one, word: prefix + one.word })) };
}

function firstWords(language: keyof Bilingual): Completion {
  const firsts = new Map<string, string[]>();
  for (const { words, about } of commands) {
    const [first, second] = words;
    if (first !== undefined) firsts.set(first, [...(firsts.get(first) ?? []), second ?? about[language]]);
  }
  return wordsOf([...firsts].map(([word, abouts]) => ({ word, about: abouts.join(', ') })));
}

function secondWords(group: string, language: keyof Bilingual): Completion {
  const rows = commands.filter(({ words }) => words[0] === group && words.length > 1);
  return wordsOf(rows.map(({ words, about }) => ({ word: words[1] ?? '', about: about[language] })));
}

function optionsOf(row: DescribedCommand, language: keyof Bilingual): Completion {
  const rows: readonly DescribedOption[] = [...row.options, ...commonOptions, ...answeredOptions];
  return wordsOf(
    rows.flatMap(({ flags, about }) => {
      const [short] = /^-[a-zA-Z](?=,)/.exec(flags) ?? [];
      return [...(short === undefined ? [] : [short]), optionKey(flags).long].map((word) => ({
        word,
        about: about[language],
      }));
    }),
  );
}

/** An option has the same kind of value in every command that has it. */
function valueOf(option: string): Completion {
  if (option === '--set') return plainWords(settingsTable.map(({ name }) => `${name}=`));
  const rows = [...commonOptions, ...commands.flatMap(({ options }) => options)];
  const found = rows.find(({ flags }) => flags.includes('<') && flags.split(/[ ,]+/).includes(option));
  if (found?.choices !== undefined) return plainWords(found.choices);
  return found?.completes === undefined ? nothing : { kind: found.completes };
}

function operandOf({ words, operands }: DescribedCommand, before: readonly string[]): Completion {
  switch (words.join(' ')) {
    case 'config set':
      return before.length % 2 === 0
        ? plainWords(settingsTable.map(({ name }) => name))
        : settingValue(before.at(-1) ?? '');
    case 'explain':
      return before.length === 0 ? plainWords(failureCodes) : nothing;
    case 'completion':
      return before.length === 0 ? plainWords(['bash', 'zsh', 'fish']) : nothing;
    default:
      if (before.length > 0) return nothing;
      if (operands.includes('file')) return { kind: 'file' };
      return operands.includes('dir') ? { kind: 'directory' } : nothing;
  }
}

function settingValue(name: string): Completion {
  const form = settingsTable.find((setting) => setting.name === name)?.form;
  if (form?.kind === 'choice') return plainWords(form.allowed);
  return form?.kind === 'file' || form?.kind === 'directory' ? { kind: form.kind } : nothing;
}

function plainWords(list: readonly string[]): Completion {
  return wordsOf(list.map((word) => ({ word, about: '' })));
}

function wordsOf(candidates: readonly Candidate[]): Completion {
  return { kind: 'words', candidates };
}
