import { expect, test } from 'vitest';
import { isExposed, isOwnedBy, isReadableByOthers, isWritableByOthers } from '../../src/files/secret.ts';

test.each([
  [0o600, false, false, false],
  [0o400, false, false, false],
  [0o640, true, false, false],
  [0o604, true, true, false],
  [0o620, true, false, true],
  [0o602, true, false, true],
  [0o610, true, false, false],
  [0o755, true, true, false],
  [0o777, true, true, true],
  [0o4700, false, false, false],
])(
  'mode %o: exposed %s, readable by others %s, writable by others %s',
  (mode, exposed, readable, writable) => {
    expect([isExposed(mode), isReadableByOthers(mode), isWritableByOthers(mode)]).toEqual([
      exposed,
      readable,
      writable,
    ]);
  },
);

test('a file is its user’s own, or root’s; root may use all, and without users all may', () => {
  expect(isOwnedBy({ userId: 5 }, 5)).toBe(true);
  expect(isOwnedBy({ userId: 0 }, 5)).toBe(true);
  expect(isOwnedBy({ userId: 6 }, 5)).toBe(false);
  expect(isOwnedBy({ userId: 6 }, 0)).toBe(true);
  expect(isOwnedBy({ userId: 6 }, null)).toBe(true);
});
