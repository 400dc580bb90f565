/** How wide the terminal is. */

/**
 * @param columns as the terminal gives it; 0 or undefined: it does not know
 * @returns columns: COLUMNS of the environment where it is a number, else the terminal's own width, else 80
 */
export function terminalWidth(
  columns: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): number {
  const named = /^[1-9]\d{0,3}$/.exec(env['COLUMNS'] ?? '');
  return named === null ? columns || 80 : Number(named[0]);
}
