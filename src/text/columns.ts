/** Texts in columns that fit the width of a terminal. */
import { displayWidth } from './width.ts';

/** Cuts a text to a display width; `…` replaces what is left out. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    cut += character;
  }
  return width < 1 ? '' : `${cut.trimEnd()}…`;
}

/**
 * Shares a width among columns: each gets what it needs, and what is too little for all is divided evenly among those
 * that need more than their share.
 * @param needed the widest text of each column
 */
export function shareWidth(needed: readonly number[], available: number): readonly number[] {
  const widths = needed.map(() => 0);
  let left = Math.max(0, available);
  const byNeed = needed
    .map((need, index) => ({ need, index }))
    .toSorted((one, other) => one.need - other.need);
  for (const [done, { need, index }] of byNeed.entries()) {
    const width = Math.min(need, Math.floor(left / (byNeed.length - done)));
    widths[index] = width;
    left -= width;
  }
  return widths;
}
