/**
 * The completion scripts. Each passes the words of the command line to `sendmemo __complete SHELL` and shows the answer
 * (answer.ts): no shell evaluates anything that was typed or that comes back. They call the sendmemo of PATH, never the
 * file that is being typed.
 */
import { optionKey } from '../../cli/command-line.ts';
import { commands, commonOptions } from '../../cli/option-table.ts';
import type { Shell } from './request.ts';

/** @returns the script, for `source <(sendmemo completion bash)` or the shell's own directory */
export function completionScript(shell: Shell): string {
  const names = commands.map(({ words }) => words.join(' ')).filter((name) => name !== '');
  const rows = [...commonOptions, ...commands.flatMap(({ options }) => options)];
  const options = new Set(rows.map(({ flags }) => optionKey(flags).long));
  const [first, ...rest] = { bash, zsh, fish }[shell].split('\n');
  const known = [`# Commands: ${names.join(', ')}`, `# Options: ${[...options].join(' ')}`];
  return [first, ...known, ...rest].join('\n');
}

/** bash 3.2 and newer; the package bash-completion is not needed. */
const bash = `# bash completion for sendmemo
# source <(sendmemo completion bash), or put it into /usr/share/bash-completion/completions/sendmemo

_sendmemo() {
  local line kind='' current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z "$kind" ]]; then kind="$line"; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <(command sendmemo __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # bash makes a word of its own of =.
  if [[ "$current" == '=' ]]; then current=''; fi
  case "$kind" in
    file | directory)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "-\${kind:0:1}" -- "$current") ;;
  esac
}

complete -F _sendmemo sendmemo
`;

const zsh = `#compdef sendmemo
# zsh completion for sendmemo: put it as _sendmemo into a directory of $fpath,
# or: source <(sendmemo completion zsh)

_sendmemo() {
  local line kind=''
  local -a found
  while IFS= read -r line; do
    if [[ -z "$kind" ]]; then kind="$line"; else found+=("$line"); fi
  done < <(command sendmemo __complete zsh "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  case "$kind" in
    words) _describe -t values sendmemo found ;;
    file) _files ;;
    directory) _files -/ ;;
  esac
}

if [[ "\${funcstack[1]}" == _sendmemo ]]; then _sendmemo "$@"; else compdef _sendmemo sendmemo; fi
`;

const fish = `# fish completion for sendmemo
# sendmemo completion fish > ~/.config/fish/completions/sendmemo.fish

function __sendmemo_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found (command sendmemo __complete fish $words[2..-1] "$current" 2>/dev/null)
    switch "$found[1]"
        case words
            printf '%s\\n' $found[2..-1]
        case file
            __fish_complete_path "$current"
        case directory
            __fish_complete_directories "$current"
    end
end

complete -c sendmemo -f -a '(__sendmemo_complete)'
`;
