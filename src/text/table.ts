/** Columns for a terminal: widths are settled by the first rows, so that a long table can be printed as it comes. */

/** Columns that a character takes on a terminal: two for East Asian wide and full-width forms. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

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
