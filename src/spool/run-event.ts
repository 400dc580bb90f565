/** What a run of the queue tells as it goes, and the channel that carries it from many workers to one reader. */
import type { DeliveryReport } from '../delivery.ts';
import type { Failure } from '../failure/failure.ts';
import type { Entry, EntryRecipient, FoundClaim, QueueId } from './store.ts';

export type RunEvent =
  /** A claim of a dead process was given back, or one of another host was found. */
  | { readonly event: 'claim'; readonly claim: FoundClaim }
  /** One try of one entry, and what became of the entry. */
  | {
      readonly event: 'tried';
      readonly entry: Entry;
      readonly report: DeliveryReport;
      /** `waits` untouched, because the server is held back or the run ends. */
      readonly fate: 'sent' | 'retry' | 'failed' | 'waits';
      readonly nextTry: string | null;
      readonly failure: Failure | null;
    }
  /** A recipient was refused for good and the sender is told. */
  | {
      readonly event: 'bounced';
      readonly id: QueueId;
      readonly bounceId: QueueId;
      readonly refused: readonly EntryRecipient[];
    }
  /** An entry that can't be read. It lies in failed/ now, unless a later version wrote it. */
  | { readonly event: 'corrupt'; readonly id: QueueId; readonly failure: Failure }
  /** The server is left alone until then. */
  | { readonly event: 'server-held'; readonly failure: Failure; readonly until: string }
  /** A delivery did not end although it was told to; its entry stays claimed until this process ends. */
  | { readonly event: 'stuck'; readonly id: QueueId }
  /** The spool itself failed: what was to be recorded was not. */
  | { readonly event: 'fault'; readonly id: QueueId | null; readonly failure: Failure };

export interface Channel<Item> {
  push(item: Item): void;
  /** Ends the reading, with an error where one is given. */
  end(error?: Error): void;
  read(): AsyncGenerator<Item>;
}

export function createChannel<Item>(): Channel<Item> {
  const items: Item[] = [];
  let ended: { error: Error | undefined } | null = null;
  let wake = () => {};
  return {
    push(item) {
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
