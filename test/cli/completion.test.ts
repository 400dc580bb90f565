import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completionScript } from '../../src/cli/completion.ts';
import { commands, commonOptions } from '../../src/cli/option-table.ts';
import { settingsTable } from '../../src/config/settings-table.ts';
import { failureCodes } from '../../src/failure/codes.ts';

let root: string;
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-completion-'));
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    fs.writeFileSync(path.join(root, shell), completionScript(shell, 'en'));
  }
  fs.writeFileSync(path.join(root, 'a letter.txt'), '');
  fs.mkdirSync(path.join(root, 'a directory'));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
const has = (shell: string): boolean => spawnSync(shell, ['--version'], { env }).status === 0;

/** Lets bash complete the last word, as readline would ask for it. */
function complete(...words: readonly string[]): readonly string[] {
  const script = `
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}
    spec=$(complete -p sendmemo); spec=\${spec#*-F }; \${spec%% *}
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync(
    'bash',
    ['--norc', '-c', script, 'bash', path.join(root, 'bash'), 'sendmemo', ...words],
    {
      env,
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(!has('bash'))('bash', () => {
  test('the first word is a command', () => {
    const firsts = new Set(commands.flatMap(({ words }) => words.slice(0, 1)));
    expect(new Set(complete(''))).toEqual(firsts);
    expect(complete('qu')).toEqual(['queue']);
  });

  test('the second word is one of the group', () => {
    expect(new Set(complete('queue', ''))).toEqual(
      new Set(commands.flatMap(({ words }) => (words[0] === 'queue' ? words.slice(1) : []))),
    );
    expect(complete('config', 's')).toEqual(['show', 'set']);
  });

  test.each(commands.map((row) => [row.words.join(' '), row] as const))(
    'every option of "%s" is there',
    (_, row) => {
      const offered = complete(...row.words, '--');
      const wanted = [...row.options, ...commonOptions].flatMap(({ flags }) => /--[a-z-]+/.exec(flags) ?? []);
      expect(new Set(offered)).toEqual(new Set([...wanted, '--help', '--version']));
    },
  );

  test('options and their values may stand in front of the command', () => {
    expect(complete('--server', 'queue', '-v', 'config', 'i')).toEqual(['init', 'import']);
    expect(complete('--server=X', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('values that are words, after a blank and after =', () => {
    expect(complete('sink', '--tls', 's')).toEqual(['starttls', 'smtps']);
    expect(complete('sink', '--tls', '=', 'st')).toEqual(['starttls']);
    expect(complete('sink', '--tls', '=')).toEqual(['none', 'starttls', 'smtps']);
  });

  test('a value that nobody can guess is not guessed', () => {
    expect(complete('--subject', '')).toEqual([]);
    expect(complete('--server', 'q')).toEqual([]);
  });

  test('files, with blanks in their names, and directories', () => {
    expect(complete('--body-file', 'a ')).toEqual(expect.arrayContaining(['a letter.txt']));
    expect(complete('config', 'import', 'a l')).toEqual(['a letter.txt']);
    expect(complete('--server-dir', 'a')).toEqual(['a directory']);
    expect(complete('config', 'init', 'a')).toEqual(['a directory']);
  });

  test('names of settings, and their values', () => {
    expect(new Set(complete('config', 'set', ''))).toEqual(new Set(settingsTable.map(({ name }) => name)));
    expect(complete('config', 'set', 'StartTLSPolicy', '')).toEqual(['must', 'may']);
    expect(complete('--server', 'X', 'config', 'set', 'EnableTLS', '')).toEqual(['0', '1', '2']);
    expect(complete('config', 'set', 'from', '')).toEqual([]);
  });

  test('error codes', () => {
    expect(complete('explain', '')).toEqual([...failureCodes]);
  });

  test('after -- there are no options', () => {
    expect(complete('--', '--')).toEqual([]);
  });
});

test.each(['bash', 'zsh', 'fish'] as const)('the script for %s knows every command and option', (shell) => {
  const script = completionScript(shell, 'en');
  for (const { words, options } of commands) {
    for (const word of words) expect(script).toContain(word);
    for (const { flags } of options) {
      const [long = ''] = /--[a-z-]+/.exec(flags) ?? [];
      expect(script).toContain(shell === 'fish' ? `-l ${long.slice(2)} ` : long);
    }
  }
});

test('descriptions are in the language of the user', () => {
  expect(completionScript('fish', 'ja')).toContain('件名');
  expect(completionScript('zsh', 'ja')).toContain('件名');
});

test.each(['zsh', 'fish'])('%s takes the script, where it is installed', (shell) => {
  if (!has(shell)) return;
  const words = shell === 'zsh' ? ['-n'] : ['--no-execute'];
  const { status, stderr } = spawnSync(shell, [...words, path.join(root, shell)], { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
