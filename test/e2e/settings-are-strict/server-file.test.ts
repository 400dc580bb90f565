/** sendmemo.cfg and the server attributes: syntax, precedence, defaults (sections 1 and 8). */
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { expectFailure, expectQuiet, expectSaid, jsonOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

describe.concurrent('an error in sendmemo.cfg', () => {
  const faults: readonly [string, number, RegExp][] = [
    ['smtp-server-port = 25x\n', 1, /25x/],
    ['smtp-server-port = 0\n', 1, /0/],
    ['smtp-server-port = 65536\n', 1, /65536/],
    ['smtp-server-port = -1\n', 1, /-1/],
    ['; c\nsmtp-server-hots = a.example.com\n', 2, /smtp-server-host/],
    ['Smtp-Server-Port = 25\n', 1, /smtp-server-port/],
    ['from = a@example.com\nfrom = b@example.com\n', 2, /from/],
    ['[server]\n', 1, /./],
    ['EnableTLS = 1\n', 1, /EnableTLS/],
    ['connect-timeout = soon\n', 1, /soon/],
    ['final-timeout = -3\n', 1, /-3/],
    ['delivery = sometimes\n', 1, /sometimes/],
    ['auth-method = digest-md5\n', 1, /digest-md5/],
    ['auth-allow-insecure = yes\n', 1, /yes/],
    ['max-age = 5 parsecs\n', 1, /parsecs/],
    ['from = not an address\n', 1, /not an address/],
    ['smtp-server-host = mail_server:99999\n', 1, /99999/],
    ['smtp-server-host = [::1\n', 1, /\[::1/],
    ['nonsense\n', 1, /nonsense/],
  ];
  it.each(faults)('%j is 78 with its line', async (cfg, line, what) => {
    const sent = await submit({ cfg });
    expectSaid(sent, 78, what);
    expect(sent.stderr.split('\n')[0]).toMatch(new RegExp(`/sendmemo\\.cfg:${line}: `));
    expect(sent.connections).toHaveLength(0);
  });
});

describe.concurrent('host and port', () => {
  it('come from the option, then the environment, then the file', async () => {
    await using home = await directory();
    await using byFile = await startMailServer();
    await using byEnvironment = await startMailServer();
    await using byOption = await startMailServer();
    await home.write(
      'sendmemo.cfg',
      `smtp-server-host = 127.0.0.1\nsmtp-server-port = ${byFile.port}\nfrom = file@example.com\n`,
    );
    const env = { SENDMEMO_SMTP_SERVER_PORT: String(byEnvironment.port) };
    const common = ['--server-dir', home.path, '-b', 'x', 'ops@example.com'];
    expectQuiet(await run(common));
    expect([byFile, byEnvironment, byOption].map((one) => one.transactions().length)).toEqual([1, 0, 0]);
    expectQuiet(await run(common, { env }));
    expect([byFile, byEnvironment, byOption].map((one) => one.transactions().length)).toEqual([1, 1, 0]);
    expectQuiet(await run([...common, '-p', String(byOption.port), '-f', 'option@example.com'], { env }));
    expect([byFile, byEnvironment, byOption].map((one) => one.transactions().length)).toEqual([1, 1, 1]);
    expect(byFile.transactions()[0]?.from).toMatch(/^FROM:<file@example\.com>/i);
    expect(byOption.transactions()[0]?.from).toMatch(/^FROM:<option@example\.com>/i);
  });

  it('take the long options and the other environment variable', async () => {
    await using server = await startMailServer();
    const finished = await run(
      ['--smtp-server-port', String(server.port), '-b', 'x', '-f', 'a@example.com', 'ops@example.com'],
      { env: { SENDMEMO_SMTP_SERVER_HOST: '127.0.0.1' } },
    );
    expectQuiet(finished);
    const again = await run(
      [
        '--smtp-server-host=127.0.0.1',
        `--smtp-server-port=${server.port}`,
        '-b',
        'x',
        '-f',
        'a@b.example',
        'ops',
      ],
      { env: { SENDMEMO_SMTP_SERVER_HOST: 'nowhere.invalid' } },
    );
    expectQuiet(again);
    expect(server.transactions()).toHaveLength(2);
  });

  it.each([
    ['localhost and 25', '', 25],
    ['localhost and 25 under STARTTLS', 'EnableTLS = 1\n', 25],
    ['localhost and 465 under SMTPS', 'EnableTLS = 2\n', 465],
  ] as const)('default to %s', async (_, ssl, port) => {
    await using home = await directory({ 'sendmemo-ssl.cfg': ssl });
    const finished = await run(['--server-dir', home.path, '--json', ...usualArguments], {
      hosts: { localhost: 'ENOTFOUND' },
    });
    const json = expectFailure(finished, 68, 'DNS');
    expect(json.server).toMatchObject({ host: 'localhost', port });
  });

  it.each(['0', '65536', '25x', '-1', ''])('a port option of %j is 64', async (port) => {
    await using server = await startMailServer();
    expectSaid(await run(['-H', '127.0.0.1', `--smtp-server-port=${port}`, ...usualArguments]), 64);
    expect(server.connections).toHaveLength(0);
  });

  it.each(['0', '65536', '25x'])('a port of %j in the environment is 78', async (port) => {
    const sent = await submit({ bare: true, env: { SENDMEMO_SMTP_SERVER_PORT: port } });
    expectSaid(sent, 78, /SENDMEMO_SMTP_SERVER_PORT/);
  });
});

describe.concurrent('the server working directory', () => {
  const quiet = 'Hostname = chosen.example.com\n';
  const greeted = (sent: Awaited<ReturnType<typeof submit>>) => sent.connections[0]?.commands[0];

  it('is NAME under the base directory', async () => {
    const sent = await submit({
      bare: true,
      files: { 'base/MainServer/sendmemo-ssl.cfg': quiet },
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, '--server', 'MainServer', ...usualArguments],
      env: { SENDMEMO_BASE_DIR: '/nonexistent.sendmemo' },
    });
    expectSaid(sent, 78, /\/nonexistent\.sendmemo\/MainServer/);
    await using base = await directory({ 'MainServer/sendmemo-ssl.cfg': quiet });
    const found = await submit({
      bare: true,
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, '--server', 'MainServer', ...usualArguments],
      env: { SENDMEMO_BASE_DIR: base.path, SENDMEMO_SERVER: 'Other' },
    });
    expectQuiet(found);
    expect(greeted(found)).toBe('EHLO chosen.example.com');
    const byEnvironment = await submit({
      bare: true,
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, ...usualArguments],
      env: { SENDMEMO_BASE_DIR: base.path, SENDMEMO_SERVER: 'MainServer' },
    });
    expectQuiet(byEnvironment);
    expect(greeted(byEnvironment)).toBe('EHLO chosen.example.com');
  });

  it('named by --server-dir, wins over the environment', async () => {
    const sent = await submit({ ssl: quiet, env: { SENDMEMO_SERVER: 'NoSuchServer' } });
    expectQuiet(sent);
    expect(greeted(sent)).toBe('EHLO chosen.example.com');
  });

  const missing: readonly [string, readonly string[], Record<string, string>, number][] = [
    ['--server', ['--server', 'NoSuchServer'], { SENDMEMO_BASE_DIR: '/nonexistent.sendmemo' }, 78],
    ['--server-dir', ['--server-dir', '/nonexistent.sendmemo/dir'], {}, 78],
    [
      'SENDMEMO_SERVER',
      [],
      { SENDMEMO_SERVER: 'NoSuchServer', SENDMEMO_BASE_DIR: '/nonexistent.sendmemo' },
      78,
    ],
    ['--server-dir, a file', ['--server-dir', '/etc/passwd'], {}, 78],
    ['--config', ['--config', '/nonexistent.sendmemo/sendmemo-ssl.cfg'], {}, 78],
    ['--server with a slash', ['--server', 'a/b'], {}, 64],
    ['SENDMEMO_SERVER with a slash', [], { SENDMEMO_SERVER: 'a/b' }, 78],
  ];
  it.each(missing)('%s naming what is not there sends nothing', async (_, options, env, status) => {
    const sent = await submit({
      bare: true,
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, ...options, ...usualArguments],
      env,
    });
    expectSaid(sent, status);
    expect(sent.connections).toHaveLength(0);
  });

  it('may be left out, or be empty: every default holds', async () => {
    const none = await submit({
      bare: true,
      args: ({ port }) => ['-H', '127.0.0.1', '-p', `${port}`, ...usualArguments],
    });
    expectQuiet(none);
    const empty = await submit({});
    expectQuiet(empty);
    expect(empty.connections[0]?.commands).not.toContain('STARTTLS');
  });

  it('gives way to --config for the TLS file', async () => {
    const sent = await submit({
      ssl: 'EnableTLS = 1\n',
      files: { 'other.cfg': quiet },
      args: (place) => ['--config', place.file('other.cfg'), ...usualArguments],
    });
    expectQuiet(sent);
    expect(greeted(sent)).toBe('EHLO chosen.example.com');
  });
});

describe.concurrent('the command line', () => {
  it('takes its common options before and after the command word', async () => {
    const notify = ['notify', '--server-name', 'Main', '--message', '5010-304 The queue is full'];
    const rest = ['-f', 'a@example.com', 'ops@example.com'];
    const before = await submit({ args: ['--json', '--timeout', '20', ...notify, ...rest] });
    expect(jsonOf(before)).toMatchObject({ status: 'sent' });
    const after = await submit({
      bare: true,
      args: ({ port, path }) => [
        ...notify,
        ...rest,
        '--json',
        '-H127.0.0.1',
        '-p',
        `${port}`,
        '--server-dir',
        path,
      ],
    });
    expect(jsonOf(after)).toMatchObject({ status: 'sent' });
  });

  it('takes a recipient with the name of a command as --to', async () => {
    const sent = await submit({ args: ['-f', 'a@example.com', '-b', 'x', '--to', 'check'] });
    expectQuiet(sent);
    expect(sent.transactions[0]?.to).toEqual(['TO:<check>']);
  });

  const wrong: readonly (readonly string[])[] = [
    ['--no-such-option', ...usualArguments],
    ['-Z', ...usualArguments],
    [...usualArguments, '--subject'],
    ['-f', 'a@example.com', '-b', 'x'],
    ['--timeout', 'soon', ...usualArguments],
    ['--timeout', '-1', ...usualArguments],
    ['--priority', 'urgent', ...usualArguments],
    ['--ret', 'some', ...usualArguments],
    ['--notify', 'sometimes', ...usualArguments],
    ['--notify', 'never,failure', ...usualArguments],
    ['--log-level', 'loud', ...usualArguments],
    ['--charset', 'klingon-8', ...usualArguments],
  ];
  it.each(wrong.map((args) => [args.join(' '), args] as const))('%s is 64', async (_, args) => {
    const sent = await submit({ args });
    expectSaid(sent, 64);
    expect(sent.connections).toHaveLength(0);
  });

  it('has the code USAGE in the JSON result', async () => {
    expectFailure(await submit({ args: ['--json', '--priority', 'urgent', ...usualArguments] }), 64, 'USAGE');
    expectFailure(await submit({ args: [...usualArguments, '--no-such-option', '--json'] }), 64, 'USAGE');
  });

  it('prints help and version with status 0', async () => {
    const help = await run(['--help']);
    expect(help.status).toBe(0);
    for (const option of [
      '--smtp-server-host',
      '--server-dir',
      '--envelope-from',
      '--dry-run',
      '--timeout',
    ]) {
      expect(help.stdout).toContain(option);
    }
    const version = await run(['--version']);
    expect(version.status).toBe(0);
    expect(version.stdout).toMatch(/\d+\.\d+\.\d+/);
  });
});
