import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createQueueId,
  isQueueId,
  parseEntryName,
  renderEntryName,
  timeOfQueueId,
} from '../../src/spool/queue-id.ts';

const years = {
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('3000-01-01T00:00:00Z'),
  noInvalidDate: true,
};
const hex = fc.stringMatching(/^[0-9a-f]{32}$/);

test('an id tells when it was made, sorts by it, and is a file name on every system', () => {
  fc.assert(
    fc.property(fc.date(years), fc.date(years), hex, (one, other, unique) => {
      const [first, second] = [createQueueId(one, unique), createQueueId(other, unique)];
      expect(timeOfQueueId(first)).toBe(one.getTime());
      expect(isQueueId(first)).toBe(true);
      expect(first).toMatch(/^[0-9a-z]{25}$/);
      expect(Math.sign(first.localeCompare(second, 'en'))).toBe(Math.sign(one.getTime() - other.getTime()));
    }),
  );
});

test('a name is read back as it was written', () => {
  fc.assert(
    fc.property(
      fc.date(years),
      hex,
      fc.constantFrom(null, '77-boot_4_aa-print.example.com'),
      (date, unique, owner) => {
        const name = { id: createQueueId(date, unique), nextTry: date.toISOString(), owner };
        expect(parseEntryName(renderEntryName(name))).toEqual(name);
      },
    ),
  );
});

test.each([
  '',
  '.',
  '..',
  'README',
  '20260301T120000000Z',
  '20261301T120000000Z.short',
  '20260301T120000000Z.0mkxyz123abcdef0123456789.',
  'x20260301T120000000Z.0mkxyz123abcdef0123456789',
])('%j is none of ours', (name) => {
  expect(parseEntryName(name)).toBeNull();
});

test('a time of another form makes no name', () => {
  const id = '0mkxyz123abcdef0123456789';
  for (const nextTry of ['2026-03-01T12:00:00Z', '+012026-03-01T12:00:00.000Z', 'soon']) {
    expect(() => renderEntryName({ id, nextTry, owner: null })).toThrow(RangeError);
  }
});
