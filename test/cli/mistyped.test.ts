/** Which bare words are a mistyped command, and which are recipients. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCommand } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/option-texts.ts';

const nearestOf = (...words: readonly string[]): string | null =>
  findCommand(words).mistyped?.nearest ?? null;

test.each([
  [['qeue', 'run'], 'queue run'],
  [['qeue', 'rum'], 'queue run'],
  [['que', 'list'], 'queue list'],
  [['-H', 'h', 'qeue', 'run'], 'queue'.concat(' run')],
  [['chek'], 'check'],
  [['Check'], 'check'],
  [['conf', 'show'], 'config show'],
  [['lst'], 'queue list'],
  [['run'], 'queue run'],
  [['notfy', 'a@example.com'], 'notify'],
  [['-b', 'x', 'verison'], 'version'],
  [['foo', 'run'], 'queue run'],
] as const)('%j is a mistyped command', (words, nearest) => {
  expect(nearestOf(...words)).toBe(nearest);
});

test.each([
  ['user'],
  ['root'],
  ['postmaster'],
  ['user@node'],
  ['qeue@node'],
  ['alice,bob'],
  ['Queue Run <a@example.com>'],
  ['daemon', 'backup'],
  ['-s', 'chek', 'user'],
  ['--to', 'chek', 'user'],
  ['--', 'qeue', 'run'],
])('%j are recipients', (...words) => {
  expect(nearestOf(...words)).toBeNull();
});

describe('one slip of the finger in the name of a command', () => {
  const names = commands.flatMap(({ words }) => words.slice(0, 1)).filter((name) => name.length > 4);

  test('never makes a recipient of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom('a', 'b', 'c', 'x', 'y', 'z'),
        fc.nat(3),
        (name, at, letter, slip) => {
          const place = at % (name.length - 1);
          const [before, after] = [name.slice(0, place), name.slice(place)];
          const word =
            [
              before + letter + after,
              before + after.slice(1),
              before + letter + after.slice(1),
              before + (after[1] ?? '') + (after[0] ?? '') + after.slice(2),
            ][slip] ?? name;
          const isCommand = commands.some(({ words }) => words[0] === word);
          fc.pre(!isCommand);
          expect(findCommand([word, 'x@example.com']).mistyped).not.toBeNull();
        },
      ),
    );
  });
});
