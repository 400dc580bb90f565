/** What only people can put right stops max-age, for hold-age at most; anything else does not. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failure/failure.ts';
import type { Notice } from '../../src/failure/notice.ts';
import { noLog } from '../../src/log/mail-log.ts';
import { createAgeClock, readAgeStop } from '../../src/spool/age-clock.ts';
import { collect, newEntry } from './deps.ts';
import { failing, fates, openRoom, refusedConnection, reply, server, taken } from './run.ts';
import type { Room } from './run.ts';

const day = 86_400_000;

const login: Failure = {
  code: 'AUTH',
  reason: 'auth-refused',
  server,
  mechanism: 'PLAIN',
  user: 'printer',
  reply: reply(535, '5.7.139'),
};
const token: Failure = {
  code: 'OAUTH',
  reason: 'oauth-no-login',
  path: '/etc/sendmemo/refresh.token',
};
const unreachable: Failure = {
  code: 'OAUTH',
  reason: 'oauth-unreachable',
  endpoint: 'https://login.example.com/token',
  system: 'ECONNREFUSED',
};
const tls: Failure = { code: 'STARTTLS_UNAVAILABLE', reason: 'starttls-unavailable', server, offered: [] };

async function put(room: Room, messageId: string): Promise<void> {
  await room.store.put(newEntry({ messageId, nextTry: new Date(room.clock.now()) }));
}

/** One run a day. @returns what became of the messages in order */
async function days(room: Room, count: number): Promise<string[]> {
  const ends: string[] = [];
  for (let each = 0; each < count; each++) {
    room.clock.set(room.clock.now() + day);
    ends.push(...fates(await room.run()));
  }
  return ends;
}

describe('a fault that only people can put right', () => {
  test.each([
    ['login', login],
    ['token', token],
    ['TLS', tls],
  ])(
    '%s: messages of 12 days go out when it works again, those that were not tried as well',
    async (_, failure) => {
      await using room = await openRoom();
      room.answer = failing(failure);
      await put(room, '<1@example.com>');
      await put(room, '<2@example.com>');
      await room.run();
      expect(await days(room, 12)).not.toContain('failed');
      expect(readAgeStop(room.directory)).toEqual({ since: '2026-03-01T12:00:00.000Z', code: failure.code });
      room.answer = taken;
      expect(await days(room, 1)).toEqual(['sent', 'sent']);
      expect(readAgeStop(room.directory)).toBeNull();
    },
  );

  test('a later delay does not end the message: the days of the fault do not count', async () => {
    await using room = await openRoom();
    room.answer = failing(login);
    await put(room, '<1@example.com>');
    await room.run();
    await days(room, 12);
    room.answer = failing(refusedConnection);
    expect(await days(room, 4)).toEqual(['retry', 'retry', 'retry', 'retry']);
    expect((await days(room, 2)).at(-1)).toBe('failed');
  });

  test('stops max-age for hold-age at most', async () => {
    await using room = await openRoom();
    room.answer = failing(login);
    await put(room, '<1@example.com>');
    await room.run();
    expect(await days(room, 34)).not.toContain('failed');
    expect(await days(room, 2)).toContain('failed');
  });

  test.each([
    ['no connection', refusedConnection],
    ['an endpoint that can not be reached', unreachable],
  ])('%s is none: max-age ends the message', async (_, failure) => {
    await using room = await openRoom();
    room.answer = failing(failure);
    await put(room, '<1@example.com>');
    await room.run();
    expect(await days(room, 6)).toContain('failed');
    expect(readAgeStop(room.directory)).toBeNull();
  });

  test('is warned of once a day, and in the statistics', async () => {
    await using room = await openRoom();
    room.answer = failing(login);
    await put(room, '<1@example.com>');
    const notices: Notice[] = [];
    const log = { ...noLog, warning: (notice: Notice) => void notices.push(notice) };
    for (let hour = 0; hour < 49; hour++) {
      await room.run({ log });
      room.clock.set(room.clock.now() + day / 24);
    }
    expect(notices.map(({ reason }) => reason)).toEqual(['spool-waits', 'spool-waits', 'spool-waits']);
    expect((await room.store.summary(new Date())).stopped).toMatchObject({ code: 'AUTH' });
    expect(await collect(room.store.list())).toHaveLength(1);
  });
});

describe('the file of the stops', () => {
  test.each(['', 'nonsense', '{"format":2}', '{"format":1,"stops":[{"from":"x","to":null,"code":"AUTH"}]}'])(
    '%j counts as none',
    async (text) => {
      await using room = await openRoom();
      const fs = await import('node:fs/promises');
      await fs.writeFile(`${room.directory}/stops.json`, text);
      const clock = createAgeClock({
        directory: room.directory,
        holdAgeMs: day,
        now: room.clock.now,
        sleep: () => Promise.resolve(),
        uniqueId: () => 'one',
      });
      expect(clock.isStopped(room.clock.now())).toBe(false);
      expect(clock.stoppedMs(0, room.clock.now())).toBe(0);
      expect(await clock.stop(login)).toMatchObject({ code: 'AUTH' });
      expect(clock.isStopped(room.clock.now())).toBe(true);
    },
  );
});
