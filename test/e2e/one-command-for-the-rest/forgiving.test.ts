/** A command line with a slip in it: nothing is sent, and the status says so. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandPath, ownEnvironment, run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { expectFailure, expectSaid } from '../support/result.ts';
import { submit } from '../support/submission.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;

/** Runs the command, `"$@"`, as a shell does, in a directory of its own. */
function shell(script: string, args: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'sendmemo-e2e-'));
  try {
    const words = ['-c', script, 'sh', process.execPath, commandPath(), ...args];
    const { status, stdout, stderr } = spawnSync('sh', words, {
      cwd,
      env: ownEnvironment(),
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

describe.concurrent('a mistyped command', () => {
  it.each([
    ['qeue run', ['qeue', 'run']],
    ['chek', ['chek']],
    ['lst', ['lst']],
    ['raw', ['--raw', 'qeue', 'run']],
  ])('sends nothing: %s', async (_, words) => {
    const sent = await submit({ args: words, stdin: 'From: a@example.com\r\n\r\nx\r\n' });
    expectSaid(sent, 64);
    expect(sent.transactions).toEqual([]);
    expectFailure(await submit({ args: ['--json', ...words] }), 64, 'USAGE');
  });

  it.each([
    ['an option', ['--to', 'qeue'], 'qeue'],
    ['two hyphens', ['--', 'qeue'], 'qeue'],
    ['a word that is like no command', ['user'], 'user'],
  ])('is a recipient with %s', async (_, words, address) => {
    const sent = await submit({ args: ['-f', 'a@example.com', ...words], stdin: 'x\n' });
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.transactions.map(({ to }) => to)).toEqual([[`TO:<${address}>`]]);
  });

  it('is a recipient where an alias has its name', async () => {
    const files = { aliases: 'qeue: ops@example.com\ndefault: root@example.com\n' };
    const cfg = 'aliases = aliases\n';
    const known = await submit({ cfg, files, args: ['-f', 'a@example.com', 'qeue'], stdin: 'x\n' });
    expect(known.status, known.stderr).toBe(0);
    expect(known.transactions.map(({ to }) => to)).toEqual([['TO:<ops@example.com>']]);
    const unknown = await submit({ cfg, files, args: ['-f', 'a@example.com', 'chek'], stdin: 'x\n' });
    expectSaid(unknown, 64);
    expect(unknown.transactions).toEqual([]);
  });
});

describe.concurrent('help', () => {
  it.each([
    [['help', 'chek'], 64],
    [['config', 'nonsense', '--help'], 64],
    [['help', 'queue'], 0],
    [['queue', '--help'], 0],
    [['sendmail', '--help'], 0],
    [['-V'], 0],
    [['version'], 0],
  ])('%j is %d', async (words, status) => {
    const finished = await run(words);
    expect(finished.status).toBe(status);
    expect(finished.stdout === '').toBe(status !== 0);
  });

  it('of queue and config stands in for the missing subcommand, on standard error', async () => {
    for (const word of ['queue', 'config']) {
      const { status, stdout, stderr } = await run([word]);
      expect([status, stdout]).toEqual([64, '']);
      expect(stderr).toContain(`sendmemo ${word} `);
    }
    expectFailure(await run(['queue', '--json']), 64, 'USAGE');
  });

  it('of sendmail is its own, under its own name too', async () => {
    const [link, word] = await Promise.all([
      run(['--help'], { program: 'sendmail' }),
      run(['sendmail', '--help']),
    ]);
    expect(link.stdout).toBe(word.stdout);
    expect(link.stdout).toContain('-odq');
    expectSaid(await run(['-t', '--help'], { program: 'sendmail' }), 64);
  });
});

describe.concurrent('settings without a named directory', () => {
  it('are the user’s own; config show and check say which', async () => {
    await using home = await directory({ 'sendmemo/sendmemo.cfg': 'from = own@example.com\n' });
    const env = { XDG_CONFIG_HOME: home.path };
    const shown = await run(['config', 'show'], { env });
    expect(shown.status, shown.stderr).toBe(0);
    expect(shown.stdout.split('\n')[0]).toContain(join(home.path, 'sendmemo'));
    const sent = await submit({
      bare: true,
      env,
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, 'b@example.com'],
      stdin: 'x\n',
    });
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.transactions[0]?.from).toContain('<own@example.com>');
    await using server = await startMailServer({});
    const args = ['check', '-H', '127.0.0.1', '-p', `${server.port}`];
    const checked = await run([...args, '--json'], { env });
    expect(checked.stdout).toContain(join(home.path, 'sendmemo'));
    const set = await run(['config', 'set', 'from=new@example.com'], { env });
    expect(set.status, set.stderr).toBe(0);
    expect(await readFile(home.file('sendmemo/sendmemo.cfg'), 'utf8')).toBe('from = new@example.com\n');
  });

  it('are the system’s where the user has none, and --set goes before them', async () => {
    await using etc = await directory({ 'sendmemo-ssl.cfg': 'EnableTLS = 1\n' });
    const sent = await submit({
      bare: true,
      env: { SENDMEMO_SYSTEM_DIR: etc.path },
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, '-f', 'a@example.com', 'b@example.com'],
      stdin: 'x\n',
    });
    expectSaid(sent, 76);
    const plain = await submit({
      bare: true,
      env: { SENDMEMO_SYSTEM_DIR: etc.path },
      args: ({ port }) => {
        const settings = [
          'smtp-server-host=127.0.0.1',
          `smtp-server-port=${port}`,
          'EnableTLS=0',
          'from=a@example.com',
        ];
        return [...settings.flatMap((setting) => ['--set', setting]), 'b@example.com'];
      },
      stdin: 'x\n',
    });
    expect(plain.status, plain.stderr).toBe(0);
    expect(plain.stderr).toBe('');
    expect(plain.transactions).toHaveLength(1);
  });

  it('are none at all: one warning says that localhost is used, and -q silences it', async () => {
    await using spool = await directory();
    const args = ['--spool', '--spool-directory', spool.path, '-f', 'a@example.com', 'b@example.com'];
    const warned = await run(args, { stdin: 'x\n' });
    expect(warned.status).toBe(0);
    expect(warned.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^sendmemo: warning: .*localhost:25/),
    ]);
    expect((await run(['-q', ...args], { stdin: 'x\n' })).stderr).toBe('');
  });
});

describe.concurrent('--body and what comes on standard input', () => {
  const args = ['--dry-run', '-H', '127.0.0.1', '-f', 'a@example.com', '-b', 'a text', 'b@example.com'];
  const warnings = ({ stderr }: { readonly stderr: string }): number =>
    stderr.split('\n').filter((line) => line.startsWith('sendmemo: warning: ')).length;

  it('data is worth a warning, which -q silences', async () => {
    const warned = await run(args, { stdin: 'from a pipe\n' });
    expect([warned.status, warnings(warned)]).toEqual([0, 1]);
    expect(warned.stdout).not.toContain('from a pipe');
    expect((await run(['-q', ...args], { stdin: 'from a pipe\n' })).stderr).toBe('');
  });

  it('no data is none: a pipe that ends, one that stays open, /dev/null', async () => {
    expect((await run(args)).stderr).toBe('');
    expect((await run(args, { open: true })).stderr).toBe('');
    expect(shell('"$@" < /dev/null', args)).toMatchObject({ status: 0, stderr: '' });
  });

  it('a file is looked at, and not read', () => {
    expect(warnings(shell('echo x > file; (exec "$@" < file)', args))).toBe(1);
  });

  it.each([
    ['a pipe', 'printf "one\\ntwo\\nthree\\n" | while read -r line; do "$@" > /dev/null; echo "$line"; done'],
    [
      'a file',
      'printf "one\\ntwo\\nthree\\n" > file; while read -r line; do "$@" > /dev/null; echo "$line"; done < file',
    ],
  ])('a loop over the lines of %s loses none', (_, loop) => {
    expect(shell(loop, args)).toEqual({ status: 0, stdout: 'one\ntwo\nthree\n', stderr: '' });
  });

  it('a body that is an address may be meant as a blind copy', async () => {
    const finished = await run([...args.slice(0, 5), '-b', 'boss@example.com', 'b@example.com']);
    expect([finished.status, warnings(finished)]).toEqual([0, 1]);
  });
});

describe.concurrent('what would silently be something else', () => {
  it.each([
    ['document without a document', ['document', 'b@example.com'], 64],
    [
      'an unknown locale',
      ['notify', '--locale', 'klingon', '--server-name', 'a', '--message', 'b', 'b@example.com'],
      64,
    ],
    ['a mistyped parameter', ['-b', 'x', '-a', '/no/such/file;nmae=x', 'b@example.com'], 64],
    ['a path for a server', ['--server', 'a/b', 'b@example.com'], 64],
    ['an argument too many', ['config', 'show', 'EnableTLS'], 64],
  ])('%s is refused', async (_, words, status) => {
    const sent = await submit({ bare: true, args: words });
    expectSaid(sent, status);
    expect(sent.transactions).toEqual([]);
  });

  it('a file that config import does not know is 65', async () => {
    await using home = await directory({ junk: 'nothing that anybody writes\n' });
    expectSaid(await run(['config', 'import', home.file('junk'), '--server-dir', home.path]), 65);
  });
});

describe('without any word', () => {
  it.runIf(hasScript)('on a terminal it shows how to call it', async () => {
    const typed = `${process.execPath} ${commandPath()} > out 2> err; echo $? > status`;
    await using home = await directory();
    spawnSync('script', ['-qec', typed, '/dev/null'], { cwd: home.path, env: ownEnvironment(), input: '' });
    expect(await readFile(home.file('status'), 'utf8')).toBe('64\n');
    expect(await readFile(home.file('out'), 'utf8')).toBe('');
    expect((await readFile(home.file('err'), 'utf8')).match(/^ {2}.*sendmemo .*$/gm)).toHaveLength(4);
  });
});
