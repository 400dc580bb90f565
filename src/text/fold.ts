/** Text folded to the width of a terminal. Japanese signs are two columns wide and break nearly everywhere. */

/** Columns that a text takes on a terminal (UAX #11, the wide ranges in use here). */
export function columns(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (isWide(sign) ? 2 : 1), 0);
}

/** @returns lines of at most so many columns, save where one word is longer. */
export function fold(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (line !== '' && columns(line) + columns(piece.trimEnd()) > width) {
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

function isWide(sign: string): boolean {
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]/u.test(
    sign,
  );
}
