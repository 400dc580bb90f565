import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitStatus } from '../../src/failure/consequence.ts';
import { parseProxy } from '../../src/config/hosts.ts';
import { createServerDirectory } from './server-directory.ts';

const cfg = 'sendmemo.cfg';

describe('precedence', () => {
  test('option, then environment, then file, then default', async () => {
    using dir = createServerDirectory({
      [cfg]: 'smtp-server-host = file.example.com\nsmtp-server-port = 26\n',
    });
    const serverDir = dir.path;
    const env = { SENDMEMO_SMTP_SERVER_HOST: 'env.example.com', SENDMEMO_SMTP_SERVER_PORT: '27' };
    const option = { serverDir, smtpServerHost: 'option.example.com', smtpServerPort: '28' };
    const endpoint = async (...given: Parameters<typeof dir.load>) =>
      (await dir.load(...given)).server.endpoints[0];
    expect(await endpoint(option, env)).toEqual({ host: 'option.example.com', port: 28 });
    expect(await endpoint({ serverDir }, env)).toEqual({ host: 'env.example.com', port: 27 });
    expect(await endpoint({ serverDir })).toEqual({ host: 'file.example.com', port: 26 });
    expect(await endpoint({})).toEqual({ host: 'localhost', port: 25 });
  });

  test('an empty variable counts as none', async () => {
    using dir = createServerDirectory({ [cfg]: 'smtp-server-host = file.example.com\n' });
    const settings = await dir.load(undefined, {
      SENDMEMO_SMTP_SERVER_HOST: '',
      SENDMEMO_SMTP_SERVER_PORT: ' ',
    });
    expect(settings.server.endpoints).toEqual([{ host: 'file.example.com', port: 25 }]);
  });

  test('each value says where it came from', async () => {
    using dir = createServerDirectory({ [cfg]: '\nfrom = a@example.com\n' });
    const settings = await dir.load(
      { serverDir: dir.path, logLevel: 'warn' },
      { SENDMEMO_SMTP_SERVER_PORT: '587' },
    );
    const originOf = (name: string) => settings.effective.find((one) => one.name === name)?.origin;
    expect(originOf('from')).toEqual({ kind: 'file', file: path.join(dir.path, cfg), line: 2 });
    expect(originOf('log-level')).toEqual({ kind: 'option', option: '--log-level' });
    expect(originOf('smtp-server-port')).toEqual({
      kind: 'environment',
      variable: 'SENDMEMO_SMTP_SERVER_PORT',
    });
    expect(originOf('domain')).toEqual({ kind: 'default' });
  });

  test('a bad option is 64, a bad value in the environment or the file 78', async () => {
    using dir = createServerDirectory({ [cfg]: 'smtp-server-port = 0\n' });
    const option = await dir.failure({ smtpServerPort: '65536' });
    expect(option).toMatchObject({
      reason: 'usage-option-value',
      option: '--smtp-server-port',
      value: '65536',
    });
    expect(exitStatus(option)).toBe(64);
    const variable = await dir.failure({}, { SENDMEMO_SMTP_SERVER_PORT: 'smtp' });
    expect(variable).toMatchObject({ reason: 'cfg-value', origin: { kind: 'environment' } });
    expect(exitStatus(variable)).toBe(78);
    const file = await dir.failure();
    expect(file).toMatchObject({ reason: 'cfg-value', origin: { kind: 'file', line: 1 } });
    expect(exitStatus(file)).toBe(78);
  });

  test('an empty option is a bad one, and no option mends a bad file', async () => {
    using dir = createServerDirectory({ [cfg]: 'smtp-server-port = 0\n' });
    expect(await dir.failure({ smtpServerHost: '' })).toMatchObject({ code: 'USAGE' });
    expect(await dir.failure({ serverDir: dir.path, smtpServerPort: '25' })).toMatchObject({
      code: 'CONFIG',
    });
  });
});

describe('values', () => {
  test('everything that can be set is read', async () => {
    using dir = createServerDirectory({
      local: 'root: admin\n',
      [cfg]: [
        'smtp-server-host = a.example.com, b.example.com:2525 [2001:db8::1]:26 192.0.2.1',
        'smtp-server-port = 587',
        'connect-timeout = 0.5',
        'greeting-timeout = 1',
        'command-timeout = 2',
        'data-timeout = 3',
        'final-timeout = 4',
        'from = Print Server <print@example.com>',
        'domain = example.com',
        'reply-to = help@example.com',
        'proxy = http://192.0.2.9:3128',
        'source-address = 2001:db8::2',
        'log-file = mail.log',
        'log-level = debug',
        'log-syslog = local3',
        'delivery = spool-on-failure',
        'spool-directory = /srv/spool',
        'max-age = 12h',
        'hold-age = 20d',
        'max-connections = 2',
        'messages-per-connection = 3',
        'rate-limit = 60',
        'aliases = local',
      ].join('\r\n'),
    });
    const { server } = await dir.load();
    expect(server).toEqual({
      endpoints: [
        { host: 'a.example.com', port: 587 },
        { host: 'b.example.com', port: 2525 },
        { host: '2001:db8::1', port: 26 },
        { host: '192.0.2.1', port: 587 },
      ],
      timeouts: { connectMs: 500, greetingMs: 1000, commandMs: 2000, dataMs: 3000, finalMs: 4000 },
      proxy: { scheme: 'http', host: '192.0.2.9', port: 3128, user: null, password: expect.any(Function) },
      sourceAddress: '2001:db8::2',
      from: 'Print Server <print@example.com>',
      domain: 'example.com',
      replyTo: 'help@example.com',
      auth: null,
      delivery: 'spool-on-failure',
      spool: {
        directory: '/srv/spool',
        maxAgeMs: 43_200_000,
        holdAgeMs: 1_728_000_000,
        database: null,
        maxConnectionsScope: 'runner',
        maxConnections: 2,
        messagesPerConnection: 3,
        rateLimit: 60,
      },
      logFile: path.join(dir.path, 'mail.log'),
      logLevel: 'debug',
      syslogFacility: 'local3',
      aliasesFile: path.join(dir.path, 'local'),
      ehloName: null,
    });
  });

  test('465 is the port under EnableTLS = 2, unless one is set', async () => {
    using dir = createServerDirectory({
      'sendmemo-ssl.cfg': 'EnableTLS = 2\n',
      [cfg]: 'smtp-server-host = a b:25\n',
    });
    expect((await dir.load()).server.endpoints).toEqual([
      { host: 'a', port: 465 },
      { host: 'b', port: 25 },
    ]);
    expect((await dir.load(undefined, { SENDMEMO_SMTP_SERVER_PORT: '25' })).server.endpoints[0]?.port).toBe(
      25,
    );
  });

  test('options name files as a shell does, from the working directory', async () => {
    using dir = createServerDirectory();
    const { server } = await dir.load({ logFile: 'logs/a.log', spoolDirectory: 'b' });
    expect(server.logFile).toBe(path.join(dir.path, 'logs/a.log'));
    expect(server.spool?.directory).toBe(path.join(dir.path, 'b'));
  });

  test.each<[string, object]>([
    ['connect-timeout = 0', { reason: 'cfg-value', name: 'connect-timeout', value: '0' }],
    ['smtp-server-host = a,,b', { reason: 'cfg-value', name: 'smtp-server-host' }],
    ['domain = @example.com', { reason: 'cfg-value', name: 'domain' }],
    ['delivery = Direct', { reason: 'cfg-value', nearest: 'direct' }],
    ['auth-allow-insecure = yes', { reason: 'cfg-value', nearest: '1' }],
    ['max-age = 5 d', { reason: 'cfg-value', name: 'max-age' }],
    ['rate-limit = 0', { reason: 'cfg-value', name: 'rate-limit' }],
    ['aliases = missing', { reason: 'cfg-named-file', name: 'aliases', system: 'ENOENT' }],
    ['aliases = .', { reason: 'cfg-named-file', name: 'aliases', system: 'EISDIR' }],
    ['aliases = sub/file', { reason: 'cfg-relative-path', name: 'aliases', value: 'sub/file' }],
    ['log-file = ./mail.log', { reason: 'cfg-relative-path', name: 'log-file' }],
    ['log-file = logs\\mail.log', { reason: 'cfg-relative-path', name: 'log-file' }],
    ['log-file = ~/mail.log', { reason: 'cfg-relative-path', name: 'log-file' }],
    ['aliases = C:\\ipm\\aliases', { reason: 'cfg-named-file', path: 'C:\\ipm\\aliases' }],
    // Elsewhere than on Windows the system would make it in the working directory of whoever calls.
    ['log-file = C:\\ipm\\mail.log', { reason: 'cfg-named-file', path: 'C:\\ipm\\mail.log' }],
    ['aliases = \\\\host\\share\\aliases', { reason: 'cfg-named-file', path: '\\\\host\\share\\aliases' }],
  ])('%s is refused', async (line, failure) => {
    using dir = createServerDirectory({ [cfg]: `\n${line}\n` });
    expect(await dir.failure()).toMatchObject({ code: 'CONFIG', origin: { line: 2 }, ...failure });
  });

  test('the first fault in the order of the lines is the one reported', async () => {
    using dir = createServerDirectory({ [cfg]: 'aliases = missing\nmax-age = x\nnonsense\n' });
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-named-file', origin: { line: 1 } });
    dir.write(cfg, 'max-age = x\naliases = missing\nnonsense\n');
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-value', origin: { line: 1 } });
    dir.write(cfg, 'nonsense\nmax-age = x\n');
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-no-equals', line: 1 });
  });
});

describe('a proxy', () => {
  test.each([
    [
      'socks5h://proxy.example.com:1080',
      { scheme: 'socks5h', host: 'proxy.example.com', port: 1080, user: null },
    ],
    [
      'http://me%40example.com@[2001:db8::1]:3128',
      { scheme: 'http', host: '2001:db8::1', port: 3128, user: 'me@example.com' },
    ],
  ])('%s is read', (text, proxy) => {
    expect(parseProxy(text)).toEqual(proxy);
  });

  test.each([
    ['socks5://proxy.example.com:1080', 'socks5h://proxy.example.com:1080'],
    ['https://proxy.example.com:3128', 'http://proxy.example.com:3128'],
    ['http://me:secret@proxy.example.com:3128', null],
    ['http://proxy.example.com', null],
    ['proxy.example.com:1080', null],
    ['http://a.example.com:1,b.example.com:2', null],
    ['http://%zz@proxy.example.com:3128', null],
    ['http://proxy.example.com:3128/path', null],
  ])('%s is none', async (value, nearest) => {
    using dir = createServerDirectory({ [cfg]: `proxy = ${value}\n` });
    const failure = await dir.failure();
    expect(failure).toMatchObject({ reason: 'cfg-value', name: 'proxy', nearest });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  test('with a user has a password file, and only then', async () => {
    for (const [lines, given, missing] of [
      ['proxy = http://me@192.0.2.9:3128\n', 'proxy', 'proxy-password-file'],
      ['proxy-password-file = local\n', 'proxy-password-file', 'proxy'],
      ['proxy = http://192.0.2.9:3128\nproxy-password-file = local\n', 'proxy-password-file', 'proxy'],
    ] as const) {
      using dir = createServerDirectory({ local: 'secret\n', [cfg]: lines });
      fs.chmodSync(path.join(dir.path, 'local'), 0o600);
      // oxlint-disable-next-line no-await-in-loop
      expect(await dir.failure()).toMatchObject({ reason: 'cfg-pair-incomplete', given, missing });
    }
  });
});
