import { expect, test } from 'vitest';
import { createRateLimit } from '../../src/spool/rate-limit.ts';

/** A clock that moves only when somebody sleeps, and only one may sleep at a time. */
function virtualClock(start = 0) {
  const clock = {
    time: start,
    sleeping: 0,
    most: 0,
    now: () => clock.time,
    async sleep(milliseconds: number): Promise<void> {
      clock.sleeping += 1;
      clock.most = Math.max(clock.most, clock.sleeping);
      await Promise.resolve();
      clock.time += milliseconds;
      clock.sleeping -= 1;
    },
  };
  return clock;
}

const never = new AbortController().signal;

test.each([1, 7, 60, 90, 600])('%i a minute: no span of a minute ever holds more', async (perMinute) => {
  const clock = virtualClock(1_000_000);
  const limit = createRateLimit(perMinute, clock);
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: perMinute * 3 }, async () => {
      await limit.place(never);
      times.push(clock.time);
    }),
  );
  for (const from of times) {
    expect(times.filter((time) => time >= from && time < from + 60_000).length).toBeLessThanOrEqual(
      perMinute,
    );
  }
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  expect(spanMs).toBeLessThanOrEqual(60_000 * 3 + perMinute * 3);
});

test('no limit does not wait', async () => {
  const clock = virtualClock();
  const limit = createRateLimit(null, clock);
  for (let index = 0; index < 1000; index += 1) await limit.place(never);
  expect(clock.time).toBe(0);
});

test('a clock that is set back by hours costs one interval, not hours', async () => {
  const clock = virtualClock(100_000_000);
  const limit = createRateLimit(60, clock);
  await limit.place(never);
  clock.time -= 50_000_000;
  const before = clock.time;
  await limit.place(never);
  expect(clock.time - before).toBeLessThanOrEqual(2000);
});

test('an abort ends the waiting', async () => {
  const stop = new AbortController();
  const limit = createRateLimit(1, {
    now: () => 0,
    sleep: (_milliseconds, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  await limit.place(stop.signal);
  const waiting = limit.place(stop.signal);
  stop.abort();
  await waiting;
});
