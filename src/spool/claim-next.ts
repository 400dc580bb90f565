/** claimNext for a store that knows what is due by reading names. */
import { asFailure } from '../failure/error.ts';
import type { DueLook, FoundDue } from './due-look.ts';
import type { NextClaim, Store } from './store.ts';

/** @returns claimNext of a store; it serves one pass at a time. */
export function createClaimNext(look: DueLook, claim: Store['claim']): Store['claimNext'] {
  let found: FoundDue = { entries: [], more: false };
  let next = 0;

  return async (now, { after, skip }): Promise<NextClaim | null> => {
    if (after === null) {
      found = await look.due(now, { after: null, isSkipped: skip });
      next = 0;
    }
    for (;;) {
      const entry = found.entries[next];
      if (entry === undefined) {
        const last = found.entries.at(-1);
        if (!found.more || last === undefined) return null;
        found = await look.due(now, { after: last, isSkipped: skip });
        next = 0;
        continue;
      }
      next += 1;
      if (skip(entry.id)) continue;
      try {
        // One after the other: the first that can be had is wanted.
        // oxlint-disable-next-line no-await-in-loop
        const mine = await claim(entry.id, entry.nextTry);
        if (mine !== null) return { claim: mine };
      } catch (error) {
        return { ...entry, failure: asFailure(error) };
      }
    }
  };
}
