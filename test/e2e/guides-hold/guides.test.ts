import { readdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directory } from '../support/directory.ts';
import { expectation, isInstalled, pagePath, readGuide, readPage } from './guide.ts';
import { runGuide } from './guide-shell.ts';
import { surroundings } from './surroundings.ts';

describe('every command of a guide works, and prints what the guide says', () => {
  it.for(Object.entries(surroundings))('%s', async ([name, prepare]) => {
    const all = readGuide(await readPage(name));
    const blocks = all.filter(({ needs }) => needs === null || isInstalled(needs));
    await using home = await directory();
    await using around = await prepare(home);
    const printed = await runGuide(blocks, around);
    for (const [index, { kind, line, commands, expected }] of blocks.entries()) {
      const { status, text } = printed[index] ?? { status: null, text: 'the shell had ended' };
      const where = `${name}:${line}: ${commands}\nprinted:\n${text}`;
      if (kind === 'terminal')
        expect(unwrapped(text), where).toMatch(expectation([unwrapped(expected.join(' '))]));
      else expect(text, where).toMatch(expectation(expected));
      expect(status, where).toBe(0);
    }
    expect(blocks.length).toBeGreaterThan(0);
    await around.arrived();
  });

  it('no guide is left out', async () => {
    expect([...(await guides()), 'README.md', '../json.md'].toSorted()).toEqual(
      Object.keys(surroundings).toSorted(),
    );
  });
});

describe('the pages fit each other', () => {
  it('README.ja.md has the commands of README.md', async () => {
    const [english, japanese] = await Promise.all([readPage('README.md'), readPage('README.ja.md')]);
    expect(fenced(japanese)).toEqual(fenced(english));
    expect(japanese.match(/`[A-Z_]{4,}`/g)).toEqual(
      expect.arrayContaining(english.match(/`[A-Z_]{4,}`/g) ?? ['']),
    );
  });

  it('every link leads to a file', async () => {
    for (const page of ['README.md', 'README.ja.md', '../json.md', ...(await guides())]) {
      for (const [, link = ''] of (await readPage(page)).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        await expect(stat(resolve(dirname(pagePath(page)), link)), `${page}: ${link}`).resolves.toBeDefined();
      }
    }
  });
});

/** Where lines break on a terminal depends on the length of a port; times differ, and numbers of lines in a sample. */
function unwrapped(text: string): string {
  return `${text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\d+ ms/g, '1 ms')
    .replaceAll(/cfg:\d+:/g, 'cfg:1:')}\n`;
}

async function guides(): Promise<readonly string[]> {
  const files = await readdir(dirname(pagePath('first-test.md')));
  return files.filter((name) => name.endsWith('.md'));
}

/** All blocks of commands, run or not, also those in lists. */
function fenced(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^ *```sh.*\n([^]*?)^ *```$/gm)].map(([, commands = '']) => commands);
}

describe('what a guide prints is compared line by line', () => {
  it.each([
    ['the same', ['a (b)', 'c'], 'a (b)\nc\n', true],
    ['another line', ['a'], 'a\nb\n', false],
    ['a line less', ['a', 'b'], 'a\n', false],
    ['what differs within a line', ['kept as … by x'], 'kept as 4F0D2 by x\n', true],
    ['what differs, and something else', ['kept as … by x'], 'kept as 4F0D2 by y\n', false],
    ['any lines', ['a', '…', 'z'], 'a\nb\nc\nz\n', true],
    ['no line', ['a', '…', 'z'], 'a\nz\n', true],
    ['nothing is expected', [], '', true],
    ['nothing is expected, and something comes', [], 'a\n', false],
  ] as const)('%s', (_, expected, printed, matches) => {
    expect(expectation(expected).test(printed)).toBe(matches);
  });

  it('a block says how it is run, and what it prints stands right behind it', () => {
    const guide = [
      '```sh',
      'a',
      '```',
      '',
      '```text',
      'x',
      '```',
      'Words.',
      '```sh no-run',
      'b',
      '```',
      '```sh second-terminal',
      'c',
      '```',
      'Words.',
      '```text',
      'y',
      '```',
      '```sh needs-mutt',
      'd',
      '```',
      '```sh terminal',
      'e',
      '```',
    ].join('\n');
    expect(readGuide(guide)).toEqual([
      { line: 1, kind: 'run', needs: null, commands: 'a', expected: ['x'] },
      { line: 12, kind: 'second-terminal', needs: null, commands: 'c', expected: [] },
      { line: 19, kind: 'run', needs: 'mutt', commands: 'd', expected: [] },
      { line: 22, kind: 'terminal', needs: null, commands: 'e', expected: [] },
    ]);
    expect(() => readGuide('```sh perhaps\na\n```')).toThrow('perhaps');
    expect(() => readGuide('```sh\na')).toThrow('no end');
  });
});
