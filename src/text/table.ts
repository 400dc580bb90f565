/** Columns for a terminal: the first rows decide the widths, so that a long table can be printed as it comes. */
import { displayWidth } from './width.ts';

/** Fills up with blanks to a display width; longer texts stay as they are. */
function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** One row; the last column is not filled up. */
export function tableRow(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => (index === cells.length - 1 ? cell : pad(cell, widths[index] ?? 0)))
    .join('  ');
}
