/** Lines of the other programs' files, taken apart in time that grows with their length alone. */

/** @returns `NAME value` in two, blanks around them gone; null where the line has no word. */
export function nameAndRest(line: string): { readonly name: string; readonly rest: string } | null {
  const text = line.trim();
  if (text === '') return null;
  const blank = text.search(/\s/);
  return blank === -1
    ? { name: text, rest: '' }
    : { name: text.slice(0, blank), rest: text.slice(blank).trim() };
}

/** @returns `NAME = value` in two, blanks around them gone; null where the line is none. */
export function nameAndValue(line: string): { readonly name: string; readonly value: string } | null {
  const equals = line.indexOf('=');
  const name = line.slice(0, Math.max(equals, 0)).trim();
  return /^[\w.-]+$/.test(name) ? { name, value: line.slice(equals + 1).trim() } : null;
}

/** @returns a text without the double quotes around it. */
export function withoutQuotes(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/**
 * Words as a shell reads them: blanks separate, quotes and backslashes protect.
 * @returns null where a quote has no end
 */
export function shellWords(line: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\' && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else if (quote !== '' && char === quote) {
      quote = '';
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  return words;
}
