import fs from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { DeliveryReport } from '../../src/delivery.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';
import { runQueue } from '../../src/spool/runner.ts';
import type { Entry, Store } from '../../src/spool/store.ts';
import type { Room } from './run.ts';
import {
  failing,
  fates,
  lostAt,
  openRoom,
  perRecipient,
  refusedConnection,
  reply,
  server,
  start,
  taken,
  transientAt,
} from './run.ts';
import { collect, messageText, newEntry, openStore, systemError, watchedFiles } from './deps.ts';

const minute = 60_000;
const day = 86_400_000;

async function entries(room: Room): Promise<Entry[]> {
  const all: Entry[] = [];
  for (const row of await collect(room.store.list())) {
    if ('corrupt' in row) throw new Error(row.corrupt);
    all.push(row);
  }
  return all;
}

async function put(
  room: Room,
  messageId = '<1@example.com>',
  recipients = ['a@example.com'],
  nextTry = room.clock.now(),
) {
  const envelope = {
    sender: { address: 'printer@example.com', needsSmtpUtf8: false },
    recipients: recipients.map((address) => ({ address, needsSmtpUtf8: false })),
    dsn: null,
  };
  return room.store.put(newEntry({ messageId, envelope, nextTry: new Date(nextTry) }));
}

function pass(room: Room, milliseconds: number): void {
  room.clock.set(room.clock.now() + milliseconds);
}

describe('one round', () => {
  test('sends everything that is due, each once, with the octets that entered, and leaves nothing', async () => {
    await using room = await openRoom();
    const ids = ['<1@x.example>', '<2@x.example>', '<3@x.example>'];
    for (const id of ids) await put(room, id);
    await room.store.put(newEntry({ nextTry: new Date('2026-03-01T13:00:00Z') }));
    const octets: string[] = [];
    room.answer = async (submission) => {
      const wire = await submission.message.toWire({ eightBitMime: true, smtpUtf8: true });
      octets.push((await buffer(wire.open())).toString());
      return taken(submission);
    };
    const events = await room.run();
    expect(fates(events)).toEqual(['sent', 'sent', 'sent']);
    expect(room.deliveries.map(({ messageId }) => messageId).sort()).toEqual(ids);
    expect(octets).toEqual([messageText, messageText, messageText]);
    expect(await entries(room)).toHaveLength(1);
  });

  test('an empty spool opens no session', async () => {
    await using room = await openRoom();
    expect(await room.run()).toEqual([]);
    expect(room.sessions.made).toBe(0);
  });

  test('no more sessions than max-connections, and each carries many messages', async () => {
    await using room = await openRoom();
    for (let index = 0; index < 30; index += 1) await put(room, `<${index}@x.example>`);
    await room.run({ settings: { maxAgeMs: day, maxConnections: 3, rateLimit: null } });
    expect(room.deliveries).toHaveLength(30);
    expect(room.sessions).toMatchObject({ open: 0, made: 3 });
  });

  test('two runners at once send each message once', async () => {
    await using room = await openRoom();
    for (let index = 0; index < 60; index += 1) await put(room, `<${index}@x.example>`);
    const other = await openStore(room.directory, { now: room.clock.now });
    await Promise.all([room.run(), room.run({ store: other }), room.run({ store: other })]);
    expect(new Set(room.deliveries.map(({ messageId }) => messageId)).size).toBe(60);
    expect(room.deliveries).toHaveLength(60);
  });

  test('a deliver that throws costs its own message a retry, and no other anything', async () => {
    await using room = await openRoom();
    await put(room, '<bad@x.example>');
    await put(room, '<good@x.example>');
    room.answer = (submission) => {
      if (submission.message.messageId.startsWith('<bad')) throw new RangeError('fault of our own');
      return taken(submission);
    };
    const events = await room.run();
    expect(fates(events).sort()).toEqual(['retry', 'sent']);
    expect(await entries(room)).toMatchObject([{ tries: 1, lastFailure: { code: 'INTERNAL' } }]);
  });

  test('a corrupt entry is reported and holds up no other', async () => {
    await using room = await openRoom();
    const bad = await put(room, '<bad@x.example>');
    const [name = ''] = await fs.readdir(path.join(room.directory, 'waiting'));
    await fs.writeFile(path.join(room.directory, 'waiting', name, 'envelope.json'), '{');
    await put(room, '<good@x.example>');
    const events = await room.run();
    expect(events.filter(({ event }) => event === 'corrupt')).toMatchObject([
      { id: bad.id, failure: { reason: 'spool-entry-corrupt' } },
    ]);
    expect(room.deliveries.map(({ messageId }) => messageId)).toEqual(['<good@x.example>']);
    expect(fates(await room.run())).toEqual([]);
  });

  test('an entry whose recipients were all done before a crash is not sent again', async () => {
    await using room = await openRoom();
    const { id } = await put(room);
    const claim = await room.store.claim(id);
    const recipients = (claim?.entry.recipients ?? []).map((each) => ({
      ...each,
      state: 'accepted' as const,
    }));
    await claim?.record({ recipients });
    await claim?.release('waiting');
    await room.run();
    expect(room.deliveries).toEqual([]);
    expect(await entries(room)).toEqual([]);
  });
});

describe('what is tried again', () => {
  test('4xx for one recipient: that one alone is tried again, later and later', async () => {
    await using room = await openRoom();
    await put(room, '<1@x.example>', ['a@example.com', 'b@example.com']);
    room.answer = perRecipient({ 'b@example.com': reply(450, '4.2.1', 'mailbox busy') });
    await room.run();
    const [entry] = await entries(room);
    expect(entry).toMatchObject({ state: 'waiting', tries: 1, nextTry: '2026-03-01T12:01:00.000Z' });
    expect(entry?.recipients).toMatchObject([
      { state: 'accepted' },
      { state: 'pending', lastReply: { code: 450, enhanced: '4.2.1' } },
    ]);
    await room.run();
    expect(room.deliveries).toHaveLength(1);
    pass(room, minute);
    await room.run();
    expect(room.deliveries[1]).toMatchObject({ messageId: '<1@x.example>', recipients: ['b@example.com'] });
    expect((await entries(room))[0]?.nextTry).toBe('2026-03-01T12:06:00.000Z');
  });

  test.each([
    ['mail', transientAt('mail', reply(450, '4.1.8', 'sender unknown'))],
    ['final', transientAt('final', reply(450, '4.7.1', 'greylisted'))],
    ['lost in mid-message', lostAt('content')],
  ] as const)('%s: a fault of this message delays no other', async (_title, failure) => {
    await using room = await openRoom();
    await put(room, '<bad@x.example>', ['a@example.com'], Date.parse(start) - 1);
    for (const id of ['<1@x.example>', '<2@x.example>']) await put(room, id);
    room.answer = (submission) =>
      submission.message.messageId.startsWith('<bad') ? failing(failure)(submission) : taken(submission);
    const events = await room.run({ settings: { maxAgeMs: day, maxConnections: 1, rateLimit: null } });
    expect(fates(events)).toEqual(['retry', 'sent', 'sent']);
    expect(events.some(({ event }) => event === 'server-held')).toBe(false);
  });

  test('a lost final reply is tried again with the same Message-ID', async () => {
    await using room = await openRoom();
    await put(room);
    room.answer = failing({
      code: 'CONNECTION_LOST',
      reason: 'delivery-unknown',
      server,
      cause: 'lost',
      seconds: null,
    });
    await room.run();
    pass(room, 2 * minute);
    room.answer = taken;
    await room.run();
    expect(room.deliveries.map(({ messageId }) => messageId)).toEqual(['<1@example.com>', '<1@example.com>']);
    expect(await entries(room)).toEqual([]);
  });

  test('a spool file that can not be read is no reason to give a message up', async () => {
    await using room = await openRoom();
    await put(room);
    room.answer = failing({
      code: 'INPUT',
      reason: 'file-changed',
      path: 'x',
      expectedBytes: 2,
      readBytes: 1,
    });
    expect(fates(await room.run())).toEqual(['retry']);
  });
});

describe('the server is held back', () => {
  const held: [string, Failure, 'retry' | 'waits'][] = [
    ['no connection', refusedConnection, 'retry'],
    ['421 as greeting', transientAt('greeting', reply(421, '4.3.2')), 'retry'],
    ['421 at RCPT', transientAt('rcpt', reply(421)), 'retry'],
    [
      '432 4.3.2 at MAIL',
      transientAt('mail', reply(432, '4.3.2', 'Concurrent connections limit exceeded')),
      'retry',
    ],
    ['454 at MAIL', transientAt('mail', reply(454)), 'retry'],
    [
      '452 4.3.1 after the dot',
      transientAt('final', reply(452, '4.3.1', 'Insufficient system resources')),
      'retry',
    ],
    ['451 4.7.500 after the dot', transientAt('final', reply(451, '4.7.500', 'Server busy')), 'retry'],
    ['451 at MAIL', transientAt('mail', reply(451)), 'retry'],
    ['no such server', { code: 'DNS', reason: 'dns-no-such-name', host: 'mail.example.com' }, 'waits'],
    [
      'wrong password',
      { code: 'AUTH', reason: 'auth-refused', server, mechanism: 'PLAIN', user: 'u', reply: reply(535) },
      'waits',
    ],
    [
      'no STARTTLS',
      { code: 'STARTTLS_UNAVAILABLE', reason: 'starttls-unavailable', server } as unknown as Failure,
      'waits',
    ],
    ['a configuration fault', { code: 'CONFIG', reason: 'tls-context', detail: 'x' }, 'waits'],
    [
      '554 as greeting',
      { code: 'REFUSED', reason: 'refused', server, stage: 'greeting', reply: reply(554) },
      'waits',
    ],
  ];

  test.each(held)(
    '%s: the others are not tried, their tries and times stay',
    async (_title, failure, fate) => {
      await using room = await openRoom();
      for (const id of ['<1@x.example>', '<2@x.example>', '<3@x.example>']) await put(room, id);
      room.answer = failing(failure);
      const before = await entries(room);
      const events = await room.run({ settings: { maxAgeMs: day, maxConnections: 1, rateLimit: null } });
      expect(room.deliveries).toHaveLength(1);
      expect(fates(events)).toEqual([fate]);
      expect(events.find(({ event }) => event === 'server-held')).toMatchObject({
        failure,
        until: '2026-03-01T12:01:00.000Z',
      });
      const [first, ...others] = await entries(room);
      expect(others).toEqual(before.slice(1));
      expect(first?.lastFailure).toEqual(failure);
      expect([first?.tries, first?.nextTry]).toEqual(
        fate === 'retry' ? [1, '2026-03-01T12:01:00.000Z'] : [0, start],
      );
    },
  );

  test('who waits for the rate limit when it is held is not tried any more', async () => {
    await using room = await openRoom();
    for (const id of ['<1@x.example>', '<2@x.example>']) await put(room, id);
    room.answer = failing(refusedConnection);
    await room.run({ settings: { maxAgeMs: day, maxConnections: 2, rateLimit: 1 } });
    expect(room.deliveries).toHaveLength(1);
    expect((await entries(room)).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  test('452 4.5.3 for some recipients: the rest go with the next try, the server is not held', async () => {
    await using room = await openRoom();
    await put(room, '<1@x.example>', ['a@example.com', 'b@example.com']);
    room.answer = perRecipient({ 'b@example.com': reply(452, '4.5.3', 'Too many recipients') });
    const events = await room.run();
    expect(events.map(({ event }) => event)).toEqual(['tried']);
  });

  test('while it is held one message probes it, and after success the others follow', async () => {
    await using room = await openRoom();
    for (let index = 0; index < 5; index += 1) await put(room, `<${index}@x.example>`);
    let down = true;
    room.answer = (submission) => {
      const answer = down ? failing(refusedConnection) : taken;
      down = room.clock.now() < Date.parse(start) + 2 * minute;
      return answer(submission);
    };
    let sent = 0;
    await room.run(
      { watch: true, settings: { maxAgeMs: day, maxConnections: 4, rateLimit: null } },
      (event) => {
        if (event.event === 'tried' && event.fate === 'sent') sent += 1;
        return sent === 5;
      },
    );
    const early = room.deliveries.filter(({ at }) => at < Date.parse(start) + minute);
    expect(early.length).toBeLessThanOrEqual(4);
    expect(new Set(room.deliveries.map(({ messageId }) => messageId)).size).toBe(5);
    expect(await entries(room)).toEqual([]);
  });

  test('three different messages lost in mid-message hold it, one alone does not', async () => {
    await using room = await openRoom();
    for (let index = 0; index < 6; index += 1) await put(room, `<${index}@x.example>`);
    room.answer = failing(lostAt('data'));
    const events = await room.run({ settings: { maxAgeMs: day, maxConnections: 1, rateLimit: null } });
    expect(fates(events)).toEqual(['retry', 'retry', 'retry']);
    expect(events.filter(({ event }) => event === 'server-held')).toHaveLength(1);
  });
});

describe('the end of a message', () => {
  test('5xx is final for that recipient alone; the message lies in failed/ and its sender gets a DSN', async () => {
    await using room = await openRoom();
    const { id } = await put(room, '<1@x.example>', ['a@example.com', 'b@example.com', 'c@example.com']);
    room.answer = perRecipient({
      'b@example.com': reply(550, '5.1.1', 'no such user'),
      'c@example.com': reply(450, '4.2.1', 'busy'),
    });
    let once = true;
    const answer = room.answer;
    room.answer = (submission) =>
      submission.envelope.sender.address === '' ? taken(submission) : answer(submission);
    const events = await room.run();
    // The DSN may be sent before the try that made it is reported.
    expect(fates(events).toSorted()).toEqual(['retry', 'sent']);
    expect(room.deliveries.at(-1)).toMatchObject({ sender: '', recipients: ['printer@example.com'] });
    pass(room, 2 * minute);
    room.answer = (submission) => {
      expect(once).toBe(true);
      once = false;
      return taken(submission);
    };
    expect(fates(await room.run())).toEqual(['failed']);
    expect(room.deliveries.at(-1)?.recipients).toEqual(['c@example.com']);
    const [entry, ...none] = await entries(room);
    expect(none).toEqual([]);
    expect(entry).toMatchObject({ id, state: 'failed', lastFailure: { code: 'RECIPIENTS' } });
    expect(entry?.recipients.map(({ state }) => state)).toEqual(['accepted', 'refused', 'accepted']);
  });

  test('a message that the server refuses at MAIL fails for all its recipients', async () => {
    await using room = await openRoom();
    const { id } = await put(room, '<1@x.example>', ['a@example.com', 'b@example.com']);
    room.answer = failing({
      code: 'REFUSED',
      reason: 'refused',
      server,
      stage: 'mail',
      reply: reply(550, '5.7.1'),
    });
    await room.run({}, (event) => event.event === 'tried' && event.entry.id === id);
    const failed = await room.store.get(id);
    expect(failed.state).toBe('failed');
    expect(failed.recipients).toMatchObject([
      { state: 'refused', lastReply: { code: 550 } },
      { state: 'refused', lastReply: { code: 550 } },
    ]);
  });

  test('what can not be delivered until max-age is given up at its end, with a DSN, after a last try', async () => {
    await using room = await openRoom();
    await put(room);
    room.answer = failing(transientAt('rcpt', reply(450, '4.2.1')));
    const times: string[] = [];
    const maxAgeMs = 60 * minute;
    const settings = { maxAgeMs, maxConnections: 1, rateLimit: null };
    for (let round = 0; round < 10; round += 1) {
      await room.run({ settings });
      const [entry] = (await entries(room)).filter(({ sender }) => sender.address !== '');
      times.push(`${entry?.state} ${entry?.nextTry}`);
      if (entry?.state !== 'waiting') break;
      room.clock.set(Date.parse(entry.nextTry));
    }
    expect(times.slice(-2)).toEqual(['waiting 2026-03-01T13:00:00.000Z', 'failed 2026-03-01T13:00:00.000Z']);
    const all = await entries(room);
    expect(all.find(({ state }) => state === 'failed')?.lastFailure).toEqual({
      code: 'TRANSIENT',
      reason: 'expired',
      maxAgeSeconds: 3600,
      last: 'TRANSIENT',
    });
    expect(all.filter(({ sender }) => sender.address === '')).toHaveLength(1);
  });

  test('a DSN that can not be delivered lies in failed/ and makes no further one', async () => {
    await using room = await openRoom();
    await put(room);
    room.answer = perRecipient({
      'a@example.com': reply(550, '5.1.1'),
      'printer@example.com': reply(550, '5.1.1'),
    });
    await room.run();
    expect((await entries(room)).map(({ state, sender }) => [state, sender.address])).toEqual(
      expect.arrayContaining([
        ['failed', 'printer@example.com'],
        ['failed', ''],
      ]),
    );
    expect(await entries(room)).toHaveLength(2);
  });

  test('a held server ends what has been tried and is too old, and nothing that was never tried', async () => {
    await using room = await openRoom();
    await put(room, '<tried@x.example>');
    room.answer = failing(refusedConnection);
    const settings = { maxAgeMs: 10 * minute, maxConnections: 1, rateLimit: null };
    await room.run({ settings });
    await put(room, '<fresh@x.example>');
    const claim = await room.store.claim((await entries(room))[1]?.id ?? '');
    await claim?.release('waiting', '2026-03-01T12:00:00.000Z');
    pass(room, 20 * minute);
    const third = await put(room, '<new@x.example>');
    await room.run({ settings });
    const states = new Map((await entries(room)).map(({ messageId, state }) => [messageId, state]));
    expect(states.get('<tried@x.example>')).toBe('failed');
    expect(states.get('<new@x.example>')).toBe('waiting');
    expect((await room.store.get(third.id)).tries).toBe(0);
  });

  test('a clock that was set back makes no message old', async () => {
    await using room = await openRoom();
    await put(room);
    pass(room, -3 * day);
    room.answer = failing(transientAt('rcpt', reply(450, '4.2.1')));
    await room.store.act('retry', (await entries(room))[0]?.id ?? '');
    expect(
      fates(await room.run({ settings: { maxAgeMs: day, maxConnections: 1, rateLimit: null } })),
    ).toEqual(['retry']);
    const [entry] = await entries(room);
    expect(entry?.nextTry).toBe('2026-02-26T12:01:00.000Z');
  });
});

describe('faults of the spool while it runs', () => {
  test('no room for the DSN: nothing is recorded as refused, and a later try brings DSN and failure', async () => {
    let full = false;
    const files = watchedFiles((operation) => {
      if (full && (operation === 'makeDirectory' || operation === 'create')) throw systemError('ENOSPC');
    });
    await using room = await openRoom({ files });
    await put(room);
    room.answer = perRecipient({ 'a@example.com': reply(550, '5.1.1') });
    full = true;
    const events = await room.run();
    expect(events.map(({ event }) => event)).toContain('fault');
    expect(await entries(room)).toMatchObject([{ state: 'waiting', recipients: [{ state: 'pending' }] }]);
    full = false;
    pass(room, 2 * minute);
    await room.run();
    expect((await entries(room)).map(({ state }) => state).sort()).toEqual(['failed']);
    expect(room.deliveries.at(-1)?.sender).toBe('');
  });

  test('a DSN that an earlier try entered, and that is delivered while it is looked at, is no fault', async () => {
    await using room = await openRoom();
    const { id } = await put(room);
    room.answer = perRecipient({ 'a@example.com': reply(550, '5.1.1') });
    const store: Store = {
      ...room.store,
      async put({ id: known = '' }) {
        throw new SendmemoError({ code: 'INPUT', reason: 'spool-entry-missing', id: known });
      },
    };
    const events = await room.run({ store });
    expect(events.map(({ event }) => event)).not.toContain('fault');
    expect((await room.store.get(id)).state).toBe('failed');
  });

  test('what was taken but can not be recorded is not sent again while this process lives', async () => {
    let full = false;
    const files = watchedFiles((operation) => {
      if (full && operation === 'create') throw systemError('ENOSPC');
    });
    await using room = await openRoom({ files });
    const { id } = await put(room, '<1@x.example>', ['a@example.com', 'b@example.com']);
    room.answer = perRecipient({ 'b@example.com': reply(450, '4.2.1') });
    full = true;
    const events = await room.run();
    expect(events).toMatchObject([{ event: 'fault', id, failure: { reason: 'spool-unwritable' } }]);
    full = false;
    pass(room, 10 * minute);
    await room.run();
    expect(room.deliveries).toHaveLength(1);
    expect((await room.store.get(id)).state).toBe('active');
  });

  test('a fault that passes while it is recorded costs nothing', async () => {
    let faults = 0;
    const files = watchedFiles((operation, file) => {
      if (operation === 'rename' && file.includes(`${path.sep}active${path.sep}`) && faults < 2) {
        faults += 1;
        throw systemError('EIO');
      }
    });
    await using room = await openRoom({ files });
    await put(room);
    expect(fates(await room.run())).toEqual(['sent']);
    expect(faults).toBe(2);
    expect(await entries(room)).toEqual([]);
  });

  test.each([
    ['a round', false, 1],
    ['a run that watches, every ten minutes', true, 3],
  ])('an entry that can not be read is tried once in %s', async (_title, watch, many) => {
    let bad = 'none';
    const files = watchedFiles((operation, file) => {
      if (operation === 'read' && file.includes(bad)) throw systemError('EIO');
    });
    await using room = await openRoom({ files });
    bad = (await put(room, '<bad@x.example>')).id;
    await put(room, '<good@x.example>');
    let faults = 0;
    await room.run({ watch, pollMs: minute }, (event) => {
      if (event.event === 'fault') faults += 1;
      return watch && faults === many;
    });
    expect(faults).toBe(many);
    expect(room.clock.now() - Date.parse(start)).toBeGreaterThanOrEqual((many - 1) * 10 * minute);
    expect(room.deliveries.map(({ messageId }) => messageId)).toEqual(['<good@x.example>']);
  });

  test('a spool that can not be read ends a round with its failure', async () => {
    let broken = false;
    const files = watchedFiles((operation) => {
      if (broken && operation === 'list') throw systemError('EIO');
    });
    await using room = await openRoom({ files });
    broken = true;
    await expect(room.run()).rejects.toMatchObject({
      failure: { reason: 'spool-unwritable', system: 'EIO' },
    });
  });
});

describe('time and signals', () => {
  test('the rate limit spaces messages over all workers', async () => {
    await using room = await openRoom();
    for (let index = 0; index < 6; index += 1) await put(room, `<${index}@x.example>`);
    await room.run({ settings: { maxAgeMs: day, maxConnections: 3, rateLimit: 20 } });
    const times = room.deliveries.map(({ at }) => at - Date.parse(start)).sort((a, b) => a - b);
    expect(times).toHaveLength(6);
    for (const [index, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(index * 3000);
  });

  test('watching, it takes up what comes later, and closes its sessions meanwhile', async () => {
    await using room = await openRoom();
    await put(room, '<1@x.example>');
    const run = runQueue(room.options({ watch: true }));
    expect((await run.next()).value).toMatchObject({ event: 'tried', fate: 'sent' });
    await room.clock.sleep(10 * minute);
    expect(room.sessions.open).toBe(0);
    await put(room, '<2@x.example>');
    expect((await run.next()).value).toMatchObject({ event: 'tried', fate: 'sent' });
    await run.return(undefined);
    expect(room.deliveries).toHaveLength(2);
  });

  test('watching, one delivery that hangs holds up no other', async () => {
    await using room = await openRoom();
    await put(room, '<hangs@x.example>');
    let release: (report: DeliveryReport) => void = () => {};
    room.answer = (submission) =>
      submission.message.messageId.startsWith('<hangs')
        ? new Promise((resolve) => {
            release = resolve;
          })
        : taken(submission);
    const run = runQueue(room.options({ watch: true }));
    const first = run.next();
    await room.clock.sleep(5 * minute);
    for (let index = 0; index < 3; index += 1) await put(room, `<${index}@x.example>`);
    expect((await first).value).toMatchObject({ event: 'tried', fate: 'sent' });
    await run.next();
    await run.next();
    expect(room.deliveries).toHaveLength(4);
    release(failing(lostAt('content'))({ envelope: { recipients: [] } } as never) as DeliveryReport);
    expect((await run.next()).value).toMatchObject({ event: 'tried', fate: 'retry' });
    await run.return(undefined);
  });

  test('a delivery that does not end when stopped keeps its claim, and the run ends', async () => {
    await using room = await openRoom();
    const { id } = await put(room);
    room.answer = () => new Promise(() => {});
    const events = await room.run({ tryTimeoutMs: 30 * minute });
    expect(events).toEqual([{ event: 'stuck', id }]);
    expect((await room.store.get(id)).state).toBe('active');
  });

  test('a signal lets what is under way finish and begins nothing new', async () => {
    await using room = await openRoom();
    for (let index = 0; index < 5; index += 1) await put(room, `<${index}@x.example>`);
    const stop = new AbortController();
    room.answer = async (submission) => {
      stop.abort();
      await room.clock.sleep(5000);
      return taken(submission);
    };
    const events = await room.run({
      signal: stop.signal,
      settings: { maxAgeMs: day, maxConnections: 1, rateLimit: null },
    });
    expect(fates(events)).toEqual(['sent']);
    const left = await entries(room);
    expect(left.map(({ state, tries }) => [state, tries])).toEqual(
      Array.from({ length: 4 }, () => ['waiting', 0]),
    );
  });

  test('a signal ends a delivery that takes too long, and its message waits untouched', async () => {
    await using room = await openRoom();
    await put(room);
    const stop = new AbortController();
    const options = room.options({ signal: stop.signal, graceMs: 3000 });
    const events = await collect(
      runQueue({
        ...options,
        openDeliver: () => ({
          deliver: (submission, signal) =>
            new Promise((resolve) => {
              stop.abort();
              signal.addEventListener('abort', () => {
                const { failure } = signal.reason as { failure: Failure };
                resolve(failing(failure)(submission));
              });
            }),
          close: async () => {},
        }),
      }),
    );
    expect(events).toMatchObject([{ event: 'tried', fate: 'waits', failure: { reason: 'interrupted' } }]);
    expect(await entries(room)).toMatchObject([
      { state: 'waiting', tries: 0, nextTry: start, lastFailure: null },
    ]);
  });
});
