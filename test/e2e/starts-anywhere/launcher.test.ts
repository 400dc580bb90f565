/** bin/sendmemo as a shell or a service starts it: what it inherits from the process must not matter. */
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import { commandPath } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import type { Directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';

const oldNode = fileURLToPath(new URL('old-node.cjs', import.meta.url));

interface Started {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of sh with the given words; `$SENDMEMO` is the launcher. The environment is `env` and a PATH to Node. */
async function shell(line: string, words: readonly string[], env: Record<string, string> = {}) {
  const child = spawn('/bin/sh', ['-c', line, 'sh', ...words], {
    cwd: '/',
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, SENDMEMO: commandPath(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {}).end('text\n');
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { status, stdout, stderr } satisfies Started;
}

/** Sends one message to a server of its own by a line of sh that ends in `"$@"`. */
async function send(line: string, env: Record<string, string> = {}, more: readonly string[] = []) {
  await using server = await startMailServer();
  const place = ['-H', '127.0.0.1', '-p', String(server.port), '-f', 'a@example.com'];
  const started = await shell(line, [...place, ...more, 'b@example.com'], env);
  await server.done();
  return { ...started, arrived: server.transactions().length };
}

const start = 'exec "$SENDMEMO" "$@"';

describe('variables for Node and OpenSSL', () => {
  const left: readonly (readonly [string, (place: Directory) => string])[] = [
    ['NODE_OPTIONS', () => '--use-bundled-ca'],
    ['NODE_OPTIONS', () => '--no-such-option'],
    ['NODE_OPTIONS', (place) => `--require ${place.file('missing.cjs')}`],
    ['NODE_EXTRA_CA_CERTS', (place) => place.file('missing.pem')],
    ['NODE_EXTRA_CA_CERTS', (place) => place.file('broken')],
    ['NODE_DEBUG', () => 'net,tls,module,child_process'],
    ['NODE_DEBUG_NATIVE', () => 'ALL'],
    ['NODE_ICU_DATA', (place) => place.file('missing')],
    ['NODE_PATH', (place) => place.file('missing')],
    ['NODE_PRESERVE_SYMLINKS_MAIN', () => '1'],
    ['NODE_CHANNEL_FD', () => '1'],
    ['NODE_UNIQUE_ID', () => '1'],
    ['NODE_PENDING_DEPRECATION', () => '1'],
    ['NODE_REDIRECT_WARNINGS', (place) => place.file('warnings')],
    ['NODE_V8_COVERAGE', (place) => place.file('coverage')],
    ['NODE_COMPILE_CACHE', (place) => place.file('cache')],
    ['NODE_TLS_REJECT_UNAUTHORIZED', () => '0'],
    ['NODE_USE_SYSTEM_CA', () => '1'],
    ['OPENSSL_CONF', (place) => place.file('broken')],
    ['OPENSSL_MODULES', (place) => place.file('missing')],
    ['OPENSSL_ENGINES', (place) => place.file('missing')],
  ];

  it('change neither status nor output, and write nothing', async () => {
    await using place = await directory({ broken: 'not = a [configuration\n' });
    // As npm installs it: a link.
    await mkdir(place.file('bin'));
    const link = 'ln -sf "$SENDMEMO" "$HOME/bin/sendmemo" && exec "$HOME/bin/sendmemo" "$@"';
    for (const [name, value] of left) {
      const what = `${name}=${value(place)}`;
      const sent = await send(link, { HOME: place.path, [name]: value(place) });
      expect({ what, ...sent }).toEqual({ what, status: 0, stdout: '', stderr: '', arrived: 1 });
    }
    const files = await shell('ls "$HOME"', [], { HOME: place.path });
    expect(files.stdout.trim().split('\n')).toEqual(['bin', 'broken']);
  });

  it('are not passed on to auth-password-command, the rest of the environment is', async () => {
    const root = await createRoot();
    const { certificatePem, keyPem } = await issueServer(root, { names: ['127.0.0.1'] });
    await using server = await startMailServer({
      implicit: true,
      tls: { cert: certificatePem, key: keyPem },
      extensions: ['AUTH PLAIN'],
    });
    await using place = await directory({
      'ca.pem': root.certificatePem,
      'sendmemo-ssl.cfg': 'EnableTLS = 2\nCAFile = ca.pem\n',
    });
    const cfg = [
      `smtp-server-host = 127.0.0.1:${server.port}`,
      'auth-user = u',
      `auth-password-command = env > ${place.file('env')}; echo secret`,
    ];
    await place.write('sendmemo.cfg', `${cfg.join('\n')}\n`);
    const env = { NODE_OPTIONS: '--no-warnings', OPENSSL_CONF: '/x', SSL_CERT_FILE: '/x', VAULT: 'v' };
    await shell(start, ['--server-dir', place.path, '-f', 'a@example.com', 'b@example.com'], env);
    const seen = await readFile(place.file('env'), 'utf8');
    expect(seen).toMatch(/^VAULT=v$/m);
    expect(seen).toMatch(/^SSL_CERT_FILE=\/x$/m);
    expect(seen).not.toMatch(/^(NODE_|OPENSSL_)/m);
  });

  it('are the same list in both launchers and in src/start.ts', async () => {
    const text = async (path: string) => await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
    const unset = (launcher: string) =>
      [...launcher.matchAll(/^':' \/\/; unset (.*)$/gm)].flatMap(([, names = '']) => names.split(' '));
    const names = unset(await text('bin/sendmemo'));
    expect(names).toContain('NODE_OPTIONS');
    expect(unset(await text('bin/sendmail'))).toEqual(names);
    const [, list = ''] = /runtimeVariables = \[([^\]]*)\]/.exec(await text('src/start.ts')) ?? [];
    expect([...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)).toEqual(names);
    expect(names).not.toContain('SSL_CERT_FILE');
    expect(names).not.toContain('SSL_CERT_DIR');
  });
});

describe('a working directory that was deleted', () => {
  const gone = (rest: string) => `cd "$HOME" && mkdir gone && cd gone && rmdir ../gone && ${rest}`;

  it('is not needed by a message without relative paths', async () => {
    await using place = await directory();
    const sent = await send(gone(start), { HOME: place.path });
    // sh itself may have a word about the directory.
    expect(sent).toMatchObject({ status: 0, stdout: '', arrived: 1 });
    expect(sent.stderr.replace(/^(sh|.*\/sh): .*getcwd.*\n/m, '').trim()).toBe('');
    expect(await shell(gone('exec "$SENDMEMO" --version'), [], { HOME: place.path })).toMatchObject({
      status: 0,
    });
  });

  it.for([
    [66, ['-a', 'report.pdf']],
    [66, ['--body-file', 'body.txt']],
    [78, ['--server-dir', 'MainServer']],
    [78, ['--config', 'sendmemo-ssl.cfg']],
    [73, ['--spool', '--spool-directory', 'spool']],
  ] as const)('is status %i for a relative path: %j', async ([status, words]) => {
    await using place = await directory();
    const sent = await send(gone(start), { HOME: place.path }, words);
    expect(sent).toMatchObject({ status, arrived: 0 });
    expect(sent.stderr).toMatch(/^sendmemo: .*deleted working directory/m);
    expect(sent.stderr).not.toMatch(/^ {4}at /m);
  });

  it.for([
    [73, ['config', 'init', 'MainServer']],
    [73, ['certs', 'ca']],
    [66, ['batch', 'in.jsonl']],
    [73, ['queue', 'list', '--spool-directory', 'spool']],
  ] as const)('is status %i for a command that works on it: %j', async ([status, words]) => {
    await using place = await directory();
    const started = await shell(gone(start), words, { HOME: place.path });
    expect(started).toMatchObject({ status, stdout: '' });
    expect(started.stderr).toMatch(/^sendmemo: /m);
  });
});

describe('what else a process may lack', () => {
  it.for([
    ['standard input', '<&-'],
    ['standard output', '>&-'],
    ['standard error', '2>&-'],
    ['all three', '<&- >&- 2>&-'],
  ] as const)('%s', async ([, closed]) => {
    for (const words of [['--version'], ['--help']]) {
      expect((await shell(`exec "$SENDMEMO" "$@" ${closed}`, words)).status).toBe(0);
    }
    // There is data on standard input, which --body leaves there: that is worth a warning.
    const sent = await send(`exec "$SENDMEMO" "$@" ${closed}`, {}, ['-q', '-b', 'x']);
    expect(sent).toMatchObject({ status: 0, stderr: '', arrived: 1 });
    const json = await send(`exec "$SENDMEMO" "$@" ${closed}`, {}, ['-b', 'x', '--json']);
    expect(json).toMatchObject({ status: 0, arrived: 1 });
    const failed = await shell(`exec "$SENDMEMO" "$@" ${closed}`, [
      '-a',
      '/nowhere',
      '-b',
      'x',
      'a@example.com',
    ]);
    expect(failed.status).toBe(66);
  });

  it('a home directory, a place for temporary files', async () => {
    expect(await send(start)).toMatchObject({ status: 0, stderr: '', arrived: 1 });
    const env = { HOME: '/dev/null/home', TMPDIR: '/dev/null/tmp' };
    expect(await send(start, env)).toMatchObject({ status: 0, stderr: '', arrived: 1 });
    const sink = await shell(start, ['sink', '--port', '0'], env);
    expect(sink.status).toBe(73);
    expect(sink.stderr).toMatch(/^sendmemo: .*\/dev\/null\/tmp/m);
  });
});

describe('an installation that can not run', () => {
  it.for(['18.20.8', '20.18.3', '16.20.2', '0.10.48'])('Node %s: one line and 78', async (version) => {
    const line = 'exec "$NODE" --require "$SHIM" "$SENDMEMO" "$@"';
    const env = { NODE: process.execPath, SHIM: oldNode, OLD_NODE: version };
    const started = await shell(line, ['--version'], env);
    expect(started).toMatchObject({ status: 78, stdout: '' });
    expect(started.stderr).toMatch(new RegExp(`^sendmemo: Node ${version} .*20\\.19.*\\n$`));
  });

  it('the Node that is asked for is that of package.json', async () => {
    const { engines } = JSON.parse(
      await readFile(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as { engines: { node: string } };
    const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
    expect(await readFile(commandPath(), 'utf8')).toContain(`const oldest = [${major}, ${minor}];`);
    for (const program of ['sendmemo', 'sendmail'] as const) {
      expect(await readFile(commandPath(program), 'utf8')).toContain(`Node ${major}.${minor} or newer`);
    }
  });

  it('no Node in the PATH: one line and 78', async () => {
    await using place = await directory();
    const started = await shell(start, ['--version'], { PATH: place.path });
    expect(started).toMatchObject({ status: 78, stdout: '' });
    expect(started.stderr).toMatch(/^sendmemo: node .*PATH.*\n$/);
  });

  it('not built: one line and 78', async () => {
    await using place = await directory();
    await cp(dirname(commandPath()), place.file('bin'), { recursive: true });
    for (const program of ['sendmemo', 'sendmail']) {
      const started = await shell(start, ['--version'], { SENDMEMO: place.file(`bin/${program}`) });
      expect(started).toMatchObject({ status: 78, stdout: '' });
      expect(started.stderr).toMatch(/^sendmemo: not built: run "npm run build" in .*\n$/);
    }
  });

  it('old versions of Node can parse the launchers', async () => {
    const { transform } = await import('esbuild');
    for (const program of ['sendmemo', 'sendmail'] as const) {
      const source = await readFile(commandPath(program), 'utf8');
      const [old, latest] = await Promise.all(
        ['es2015', 'esnext'].map(async (target) => (await transform(source, { target })).code),
      );
      expect(old).toBe(latest);
    }
  });
});
