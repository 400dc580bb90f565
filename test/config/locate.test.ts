import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { createServerDirectory, failureOf } from './server-directory.ts';

describe('the server working directory', () => {
  test('without any word of one there is none, and every default holds', async () => {
    const settings = await loadSettings({}, { env: {}, cwd: '/' });
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
        reason: 'usage-option-value',
        option: '--server',
      });
    },
  );

  test.each([{ server: '' }, { serverDir: '' }, { config: '' }])(
    'an empty option is a usage error: %j',
    async (options) => {
      using base = createServerDirectory();
      expect(await base.failure(options)).toMatchObject({ code: 'USAGE', reason: 'usage-option-value' });
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
