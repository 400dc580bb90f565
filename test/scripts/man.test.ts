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
      // The value has a Japanese name on a Japanese page.
      expect(shown).toContain(flags.replace(/ <([^>]+)>.*/, page.includes('/ja/') ? '' : ' $1'));
    }
    for (const code of failureCodes) expect(shown).toContain(code);
  });
});

describe.each(['man/sendmemo.1', 'man/ja/sendmemo.1'])('%s', (page) => {
  const items = (files.get(page) ?? '').split('\n').filter((line) => line.startsWith('.It Fl '));

  test('describes an option of several commands once', () => {
    for (const { flags } of commands.find(({ words }) => words.length === 0)?.options ?? []) {
      const name = /--[a-z-]+/.exec(flags)?.[0] ?? '';
      // `queue move --to` names a spool.
      const found = items.filter(
        (line) =>
          / -(\S+)(?: Ar (?!spool$|スプール$)|,|$)/.test(line) && line.split(' ').includes(name.slice(1)),
      );
      expect(found, name).toHaveLength(1);
    }
  });
});

test.each(pages)('%s has only settings that exist in its examples', (page) => {
  const displays = (files.get(page) ?? '').split('.Bd -literal').slice(1);
  const names = displays.flatMap((text) =>
    [...(text.split('\n.Ed')[0] ?? '').matchAll(/^([A-Za-z][A-Za-z-]+) = /gm)].map(([, name]) => name),
  );
  expect(names.length).toBeGreaterThan(5);
  const known = new Set<string>(settingsTable.map(({ name }) => name));
  expect(names.filter((name) => name !== 'sendmail_path' && !known.has(name ?? ''))).toEqual([]);
});

describe.skipIf(spawnSync('man', ['--version']).error !== undefined)('man(1)', () => {
  test.each(pages)('%s has no BSD in its first and last line, and a line for each invocation', (page) => {
    const { stdout } = spawnSync('man', ['-l', path.join(root, page)], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', MANWIDTH: '100' },
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect([lines.at(0), lines.at(-1)].join()).not.toContain('BSD');
    if (page.endsWith('.1')) {
      const invocations = lines.slice(0, 60).filter((line) => /^ +sendmemo( |$)/.test(line));
      expect(invocations.length).toBeGreaterThanOrEqual(8);
    }
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
