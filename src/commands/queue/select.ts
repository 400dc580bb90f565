/** Which messages of the spool are meant: by id, by the beginning of an id, or by what they have in common. */
import type { Selection } from './request.ts';
import type { ServerFacts } from '../../failure/facts.ts';
import type { Failure } from '../../failure/failure.ts';
import { hostPort } from '../../text/host-port.ts';
import type { Entry, EntryAction, EntryPlace, EntryState, Store } from '../../spool/store.ts';

/** A message that was found, or an id that none has. */
export type Selected = { readonly place: EntryPlace } | { readonly id: string; readonly failure: Failure };

/** Fewer characters of an id than this name nothing: a slip must not hit the only message. */
const shortestPrefix = 4;
const shownCandidates = 4;

/** What `--all` means to each action; `--failed` adds those that have failed. */
const statesOf: Readonly<Record<EntryAction, readonly EntryState[]>> = {
  retry: ['waiting'],
  hold: ['waiting'],
  release: ['held'],
  remove: ['waiting', 'held', 'failed'],
};

/** How many characters an id is shown with at least. */
export const shortestShown = 10;

/** How many characters tell an id from its neighbour in the order of ids, and so from all on that side. */
export function distinctLength(id: string, neighbour: string | undefined): number {
  let length = shortestShown;
  while (length < id.length && neighbour?.startsWith(id.slice(0, length))) length += 1;
  return length;
}

/** What is known of one id of a command line. */
interface Wanted {
  exact: EntryPlace | null;
  /** The first that begin with it: those that are shown, and the neighbour of the last one. */
  readonly candidates: EntryPlace[];
  count: number;
}

/**
 * Finds messages by their ids or the beginnings of them, each once.
 * @param places in the order of entering
 */
export async function findIds(
  places: AsyncIterable<EntryPlace> | Iterable<EntryPlace>,
  ids: readonly string[],
): Promise<readonly Selected[]> {
  const wanted = new Map<string, Wanted>(ids.map((id) => [id, { exact: null, candidates: [], count: 0 }]));
  const lengths = [...new Set(ids.map((id) => id.length))].filter((length) => length >= shortestPrefix);
  for await (const place of places) {
    for (const length of lengths) {
      const one = wanted.get(place.id.slice(0, length));
      if (one === undefined) continue;
      if (place.id.length <= length) one.exact = place;
      if (one.candidates.length <= shownCandidates) one.candidates.push(place);
      one.count += 1;
    }
  }
  const found = new Map<string, Selected>();
  for (const [id, one] of wanted) {
    const selected = select(id, one);
    found.set('place' in selected ? selected.place.id : id, selected);
  }
  return [...found.values()];
}

function select(id: string, { exact, candidates, count }: Wanted): Selected {
  const [only] = candidates;
  if (exact !== null) return { place: exact };
  if (only === undefined) return { id, failure: { code: 'INPUT', reason: 'spool-entry-missing', id } };
  if (count === 1) return { place: only };
  const shown = candidates.slice(0, shownCandidates);
  const length = Math.max(...shown.map((place, at) => distinctLength(place.id, candidates[at + 1]?.id)));
  return {
    id,
    failure: {
      code: 'INPUT',
      reason: 'spool-id-ambiguous',
      prefix: id,
      candidates: shown.map((place) => place.id.slice(0, length)),
      count,
    },
  };
}

/**
 * The messages that an action is for, one at a time: what is done to one does not bring it again.
 * @param servers those of the settings: a message that was never tried goes to them
 * @throws SendmemoError spool-unwritable
 */
export async function* selectEntries(
  store: Store,
  action: EntryAction,
  selection: Selection,
  servers: readonly Pick<ServerFacts, 'host' | 'port'>[],
): AsyncGenerator<Selected> {
  const { ids, all, failed, server } = selection;
  if (ids.length > 0) return yield* await findIds(store.places(), ids);
  const states: readonly EntryState[] = [
    ...(all || !failed ? statesOf[action] : []),
    ...(failed ? (['failed'] as const) : []),
  ];
  if (server === null) {
    for await (const place of store.places(states)) yield { place };
    return;
  }
  for await (const entry of store.list(states)) {
    if ('corrupt' in entry || !isOf(entry, server, servers)) continue;
    const { id, state, nextTry } = entry;
    // No action is for active ones, so no process has it.
    yield { place: { id, state, nextTry, owner: null } };
  }
}

/** Whether a message was last tried with a server of this name, or was not tried yet and will be. */
function isOf(
  { lastFailure }: Entry,
  server: string,
  servers: readonly Pick<ServerFacts, 'host' | 'port'>[],
): boolean {
  const last = lastFailure !== null && 'server' in lastFailure ? lastFailure.server : null;
  const of = last === null ? servers : [last];
  return of.some(({ host, port }) => [host, hostPort(host, port)].some((name) => isSame(name, server)));
}

function isSame(one: string, other: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');
  return plain(one) === plain(other);
}
