import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestDelayMs, nextTryAt, serverDelayMs } from '../../src/spool/schedule.ts';

const minute = 60_000;
const day = 86_400_000;
const start = Date.parse('2026-03-01T12:00:00Z');

function delay(tries: number, random = 0.5): number {
  const next = nextTryAt({ tries, nowMs: start, agedFromMs: start, maxAgeMs: 5 * day, random });
  return ((next ?? Number.NaN) - start) / minute;
}

describe('a message', () => {
  test('waits longer after each failed try, four hours at most', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map((tries) => delay(tries))).toEqual([
      1, 5, 15, 30, 60, 120, 240, 240, 240,
    ]);
  });

  test('is spread by a fifth either way', () => {
    expect([delay(5, 0), delay(5, 0.5), delay(5, 1 - 1e-9)].map(Math.round)).toEqual([48, 60, 72]);
  });

  test('is tried for the last time when its age ends, and then no more', () => {
    const facts = { tries: 9, agedFromMs: start, maxAgeMs: day, random: 0.5 };
    expect(nextTryAt({ ...facts, nowMs: start + day - minute })).toBe(start + day);
    expect(nextTryAt({ ...facts, nowMs: start + day })).toBeNull();
  });

  test('always has a next try in the future, and never further than the longest delay', () => {
    const any = fc.record({
      tries: fc.integer({ min: 0, max: 1000 }),
      nowMs: fc.integer({ min: 0, max: 4e12 }),
      agedFromMs: fc.integer({ min: 0, max: 4e12 }),
      maxAgeMs: fc.integer({ min: 1, max: 100 * day }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(any, (facts) => {
        const next = nextTryAt(facts);
        if (next === null) return facts.nowMs - facts.agedFromMs >= facts.maxAgeMs;
        return next > facts.nowMs && next - facts.nowMs <= longestDelayMs;
      }),
    );
  });
});

test('a server is left alone longer after each round without success, half an hour at most', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((strikes) => serverDelayMs(strikes, 0.5) / minute)).toEqual([
    1, 2, 5, 10, 15, 30, 30,
  ]);
});
