import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Message, WireOffer } from '../../src/message/envelope.ts';
import { enqueue } from '../../src/spool/enqueue.ts';
import { createQueueId } from '../../src/spool/queue-id.ts';
import { readStatistics } from '../../src/spool/statistics.ts';
import { messageText, newEntry, openStore, temporaryDirectory, uniqueId } from './deps.ts';

test('a message enters in the form for a server that can take everything, due at once', async () => {
  await using directory = await temporaryDirectory();
  const store = await openStore(directory.path);
  const offers: WireOffer[] = [];
  const message: Message = {
    messageId: '<1@example.com>',
    subject: 'Tonér',
    async toWire(offer) {
      offers.push(offer);
      return {
        sizeBytes: null,
        body: '8bitmime',
        smtpUtf8: true,
        open: () => Readable.from([Buffer.from(messageText)]),
      };
    },
    dispose: async () => {},
  };
  const { envelope } = newEntry();
  const now = new Date('2026-03-01T12:00:00.000Z');
  const entry = await enqueue(
    store,
    { envelope, message },
    { id: createQueueId(now, uniqueId()), now, lastFailure: null },
  );
  expect(offers).toEqual([{ eightBitMime: true, smtpUtf8: true }]);
  expect(entry).toMatchObject({
    messageId: '<1@example.com>',
    subject: 'Tonér',
    eightBit: true,
    smtpUtf8: true,
    sizeBytes: Buffer.byteLength(messageText),
    nextTry: now.toISOString(),
  });
  const claim = await store.claim(entry.id);
  expect(claim && (await text(claim.openMessage()))).toBe(messageText);
});

test('the statistics count what waits, what is due, and how old the oldest is', async () => {
  await using directory = await temporaryDirectory();
  const store = await openStore(directory.path);
  await store.put(newEntry());
  await store.put(newEntry({ nextTry: new Date('2026-03-01T14:00:00Z') }));
  expect(await readStatistics(store, new Date('2026-03-01T12:01:40Z'))).toEqual({
    counts: { waiting: 2, active: 0, held: 0, failed: 0 },
    oldestAgeSeconds: 100,
    nextTry: '2026-03-01T12:00:00.000Z',
    due: 1,
    stopped: null,
    unknownFiles: 0,
  });
});
