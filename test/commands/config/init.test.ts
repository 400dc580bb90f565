import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initConfiguration } from '../../../src/commands/config/init.ts';
import { renderSample, sampleText } from '../../../src/commands/config/sample-text.ts';
import { loadSettings } from '../../../src/config/load.ts';
import { settingsOf } from '../../../src/config/settings-table.ts';
import { asFailure } from '../../../src/failure/error.ts';

const files = ['sendmemo-ssl.cfg', 'sendmemo.cfg'] as const;
const tools = (cwd: string) => ({ cwd, uniqueId: () => 'unique' });

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-init-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

test('both samples are written into a directory that is made where it is missing', async () => {
  const written = await initConfiguration({ directory: 'a/b', force: false }, tools(root));
  expect(written).toEqual({ files: files.map((name) => path.join(root, 'a/b', name)), kept: [] });
  for (const name of files)
    expect(fs.readFileSync(path.join(root, 'a/b', name), 'utf8')).toBe(sampleText(name));
});

test('the samples load as they are and change nothing', async () => {
  await initConfiguration({ directory: '.', force: false }, tools(root));
  const settings = await loadSettings({ serverDir: root }, { env: {}, cwd: root });
  expect(settings.effective.filter(({ origin }) => origin.kind !== 'default')).toEqual([]);
  expect(settings.notices).toEqual([]);
});

test.each(files)('%s shows every setting once, with its default', (name) => {
  const lines = sampleText(name).matchAll(/^;(?<name>[A-Za-z-]+) =(?<value>.*)$/gm);
  const shown = [...lines].map(({ groups }) => [groups?.['name'], groups?.['value']?.trim()] as const);
  const wanted = settingsOf(name).map((setting) => [setting.name, setting.default] as const);
  expect(new Map<unknown, unknown>(shown)).toEqual(new Map<unknown, unknown>(wanted));
  expect(shown).toHaveLength(wanted.length);
});

test('a setting that the layout does not name follows the one before it in the table, with its meaning', () => {
  const row = { file: 'sendmemo.cfg', form: { kind: 'text' }, default: '', original: false } as const;
  const settings = ['a', 'b', 'c', 'd'].map((name) => ({ ...row, name, default: `of ${name}` }));
  const means = { b: { en: 'what b is' }, c: { en: 'long '.repeat(20).trim() } };
  const text = renderSample(
    [
      ['First.', ['a']],
      ['Last.', ['d']],
    ],
    settings,
    means,
  );
  const long = `; Long${' long'.repeat(14)}\n; ${'long '.repeat(5).trim()}.`;
  expect(text).toBe(
    `; First.\n;a = of a\n\n; What b is.\n;b = of b\n\n${long}\n;c = of c\n\n; Last.\n;d = of d\n`,
  );
});

test.each(files)('every setting of %s can be uncommented with its default', async (name) => {
  const text = sampleText(name).replaceAll(/^;([A-Za-z-]+ =)/gm, '$1');
  fs.writeFileSync(path.join(root, name), text);
  const settings = await loadSettings({ serverDir: root }, { env: {}, cwd: root });
  expect(settings.directory).toBe(root);
});

test.each(files)('an existing %s is kept, and the other one is written', async (name) => {
  fs.writeFileSync(path.join(root, name), 'mine\n');
  const result = await initConfiguration({ directory: '.', force: false }, tools(root));
  const other = files.find((one) => one !== name) ?? '';
  expect(result).toEqual({ files: [path.join(root, other)], kept: [path.join(root, name)] });
  expect(fs.readFileSync(path.join(root, name), 'utf8')).toBe('mine\n');
  expect(fs.readdirSync(root)).toHaveLength(2);
});

test('a link that leads nowhere counts as a file that is there', async () => {
  const link = path.join(root, 'sendmemo.cfg');
  fs.symlinkSync(path.join(root, 'nowhere'), link);
  const { kept } = await initConfiguration({ directory: '.', force: false }, tools(root));
  expect(kept).toEqual([link]);
  expect(fs.readlinkSync(link)).toBe(path.join(root, 'nowhere'));
});

test('with force they are replaced', async () => {
  fs.writeFileSync(path.join(root, 'sendmemo.cfg'), 'mine\n');
  await initConfiguration({ directory: '.', force: true }, tools(root));
  expect(fs.readFileSync(path.join(root, 'sendmemo.cfg'), 'utf8')).toBe(sampleText('sendmemo.cfg'));
  expect(fs.readdirSync(root)).toHaveLength(2);
});

test('a directory that can not be made is an output fault', async () => {
  fs.writeFileSync(path.join(root, 'file'), '');
  const failure = await initConfiguration({ directory: 'file/dir', force: false }, tools(root)).catch(
    asFailure,
  );
  expect(failure).toMatchObject({
    code: 'OUTPUT',
    reason: 'cannot-create',
    path: path.join(root, 'file/dir'),
  });
});
