/** What `sendmemo __complete SHELL` prints: the kind of the completion, then one candidate a line. */
import { complete } from '../../cli/complete.ts';
import type { Candidate } from '../../cli/complete.ts';
import type { Shell } from './request.ts';

/**
 * @param words as the shell has them; bash splits `=` and its neighbours into words
 * @returns the lines, the kind first
 */
export function completionAnswer(
  shell: Shell,
  words: readonly string[],
  language: 'en' | 'ja',
): readonly string[] {
  const completion = complete(shell === 'bash' ? joinEquals(words) : words, language);
  if (completion.kind !== 'words') return [completion.kind];
  const candidates = completion.candidates.map((one) => candidateLine(shell, one));
  return ['words', ...candidates];
}

function candidateLine(shell: Shell, { word, about }: Candidate): string {
  switch (shell) {
    case 'bash':
      // The part before = is a word that is not replaced.
      return word.replace(/^--[a-z-]+=/, '');
    case 'zsh':
      return `${word.replaceAll(/[\\:]/g, '\\$&')}${about === '' ? '' : `:${about}`}`;
    case 'fish':
      return about === '' ? word : `${word}\t${about}`;
  }
}

/** `--tls`, `=`, `st` → `--tls=st`. */
function joinEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const option = joined.at(-1);
    if (word === '=' && option?.startsWith('--') === true && !option.includes('=')) {
      joined[joined.length - 1] = `${option}=${words[index + 1] ?? ''}`;
      index += 1;
    } else {
      joined.push(word);
    }
  }
  return joined;
}
