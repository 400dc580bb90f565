/** The first of any number of items in the order of their keys, in memory for the first ones alone. */
export interface Firsts<Item> {
  /** Whether an item with this key is among the first of those seen so far. */
  wants(key: string): boolean;
  add(key: string, item: Item): void;
  /** In the order of their keys; items with the same key in the order in which they were added. */
  items(): readonly Item[];
  /** Whether there were more. */
  more(): boolean;
}

/**
 * @param limit how many are kept
 * @param after only keys behind this one are wanted
 */
export function createFirsts<Item>(limit: number, after = ''): Firsts<Item> {
  let kept: { readonly key: string; readonly item: Item }[] = [];
  /** Keys from here on are behind all that is kept; null: nothing was dropped yet. */
  let end: string | null = null;
  let isSorted = true;

  function cut(): void {
    if (isSorted) return;
    isSorted = true;
    kept.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
    if (kept.length <= limit) return;
    end = kept[limit]?.key ?? end;
    kept = kept.slice(0, limit);
  }

  return {
    wants: (key) => key > after && (end === null || key < end),
    add(key, item) {
      kept.push({ key, item });
      isSorted = false;
      // Sorted once for as many as are kept, so that each costs the same however many come.
      if (kept.length >= 2 * limit) cut();
    },
    items() {
      cut();
      return kept.map(({ item }) => item);
    },
    more() {
      cut();
      return end !== null;
    },
  };
}
