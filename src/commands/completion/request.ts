/** `sendmemo completion SHELL`, and what its scripts call. */
import { badValue } from '../../cli/values.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface CompletionRequest {
  readonly command: 'completion';
  readonly shell: Shell;
}

/** `sendmemo __complete SHELL WORD…`: the words after the program's name, up to the one that is being typed. */
export interface CompleteRequest {
  readonly command: '__complete';
  readonly shell: Shell;
  readonly words: readonly string[];
}

/** @throws SendmemoError usage-option-value */
export function shellName(word: string): Shell {
  const shell = shells.find((name) => name === word);
  if (shell === undefined) throw badValue('completion', word, shells.join(', '));
  return shell;
}
