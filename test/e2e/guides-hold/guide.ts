/**
 * A guide as the test reads it. Fenced blocks say by their first line what they are:
 *
 *   sh                  commands that the test runs, in order, in one shell
 *   sh second-terminal  a command that stays: started beside the shell; it has to say `listening`
 *   sh terminal         commands that run on a terminal of 80 columns, so that they print what a person sees
 *   sh needs-PROGRAM    commands that run where that program is installed
 *   sh no-run           commands that a test can't run: package managers, systemctl, other machines
 *   text                right behind a block that is run: all that it prints, with … for what differs
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kinds = ['run', 'terminal', 'second-terminal'] as const;

export interface Block {
  readonly line: number;
  readonly kind: (typeof kinds)[number];
  readonly commands: string;
  /** Name of a program without which the block can't run. */
  readonly needs: string | null;
  /** What is to be printed; empty: nothing at all. */
  readonly expected: readonly string[];
}

interface Fence {
  readonly line: number;
  readonly info: string;
  readonly text: readonly string[];
  /** Nothing but blank lines between this one and the one before. */
  readonly adjacent: boolean;
}

/** @returns the blocks that are run, in their order */
export function readGuide(markdown: string): readonly Block[] {
  const all = fences(markdown);
  return all.flatMap(({ line, info, text }, index) => {
    const [language, mark] = info.split(' ');
    if (language !== 'sh' || mark === 'no-run') return [];
    const needs = mark?.startsWith('needs-') === true ? mark.slice('needs-'.length) : null;
    const kind = mark === undefined || needs !== null ? 'run' : kinds.find((name) => name === mark);
    if (kind === undefined) throw new Error(`line ${line}: sh ${mark}?`);
    const next = all[index + 1];
    return [
      {
        line,
        kind,
        needs,
        commands: text.join('\n'),
        expected: next?.info === 'text' && next.adjacent ? next.text : [],
      },
    ];
  });
}

function fences(markdown: string): readonly Fence[] {
  const found: Fence[] = [];
  let open: { line: number; info: string; text: string[]; adjacent: boolean } | null = null;
  let prose = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(text);
    if (open !== null && fence !== null) {
      found.push(open);
      open = null;
      prose = false;
    } else if (fence !== null) {
      open = { line: index + 1, info: fence[1] ?? '', text: [], adjacent: !prose };
    } else if (open !== null) open.text.push(text);
    else if (text.trim() !== '') prose = true;
  }
  if (open !== null) throw new Error(`line ${open.line}: the block has no end`);
  return found;
}

/** What is printed, compared with a guide: `…` is any text within a line, a line of its own is any number of lines. */
export function expectation(expected: readonly string[]): RegExp {
  const lines = expected.map((line) => {
    if (line.trim() === '…') return '(?:.*\\n)*?';
    return `${line.trimEnd().split('…').map(literally).join('.*?')}[ \\t]*\\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** @returns whether a program can be run; `git-send-email` needs a Perl module that only git-email brings */
export function isInstalled(program: string): boolean {
  if (program === 'git-send-email') return spawnSync('perl', ['-MMail::Address', '-e', '1']).status === 0;
  const directories = (process.env['PATH'] ?? '').split(':');
  return directories.some((directory) => existsSync(join(directory, program)));
}

/** @returns the text of a guide, or of a file in the project's root where it begins with README */
export async function readPage(name: string): Promise<string> {
  return await readFile(pagePath(name), 'utf8');
}

/** @returns where a guide is, or a README of the project */
export function pagePath(name: string): string {
  const folder = name.startsWith('README') ? '../../../' : '../../../docs/guides/';
  return fileURLToPath(new URL(name, new URL(folder, import.meta.url)));
}
