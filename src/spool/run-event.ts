/** What happens in a run of the queue, as events. */
import type { DeliveryReport } from '../delivery.ts';
import type { Failure } from '../failure/failure.ts';
import type { Entry, EntryRecipient, FoundClaim, NotTaken, QueueId } from './store.ts';

export type RunEvent =
  /** A claim of a dead process was given back, or one of another host was found. */
  | { readonly event: 'claim'; readonly claim: FoundClaim | NotTaken }
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
  /** A recipient was permanently rejected and the sender is notified. */
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
  /** A delivery did not end although it was aborted; its entry stays claimed until this process ends. */
  | { readonly event: 'stuck'; readonly id: QueueId }
  /** The spool itself failed: what was to be recorded was not. */
  | { readonly event: 'fault'; readonly id: QueueId | null; readonly failure: Failure };
