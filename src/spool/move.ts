/**
 * Moves entries from one store to another, each once, whatever is killed in between; repeating the move finishes what
 * an earlier one began. The steps, and what a crash after each leaves: docs/spool.md.
 */
import { asFailure } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import type { EntryPlace, QueueId, Store } from './store.ts';

/** A store, and what the other one calls it: a name that stays the same, without secrets. */
export interface MoveEnd {
  readonly store: Store;
  readonly name: string;
}

export type MoveEvent =
  | { readonly event: 'moved'; readonly id: QueueId }
  /** A runner has it, or it is on its way here: it stays. */
  | { readonly event: 'busy'; readonly id: QueueId }
  | { readonly event: 'fault'; readonly id: QueueId; readonly failure: Failure };

/**
 * Moves everything that no process delivers at the moment. A fault of one entry does not stop the others.
 * @throws SendmemoError where one of the stores can't be used at all
 */
export async function* moveEntries(
  from: MoveEnd,
  to: MoveEnd,
  signal: AbortSignal,
): AsyncGenerator<MoveEvent> {
  // What dead movers had in their hands: it waits again with its note, or has none.
  for (const { store } of [from, to]) {
    for (const found of await store.recover()) {
      if (found.state === 'not-taken') yield { event: 'fault', id: found.id, failure: found.failure };
    }
  }
  const arriving = new Set(await to.store.transfer.arriving(from.name));
  if (arriving.size > 0) {
    for await (const { id } of from.store.places()) arriving.delete(id);
  }
  for (const id of arriving) {
    if (signal.aborted) return;
    yield await guarded(id, async () => {
      await to.store.transfer.arrive(id);
      return true;
    });
  }
  for await (const place of from.store.places()) {
    if (signal.aborted) return;
    yield await guarded(place.id, () => moveEntry(place, from, to));
  }
}

/** @returns false: it can't be moved now */
async function moveEntry(place: EntryPlace, from: MoveEnd, to: MoveEnd): Promise<boolean> {
  const departed = await from.store.transfer.depart(place, to.name);
  if (departed === null) return false;
  try {
    await to.store.transfer.adopt(departed, from.name);
  } catch (error) {
    // It may be there all the same: the note keeps it from being delivered from here.
    await departed.release('held').catch(() => {});
    throw error;
  }
  await departed.finish();
  await to.store.transfer.arrive(place.id);
  return true;
}

async function guarded(id: QueueId, work: () => Promise<boolean>): Promise<MoveEvent> {
  try {
    return { event: (await work()) ? 'moved' : 'busy', id };
  } catch (error) {
    return { event: 'fault', id, failure: asFailure(error) };
  }
}
