/** `sendmemo relay passwd`: the users of the relay, in a file that nobody else can read. */
import { chmod, chown, lstat, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createPasswordCheck } from '../../../src/relay/passwords.ts';
import { type CommandOptions, type Finished, run } from '../support/command.ts';
import { type Directory, directory } from '../support/directory.ts';
import { runOnTerminal } from '../support/terminal.ts';

const cfg = { 'sendmemo.cfg': 'relay-password-file = passwords\n' };

async function passwd(
  dir: Directory,
  words: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return run(['relay', 'passwd', ...words, '--server-dir', dir.path], options);
}

async function verdict(dir: Directory, user: string, password: string): Promise<string> {
  const file = dir.file('passwords');
  return createPasswordCheck({ file, read: () => readFile(file, 'utf8') })(user, password);
}

async function json(
  dir: Directory,
  words: readonly string[],
  options: CommandOptions = {},
): Promise<unknown> {
  const { stdout } = await passwd(dir, [...words, '--json'], options);
  return JSON.parse(stdout);
}

describe.concurrent('sendmemo relay passwd', () => {
  it('adds, lists, replaces and removes a user; the file is 0600 and holds no password', async () => {
    await using dir = await directory(cfg);
    const file = dir.file('passwords');
    expect(await json(dir, ['scan1'], { stdin: 'pass word\nmore\n' })).toEqual({
      file,
      user: 'scan1',
      action: 'added',
    });
    expect((await stat(file)).mode & 0o7777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain('pass');
    expect(await verdict(dir, 'scan1', 'pass word')).toBe('accepted');
    await writeFile(dir.file('secret'), 'other\n', { mode: 0o600 });
    const words = ['scan2', '--password-file', dir.file('secret')];
    expect(await json(dir, words)).toMatchObject({ action: 'added' });
    expect(await json(dir, ['scan1'], { stdin: 'new' })).toMatchObject({ action: 'replaced' });
    expect(await verdict(dir, 'scan1', 'pass word')).toBe('rejected');
    expect(await verdict(dir, 'scan1', 'new')).toBe('accepted');
    expect(await verdict(dir, 'scan2', 'other')).toBe('accepted');
    expect(await json(dir, [])).toEqual({ file, users: ['scan1', 'scan2'] });
    expect((await passwd(dir, [])).stdout).toBe('scan1\nscan2\n');
    expect(await json(dir, ['scan1', '--remove'])).toMatchObject({ action: 'removed' });
    expect(await verdict(dir, 'scan1', 'new')).toBe('rejected');
    expect(await verdict(dir, 'scan2', 'other')).toBe('accepted');
  });

  it('loses no user where two are added at the same time', async () => {
    await using dir = await directory(cfg);
    const users = ['a', 'b', 'c', 'd'];
    const all = await Promise.all(users.map((user) => passwd(dir, [user], { stdin: user })));
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(await json(dir, [])).toMatchObject({ users: expect.arrayContaining(users) });
  });

  it.runIf(process.getuid?.() === 0)('keeps owner and group, and takes rights from others', async () => {
    await using dir = await directory(cfg);
    await writeFile(dir.file('passwords'), '# of the relay\n');
    await chmod(dir.file('passwords'), 0o664);
    await chown(dir.file('passwords'), 65_534, 65_533);
    expect((await passwd(dir, ['a'], { stdin: 'a' })).status).toBe(0);
    const { uid, gid, mode } = await stat(dir.file('passwords'));
    expect([uid, gid, mode & 0o7777]).toEqual([65_534, 65_533, 0o640]);
    expect(await readFile(dir.file('passwords'), 'utf8')).toMatch(/^# of the relay\na:\$scrypt\$/);
  });

  it('replaces no link', async () => {
    await using dir = await directory(cfg);
    await writeFile(dir.file('elsewhere'), '');
    await symlink(dir.file('elsewhere'), dir.file('passwords'));
    expect((await passwd(dir, ['a'], { stdin: 'a' })).status).toBe(73);
    expect((await lstat(dir.file('passwords'))).isSymbolicLink()).toBe(true);
    expect(await readFile(dir.file('elsewhere'), 'utf8')).toBe('');
  });

  it.each<[string, string[], string, number]>([
    ['an empty password', ['a'], '\n', 64],
    ['no password', ['a'], '', 64],
    ['a NUL in it', ['a'], 'x\0\n', 64],
    ['what is not UTF-8', ['a'], '\xff', 64],
    ['one beyond 1024 octets', ['a'], 'x'.repeat(1025), 64],
    ['a name with a line end', ['a\nb'], 'x', 64],
    ['an empty name', [''], 'x', 64],
    ['to remove a user who is not there', ['a', '--remove'], '', 64],
    ['to remove nobody', ['--remove'], '', 64],
    ['to remove and to set', ['a', '--remove', '--password-file', 'x'], '', 64],
    ['two names', ['a', 'b'], 'x', 64],
  ])('rejects %s, and makes no file', async (_what, words, stdin, status) => {
    await using dir = await directory(cfg);
    const finished = await passwd(dir, words, { stdin: Buffer.from(stdin, 'latin1') });
    expect([finished.status, finished.stdout]).toEqual([status, '']);
    await expect(stat(dir.file('passwords'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('rejects a file that the relay would reject, and leaves it as it is', async () => {
    await using dir = await directory({ ...cfg, passwords: 'root:plain\n' });
    expect((await passwd(dir, ['a'], { stdin: 'a' })).status).toBe(78);
    expect(await readFile(dir.file('passwords'), 'utf8')).toBe('root:plain\n');
  });

  it('reads no password from a file that others can read', async () => {
    await using dir = await directory({ ...cfg, secret: 'x\n' });
    expect((await passwd(dir, ['a', '--password-file', dir.file('secret')])).status).toBe(77);
  });

  it('needs relay-password-file', async () => {
    await using dir = await directory({ 'sendmemo.cfg': '' });
    const { status, stderr } = await passwd(dir, ['a'], { stdin: 'x' });
    expect(status).toBe(64);
    expect(stderr).toContain('relay-password-file');
  });
});

describe.concurrent('on a terminal', () => {
  const words = (dir: Directory): string[] => ['relay', 'passwd', 'scan1', '--server-dir', dir.path];

  it('the password is asked for twice, and shown never', async () => {
    await using dir = await directory(cfg);
    const typed = [
      { after: 'Password of scan1', keys: 'wrong\u0015sesamx\u007fe\r' },
      { after: 'again', keys: 'sesame\r' },
    ];
    const { status, lines } = await runOnTerminal(words(dir), 80, {}, typed);
    expect(lines.join('\n')).not.toContain('sesam');
    expect(status).toBe(0);
    expect(await verdict(dir, 'scan1', 'sesame')).toBe('accepted');
  });

  it('two that differ are not stored', async () => {
    await using dir = await directory(cfg);
    const { status } = await runOnTerminal(words(dir), 80, {}, [
      { after: 'Password of scan1', keys: 'one\rtwo\r' },
    ]);
    expect(status).toBe(64);
    await expect(stat(dir.file('passwords'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('Ctrl+C ends it', async () => {
    await using dir = await directory(cfg);
    const { status } = await runOnTerminal(words(dir), 80, {}, [
      { after: 'Password of scan1', keys: 'one\u0003' },
    ]);
    expect(status).toBe(75);
    await expect(stat(dir.file('passwords'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
