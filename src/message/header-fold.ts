/** Folding (RFC 5322, 2.2.3) that only adds line ends before blanks that are there: unfolded, the field is as it was. */

const foldColumn = 76;
/** Longer runs of blanks would make lines of blanks alone. */
const longestBlank = 60;

/**
 * Folds a field.
 * @param value the text after the colon, unfolded
 * @returns the field with its CRLF; a line stays long where it has no blank
 */
export function foldExactly(name: string, value: string): string {
  const out = [`${name}:`];
  let column = name.length + 1;
  let first = true;
  for (const part of value.match(/[ \t]+|[^ \t]+/g) ?? []) {
    if (part.startsWith(' ') || part.startsWith('\t')) {
      out.push(part.length > longestBlank ? ' ' : part);
      column += out.at(-1)?.length ?? 0;
      continue;
    }
    const blank = out.at(-1) ?? '';
    const tooLong = column + part.length > (first ? 998 : foldColumn);
    if (tooLong && /^[ \t]/.test(blank)) {
      out[out.length - 1] = `\r\n${blank}`;
      column = blank.length;
    }
    out.push(part);
    column += part.length;
    first = false;
  }
  if (/^[ \t]/.test(out.at(-1) ?? '')) out.pop();
  return `${out.join('')}\r\n`;
}

/** @returns the text behind the colon of a field (latin1), without its line ends. */
export function unfolded(field: string): string {
  return field.slice(field.indexOf(':') + 1).replace(/\r\n/g, '');
}
