/** A word that was meant as a command and would be taken for a recipient. */
import { nearestWord, uniqueCompletion } from '../text/spelling.ts';
import type { CommandRow } from './option-row.ts';
import { commands } from './option-table.ts';

export interface MistypedCommand {
  /** The word as it was written: a legal local name all the same, which an alias may know. */
  readonly word: string;
  /** The words of the command line that look like a command. */
  readonly words: string;
  /** The command that was probably meant. */
  readonly nearest: string;
}

/** The first words of all commands, each once. */
export function firstWords(): readonly string[] {
  return [...new Set(commands.flatMap(({ words }) => words.slice(0, 1)))];
}

/** The command that a name is most likely to mean, its words joined by blanks; null where none is near. */
export function nearestCommand(name: string): string | null {
  const names = commands.map(({ words }) => words.join(' ')).filter((one) => one !== '');
  const [first = '', second] = name.split(' ');
  const near = nearestFirst(first);
  if (second === undefined) return near ?? nearestWord(name, names);
  const group = commands.filter(({ words }) => words[0] === near && words.length === 2);
  const subcommand = nearestWord(second, group.map(secondWord));
  return near !== null && subcommand !== null ? `${near} ${subcommand}` : (near ?? nearestWord(name, names));
}

/**
 * Looks for a mistyped command among the bare words before `--`. The first one is suspect where it is near the first
 * word of a command, or is (nearly) the second word of one; a later one only where it is exactly such a word.
 * @param bare the operands as they were written
 */
export function mistypedCommand(bare: readonly string[]): MistypedCommand | null {
  const [first = '', second] = bare;
  const nearest = isWord(first) ? (nearestFirst(first) ?? nearestSecond(first)) : null;
  if (nearest !== null) {
    const subcommands = commands.filter(({ words }) => words[0] === nearest && words.length === 2);
    const found = second === undefined ? null : nearestWord(second, subcommands.map(secondWord));
    return found === null
      ? { word: first, words: first, nearest }
      : { word: first, words: `${first} ${second}`, nearest: `${nearest} ${found}` };
  }
  for (const word of bare.slice(1)) {
    const exact = commands.find(({ words }) => words.includes(word));
    if (exact !== undefined && isWord(first)) {
      return { word, words: `${first} ${word}`, nearest: exact.words.join(' ') };
    }
  }
  return null;
}

/** Anything else (an address, a list, a quoted name) was never meant as a command. */
function isWord(word: string): boolean {
  return /^[A-Za-z][A-Za-z-]*$/.test(word);
}

function nearestFirst(word: string): string | null {
  const firsts = firstWords();
  return uniqueCompletion(word, firsts) ?? nearestWord(word, firsts);
}

/** Short words (`run`, `set`) are near too many names of people: only they themselves count. */
function nearestSecond(word: string): string | null {
  const rows = commands.filter(({ words }) => words.length === 2);
  const second =
    rows.map(secondWord).find((one) => one === word.toLowerCase()) ??
    nearestWord(
      word,
      rows.map(secondWord).filter((one) => one.length > 3),
    );
  const row = rows.find((one) => second !== null && secondWord(one) === second);
  return row === undefined ? null : row.words.join(' ');
}

function secondWord({ words }: CommandRow): string {
  return words[1] ?? '';
}
