import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../scripts/man/generated.ts';
import { argument, folded, sentence, text } from '../../scripts/man/mdoc.ts';
import { commands, commonOptions } from '../../src/cli/option-table.ts';
import { settingsTable } from '../../src/config/settings-table.ts';
import { failureCodes } from '../../src/failure/codes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const files = generatedFiles(root);
const pages = [...files.keys()].filter((name) => name.startsWith('man/'));
const mandoc = 'mandoc';
const hasMandoc = spawnSync(mandoc, ['-T', 'ascii'], { input: '' }).error === undefined;

test.each([...files.keys()])('%s is what node scripts/man.mjs makes', (name) => {
  expect(readFileSync(path.join(root, name), 'utf8')).toBe(files.get(name));
});

test('there is a page for the command and each file, in both languages', () => {
  expect(new Set(pages)).toEqual(
    new Set(
      ['sendmemo.1', 'sendmemo.cfg.5', 'sendmemo-ssl.cfg.5'].flatMap((page) => [
        `man/${page}`,
        `man/ja/${page}`,
      ]),
    ),
  );
});

describe.skipIf(!hasMandoc)('mandoc', () => {
  test.each(pages)('has no warning for %s', (page) => {
    const { stdout, status } = spawnSync(mandoc, ['-T', 'lint', '-W', 'warning', path.join(root, page)], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });

  test.each(['man/sendmemo.1', 'man/ja/sendmemo.1'])('shows every option, command and code in %s', (page) => {
    const { stdout } = spawnSync(mandoc, ['-T', 'utf8', '-O', 'width=200', path.join(root, page)], {
      encoding: 'utf8',
    });
    // Bold is a letter printed over itself.
    const shown = stdout.replaceAll(/.[\b]/gu, '').replaceAll(/\s+/g, ' ');
    for (const { words } of commands) expect(shown).toContain(words.join(' '));
    for (const { flags } of [...commonOptions, ...commands.flatMap(({ options }) => options)]) {
      expect(shown).toContain(flags.replace(/ <([^>]+)>.*/, ' $1'));
    }
    for (const code of failureCodes) expect(shown).toContain(code);
  });
});

test.each(settingsTable.map(({ name, file }) => [name, file] as const))(
  '%s stands in the page of %s',
  (name, file) => {
    for (const directory of ['man', 'man/ja'])
      expect(files.get(`${directory}/${file}.5`)).toContain(`.It Cm ${name}\n`);
  },
);

describe('text for mdoc', () => {
  test('has nothing that would be a macro', () => {
    expect(text(".Sh is no heading\n'quoted")).toBe("\\&.Sh is no heading\n\\&'quoted");
    expect(text('C:\\x')).toBe('C:\\ex');
    expect(argument('Op')).toBe('\\&Op');
    expect(argument('a b')).toBe('"a b"');
  });

  test('begins a sentence on a line of its own', () => {
    expect(text('One is here. Two follows.')).toBe('One is here.\nTwo follows.');
  });

  test('makes sentences, and leaves values as they are', () => {
    expect(sentence('the body', 'en')).toBe('The body.');
    expect(sentence('may: goes on', 'en', ['must', 'may'])).toBe('may: goes on.');
    expect(sentence('本文', 'ja')).toBe('本文。');
  });

  test('is folded outside of literal displays', () => {
    expect(folded('aaa bbb\n.Bd -literal\naaa bbb\n.Ed\naaa bbb', 4)).toBe(
      'aaa\nbbb\n.Bd -literal\naaa bbb\n.Ed\naaa\nbbb',
    );
  });
});
