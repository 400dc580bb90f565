/** SECURITY.md names, for each promise, tests that are there. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');
const [list = ''] = read('SECURITY.md').split('## Reporting');
const promises = list.split(/^(?=\d+\. )/m).slice(1);

test('the promises are numbered', () => {
  expect(promises.map((promise) => Number.parseInt(promise, 10))).toEqual(promises.map((_, at) => at + 1));
});

test.each(promises)('%s', (promise) => {
  const files = [...promise.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    expect(file).toMatch(/\.test\.ts$/);
    expect(existsSync(new URL(file, root)), file).toBe(true);
  }
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const [, script = ''] of promise.matchAll(/`npm run ([^`]+)`/g))
    expect(scripts).toHaveProperty([script]);
});
