/** Callbacks push, one reader iterates, in order. */
export interface Channel<Item> {
  /** After the end nothing more is taken. */
  push(item: Item): void;
  /** What was pushed before is still read; then the reading ends, with the error where there is one. */
  end(error?: Error): void;
  read(): AsyncGenerator<Item>;
}

/** @returns an empty channel */
export function createChannel<Item>(): Channel<Item> {
  const items: Item[] = [];
  let ended: { error: Error | undefined } | null = null;
  let wake = () => {};
  return {
    push(item) {
      if (ended !== null) return;
      items.push(item);
      wake();
    },
    end(error) {
      ended ??= { error };
      wake();
    },
    async *read() {
      for (;;) {
        const item = items.shift();
        if (item !== undefined) yield item;
        else if (ended !== null) {
          if (ended.error !== undefined) throw ended.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
