/** What every store promises; run by each store's own test. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { DueEntry, NextClaim, Store } from '../../src/spool/store.ts';
import { collect, failureOf, messageText, newEntry } from './deps.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Sets the store's clock. */
  readonly setNow: (time: string) => void;
  readonly close: () => Promise<void>;
}

export function storeSuite(name: string, open: () => Promise<StoreUnderTest>): void {
  function promise(title: string, body: (room: StoreUnderTest) => Promise<void>): void {
    test(title, async () => {
      const room = await open();
      try {
        await body(room);
      } finally {
        await room.close();
      }
    });
  }

  describe(name, () => {
    promise('what was put is there with its facts and its octets', async ({ store }) => {
      const entry = newEntry({ eightBit: true });
      const put = await store.put(entry);
      const got = await store.get(put.id);
      expect(got).toEqual(put);
      expect(got).toMatchObject({
        state: 'waiting',
        messageId: entry.messageId,
        subject: 'Queue PRT1',
        sender: { address: 'printer@example.com' },
        sizeBytes: Buffer.byteLength(messageText),
        eightBit: true,
        tries: 0,
        lastFailure: null,
      });
      expect(got.recipients.map(({ address, state }) => [address, state])).toEqual([
        ['a@example.com', 'pending'],
        ['b@example.com', 'pending'],
      ]);
      const claim = await store.claim(put.id);
      expect(claim && (await text(claim.openMessage()))).toBe(messageText);
      expect(claim && (await text(claim.openMessage()))).toBe(messageText);
    });

    promise('a message whose stream breaks does not enter', async ({ store }) => {
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from('From: <a@example.com>\r\n');
          await Promise.resolve();
          throw new RangeError('source broke');
        })(),
      );
      await expect(store.put(newEntry({ message: broken }))).rejects.toThrow(RangeError);
      expect(await collect(store.list())).toEqual([]);
      expect(await store.due(new Date('2100-01-01T00:00:00Z'))).toEqual([]);
    });

    promise('the list is in the order of entering, whenever each is due', async ({ store, setNow }) => {
      const ids: string[] = [];
      for (const [minute, due] of [
        [1, '2026-03-01T15:00:00Z'],
        [2, '2026-03-01T13:00:00Z'],
        [3, '2026-03-01T14:00:00Z'],
      ] as const) {
        setNow(`2026-03-01T12:0${minute}:00Z`);
        ids.push((await store.put(newEntry({ nextTry: new Date(due) }))).id);
      }
      expect((await collect(store.list())).map(({ id }) => id)).toEqual(ids);
      expect(ids).toEqual([...ids].sort());
    });

    promise('only what is due is due, the longest due first', async ({ store }) => {
      const put = async (time: string) => (await store.put(newEntry({ nextTry: new Date(time) }))).id;
      const second = await put('2026-03-01T11:00:00Z');
      const first = await put('2026-03-01T10:00:00Z');
      await put('2026-03-01T12:00:01Z');
      const due = await store.due(new Date('2026-03-01T12:00:00Z'));
      expect(due.map(({ id }) => id)).toEqual([first, second]);
    });

    promise('a next try that only a wrong clock can have set is due', async ({ store }) => {
      const { id } = await store.put(newEntry({ nextTry: new Date('2031-01-01T00:00:00Z') }));
      const due = await store.due(new Date('2026-03-01T12:00:00Z'));
      expect(due.map((each) => each.id)).toEqual([id]);
    });

    promise('of many who claim an entry one gets it, and it is no longer due', async ({ store }) => {
      const { id, nextTry } = await store.put(newEntry());
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(id, nextTry)));
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
      expect(await store.claim(id)).toBeNull();
      expect(await store.due(new Date('2026-03-02T12:00:00Z'))).toEqual([]);
      expect((await store.get(id)).claimedBy).toMatchObject({ pid: process.pid, life: 'alive' });
    });

    promise(
      'a pass hands out what is due, the longest due first, without those that are skipped',
      async ({ store }) => {
        const put = async (time: string) => (await store.put(newEntry({ nextTry: new Date(time) }))).id;
        const second = await put('2026-03-01T11:00:00Z');
        const first = await put('2026-03-01T10:00:00Z');
        const skipped = await put('2026-03-01T10:30:00Z');
        await put('2026-03-01T12:00:01Z');
        const ahead = await put('2031-01-01T00:00:00Z');
        const now = new Date('2026-03-01T12:00:00Z');
        const taken: string[] = [];
        let after: DueEntry | null = null;
        for (;;) {
          const next: NextClaim | null = await store.claimNext(now, { after, skip: (id) => id === skipped });
          if (next === null) break;
          if (!('claim' in next)) throw new Error(next.failure.reason);
          const { id, nextTry } = next.claim.entry;
          taken.push(id);
          after = { id, nextTry };
          // Still due: this pass does not hand it out again, the next one does.
          if (id === first) await next.claim.release('waiting');
        }
        expect(taken).toEqual([first, second, ahead]);
        const again = await store.claimNext(now, { after: null, skip: (id) => id === skipped });
        expect(again !== null && 'claim' in again && again.claim.entry.id).toBe(first);
        expect((await store.get(skipped)).state).toBe('waiting');
      },
    );

    promise('every entry is handed out to one claim', async ({ store }) => {
      const ids: string[] = [];
      for (let index = 0; index < 12; index += 1) ids.push((await store.put(newEntry())).id);
      const now = new Date('2026-03-01T12:00:00Z');
      const claims = await Promise.all(ids.map((id) => store.claim(id)));
      for (const claim of claims) await claim?.release('waiting');
      const taken = new Set<string>();
      for (;;) {
        const next = await store.claimNext(now, { after: null, skip: () => false });
        if (next === null || !('claim' in next)) break;
        expect(taken.has(next.claim.entry.id)).toBe(false);
        taken.add(next.claim.entry.id);
      }
      expect([...taken].sort()).toEqual(ids.sort());
    });

    promise('what is recorded stays, and a released entry is due at the recorded time', async ({ store }) => {
      const { id } = await store.put(newEntry());
      const claim = await store.claim(id);
      if (claim === null) throw new Error('not claimed');
      const [first, second] = claim.entry.recipients;
      if (first === undefined || second === undefined) throw new Error('no recipients');
      const lastReply = { code: 250, enhanced: '2.1.5', message: 'Ok', lines: ['2.1.5 Ok'] };
      await claim.record({
        tries: 1,
        recipients: [{ ...first, state: 'accepted', lastReply }, second],
        lastFailure: { code: 'DNS', reason: 'dns-no-such-name', host: 'mail.example.com' },
      });
      expect(claim.entry.tries).toBe(1);
      await claim.release('waiting', '2026-03-01T12:05:00.000Z');
      const got = await store.get(id);
      expect(got).toMatchObject({ state: 'waiting', tries: 1, nextTry: '2026-03-01T12:05:00.000Z' });
      expect(got.lastFailure).toMatchObject({ code: 'DNS' });
      expect(got.recipients[0]).toEqual({ ...first, state: 'accepted', lastReply });
      expect(await store.due(new Date('2026-03-01T12:04:59Z'))).toEqual([]);
      expect(await store.due(new Date('2026-03-01T12:05:00Z'))).toHaveLength(1);
    });

    promise('a finished entry is gone', async ({ store }) => {
      const { id } = await store.put(newEntry());
      await (await store.claim(id))?.finish();
      expect(await collect(store.list())).toEqual([]);
      expect((await failureOf(store.get(id))).reason).toBe('spool-entry-missing');
      expect(await store.claim(id)).toBeNull();
    });

    promise('a held entry is not due until it is released', async ({ store }) => {
      const { id } = await store.put(newEntry());
      await store.act('hold', id);
      expect(await store.due(new Date('2026-03-02T12:00:00Z'))).toEqual([]);
      expect(await store.claim(id)).toBeNull();
      expect(await failureOf(store.act('hold', id))).toMatchObject({
        reason: 'spool-entry-state',
        state: 'held',
      });
      await store.act('release', id);
      expect(await store.due(new Date('2026-03-02T12:00:00Z'))).toHaveLength(1);
      expect((await failureOf(store.act('release', id))).reason).toBe('spool-entry-state');
    });

    promise('retry makes an entry due now', async ({ store, setNow }) => {
      const { id } = await store.put(newEntry({ nextTry: new Date('2026-03-01T14:00:00Z') }));
      setNow('2026-03-01T12:30:00Z');
      await store.act('retry', id);
      expect(await store.due(new Date('2026-03-01T12:30:00Z'))).toEqual([
        { id, nextTry: '2026-03-01T12:30:00.000Z' },
      ]);
    });

    promise('retry of a failed entry opens the refused recipients, no others, and its age', async (room) => {
      const { store, setNow } = room;
      const { id } = await store.put(newEntry());
      const claim = await store.claim(id);
      const recipients = (claim?.entry.recipients ?? []).map((each, index) => ({
        ...each,
        state: index === 0 ? ('accepted' as const) : ('refused' as const),
      }));
      await claim?.record({ recipients, tries: 9 });
      await claim?.release('failed');
      expect((await store.get(id)).state).toBe('failed');
      setNow('2026-03-09T12:00:00Z');
      await store.act('retry', id);
      const got = await store.get(id);
      expect(got).toMatchObject({ state: 'waiting', agedFrom: '2026-03-09T12:00:00.000Z', tries: 0 });
      expect(got.queuedAt).toBe('2026-03-01T12:00:00.000Z');
      expect(got.recipients.map(({ state }) => state)).toEqual(['accepted', 'pending']);
    });

    promise('an entry that somebody has is neither held, retried nor removed', async ({ store }) => {
      const { id } = await store.put(newEntry());
      const claim = await store.claim(id);
      for (const change of ['hold', 'release', 'retry', 'remove'] as const) {
        expect(await failureOf(store.act(change, id))).toMatchObject({
          reason: 'spool-entry-state',
          state: 'active',
          action: change,
        });
      }
      await claim?.release('waiting');
      await store.act('remove', id);
      expect(await collect(store.list())).toEqual([]);
    });

    promise(
      'places are the names of all, and what is done at one finds it where it has gone',
      async ({ store, setNow }) => {
        const { id } = await store.put(newEntry());
        setNow('2026-03-01T12:01:00Z');
        const other = await store.put(newEntry());
        await store.act('hold', other.id);
        const places = await collect(store.places());
        expect(places.map((place) => [place.id, place.state])).toEqual([
          [id, 'waiting'],
          [other.id, 'held'],
        ]);
        const [place] = places;
        await store.act('hold', id, place);
        // Seen as waiting, and held since.
        await store.act('release', id, place);
        expect((await store.get(id)).state).toBe('waiting');
        expect((await collect(store.list(['held', 'waiting']))).map((entry) => entry.id)).toEqual([
          id,
          other.id,
        ]);
        expect((await collect(store.list(['held']))).map((entry) => entry.id)).toEqual([other.id]);
        expect((await collect(store.places(['waiting']))).map((each) => each.id)).toEqual([id]);
        expect(await collect(store.list([]))).toEqual([]);
      },
    );

    promise('an id that is not there is missing for every command', async ({ store }) => {
      const id = '0mkxyz123abcdef0123456789';
      expect(await failureOf(store.get(id))).toMatchObject({ reason: 'spool-entry-missing', id });
      for (const action of ['hold', 'release', 'retry', 'remove'] as const) {
        expect(await failureOf(store.act(action, id))).toMatchObject({ reason: 'spool-entry-missing', id });
      }
    });

    promise('an entry with an id of its own enters once', async ({ store }) => {
      const { id } = await store.put(newEntry());
      const own = `${id.slice(0, 9)}0123456789abcdef`;
      const first = await store.put(newEntry({ id: own }));
      const second = await store.put(newEntry({ id: own }));
      expect(second.messageId).toBe(first.messageId);
      expect(await collect(store.list())).toHaveLength(2);
    });

    promise('the summary counts by state and knows the oldest', async ({ store, setNow }) => {
      setNow('2026-03-01T12:00:00Z');
      const { id } = await store.put(newEntry());
      setNow('2026-03-01T12:10:00Z');
      const later = await store.put(newEntry({ nextTry: new Date('2026-03-01T13:00:00Z') }));
      await store.put(newEntry());
      await store.act('hold', later.id);
      await store.claim(id);
      expect(await store.summary(new Date('2026-03-01T12:10:00Z'))).toEqual({
        counts: { waiting: 1, active: 1, held: 1, failed: 0 },
        due: 1,
        oldest: '2026-03-01T12:00:00.000Z',
        nextTry: '2026-03-01T12:00:00.000Z',
        stopped: null,
        unknown: 0,
      });
    });
  });
}
