/** Completion scripts for bash, zsh and fish, made from the option table: what is completed is what there is. */
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';
import type { Bilingual } from './option-table.ts';

/** @returns the script, to be read by the shell (`source <(sendmemo completion bash)`) or put where it looks for them */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', language: keyof Bilingual): string {
  switch (shell) {
    case 'bash':
      return bashScript();
    case 'zsh':
      return zshScript(language);
    case 'fish':
      return fishScript(language);
  }
}
