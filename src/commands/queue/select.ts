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

/** How many characters tell the ids of a spool apart, from `least` on. */
export function idLength(places: readonly EntryPlace[], least = 10): number {
  let length = least;
  for (const [index, { id }] of places.entries()) {
    const next = places[index + 1]?.id;
    // In their order, so only neighbours can have more in common.
    while (next !== undefined && length < id.length && next.startsWith(id.slice(0, length))) length += 1;
  }
  return length;
}

/** Finds messages by their ids or the beginnings of them, each once. */
export function findIds(places: readonly EntryPlace[], ids: readonly string[]): readonly Selected[] {
  const known = new Map(places.map((place) => [place.id, place]));
  const found = new Map<string, Selected>();
  for (const id of ids) {
    const selected = findId(known, id);
    found.set('place' in selected ? selected.place.id : id, selected);
  }
  return [...found.values()];
}

function findId(known: ReadonlyMap<string, EntryPlace>, id: string): Selected {
  const exact = known.get(id);
  if (exact !== undefined) return { place: exact };
  const candidates =
    id.length < shortestPrefix ? [] : [...known.values()].filter((place) => place.id.startsWith(id));
  const [only, another] = candidates;
  if (only === undefined) return { id, failure: { code: 'INPUT', reason: 'spool-entry-missing', id } };
  if (another === undefined) return { place: only };
  const length = Math.min(only.id.length, idLength(candidates));
  return {
    id,
    failure: {
      code: 'INPUT',
      reason: 'spool-id-ambiguous',
      prefix: id,
      candidates: candidates.slice(0, shownCandidates).map((place) => place.id.slice(0, length)),
      count: candidates.length,
    },
  };
}

/**
 * The messages that an action is for.
 * @param servers those of the settings: a message that was never tried goes to them
 * @throws SendmemoError spool-unwritable
 */
export async function selectEntries(
  store: Store,
  action: EntryAction,
  selection: Selection,
  servers: readonly Pick<ServerFacts, 'host' | 'port'>[],
): Promise<readonly Selected[]> {
  const places = await store.places();
  const { ids, all, failed, server } = selection;
  if (ids.length > 0) return findIds(places, ids);
  const states = new Set<EntryState>([
    ...(all || !failed ? statesOf[action] : []),
    ...(failed ? (['failed'] as const) : []),
  ]);
  const meant = places.filter(({ state }) => states.has(state));
  if (server === null) return meant.map((place) => ({ place }));
  const selected: Selected[] = [];
  const placeOf = new Map(meant.map((place) => [place.id, place]));
  for await (const entry of store.list(meant)) {
    const place = placeOf.get(entry.id);
    if (place !== undefined && !('corrupt' in entry) && isOf(entry, server, servers))
      selected.push({ place });
  }
  return selected;
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
