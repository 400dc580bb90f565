import { expect, test } from 'vitest';
import { harmless } from '../../src/tls/distinguished-name.ts';

test('a name in a certificate neither moves the cursor nor turns the direction of the writing', () => {
  const shown = harmless('a\u001b[2J\u009b31m\r\nb\u2028c\u202ed\u2066e');
  expect(shown).not.toMatch(/[\p{Cc}\u2028\u202e\u2066]/u);
  expect(shown).toBe('a\\1b[2J\\9b31m\\0d\\0ab\\2028c\\202ed\\2066e');
});
