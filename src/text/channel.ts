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
  /** In two halves, so that taking the first does not move all others: `taking` is reversed. */
  let coming: Item[] = [];
  let taking: Item[] = [];
  let ended: { error: Error | undefined } | null = null;
  let wake = () => {};
  return {
    push(item) {
      if (ended !== null) return;
      coming.push(item);
      wake();
    },
    end(error) {
      ended ??= { error };
      wake();
    },
    async *read() {
      for (;;) {
        if (taking.length === 0) {
          taking = coming.reverse();
          coming = [];
        }
        const item = taking.pop();
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
