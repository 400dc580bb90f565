import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { createServerDirectory, failureOf } from './server-directory.ts';

describe('the server working directory', () => {
  test('without any word of one there is none, and every default holds', async () => {
    const settings = await loadSettings({}, { env: { SENDMEMO_SYSTEM_DIR: '/nonexistent' }, cwd: '/' });
    expect(settings).toMatchObject({
      directory: null,
      tlsFile: null,
      serverFile: null,
      tls: { mode: 'off' },
    });
    expect(settings.server).toMatchObject({ endpoints: [{ host: 'localhost', port: 25 }], spool: null });
  });

  test('--server NAME is under SENDMEMO_BASE_DIR', async () => {
    using base = createServerDirectory();
    fs.mkdirSync(path.join(base.path, 'MainServer'));
    const settings = await base.load({ server: 'MainServer' }, { SENDMEMO_BASE_DIR: base.path });
    expect(settings.directory).toBe(path.join(base.path, 'MainServer'));
  });

  test('SENDMEMO_SERVER is a name like that, and --server goes before it', async () => {
    using base = createServerDirectory();
    fs.mkdirSync(path.join(base.path, 'One'));
    fs.mkdirSync(path.join(base.path, 'Two'));
    const env = { SENDMEMO_BASE_DIR: base.path, SENDMEMO_SERVER: 'One' };
    expect((await base.load({}, env)).directory).toBe(path.join(base.path, 'One'));
    expect((await base.load({ server: 'Two' }, env)).directory).toBe(path.join(base.path, 'Two'));
    expect((await base.load({}, { ...env, SENDMEMO_SERVER: '' })).directory).toBeNull();
  });

  test('a relative --server-dir is seen from the working directory', async () => {
    using base = createServerDirectory();
    fs.mkdirSync(path.join(base.path, 'here'));
    expect((await base.load({ serverDir: 'here' })).directory).toBe(path.join(base.path, 'here'));
  });

  test.each([{ server: 'Missing' }, { serverDir: 'missing' }, { serverDir: 'file' }])(
    'one that was named and is not there is refused: %j',
    async (options) => {
      using base = createServerDirectory({ file: '' });
      const failure = await base.failure(options, { SENDMEMO_BASE_DIR: base.path });
      expect(failure).toMatchObject({ code: 'CONFIG', reason: 'cfg-directory-missing' });
    },
  );

  test('the base directory is /var/pd where nothing is said', async () => {
    using base = createServerDirectory();
    expect(
      await base.failure({ server: 'sendmemo-test-no-such-server' }, { SENDMEMO_BASE_DIR: '' }),
    ).toMatchObject({
      reason: 'cfg-directory-missing',
      directory: '/var/pd/sendmemo-test-no-such-server',
    });
  });

  test.each([['a/b'], ['..'], ['.'], ['a\\b'], ['a\nb']])(
    'the name %j leads out of the base and is refused',
    async (name) => {
      using base = createServerDirectory();
      expect(await base.failure({}, { SENDMEMO_SERVER: name })).toEqual({
        code: 'CONFIG',
        reason: 'cfg-server-name',
        name,
        origin: { kind: 'environment', variable: 'SENDMEMO_SERVER' },
      });
      expect(await base.failure({ server: name })).toMatchObject({
        code: 'USAGE',
        reason: 'usage-server-name',
        name,
      });
    },
  );

  test.each([{ server: '' }, { serverDir: '' }, { config: '' }])(
    'an empty option is a usage error: %j',
    async (options) => {
      using base = createServerDirectory();
      const reason = 'server' in options ? 'usage-server-name' : 'usage-option-value';
      expect(await base.failure(options)).toMatchObject({ code: 'USAGE', reason });
    },
  );

  test('--server and --server-dir together are a usage error', async () => {
    using base = createServerDirectory();
    expect(await base.failure({ server: 'a', serverDir: '.' })).toMatchObject({
      code: 'USAGE',
      reason: 'usage-conflict',
    });
  });
});

describe('the files', () => {
  test('both are read from the directory', async () => {
    using dir = createServerDirectory({
      'sendmemo-ssl.cfg': 'Hostname = a.example.com\n',
      'sendmemo.cfg': 'smtp-server-host = mail.example.com\n',
    });
    const settings = await dir.load();
    expect(settings).toMatchObject({
      directory: dir.path,
      tlsFile: path.join(dir.path, 'sendmemo-ssl.cfg'),
      serverFile: path.join(dir.path, 'sendmemo.cfg'),
    });
    expect(settings.server.ehloName).toBe('a.example.com');
    expect(settings.server.endpoints).toEqual([{ host: 'mail.example.com', port: 25 }]);
  });

  test('--config without a server directory: sendmemo.cfg beside it counts, and nothing else comes from there', async () => {
    using dir = createServerDirectory({
      'my.cfg': 'Hostname = b.example.com\n',
      'sendmemo.cfg': 'smtp-server-host = mail.example.com\n',
    });
    const settings = await dir.load({ config: 'my.cfg' });
    expect(settings).toMatchObject({
      directory: null,
      tlsFile: path.join(dir.path, 'my.cfg'),
      serverFile: path.join(dir.path, 'sendmemo.cfg'),
    });
    expect(settings.server).toMatchObject({
      ehloName: 'b.example.com',
      endpoints: [{ host: 'mail.example.com', port: 25 }],
      spool: null,
    });
  });

  test('--config goes before the file in the directory, which still gives sendmemo.cfg', async () => {
    using dir = createServerDirectory({
      'my.cfg': 'Hostname = b.example.com\n',
      'sendmemo-ssl.cfg': 'nonsense\n',
      'sendmemo.cfg': 'smtp-server-host = mail.example.com\n',
    });
    const settings = await dir.load({ config: 'my.cfg', serverDir: dir.path });
    expect(settings.server).toMatchObject({
      ehloName: 'b.example.com',
      endpoints: [{ host: 'mail.example.com', port: 25 }],
    });
  });

  test('a --config file that is not there is refused', async () => {
    using dir = createServerDirectory();
    expect(await dir.failure({ config: 'missing.cfg' })).toEqual({
      code: 'CONFIG',
      reason: 'cfg-file-unreadable',
      file: path.join(dir.path, 'missing.cfg'),
      system: 'ENOENT',
    });
  });

  test('a directory or a dangling link in the place of a file is not "no file"', async () => {
    using dir = createServerDirectory();
    const file = path.join(dir.path, 'sendmemo-ssl.cfg');
    fs.symlinkSync('nowhere', file);
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-file-unreadable', file, system: 'ENOENT' });
    fs.unlinkSync(file);
    fs.mkdirSync(file);
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-file-unreadable', file, system: 'EISDIR' });
  });

  test('nothing is found by the name of a property that every object has', async () => {
    const failure = await failureOf(() => loadSettings({ server: 'constructor' }, { env: {}, cwd: '/' }));
    expect(failure).toMatchObject({ reason: 'cfg-directory-missing' });
  });
});

describe('where nobody names a directory', () => {
  const userId = process.getuid?.() ?? null;

  /** A home with the two places; the files of each. */
  function places(user: Record<string, string>, system: Record<string, string>) {
    const base = createServerDirectory();
    const made = (name: string, files: Record<string, string>): string => {
      const directory = path.join(base.path, name);
      fs.mkdirSync(directory, { recursive: true });
      fs.chmodSync(directory, 0o755);
      for (const [file, content] of Object.entries(files)) base.write(path.join(name, file), content);
      return directory;
    };
    const home = made('home/.config/sendmemo', user);
    const etc = made('etc', system);
    const env = { HOME: path.join(base.path, 'home'), SENDMEMO_SYSTEM_DIR: etc };
    const load = (options = {}, more = {}, asUser = userId) =>
      loadSettings(options, { env: { ...env, ...more }, cwd: base.path, userId: asUser });
    return { home, etc, load, made, [Symbol.dispose]: () => base[Symbol.dispose]() };
  }

  test.each([
    ['the user’s own', { 'sendmemo.cfg': 'from = a@example.com\n' }, { 'sendmemo.cfg': '' }, 'user'],
    ['the system’s where the user has none', {}, { 'sendmemo-ssl.cfg': 'EnableTLS = 1\n' }, 'system'],
    ['none where neither has a file', { 'other.cfg': '' }, {}, null],
  ] as const)('%s is used', async (_, user, system, source) => {
    using at = places(user, system);
    const { directory, directorySource, notices } = await at.load();
    expect(directorySource).toBe(source);
    expect(directory).toBe({ user: at.home, system: at.etc, none: null }[source ?? 'none']);
    expect(notices.map(({ reason }) => reason)).toEqual(source === null ? ['default-server-used'] : []);
  });

  test('XDG_CONFIG_HOME moves it; a relative one is ignored, as its specification says', async () => {
    using at = places({ 'sendmemo.cfg': '' }, {});
    const moved = at.made('elsewhere/sendmemo', { 'sendmemo.cfg': '' });
    expect((await at.load({}, { XDG_CONFIG_HOME: path.dirname(moved) })).directory).toBe(moved);
    expect((await at.load({}, { XDG_CONFIG_HOME: 'elsewhere' })).directory).toBeNull();
  });

  test('whatever is named goes before both', async () => {
    using at = places({ 'sendmemo.cfg': 'delivery = spool\n' }, { 'sendmemo.cfg': 'delivery = spool\n' });
    const named = at.made('named', {});
    expect((await at.load({ serverDir: named })).directorySource).toBe('option');
    const base = { SENDMEMO_BASE_DIR: path.dirname(named), SENDMEMO_SERVER: 'named' };
    expect((await at.load({}, base)).directorySource).toBe('environment');
    fs.writeFileSync(path.join(named, 'x.cfg'), '');
    expect((await at.load({ config: path.join(named, 'x.cfg') })).directory).toBeNull();
  });

  test('the home of another user is not read', async () => {
    using at = places({ 'sendmemo.cfg': 'from = a@example.com\n' }, {});
    expect((await at.load({}, {}, (userId ?? 0) + 1)).directory).toBeNull();
  });

  test.runIf(userId !== null)('one that others can write to sends nothing', async () => {
    using at = places({ 'sendmemo.cfg': 'from = a@example.com\n' }, { 'sendmemo.cfg': '' });
    fs.chmodSync(at.home, 0o777);
    expect(await failureOf(() => at.load())).toMatchObject({ reason: 'cfg-directory-unsafe', mode: 0o777 });
  });

  test('a link that leads nowhere is an error, not the next place', async () => {
    using at = places({}, { 'sendmemo.cfg': '' });
    fs.symlinkSync('/no/such/file', path.join(at.home, 'sendmemo-ssl.cfg'));
    expect(await failureOf(() => at.load())).toMatchObject({ reason: 'cfg-file-unreadable' });
  });

  test('a named host needs no warning', async () => {
    using at = places({}, {});
    expect((await at.load({ smtpServerHost: 'mail.example.com' })).notices).toEqual([]);
    expect((await at.load({ set: ['smtp-server-host=mail.example.com'] })).notices).toEqual([]);
  });
});
