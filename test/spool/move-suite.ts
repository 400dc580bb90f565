/** What a move between two stores promises; run for each pair of stores. */
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { moveEntries } from '../../src/spool/move.ts';
import type { MoveEvent } from '../../src/spool/move.ts';
import type { Entry, QueueId, Store } from '../../src/spool/store.ts';
import { collect, failureOf, messageText, newEntry } from './deps.ts';
import type { StoreUnderTest } from './store-suite.ts';

const lastReply = { code: 250, enhanced: '2.1.5', message: 'Ok', lines: ['2.1.5 Ok'] };

/** One entry of each state, with all that an entry can have behind it. @returns waiting, held, failed */
export async function fillStore(store: Store): Promise<readonly QueueId[]> {
  const ids: QueueId[] = [];
  for (const state of ['waiting', 'held', 'failed'] as const) {
    const { id } = await store.put(newEntry({ eightBit: true, submittedBy: 1002 }));
    const claim = await store.claim(id);
    const recipients = (claim?.entry.recipients ?? []).map((each, index) =>
      index === 0 ? { ...each, state: 'accepted' as const, lastReply } : each,
    );
    const lastFailure = { code: 'DNS', reason: 'dns-no-such-name', host: 'mail.example.com' } as const;
    await claim?.record({ recipients, tries: 3, agedFrom: '2026-02-28T12:00:00.000Z', lastFailure });
    await claim?.release(state, '2026-03-01T13:00:00.000Z');
    ids.push(id);
  }
  return ids;
}

/** Every entry, by its id. */
export async function contents(store: Store): Promise<Readonly<Record<QueueId, unknown>>> {
  return Object.fromEntries((await collect(store.list())).map((entry) => [entry.id, entry]));
}

export function move(from: Store, to: Store, names = ['one', 'other']): Promise<MoveEvent[]> {
  const [one = '', other = ''] = names;
  const ends = [
    { store: from, name: one },
    { store: to, name: other },
  ] as const;
  return collect(moveEntries(...ends, new AbortController().signal));
}

export function moveSuite(
  name: string,
  openFrom: () => Promise<StoreUnderTest>,
  openTo: () => Promise<StoreUnderTest>,
): void {
  function promise(title: string, body: (from: Store, to: Store) => Promise<void>): void {
    test(title, async () => {
      const [from, to] = [await openFrom(), await openTo()];
      try {
        await body(from.store, to.store);
      } finally {
        await Promise.all([from.close(), to.close()]);
      }
    });
  }

  describe(name, () => {
    promise('every entry is there as it was, and nothing is left behind', async (from, to) => {
      const ids = await fillStore(from);
      const before = await contents(from);
      const events = await move(from, to);
      expect(events).toEqual([...ids].sort().map((id) => ({ event: 'moved', id })));
      expect(await contents(to)).toEqual(before);
      expect(await contents(from)).toEqual({});
      const claim = await to.claim(ids[0] ?? '');
      expect(claim && (await text(claim.openMessage()))).toBe(messageText);
      expect(await move(from, to)).toEqual([]);
    });

    promise('what a runner has stays with it', async (from, to) => {
      const { id } = await from.put(newEntry());
      const claim = await from.claim(id);
      expect(await move(from, to)).toEqual([{ event: 'busy', id }]);
      await claim?.release('waiting');
      expect(await move(from, to)).toEqual([{ event: 'moved', id }]);
    });

    promise('between the stores neither delivers it, and a second move finishes', async (from, to) => {
      const { id } = await from.put(newEntry());
      const before = await contents(from);
      const [place] = await collect(from.places());
      const departed = place && (await from.transfer.depart(place, 'other'));
      if (departed == null) throw new Error('not departed');
      await to.transfer.adopt(departed, 'one');
      await departed.release('held');
      for (const store of [from, to]) {
        expect(await store.claim(id)).toBeNull();
        expect(await store.due(new Date('2026-03-02T12:00:00Z'))).toEqual([]);
        expect(await failureOf(store.act('release', id))).toMatchObject({ state: 'moving' });
      }
      const transit = { state: 'waiting' } as const;
      expect((await from.get(id)).transit).toEqual({ ...transit, direction: 'out', store: 'other' });
      expect((await to.get(id)).transit).toEqual({ ...transit, direction: 'in', store: 'one' });
      // Another move than the one that was begun.
      expect((await move(from, to, ['one', 'third']))[0]).toMatchObject({
        event: 'fault',
        failure: { reason: 'spool-entry-state', state: 'moving' },
      });
      expect(await move(to, from, ['other', 'one'])).toEqual([{ event: 'busy', id }]);
      expect(await move(from, to)).toEqual([{ event: 'moved', id }]);
      expect(await contents(to)).toEqual(before);
      expect(await contents(from)).toEqual({});
    });

    promise('what only has to arrive arrives, from that store and no other', async (from, to) => {
      const [waiting = ''] = await fillStore(from);
      const before = await contents(from);
      for await (const place of from.places()) {
        const departed = await from.transfer.depart(place, 'other');
        if (departed === null) throw new Error('not departed');
        await to.transfer.adopt(departed, 'one');
        await departed.finish();
      }
      expect(await move(from, to, ['third', 'other'])).toEqual([]);
      expect(await to.claim(waiting)).toBeNull();
      expect(await move(from, to)).toHaveLength(3);
      expect(await contents(to)).toEqual(before);
    });

    promise('retry ends a move that nobody will finish', async (from, to) => {
      const { id } = await from.put(newEntry());
      const [place] = await collect(from.places());
      const departed = place && (await from.transfer.depart(place, 'other'));
      await departed?.release('held');
      await from.act('retry', id);
      const entry: Entry = await from.get(id);
      expect([entry.state, entry.transit]).toEqual(['waiting', null]);
      expect(await from.claim(id)).not.toBeNull();
      expect(await contents(to)).toEqual({});
    });

    promise('octets that are not those of the entry do not enter', async (from, to) => {
      await from.put(newEntry());
      const [place] = await collect(from.places());
      const departed = place && (await from.transfer.depart(place, 'other'));
      if (departed == null) throw new Error('not departed');
      const { entry } = departed;
      const short = {
        entry: { ...entry, sizeBytes: entry.sizeBytes + 1 },
        openMessage: () => departed.openMessage(),
      };
      expect((await failureOf(to.transfer.adopt(short, 'one'))).reason).toBe('spool-entry-corrupt');
      expect(await contents(to)).toEqual({});
    });
  });
}
