/** The script for fish. */
import type { Bilingual } from '../option-table.ts';
import type { CompletedCommand, CompletedOption, Completes } from './words.ts';
import { commandGroups, completedCommands, settingChoices } from './words.ts';

/** @returns the script; descriptions are in the language of the user who made it */
export function fishScript(language: keyof Bilingual): string {
  const all = completedCommands();
  const groups = commandGroups();
  const single = all.filter(({ name }) => name !== '' && !name.includes(' '));
  const taking = [
    ...new Set(
      all.flatMap(({ options }) =>
        options
          .filter(({ value }) => value !== null)
          .flatMap(({ short, long }) => (short === null ? [long] : [short, long])),
      ),
    ),
  ];
  return `# fish completion for sendmemo
# sendmemo completion fish > ~/.config/fish/completions/sendmemo.fish

# The words before the cursor without options and their values.
function __sendmemo_words
    set -l skip 0
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case ${taking.map((name) => `'${name}'`).join(' ')}
                set skip 1
            case '-*'
            case '*'
                echo $word
        end
    end
end

# Whether the command is this one, whatever operands follow.
function __sendmemo_is
    set -l words (__sendmemo_words)
    set -l name (string split ' ' -- $argv[1])
    set -l last (count $name)
    test (count $words) -ge $last; or return 1
    test "$words[1..$last]" = "$argv[1]"
end

# The same, with exactly so many operands before the cursor.
function __sendmemo_at
    __sendmemo_is $argv[1]; or return 1
    set -l name (string split ' ' -- $argv[1])
    test (count (__sendmemo_words)) = (math (count $name) + $argv[2])
end

function __sendmemo_plain
    set -l words (__sendmemo_words)
    test (count $words) = 0; and return 0
    not contains -- $words[1] ${[...single.map(({ name }) => name), ...groups.keys()].join(' ')}
end

function __sendmemo_first
    test (count (__sendmemo_words)) = 0
end

complete -c sendmemo -f
${single.map(({ name, about }) => `complete -c sendmemo -n __sendmemo_first -a ${name} -d ${quoted(about[language])}`).join('\n')}
${[...groups].map(([first, rows]) => group(first, rows, language)).join('\n')}
${all.flatMap((command) => commandLines(command, language)).join('\n')}
${[...settingChoices()].map(([name, words]) => `complete -c sendmemo -n '__sendmemo_at "config set ${name}" 0' -a ${quoted(words.join(' '))}`).join('\n')}
`;
}

function group(first: string, rows: readonly CompletedCommand[], language: keyof Bilingual): string {
  const seconds = rows.map(({ name }) => name.split(' ')[1] ?? '');
  return [
    `complete -c sendmemo -n __sendmemo_first -a ${first} -d ${quoted(seconds.join(', '))}`,
    ...rows.map(
      ({ about }, index) =>
        `complete -c sendmemo -n '__sendmemo_at ${first} 0' -a ${seconds[index] ?? ''} -d ${quoted(about[language])}`,
    ),
  ].join('\n');
}

function commandLines(command: CompletedCommand, language: keyof Bilingual): readonly string[] {
  const { name, options, operands } = command;
  const condition = name === '' ? '__sendmemo_plain' : quoted(`__sendmemo_is "${name}"`);
  return [
    ...options.map((option) => `complete -c sendmemo -n ${condition} ${optionWords(option, language)}`),
    ...operands.flatMap((completes, index) =>
      completes.kind === 'nothing'
        ? []
        : [`complete -c sendmemo -n ${quoted(`__sendmemo_at "${name}" ${index}`)} ${values(completes)}`],
    ),
  ];
}

function optionWords({ short, long, about, value }: CompletedOption, language: keyof Bilingual): string {
  return [
    ...(short === null ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
    ...(value === null ? [] : [`${value.kind === 'file' ? '-r' : '-x'} ${values(value)}`]),
    `-d ${quoted(about[language])}`,
  ]
    .join(' ')
    .replaceAll('  ', ' ');
}

function values(completes: Completes): string {
  switch (completes.kind) {
    case 'words':
      return `-a ${quoted(completes.words.join(' '))}`;
    case 'file':
      return '-F';
    case 'directory':
      return `-a '(__fish_complete_directories)'`;
    case 'nothing':
      return '';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
