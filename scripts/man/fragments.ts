/** What stands at the `@name argument@` lines of docs/man: lists made from the tables. */
import { labels } from '../../src/cli/help-words.ts';
import type { DescribedCommand, DescribedOption } from '../../src/cli/option-row.ts';
import { answeredOptions, commands, commonOptions } from '../../src/cli/option-texts.ts';
import { meanings } from '../../src/config/meanings.ts';
import type { CfgFile, Setting } from '../../src/config/setting.ts';
import { allowedValues, settingsOf } from '../../src/config/settings-table.ts';
import { failureCodes } from '../../src/failure/codes.ts';
import { explainWordsEn } from '../../src/words/explain/en.ts';
import { explainWordsJa } from '../../src/words/explain/ja.ts';
import type { ExplainWords } from '../../src/words/explain/page.ts';
import { codeStatuses } from '../../src/failure/statuses.ts';
import type { Language } from './mdoc.ts';
import { argument, sentence, text } from './mdoc.ts';

/** A line `@name about@`, and the prose up to the next one, to a list, or to a heading. */
interface Found {
  readonly name: string;
  readonly about: string | undefined;
  readonly prose: string;
}

/** @returns the source with every `@…@` line replaced */
export function filled(source: string, language: Language): string {
  const fragment =
    /^@(?<name>[a-z-]+)(?: (?<about>.*))?@\n(?<prose>(?:(?!@|\.El\b|\.Bl\b|\.S[hs]\b).*\n)*)/gm;
  return source.replaceAll(fragment, (...found: unknown[]) => {
    const { name, about, prose } = found.at(-1) as Found;
    if (name === 'command') return `${commandItem(row(about ?? ''), prose.trimEnd(), language)}\n`;
    return `${listFragment(name, about ?? '', language)}\n${prose}`;
  });
}

function listFragment(name: string, about: string, language: Language): string {
  switch (name) {
    case 'common-options':
      return list([...commonOptions, ...answeredOptions].map((option) => optionItem(option, language)));
    case 'send-options':
      return list(row('').options.map((option) => optionItem(option, language)));
    case 'settings':
      return list(settingsOf(about as CfgFile).map((setting) => settingItem(setting, language)));
    case 'statuses':
      return list(statusItems(language));
    case 'codes':
      return list(codeItems(language));
    default:
      throw new Error(`no fragment ${name}`);
  }
}

/** @returns the commands of the table that a source does not have */
export function unusedCommands(source: string): readonly string[] {
  return commands
    .map(({ words }) => words.join(' '))
    .filter((name) => name !== '' && !source.includes(`\n@command ${name}@\n`));
}

export function words(language: Language): ExplainWords {
  return language === 'ja' ? explainWordsJa : explainWordsEn;
}

function row(name: string): DescribedCommand {
  const found = commands.find((command) => command.words.join(' ') === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

function list(items: readonly string[]): string {
  return ['.Bl -tag -width Ds', ...items, '.El'].join('\n');
}

/** `-s, --subject <text>` → `.It Fl s , Fl -subject Ar text`. */
function optionItem(option: DescribedOption, language: Language): string {
  const { flags, about, repeatable, choices } = option;
  const value = /<([^>]+)>/.exec(flags)?.[1];
  const macros = flagMacros(flags);
  const said = [sentence(about[language], language, choices ?? [])];
  if (choices && !choices.every((choice) => about[language].includes(choice))) {
    said.push({ en: 'One of', ja: '指定できる値:' }[language], choiceList(choices));
  }
  if (option.default !== undefined) {
    const shown = typeof option.default === 'string' ? option.default : option.default[language];
    said.push(
      `${{ en: 'Default:', ja: '既定値:' }[language]} ${text(shown)}${{ en: '.', ja: '。' }[language]}`,
    );
  }
  if (repeatable) said.push({ en: 'May be given several times.', ja: '複数回指定できます。' }[language]);
  return [`.It ${macros}${value === undefined ? '' : ` Ar ${argumentName(value, language)}`}`, ...said].join(
    '\n',
  );
}

/** `-s, --subject <text>` → `Fl s , Fl -subject`. */
function flagMacros(flags: string): string {
  const names = flags.match(/--?[a-zA-Z][a-zA-Z-]*/g) ?? [];
  return names.map((name) => `Fl ${name.slice(1)}`).join(' , ');
}

/** What the values of options and the operands are called: on the Japanese pages as in Japanese help. */
function argumentName(name: string, language: Language): string {
  if (language === 'en') return name;
  const found = labels.values[name];
  if (found === undefined) throw new Error(`no Japanese name for the argument ${name}`);
  return found;
}

function choiceList(choices: readonly string[]): string {
  return choices
    .map((choice, index) => `.Cm ${argument(choice)}${index === choices.length - 1 ? ' .' : ' ,'}`)
    .join('\n');
}

/** @param prose what the source says of the command: it stands in front of the options */
function commandItem(
  { words: name, operands, about, options }: DescribedCommand,
  prose: string,
  language: Language,
): string {
  const shown = operands
    .split(' ')
    .filter((operand) => operand !== '')
    .map((operand) => {
      const bare = operand.replace(/^[<[](.*?)(\.\.\.)?[>\]]$/, '$1');
      const more = operand.includes('...') ? ' ...' : '';
      const shownName = argumentName(bare, language);
      return operand.startsWith('[') ? `Op Ar ${shownName}${more}` : `Ar ${shownName}${more}`;
    });
  return [
    `.It Cm ${[name.join(' '), ...shown].join(' ')}`,
    sentence(about[language], language),
    ...(prose === '' ? [] : [prose]),
    ...ownOptions(name, options, language),
  ].join('\n');
}

/** The options of a command; those of the plain send are named only, since the page has described them. */
function ownOptions(
  name: readonly string[],
  options: readonly DescribedOption[],
  language: Language,
): readonly string[] {
  const sending = row('').options.map(({ flags }) => flags);
  const shared = options.filter(({ flags }) => name.length > 0 && sending.includes(flags));
  const own = options.filter((option) => !shared.includes(option));
  const names = shared.map(({ flags }) => flagMacros(flags.replace(/^-., /, '')));
  const also =
    names.length === 0
      ? []
      : {
          en: ['These sending options, described above, also apply:', ...commaLines(names)],
          ja: ['次の送信オプション (上の説明を参照) も指定できます:', ...commaLines(names)],
        }[language];
  return [...(own.length === 0 ? [] : [list(own.map((option) => optionItem(option, language)))]), ...also];
}

function commaLines(macros: readonly string[]): readonly string[] {
  return macros.map((macro, index) => `.${macro} ${index === macros.length - 1 ? '.' : ','}`);
}

function meaningOf(name: string): { readonly en: string; readonly ja: string } {
  const meaning = meanings[name];
  if (meaning === undefined) throw new TypeError(`no meaning of ${name}`);
  return meaning;
}

function settingItem(setting: Setting, language: Language): string {
  const { name, form, option, variable } = setting;
  const labels = {
    en: {
      values: 'Values:',
      none: 'Default: none.',
      is: 'Default:',
      option: 'Option:',
      variable: 'Environment:',
    },
    ja: {
      values: '値:',
      none: '既定値: なし。',
      is: '既定値:',
      option: 'オプション:',
      variable: '環境変数:',
    },
  }[language];
  const values = form.kind === 'choice' ? form.allowed : [];
  const lines = [`.It Cm ${name}`, sentence(meaningOf(name)[language], language, values)];
  if (form.kind === 'choice') lines.push(labels.values, choiceList(form.allowed));
  else if (form.kind !== 'text') lines.push(`${labels.values} ${text(allowedValues(setting))}.`);
  if (setting.default === '') lines.push(labels.none);
  else lines.push(labels.is, `.Cm ${argument(setting.default)} .`);
  if (option !== undefined) lines.push(labels.option, `.Fl ${option.slice(1)} .`);
  if (variable !== undefined) lines.push(labels.variable, `.Ev ${variable} .`);
  return lines.join('\n');
}

function statusItems(language: Language): readonly string[] {
  return Object.entries(words(language).statuses).map(
    ([status, meaning]) => `.It ${status}\n${sentence(meaning, language)}`,
  );
}

function codeItems(language: Language): readonly string[] {
  return failureCodes.map(
    (code) =>
      `.It Sy ${code} Pq ${codeStatuses[code].join(', ')}\n${sentence(words(language).pages[code].title, language)}`,
  );
}
