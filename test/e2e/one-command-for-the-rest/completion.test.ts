/** The completion scripts in their shells, with the built program on the PATH. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandPath, run } from '../support/command.ts';
import { directory } from '../support/directory.ts';

const path = process.env['PATH'] ?? '/usr/bin:/bin';
const has = (shell: string): boolean => spawnSync(shell, ['--version'], { env: { PATH: path } }).status === 0;

async function home() {
  const made = await directory();
  mkdirSync(join(made.path, 'bin'));
  const program = join(made.path, 'bin', 'sendmemo');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${commandPath()}' "$@"\n`);
  chmodSync(program, 0o755);
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(made.path, shell), (await run(['completion', shell])).stdout);
  const env = { PATH: `${join(made.path, 'bin')}:${path}`, LC_ALL: 'C.UTF-8', HOME: made.path };
  return Object.assign(made, { env });
}

type Home = Awaited<ReturnType<typeof home>>;

/** Lets bash complete the last word, as readline would ask for it. */
function completed({ path: cwd, env }: Home, ...words: readonly string[]): readonly string[] {
  const script = `
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}
    spec=$(complete -p sendmemo); spec=\${spec#*-F }; \${spec%% *}
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', script, 'bash', join(cwd, 'bash'), 'sendmemo', ...words];
  const { stdout, stderr } = spawnSync('bash', args, { env, cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(!has('bash'))('bash', () => {
  it('offers commands, options, values, files and directories', async () => {
    await using at = await home();
    writeFileSync(at.file('a letter.txt'), '');
    mkdirSync(at.file('a directory'));
    expect(completed(at, 'qu')).toEqual(['queue']);
    expect(completed(at, 'config', 's')).toEqual(['show', 'set']);
    expect(completed(at, 'sink', '--tls', '=', 'st')).toEqual(['starttls']);
    expect(completed(at, 'check', '--send')).toEqual(['--send-test']);
    expect(completed(at, '--body-file', 'a ')).toEqual(expect.arrayContaining(['a letter.txt']));
    expect(completed(at, 'config', 'import', 'a l')).toEqual(['a letter.txt']);
    expect(completed(at, '--server-dir', 'a')).toEqual(['a directory']);
    expect(completed(at, '--subject', '')).toEqual([]);
  });

  it.each([
    ['$(touch evil)'],
    ['`touch evil`'],
    ["'; touch evil; '"],
    ['a; touch evil'],
    ['${IFS}$(touch evil)'],
    ['--tls=$(touch evil)'],
    ['$((a[$(touch evil)]))'],
  ])('evaluates nothing of %s', async (word) => {
    await using at = await home();
    completed(at, word);
    completed(at, '--server', word, '');
    completed(at, 'config', 'set', word, '');
    completed(at, '--body-file', word);
    expect(existsSync(at.file('evil'))).toBe(false);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it('offers commands, options and values with descriptions, and evaluates nothing', async () => {
    await using at = await home();
    writeFileSync(at.file('letter.txt'), '');
    const offers = (line: string): string => {
      const script = 'source fish; complete -C "$argv[1]"';
      const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script, line], {
        env: at.env,
        cwd: at.path,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      return stdout;
    };
    expect(offers('sendmemo qu')).toMatch(/^queue\t/);
    expect(offers('sendmemo sink --tls sta')).toBe('starttls\n');
    expect(offers('sendmemo --body-file lett')).toContain('letter.txt');
    offers('sendmemo --server $(touch evil) ');
    offers('sendmemo (touch evil)');
    expect(existsSync(at.file('evil'))).toBe(false);
  });
});

describe('the scripts', () => {
  it.each([
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('%s reads its script without complaint, where it is installed', async (shell, words) => {
    if (!has(shell)) return;
    await using at = await home();
    const { status, stderr } = spawnSync(shell, [...words, at.file(shell)], {
      env: at.env,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
