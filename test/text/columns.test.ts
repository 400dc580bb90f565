import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cutTo, shareWidth } from '../../src/text/columns.ts';
import { displayWidth } from '../../src/text/width.ts';

describe('a text that is cut', () => {
  it.each([
    ['fits', 'abc', 3, 'abc'],
    ['is one too long', 'abcd', 3, 'ab…'],
    ['has a blank where it is cut', 'ab cd', 4, 'ab…'],
    ['is of wide characters', '日本語', 5, '日本…'],
    ['has no place for half a character', '日本語', 4, '日…'],
    ['has no place at all', 'abc', 0, ''],
  ])('%s', (_name, text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut);
  });

  it('is never wider than asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '日', 'é', '🖨') }),
        fc.nat(30),
        (text, width) => {
          expect(displayWidth(cutTo(text, width))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test('a width is shared: nobody gets more than needed, and nothing is left that somebody needs', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }), fc.nat(200), (needed, available) => {
      const widths = shareWidth(needed, available);
      const sum = widths.reduce((all, one) => all + one, 0);
      const need = needed.reduce((all, one) => all + one, 0);
      expect(sum).toBeLessThanOrEqual(available);
      expect(widths.every((width, index) => width <= (needed[index] ?? 0))).toBe(true);
      // What can't be divided evenly is less than a column for each.
      expect(sum).toBeGreaterThan(Math.min(need, available) - needed.length);
      if (need <= available) expect(widths).toEqual(needed);
    }),
  );
});
