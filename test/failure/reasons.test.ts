/** A reason that nothing makes is dead code that neither the compiler nor knip can see: a member of a union. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const src = path.resolve(import.meta.dirname, '../../src');
const files = fs
  .readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'));
const read = (name: string): string => fs.readFileSync(path.join(src, name), 'utf8');

/** The rows of the tables of failures and warnings. */
const declared = files
  .filter((name) => /^failure\/(?:.*-failure|notice)\.ts$/.test(name))
  .flatMap((name) => [...read(name).matchAll(/^ {2}(?:'([a-z0-9-]+)'|([a-z]+)|  '([a-z0-9-]+)'): \{/gm)])
  .map((row) => row.slice(1).join(''));

/** `reason: 'x'`, `reason: a ? 'x' : 'y'`: made; neither `readonly reason: 'x'` nor `reason === 'x'`. */
const made = new Set(
  files
    .filter((name) => !name.startsWith('words/'))
    .flatMap((name) => [...read(name).matchAll(/(?<!readonly )\breason(?::| =)(?!=)([^,;}]*)/g)])
    .flatMap(([, value = '']) => value.match(/(?<=')[a-z0-9-]{2,}(?=')/g) ?? []),
);

test('every reason of a failure and of a warning is made somewhere', () => {
  expect(declared.length).toBeGreaterThan(100);
  expect(declared.filter((reason) => !made.has(reason))).toEqual([]);
});
