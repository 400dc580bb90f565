/** "Did you mean": the one candidate that a mistyped word is most likely to be. */

/** @returns the one candidate that the word begins, three letters at least; null where there is none or another one. */
export function uniqueCompletion(word: string, candidates: readonly string[]): string | null {
  const wanted = plain(word);
  if (wanted.length < 3) return null;
  const [only = null, ...others] = new Set(
    candidates.filter((candidate) => plain(candidate).startsWith(wanted)),
  );
  return others.length === 0 ? only : null;
}

/**
 * @returns the nearest candidate, or null where none is near enough to be meant, or where two are equally near. Case
 * and the separators `-`, `_` and blank don't count as differences.
 */
export function nearestWord(word: string, candidates: readonly string[]): string | null {
  const wanted = plain(word);
  // Far too long for a slip of the finger, and the distance below costs the product of the lengths.
  if (wanted === '' || wanted.length > 64) return null;
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.floor(wanted.length / 3)) + 1;
  let tied = false;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance === bestDistance) tied = true;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
      tied = false;
    }
  }
  return tied ? null : best;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours count one each. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
