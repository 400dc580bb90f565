/** What callbacks push, an iteration takes, in order. One reader. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  push(event: Event): void;
  /** What was pushed before is still given out; what comes after is not. */
  end(): void;
}

/** @returns an empty queue. */
export function createEventQueue<Event>(): EventQueue<Event> {
  const waiting: Event[] = [];
  let ended = false;
  let wake = () => {};
  return {
    push(event) {
      if (ended) return;
      waiting.push(event);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) yield event;
        else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
