/** Text folded to the width of a terminal. Japanese characters are two columns wide and break nearly everywhere. */
import { displayWidth } from './width.ts';

/** @returns lines of at most so many columns, save where one word is longer. */
export function fold(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (line !== '' && displayWidth(line) + displayWidth(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** What can't be broken: a word with the blank after it, or a wide sign with the punctuation that must stay beside it. */
function pieces(text: string): readonly string[] {
  const wide = '[\\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef]';
  const closing = '[\\u3001\\u3002\\u300d\\u300f\\u30fc\\uff09\\u30fb)\\],.]';
  const opening = '[\\u300c\\u300e\\uff08(]';
  const word = `(?:(?!${opening}*${wide})\\S)+${closing}*\\s*`;
  return text.match(new RegExp(`${opening}*${wide}${closing}*\\s*|${word}|\\s+`, 'gu')) ?? [];
}
