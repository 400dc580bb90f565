/** One line of a configuration file replaced, uncommented or added; every other byte stays as it is. */

export interface EditedCfg {
  readonly bytes: Uint8Array;
  /** Number of the line that holds the setting now, from 1. */
  readonly line: number;
}

/** @returns the value as it is written after `=`: in quotes where the grammar would take something off it. */
export function asLine(value: string): string {
  const loses = value !== value.trim() || (value.length >= 2 && value.startsWith('"') && value.endsWith('"'));
  return loses ? `"${value}"` : value;
}

/**
 * The line that sets the name is replaced; else the one that has it right behind a semicolon, as the samples do (after
 * a blank it may be prose); else one is added at the end.
 * @param value as it is to be written, on one line
 */
export function withSetting(bytes: Uint8Array, name: string, value: string): EditedCfg {
  // Latin-1 maps every byte to one sign and back: comments in any encoding pass through.
  const text = Buffer.from(bytes).toString('latin1');
  const bom = text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(0, 3) : '';
  const lines = text.slice(bom.length).split('\n');
  const written = Buffer.from(`${name} = ${value}`.trimEnd(), 'utf8').toString('latin1');
  const at = findLine(lines, new RegExp(`^[ \\t]*${name}[ \\t]*=`));
  const commented = findLine(lines, new RegExp(`^[ \\t]*;${name}[ \\t]*=`));
  const place = at === -1 ? commented : at;
  if (place === -1) {
    const end = lines.some((line) => line.endsWith('\r')) ? '\r' : '';
    const last = lines.at(-1) ?? '';
    // The last line may have no end yet.
    if (last !== '') lines.splice(-1, 1, last.endsWith('\r') ? last : `${last}${end}`, '');
    lines.splice(-1, 0, `${written}${end}`);
  } else {
    const old = lines[place] ?? '';
    const indent = /^[ \t]*/.exec(old)?.[0] ?? '';
    lines[place] = `${indent}${written}${old.endsWith('\r') ? '\r' : ''}`;
  }
  const line = (place === -1 ? lines.length - 2 : place) + 1;
  return { bytes: Buffer.from(bom + lines.join('\n'), 'latin1'), line };
}

function findLine(lines: readonly string[], pattern: RegExp): number {
  return lines.findIndex((line) => pattern.test(line));
}
