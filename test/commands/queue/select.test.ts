import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctLength, findIds, selectEntries } from '../../../src/commands/queue/select.ts';
import type { Entry, EntryPlace, EntryState, Store } from '../../../src/spool/store.ts';
import { collect } from '../../spool/deps.ts';
import { queueEntry } from './entries.ts';

function place(id: string, state: EntryState = 'waiting'): EntryPlace {
  return { id, state, nextTry: '2026-01-01T00:00:00.000Z', owner: null };
}

const ids = ['0mwrpwop81ff338bda8a8673c', '0mwrpwop81ff3400000000000', '0mwrpwq00aaaaaaaaaaaaaaaa'];
const places = ids.map((id) => place(id));

async function found(...words: readonly string[]): Promise<unknown> {
  return (await findIds(places, words)).map((each) => ('place' in each ? each.place.id : each.failure));
}

describe('an id', () => {
  it('is found by itself and by a beginning that only it has', async () => {
    expect(await found(ids[0] ?? '')).toEqual([ids[0]]);
    expect(await found('0mwrpwq', '0mwrpwop81ff34')).toEqual([ids[2], ids[1]]);
  });

  it('counts once, however often and however long it is given', async () => {
    expect(await found('0mwrpwq', '0mwrpwq00', ids[2] ?? '')).toEqual([ids[2]]);
  });

  it('that begins several names them, as long as they need to be', async () => {
    expect(await found('0mwrpwop')).toMatchObject([
      {
        reason: 'spool-id-ambiguous',
        prefix: '0mwrpwop',
        candidates: ['0mwrpwop81ff33', '0mwrpwop81ff34'],
        count: 2,
      },
    ]);
  });

  it.each(['0mwrpwz', '', '0mw', 'failed'])('"%s" is missing', async (word) => {
    expect(await found(word)).toMatchObject([{ reason: 'spool-entry-missing', id: word }]);
  });

  it('too short to be meant finds nothing, even where only one message is there', async () => {
    expect(await findIds(places.slice(0, 1), ['0mw'])).toMatchObject([
      { failure: { reason: 'spool-entry-missing' } },
    ]);
  });
});

it('ids are shown as long as it takes to tell them apart', () => {
  const id = fc.string({ unit: fc.constantFrom('0', 'a'), minLength: 25, maxLength: 25 });
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 30 }), (all) => {
      const sorted = all.toSorted();
      const length = Math.max(...sorted.map((one, at) => distinctLength(one, sorted[at + 1])));
      expect(new Set(sorted.map((one) => one.slice(0, length))).size).toBe(all.length);
      const tooShort = new Set(sorted.map((one) => one.slice(0, length - 1))).size;
      expect(length === 10 || tooShort < all.length).toBe(true);
    }),
  );
});

describe('messages that are not named one by one', () => {
  const refused = { code: 'CONNECT', reason: 'connect-failed', tried: [] } as const;
  const entries: readonly Entry[] = [
    queueEntry({ id: 'untried' }),
    queueEntry({
      id: 'tried',
      lastFailure: { ...refused, server: { host: 'Old.example.com', port: 25, address: null } },
    }),
    queueEntry({ id: 'held', state: 'held' }),
    queueEntry({
      id: 'failed',
      state: 'failed',
      lastFailure: { ...refused, server: { host: 'mail.example.com', port: 587, address: null } },
    }),
    queueEntry({ id: 'active', state: 'active' }),
  ];
  const store = {
    async *places(states: readonly EntryState[]) {
      for (const { id, state } of entries) if (states.includes(state)) yield place(id, state);
    },
    async *list(states: readonly EntryState[]) {
      for (const entry of entries) if (states.includes(entry.state)) yield entry;
    },
  } as unknown as Store;
  const servers = [{ host: 'mail.example.com', port: 587 }];

  it.each([
    ['retry', { all: true }, ['untried', 'tried']],
    ['retry', { failed: true }, ['failed']],
    ['retry', { all: true, failed: true }, ['untried', 'tried', 'failed']],
    ['hold', { all: true }, ['untried', 'tried']],
    ['release', { all: true }, ['held']],
    ['remove', { all: true }, ['untried', 'tried', 'held', 'failed']],
    ['remove', { failed: true }, ['failed']],
    ['retry', { server: 'old.example.com.' }, ['tried']],
    ['retry', { server: 'old.example.com:25' }, ['tried']],
    ['retry', { server: 'old.example.com:26' }, []],
    ['retry', { server: 'mail.example.com' }, ['untried']],
    ['retry', { server: 'mail.example.com', failed: true }, ['failed']],
    ['retry', { server: 'elsewhere.example.com' }, []],
  ] as const)('%s %o', async (action, options, expected) => {
    const selection = { ids: [], all: false, failed: false, server: null, ...options };
    const selected = await collect(selectEntries(store, action, selection, servers));
    expect(selected.map((each) => ('place' in each ? each.place.id : each.failure))).toEqual(expected);
  });
});
