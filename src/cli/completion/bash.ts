/**
 * The script for bash (3.2 and newer; the package bash-completion is not needed). It walks over the words before the
 * cursor as the parser does: options and their values may stand anywhere.
 */
import type { CompletedCommand, CompletedOption, Completes } from './words.ts';
import { commandGroups, completedCommands, settingChoices } from './words.ts';

/** @returns the script */
export function bashScript(): string {
  const all = completedCommands();
  const groups = commandGroups();
  const single = all.map(({ name }) => name).filter((name) => name !== '' && !name.includes(' '));
  return `# bash completion for sendmemo
# source <(sendmemo completion bash), or put it into /usr/share/bash-completion/completions/sendmemo

# What completes the value of an option: words, @file, @directory or @nothing; fails for one without a value.
_sendmemo_value() {
  case "$1" in
${valueCases(all)}
    *) return 1 ;;
  esac
}

# The options of a command.
_sendmemo_options() {
  case "$1" in
${all.map((command) => `    ${pattern(command.name)}) printf '%s' '${optionWords(command)}' ;;`).join('\n')}
  esac
}

# What completes the operand number $2 (from 0) of command $1; $3 is the operand before it.
_sendmemo_operand() {
  case "$1/$2/$3" in
${operandCases(all)}
    *) printf '%s' @nothing ;;
  esac
}

_sendmemo() {
  local current previous command first word index operands last what file
  COMPREPLY=()
  current="\${COMP_WORDS[COMP_CWORD]}"
  # bash makes words of their own of = and what stands around it.
  if [[ "$current" == '=' ]]; then current=''; fi
  previous="\${COMP_WORDS[COMP_CWORD-1]}"
  if [[ "$previous" == '=' ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi

  command='' first='' operands=0 last=''
  for (( index = 1; index < COMP_CWORD; index++ )); do
    word="\${COMP_WORDS[index]}"
    case "$word" in
      --) operands=$((operands + 1)); first=--; continue ;;
      =) continue ;;
      -?*)
        if [[ "$first" != -- ]] && _sendmemo_value "$word" >/dev/null; then
          if [[ "\${COMP_WORDS[index+1]}" == '=' ]]; then index=$((index + 1)); fi
          index=$((index + 1))
        fi
        continue ;;
    esac
    if [[ -z "$first" ]]; then
      first="$word"
      case "$word" in
        ${single.join('|')}) command="$word"; continue ;;
        ${[...groups.keys()].join('|')}) command="$word "; continue ;;
      esac
    elif [[ "$command" == *' ' ]]; then
      command="$command$word"
      continue
    fi
    operands=$((operands + 1)) last="$word"
  done

  if what="$(_sendmemo_value "$previous")" && [[ "$first" != -- ]]; then
    :
  elif [[ "$current" == -* && "$first" != -- ]]; then
    what="$(_sendmemo_options "\${command% }")"
  elif [[ -z "$first" ]]; then
    what='${[...new Set([...single, ...groups.keys()])].join(' ')}'
  else
    case "$command" in
${[...groups].map(([first, rows]) => `      '${first} ') what='${rows.map(({ name }) => name.split(' ')[1]).join(' ')}' ;;`).join('\n')}
      *) what="$(_sendmemo_operand "$command" "$operands" "$last")" ;;
    esac
  fi

  case "$what" in
    @nothing) ;;
    @file)
      compopt -o filenames 2>/dev/null
      while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$current") ;;
    @directory)
      compopt -o filenames 2>/dev/null
      while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -d -- "$current") ;;
    *)
      while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -W "$what" -- "$current") ;;
  esac
}

complete -F _sendmemo sendmemo
`;
}

/** `''` for the plain send, which has no name. */
function pattern(name: string): string {
  return `'${name}'`;
}

function optionWords({ options }: CompletedCommand): string {
  return options.flatMap(({ short, long }) => (short === null ? [long] : [short, long])).join(' ');
}

/** An option has the same kind of value in every command that has it; the first one counts. */
function valueCases(all: readonly CompletedCommand[]): string {
  const seen = new Map<string, CompletedOption>();
  for (const option of all.flatMap(({ options }) => options)) {
    if (option.value !== null && !seen.has(option.long)) seen.set(option.long, option);
  }
  return [...seen.values()]
    .map((option) => {
      const names = [option.short, option.long].filter((name) => name !== null).join('|');
      return `    ${names}) printf '%s' ${word(option.value)} ;;`;
    })
    .join('\n');
}

function operandCases(all: readonly CompletedCommand[]): string {
  const cases = all.flatMap(({ name, operands }) =>
    operands.flatMap((completes, index) =>
      completes.kind === 'nothing' ? [] : [`    '${name}/${index}/'*) printf '%s' ${word(completes)} ;;`],
    ),
  );
  const choices = [...settingChoices()].map(
    ([name, words]) => `    'config set/1/${name}') printf '%s' '${words.join(' ')}' ;;`,
  );
  return [...choices, ...cases].join('\n');
}

function word(completes: Completes | null): string {
  if (completes === null) return '@nothing';
  return completes.kind === 'words' ? `'${completes.words.join(' ')}'` : `@${completes.kind}`;
}
