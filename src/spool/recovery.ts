/** What dead processes have left: their claims are given back, what they had half made is cleared. */
import type { SpoolDirectories } from './directories.ts';
import type { OwnerLife } from './owner.ts';
import { parseOwner } from './owner.ts';
import type { FoundClaim } from './store.ts';

/**
 * Looks at every claim and every half-made entry. What belongs to a living process, or to one that can't be seen from
 * here, stays.
 * @throws SendmemoError spool-unwritable
 */
export async function recoverClaims(
  spool: SpoolDirectories,
  judge: (owner: string) => Promise<OwnerLife>,
): Promise<readonly FoundClaim[]> {
  const found: FoundClaim[] = [];
  for (const name of await spool.names('active')) {
    if (name.owner === null) continue;
    const life = await judge(name.owner);
    const { pid, host } = parseOwner(name.owner) ?? { pid: 0, host: name.owner };
    if (life === 'elsewhere') found.push({ id: name.id, pid, host, state: 'elsewhere' });
    if (life === 'dead' && (await spool.move('active', name, 'waiting', { ...name, owner: null }))) {
      found.push({ id: name.id, pid, host, state: 'recovered' });
    }
  }
  for (const name of await spool.names('tmp')) {
    if (name.owner !== null && (await judge(name.owner)) === 'dead') await spool.clear(name);
  }
  return found;
}
