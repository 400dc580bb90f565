/** The script for zsh (compsys). */
import type { Bilingual } from '../option-table.ts';
import type { CompletedCommand, CompletedOption, Completes } from './words.ts';
import { commandGroups, completedCommands, settingChoices } from './words.ts';

/** @returns the script; descriptions are in the language of the user who made it */
export function zshScript(language: keyof Bilingual): string {
  const all = completedCommands();
  const groups = commandGroups();
  const firsts = [...new Set(all.map(({ name }) => name.split(' ')[0] ?? '').filter((name) => name !== ''))];
  return `#compdef sendmemo
# zsh completion for sendmemo: put it as _sendmemo into a directory of $fpath,
# or: source <(sendmemo completion zsh)

_sendmemo_commands() {
  local -a names
  names=(
${firsts.map((name) => `    ${described(name, aboutFirst(name, all, language))}`).join('\n')}
  )
  _describe -t commands command names
}

${[...groups].map(([first, rows]) => subcommands(first, rows, language)).join('\n')}
_sendmemo_setting_value() {
  case "\${words[CURRENT-1]}" in
${[...settingChoices()].map(([name, values]) => `    ${name}) compadd -- ${values.join(' ')} ;;`).join('\n')}
  esac
}

_sendmemo() {
  local curcontext="$curcontext" name='' word skip=0 index
  for (( index = 2; index < CURRENT; index++ )); do
    word="\${words[index]}"
    if (( skip )); then skip=0; continue; fi
    case "$word" in
      ${valueOptions(all).join('|')}) skip=1 ;;
      -*) ;;
      ${[...groups.keys()].join('|')}) [[ -z "$name" ]] && name="$word " || name="$name$word" ;;
      *)
        if [[ -z "$name" ]]; then name="$word"; elif [[ "$name" == *' ' ]]; then name="$name$word"; fi ;;
    esac
  done
  # Where the name itself is being typed, the last word is not part of it.
  case "$name" in
${all
  .filter(({ name }) => name !== '')
  .map((command) => `    '${command.name}') ${argumentsOf(command, language)} ;;`)
  .join('\n')}
${[...groups.keys()].map((first) => `    '${first} ') _sendmemo_${first} ;;`).join('\n')}
    *) ${argumentsOf(all[0], language)} ;;
  esac
}

if [[ "\${funcstack[1]}" == _sendmemo ]]; then _sendmemo "$@"; else compdef _sendmemo sendmemo; fi
`;
}

function subcommands(first: string, rows: readonly CompletedCommand[], language: keyof Bilingual): string {
  return `_sendmemo_${first}() {
  local -a names
  names=(
${rows.map(({ name, about }) => `    ${described(name.split(' ')[1] ?? '', about[language])}`).join('\n')}
  )
  _describe -t commands command names
}
`;
}

/** `_arguments` with the options and operands of one command; the words of its name are operands too. */
function argumentsOf(command: CompletedCommand | undefined, language: keyof Bilingual): string {
  if (command === undefined) return ':';
  const named = command.name === '' ? 0 : command.name.split(' ').length;
  const before = Array.from({ length: named }, (_, index) => `'${index + 1}: :'`);
  const operands =
    command.name === ''
      ? [`'1: :_sendmemo_commands'`, `'*: :'`]
      : command.operands.map((completes, index) => {
          const last = index === command.operands.length - 1;
          return `'${last ? '*' : named + index + 1}: :${action(completes, command.name, index)}'`;
        });
  const options = command.options.map((option) => optionSpec(option, language));
  return ['_arguments', ...options, ...before, ...operands].join(' \\\n      ');
}

function optionSpec(option: CompletedOption, language: keyof Bilingual): string {
  const { short, long, about, value, repeatable } = option;
  const text = escaped(about[language]);
  const argument = value === null ? '' : `: :${action(value, '', 0)}`;
  const equals = value === null ? '' : '=';
  const both = [long, ...(short === null ? [] : [short])];
  const exclusive = repeatable ? '*' : `(${both.join(' ')})`;
  return both
    .map((name) => {
      const sign = name.startsWith('--') ? equals : value === null ? '' : '+';
      return `'${exclusive}${name}${sign}[${text}]${argument}'`;
    })
    .join(' ');
}

function action(completes: Completes, command: string, index: number): string {
  if (command === 'config set' && index === 1) return '_sendmemo_setting_value';
  switch (completes.kind) {
    case 'words':
      return `(${completes.words.join(' ')})`;
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'nothing':
      return '';
  }
}

function valueOptions(all: readonly CompletedCommand[]): readonly string[] {
  const names = all.flatMap(({ options }) =>
    options
      .filter(({ value }) => value !== null)
      .flatMap(({ short, long }) => (short === null ? [long] : [short, long])),
  );
  return [...new Set(names)];
}

function aboutFirst(name: string, all: readonly CompletedCommand[], language: keyof Bilingual): string {
  const rows = all.filter((row) => row.name.split(' ')[0] === name);
  const [only] = rows;
  if (only && only.name === name) return only.about[language];
  return rows.map((row) => row.name.split(' ')[1] ?? '').join(', ');
}

function described(name: string, about: string): string {
  return `'${name}:${about.replaceAll("'", `'\\''`).replaceAll(':', '\\:')}'`;
}

/** Inside `[…]` of an _arguments specification, in single quotes. */
function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, '\\$&').replaceAll("'", `'\\''`);
}
