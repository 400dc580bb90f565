/** Text → mdoc(7). */

export type Language = 'en' | 'ja';

/** Text for a line of its own, or several: nothing in it is a macro. */
export function text(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .split('\n')
    .flatMap((line) => line.replaceAll(/(?<=[a-z)\]"'0-9]{2}[.?!]) +(?=[A-Z])/g, '\n').split('\n'))
    .map((line) => line.replace(/^(?=[.'])/, '\\&'))
    .join('\n');
}

/** One argument of a macro. */
export function argument(plain: string): string {
  const escaped = plain.replaceAll('\\', '\\e').replaceAll('"', '\\(dq').replaceAll('~', '\\(ti');
  // Alone, these would be macros or punctuation.
  return /\s/.test(plain)
    ? `"${escaped}"`
    : /^([A-Z][a-z]|[.,;:()[\]?!|])$/.test(plain)
      ? `\\&${escaped}`
      : escaped;
}

/**
 * A sentence from the words of a table, which have neither capital nor stop.
 * @param values words that are values, and stay as they are at the beginning too
 */
export function sentence(words: string, language: Language, values: readonly string[] = []): string {
  const stop = /[.。]$/.test(words) ? '' : { en: '.', ja: '。' }[language];
  const first = /^[a-z]+(?![-_a-z])/.exec(words)?.[0] ?? '';
  const isPlain = language === 'en' && first !== '' && !values.includes(first);
  return text(`${isPlain ? words.charAt(0).toUpperCase() : words.charAt(0)}${words.slice(1)}${stop}`);
}

/**
 * Lines of at most so many signs, as mandoc likes them; macros and literal displays stay. Only for text with blanks
 * between its words: elsewhere each line end would show as a blank.
 */
export function folded(source: string, width: number): string {
  let literal = false;
  return source
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('.Bd -literal')) literal = true;
      if (line.startsWith('.Ed')) literal = false;
      if (literal || line.length <= width || /^[.']/.test(line)) return [line];
      return foldLine(line, width);
    })
    .join('\n');
}

function foldLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines.splice(-1, 1, `${last} ${word}`);
  }
  return lines.map((part, index) => (index === 0 ? part : part.replace(/^(?=[.'])/, '\\&')));
}
