/** Pairs of test/golden: NAME.cfg, and in NAME.json what it means or the failure that it is. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import type { Origin } from '../../src/failure/facts.ts';
import { createServerDirectory } from './server-directory.ts';

interface Golden {
  readonly file: 'sendmemo-ssl.cfg' | 'sendmemo.cfg';
  readonly env?: Readonly<Record<string, string>>;
  /** What is set, with the line; everything else has its default. */
  readonly means?: Readonly<Record<string, readonly [string, number]>>;
  /** `line` is the failure's own, or that of its origin. */
  readonly failure?: Readonly<Record<string, unknown>>;
}

const folder = new URL('../golden/', import.meta.url);
const names = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.cfg'))
  .map((name) => name.slice(0, -'.cfg'.length));

test('there are pairs', () => {
  expect(names.length).toBeGreaterThan(10);
});

test.each(names)('%s', async (name) => {
  const golden = JSON.parse(fs.readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Golden;
  using dir = createServerDirectory({ [golden.file]: fs.readFileSync(new URL(`${name}.cfg`, folder)) });
  if (golden.failure) {
    const failure = await dir.failure(undefined, golden.env);
    const line = 'origin' in failure ? lineOf(failure.origin) : 'line' in failure ? failure.line : undefined;
    expect({ ...failure, line }).toMatchObject(golden.failure);
    return;
  }
  const { effective } = await dir.load(undefined, golden.env);
  const set = effective.filter(({ origin }) => origin.kind === 'file');
  expect(Object.fromEntries(set.map((one) => [one.name, [one.value, lineOf(one.origin)]]))).toEqual(
    golden.means,
  );
});

function lineOf(origin: Origin): number | undefined {
  return origin.kind === 'file' ? origin.line : undefined;
}
