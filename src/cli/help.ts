/** The text of `--help`: made from the option table, folded to the width of the terminal. Pure. */
import { fold } from '../text/fold.ts';
import { displayWidth } from '../text/width.ts';
import type { AskedText } from './command-line.ts';
import {
  callWords,
  examples,
  footers,
  groupOrder,
  groupTitles,
  labels,
  sendmailLetters,
} from './help-words.ts';
import type { Bilingual, DescribedCommand, DescribedOption } from './option-row.ts';
import { answeredOptions, commands, commonOptions } from './option-texts.ts';

/** Columns of the names; a longer one has its text below it, and every one has it on a narrow terminal. */
function nameColumnsFor(width: number): number {
  return width < 60 ? 4 : 28;
}

type LanguageName = keyof Bilingual;
type Entry = readonly [name: string, about: string];

/**
 * @param asked which help; the version is no help
 * @param width columns of the terminal
 * @returns lines, joined, without a line end behind the last one
 */
export function helpText(
  asked: Exclude<AskedText, { kind: 'version' }>,
  language: LanguageName,
  width: number,
): string {
  const lines = helpLines(asked, language, Math.max(width, 40));
  return lines.join('\n');
}

function helpLines(
  asked: Exclude<AskedText, { kind: 'version' }>,
  language: LanguageName,
  width: number,
): readonly string[] {
  switch (asked.kind) {
    case 'short':
      return [
        ...usageLines('', ['[options] [recipient...]', '<command> [options]'], language),
        '',
        ...exampleLines('', language),
        '',
        ...fold(labels.more[language], width),
      ];
    case 'group':
      return groupLines(asked.word, language, width);
    case 'help':
      return commandLines(rowOf(asked.words), language, width);
  }
}

function rowOf(words: readonly string[]): DescribedCommand {
  const row = commands.find((one) => one.words.join(' ') === words.join(' '));
  if (row === undefined) throw new Error(`no command ${words.join(' ')}`);
  return row;
}

function commandLines(row: DescribedCommand, language: LanguageName, width: number): readonly string[] {
  const name = row.words.join(' ');
  const isProgram = name === '';
  const letters = name === 'sendmail' ? sendmailLetters : [];
  const forms = isProgram
    ? [`[options] ${row.operands}`, '<command> [options]']
    : [`[options] ${row.operands}`];
  return [
    ...usageLines(name, forms, language),
    '',
    ...fold(capital((callWords[name] ?? row.about)[language]), width),
    ...section(
      labels.letters[language],
      letters.map(([flag, about]) => [flag, about[language]]),
      width,
    ),
    ...optionSections(row, language, width),
    ...(isProgram ? section(labels.commands[language], commandEntries(language), width) : []),
    ...withTitle(exampleLines(name, language)),
    ...withTitle(fold((footers[name] ?? footers['*'])?.[language] ?? '', width)),
  ];
}

function groupLines(word: string, language: LanguageName, width: number): readonly string[] {
  const rows = commands.filter(({ words }) => words[0] === word);
  return [
    ...usageLines(word, ['<command> [options]'], language),
    ...section(
      labels.commands[language],
      rows.map((row) => [
        `${row.words[1] ?? ''} ${translated(row.operands, language)}`.trim(),
        row.about[language],
      ]),
      width,
    ),
    ...withTitle(exampleLines(word, language)),
    '',
    ...fold(labels.groupMore[language].replaceAll('NAME', word), width),
  ];
}

function usageLines(name: string, forms: readonly string[], language: LanguageName): readonly string[] {
  const label = `${labels.usage[language]} `;
  return forms.map((form, index) => {
    const lead = index === 0 ? label : ' '.repeat(displayWidth(label));
    return `${lead}${['sendmemo', name, translated(form, language)].filter((part) => part !== '').join(' ')}`.trimEnd();
  });
}

/** The options below their headings: those of the command, and the common ones that mean something to it. */
function optionSections(row: DescribedCommand, language: LanguageName, width: number): readonly string[] {
  const shown = row.shows ?? [];
  const common = commonOptions.filter(({ group }) => group !== undefined && shown.includes(group));
  const all = [...row.options, ...common];
  // -h and -V are letters of sendmail(8).
  const answered = row.words[0] === 'sendmail' ? [] : answeredOptions;
  const plain = [...row.options.filter(({ group }) => group === undefined), ...answered];
  const entries = (options: readonly DescribedOption[]): Entry[] =>
    options.map((option) => optionEntry(option, language));
  const grouped = groupOrder.flatMap((group) =>
    section(groupTitles[group][language], entries(all.filter((option) => option.group === group)), width),
  );
  const isProgram = row.words.length === 0;
  const others = section((isProgram ? labels.help : labels.options)[language], entries(plain), width);
  return isProgram ? [...grouped, ...others] : [...others, ...grouped];
}

function commandEntries(language: LanguageName): readonly Entry[] {
  return commands
    .filter(({ words }) => words.length > 0)
    .map(({ words, about }) => [words.join(' '), about[language]]);
}

function optionEntry(option: DescribedOption, language: LanguageName): Entry {
  const { flags, about, repeatable, choices } = option;
  const name = flags.startsWith('--') ? `    ${flags}` : flags;
  const text = about[language];
  const notes = [
    ...(choices === undefined || choices.every((choice) => text.includes(choice))
      ? []
      : [choices.join(', ')]),
    ...(repeatable === true ? [labels.repeatable[language]] : []),
    ...(option.default === undefined
      ? []
      : [`${labels.default[language]} ${textOf(option.default, language)}`]),
  ];
  return [translated(name, language), [text, ...notes.map((note) => `(${note})`)].join(' ')];
}

function textOf(text: string | Bilingual, language: LanguageName): string {
  return typeof text === 'string' ? text : text[language];
}

/** The names of values and operands in the user's language; flags and commands stay. */
function translated(form: string, language: LanguageName): string {
  return language === 'en'
    ? form
    : form.replaceAll(/[a-z][a-z=-]*(?=(?:\.\.\.)?[>\]])/g, (name) => labels.values[name] ?? name);
}

function section(title: string, entries: readonly Entry[], width: number): readonly string[] {
  if (entries.length === 0) return [];
  return ['', title, ...entries.flatMap((entry) => entryLines(entry, width))];
}

function entryLines([name, about]: Entry, width: number): readonly string[] {
  const nameColumns = nameColumnsFor(width);
  const indent = ' '.repeat(nameColumns + 4);
  const texts = fold(about, width - nameColumns - 4);
  const [first = '', ...rest] = texts;
  const gap = nameColumns - displayWidth(name);
  const head = gap < 0 ? [`  ${name}`, `${indent}${first}`] : [`  ${name}${' '.repeat(gap)}  ${first}`];
  return [...head, ...rest.map((line) => `${indent}${line}`)].map((line) => line.trimEnd());
}

function exampleLines(name: string, language: LanguageName): readonly string[] {
  const lines = examples[name] ?? [];
  return lines.length === 0 ? [] : [labels.examples[language], ...lines.map((line) => `  ${line}`)];
}

function withTitle(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function capital(text: string): string {
  const [first = '', ...rest] = text;
  return `${first.toUpperCase()}${rest.join('')}${/[.。]$/.test(text) ? '' : /[ぁ-ん一-龯]$/.test(text) ? '。' : '.'}`;
}
