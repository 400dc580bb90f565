/** claimNext for a store that knows what is due by reading names: one reading for each pass. */
import { asFailure } from '../failure/error.ts';
import type { Claim, DueEntry, NextClaim, QueueId, Store } from './store.ts';

interface NameStore {
  readonly due: (now: Date) => Promise<readonly DueEntry[]>;
  readonly claim: (id: QueueId, nextTry?: string) => Promise<Claim | null>;
}

/** @returns claimNext of a store; it serves one pass at a time. */
export function createClaimNext(store: NameStore): Store['claimNext'] {
  let rest: readonly DueEntry[] = [];
  let next = 0;

  return async (now, { after, skip }): Promise<NextClaim | null> => {
    if (after === null) {
      rest = await store.due(now);
      next = 0;
    }
    for (;;) {
      const entry = rest[next];
      if (entry === undefined) return null;
      next += 1;
      if (skip(entry.id)) continue;
      try {
        // One after the other: the first that can be had is wanted.
        // oxlint-disable-next-line no-await-in-loop
        const mine = await store.claim(entry.id, entry.nextTry);
        if (mine !== null) return { claim: mine };
      } catch (error) {
        return { ...entry, failure: asFailure(error) };
      }
    }
  };
}
