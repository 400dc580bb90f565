import { describe, expect, test } from 'vitest';
import { runSecretCommand } from '../../src/config/auth-secret.ts';
import { exitStatus } from '../../src/failure/consequence.ts';
import { createServerDirectory, failureOf } from './server-directory.ts';

const cfg = 'sendmemo.cfg';
const fromFile = 'auth-user = print\nauth-password-file = secret\n';
const origin = { kind: 'file', file: '/srv/sendmemo.cfg', line: 1 } as const;

describe('the password file', () => {
  test.each([['pass;word#1\n'], ['pass;word#1'], ['pass;word#1\r\nsecond line\n'], ['\uFEFFpass;word#1\n']])(
    'its first line is the password: %j',
    async (content) => {
      using dir = createServerDirectory({ [cfg]: fromFile, secret: content });
      const { auth } = (await dir.load()).server;
      expect(auth).toMatchObject({ method: 'auto', user: 'print', allowInsecure: false });
      expect(await auth?.secret?.()).toBe('pass;word#1');
    },
  );

  test('blanks belong to the password', async () => {
    using dir = createServerDirectory({ [cfg]: fromFile, secret: ' a b \n' });
    expect(await (await dir.load()).server.auth?.secret?.()).toBe(' a b ');
  });

  test('it is read anew each time, for a token in it may have been renewed', async () => {
    using dir = createServerDirectory({ [cfg]: fromFile, secret: 'old' });
    const { auth } = (await dir.load()).server;
    dir.write('secret', 'new');
    expect(await auth?.secret?.()).toBe('new');
  });

  test.each([0o640, 0o604, 0o644])('others can read it under mode %i: status 77', async (mode) => {
    using dir = createServerDirectory({ [cfg]: fromFile });
    dir.write('secret', 'x', mode);
    const failure = await dir.failure();
    expect(failure).toMatchObject({ reason: 'cfg-secret-exposed', name: 'auth-password-file', mode });
    expect(exitStatus(failure)).toBe(77);
  });

  test('in the credentials directory of systemd the bits of the group are an access list', async () => {
    using credentials = createServerDirectory();
    const file = credentials.write('secret', 'x', 0o440);
    using dir = createServerDirectory({ [cfg]: `auth-user = print\nauth-password-file = ${file}\n` });
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-secret-exposed' });
    const { auth } = (await dir.load(undefined, { CREDENTIALS_DIRECTORY: credentials.path })).server;
    expect(await auth?.secret?.()).toBe('x');
    credentials.write('secret', 'x', 0o444);
    expect(await dir.failure(undefined, { CREDENTIALS_DIRECTORY: credentials.path })).toMatchObject({
      reason: 'cfg-secret-exposed',
    });
  });

  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'cfg-secret-empty'],
    ['of an empty first line', '\nx\n', 'cfg-secret-empty'],
    ['with a NUL', 'a\0b', 'cfg-control'],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe, 0x41), 'cfg-encoding'],
  ])('one that is %s is refused before anything is sent', async (_title, content, reason) => {
    using dir = createServerDirectory({ [cfg]: fromFile, secret: content });
    expect(await dir.failure()).toMatchObject({ code: 'CONFIG', reason });
  });
});

describe('the password command', () => {
  test('the first line of its output is the password', async () => {
    using dir = createServerDirectory({
      [cfg]: `auth-user = print\nauth-password-command = printf '%s\\n' "$TOKEN"; echo more; echo noise >&2\n`,
    });
    const { auth } = (await dir.load(undefined, { TOKEN: 'a;b#c', PATH: '/usr/bin:/bin' })).server;
    expect(await auth?.secret?.()).toBe('a;b#c');
  });

  test('it is not run before its output is needed', async () => {
    using dir = createServerDirectory({ [cfg]: 'auth-user = print\nauth-password-command = exit 3\n' });
    const { auth } = (await dir.load()).server;
    expect(await failureOf(() => auth?.secret?.())).toMatchObject({
      reason: 'cfg-secret-command',
      status: 3,
    });
  });

  test('what it said on standard error is reported', async () => {
    const command = String.raw`printf 'no\nsuch \033[31mentry\n' >&2; exit 1`;
    expect(await failureOf(() => runSecretCommand({ command, origin }, { env: {} }))).toEqual({
      code: 'CONFIG',
      reason: 'cfg-secret-command',
      origin,
      name: 'auth-password-command',
      status: 1,
      detail: 'such \u001b[31mentry',
    });
  });

  test('no output is no password', async () => {
    const deps = { env: {} };
    expect(await failureOf(() => runSecretCommand({ command: ':', origin }, deps))).toMatchObject({
      reason: 'cfg-secret-empty',
    });
    expect(await failureOf(() => runSecretCommand({ command: 'echo', origin }, deps))).toMatchObject({
      reason: 'cfg-secret-empty',
    });
  });

  test('a NUL in its output can not end the password early', async () => {
    const command = String.raw`printf 'a\0b\n'`;
    expect(await failureOf(() => runSecretCommand({ command, origin }, { env: {} }))).toMatchObject({
      reason: 'cfg-secret-command',
      detail: 'U+0000',
    });
  });

  test('one that hangs is given up', async () => {
    const command = 'echo x; sleep 5 & wait';
    const failure = await failureOf(() =>
      runSecretCommand({ command, origin }, { env: { PATH: '/usr/bin:/bin' } }, 200),
    );
    expect(failure).toMatchObject({ reason: 'cfg-secret-command', status: null });
  });

  test('something left in the background does not hold it up', async () => {
    const command = 'sleep 5 & echo x';
    expect(await runSecretCommand({ command, origin }, { env: { PATH: '/usr/bin:/bin' } }, 20_000)).toBe('x');
  });

  test('it is masked where settings are shown', async () => {
    using dir = createServerDirectory({ [cfg]: 'auth-user = print\nauth-password-command = echo hunter2\n' });
    expect(JSON.stringify((await dir.load()).effective)).not.toContain('hunter2');
  });
});

describe('what is incomplete', () => {
  test.each<[string, string, string]>([
    ['auth-user = print', 'auth-user', 'auth-password-file'],
    ['auth-password-file = secret', 'auth-password-file', 'auth-user'],
    ['auth-password-command = echo x', 'auth-password-command', 'auth-user'],
    ['auth-method = plain', 'auth-method', 'auth-user'],
    ['auth-allow-insecure = 1', 'auth-allow-insecure', 'auth-user'],
  ])('%s alone', async (line, given, missing) => {
    using dir = createServerDirectory({ [cfg]: `${line}\n`, secret: 'x' });
    expect(await dir.failure()).toMatchObject({
      reason: 'cfg-pair-incomplete',
      given,
      missing,
      origin: { line: 1 },
    });
  });

  test('file and command together contradict each other, and the command is not repeated', async () => {
    using dir = createServerDirectory({
      [cfg]: `${fromFile}auth-password-command = echo hunter2\n`,
      secret: 'x',
    });
    const failure = await dir.failure();
    expect(failure).toMatchObject({ reason: 'cfg-conflict', origin: { line: 3 } });
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  test('a default that is written down sets nothing', async () => {
    using dir = createServerDirectory({
      [cfg]: 'auth-method = auto\nauth-allow-insecure = 0\nauth-user =\n',
    });
    expect((await dir.load()).server.auth).toBeNull();
  });
});
