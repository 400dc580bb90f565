/** Places for work, taken and given back; who finds none waits in turn. */
export interface Slots<Item> {
  /** @param item what it is taken for */
  take(item: Item): Promise<Slot<Item>>;
}

export interface Slot<Item> {
  /** What takes this very slot next, from now on nothing else; null: nothing waits. */
  next(): Item | null;
  release(): void;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly go: (slot: Slot<Item>) => void;
}

/** @returns places that are all free */
export function createSlots<Item>(count: number): Slots<Item> {
  let free = count;
  const waiting: Waiting<Item>[] = [];

  function createSlot(): Slot<Item> {
    let chosen: Waiting<Item> | null = null;
    const slot: Slot<Item> = {
      next() {
        chosen ??= waiting.shift() ?? null;
        return chosen?.item ?? null;
      },
      release() {
        const follower = chosen ?? waiting.shift();
        chosen = null;
        if (follower === undefined) free += 1;
        else follower.go(slot);
      },
    };
    return slot;
  }

  return {
    async take(item) {
      if (free > 0) {
        free -= 1;
        return createSlot();
      }
      return new Promise((go) => {
        waiting.push({ item, go });
      });
    },
  };
}
