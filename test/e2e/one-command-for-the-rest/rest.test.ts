/** config, certs, explain, completion, and the Japanese words (section 13). */
import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';
import { directory } from '../support/directory.ts';
import { expectFailure, expectSaid } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

const codes = (
  'CERT_HOSTNAME CERT_UNTRUSTED CERT_EXPIRED CERT_NOT_YET_VALID CERT_REVOKED CERT_FINGERPRINT CRL_MISSING ' +
  'CRL_EXPIRED STARTTLS_UNAVAILABLE STARTTLS_REFUSED TLS_HANDSHAKE NOT_TLS_PORT NO_GREETING CONNECT ' +
  'CONNECTION_LOST TIMEOUT DNS AUTH RECIPIENTS REFUSED TRANSIENT SIZE PROTOCOL CONFIG USAGE INPUT ADDRESS ' +
  'OUTPUT INTERNAL'
).split(' ');
const japanese = { LANG: 'ja_JP.UTF-8' };

describe.concurrent('explain', () => {
  it('has a page for every code, in both languages', async () => {
    await Promise.all(
      codes.map(async (code) => {
        const [english, other] = await Promise.all([
          run(['explain', code]),
          run(['explain', code], { env: japanese }),
        ]);
        expect(english.status, english.stderr).toBe(0);
        expect(english.stdout).toContain(code);
        expect(other.status).toBe(0);
        expect(other.stdout).toMatch(/[ぁ-ヿ一-龯]/);
      }),
    );
  });

  it('of an unknown code is 64', async () => {
    expectSaid(await run(['explain', 'NO_SUCH_CODE']), 64);
  });
});

describe.concurrent('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const finished = await run(['completion', shell]);
    expect(finished.status, finished.stderr).toBe(0);
    for (const word of ['sendmemo', 'smtp-server-host', 'queue', 'check'])
      expect(finished.stdout).toContain(word);
    if (shell === 'bash') {
      const checked = spawnSync('bash', ['-n'], { input: finished.stdout, encoding: 'utf8' });
      expect(checked.stderr).toBe('');
    }
  });

  it('for another shell is 64', async () => {
    expectSaid(await run(['completion', 'tcsh']), 64);
  });
});

describe.concurrent('config', () => {
  it('init writes both files, which change nothing, and overwrites nothing', async () => {
    await using home = await directory();
    const made = await run(['config', 'init', home.path]);
    expect(made.status, made.stderr).toBe(0);
    expect((await readdir(home.path)).toSorted()).toEqual(['sendmemo-ssl.cfg', 'sendmemo.cfg']);
    const sent = await submit({
      bare: true,
      args: ({ port }) => ['--server-dir', home.path, '-H', '127.0.0.1', '-p', `${port}`, ...usualArguments],
    });
    expect(sent.status, sent.stderr).toBe(0);
    await home.write('sendmemo.cfg', 'from = mine@example.com\n');
    const again = await run(['config', 'init', home.path]);
    expect(again.status, again.stderr).toBe(0);
    for (const name of ['sendmemo.cfg', 'sendmemo-ssl.cfg'])
      expect(again.stdout).toContain(`kept ${home.file(name)}\n`);
    expect(await readFile(home.file('sendmemo.cfg'), 'utf8')).toBe('from = mine@example.com\n');
  });

  it('show says what holds and where it comes from, without secrets', async () => {
    await using home = await directory({
      'sendmemo-ssl.cfg': 'EnableTLS = 1\n',
      'sendmemo.cfg': 'from = file@example.com\n',
    });
    const shown = await run(['config', 'show', '--server-dir', home.path, '-p', '2525'], {
      env: { SENDMEMO_SMTP_SERVER_HOST: 'mail.example.com' },
    });
    expect(shown.status, shown.stderr).toBe(0);
    const line = (name: string) => shown.stdout.split('\n').find((one) => one.includes(name)) ?? '';
    expect(line('EnableTLS')).toMatch(/1.*sendmemo-ssl\.cfg/);
    expect(line('smtp-server-port')).toMatch(/2525.*option|2525.*-p/);
    expect(line('smtp-server-host')).toMatch(/mail\.example\.com.*(?:SENDMEMO_SMTP_SERVER_HOST|environment)/);
    expect(line('connect-timeout')).toMatch(/30.*default/);
  });

  it('set changes a line and keeps the others', async () => {
    const before = '; my comment\n;EnableTLS = 0\n\n# another\nHostname = a.example.com\n';
    await using home = await directory({ 'sendmemo-ssl.cfg': before });
    const set = async (name: string, value: string) =>
      await run(['config', 'set', name, value, '--server-dir', home.path]);
    expect((await set('Hostname', 'b.example.com')).status).toBe(0);
    expect(await readFile(home.file('sendmemo-ssl.cfg'), 'utf8')).toBe(
      before.replace('a.example', 'b.example'),
    );
    expect((await set('EnableTLS', '1')).status).toBe(0);
    const after = await readFile(home.file('sendmemo-ssl.cfg'), 'utf8');
    expect(after).toMatch(/^EnableTLS = 1$/m);
    for (const kept of ['; my comment', '# another', 'Hostname = b.example.com'])
      expect(after).toContain(kept);
    expect((await set('EnableTSL', '1')).status).not.toBe(0);
    expect((await set('EnableTLS', '7')).status).not.toBe(0);
    expect(await readFile(home.file('sendmemo-ssl.cfg'), 'utf8')).toBe(after);
  });

  it('import writes both files, keeps secrets private, and overwrites nothing', async () => {
    await using home = await directory({
      '.msmtprc':
        'defaults\ntls on\ntls_starttls on\naccount default\nhost mail.example.com\nport 587\n' +
        'from p@example.com\nauth plain\nuser p@example.com\npassword very-secret-word\n',
    });
    await using target = await directory();
    const args = ['config', 'import', home.file('.msmtprc'), '--server-dir', target.path];
    const imported = await run(args);
    expect(imported.status, imported.stderr).toBe(0);
    const ssl = await readFile(target.file('sendmemo-ssl.cfg'), 'utf8');
    const cfg = await readFile(target.file('sendmemo.cfg'), 'utf8');
    expect(ssl).toMatch(/^EnableTLS = 1$/m);
    expect(cfg).toMatch(/^smtp-server-host = mail\.example\.com$/m);
    expect(cfg).toMatch(/^smtp-server-port = 587$/m);
    expect(ssl + cfg + imported.stdout + imported.stderr).not.toContain('very-secret-word');
    for (const name of await readdir(target.path)) {
      const text = await readFile(target.file(name), 'utf8');
      if (text.includes('very-secret-word')) expect((await stat(target.file(name))).mode & 0o777).toBe(0o600);
    }
    const again = await run(args);
    expect(again.status).not.toBe(0);
    expect(await readFile(target.file('sendmemo.cfg'), 'utf8')).toBe(cfg);
    expect((await run([...args, '--force'])).status).toBe(0);
  });
});

describe.concurrent('certs', () => {
  it('makes files that a session is verified with, keys private, and overwrites nothing', async () => {
    await using home = await directory();
    const made = await run(['certs', home.path, '--host', '127.0.0.1']);
    expect(made.status, made.stderr).toBe(0);
    const names = await readdir(home.path);
    expect(names.length).toBeGreaterThan(4);
    for (const name of names.filter((one) => one.endsWith('.key'))) {
      expect((await stat(home.file(name))).mode & 0o077, name).toBe(0);
    }
    const [key, cert] = await Promise.all([
      readFile(home.file('server.key'), 'utf8'),
      readFile(home.file('server.pem'), 'utf8'),
    ]);
    const sent = await submit({
      ssl: `EnableTLS = 1\nCAFile = ${home.file('ca.pem')}\nCrlFile = ${home.file('crl.pem')}\n`,
      server: { tls: { key, cert } },
    });
    expect(sent.status, sent.stderr).toBe(0);
    for (const name of names) expect(made.stdout).toContain(name);
    await using print = await directory({ 'sendmemo-ssl.cfg': made.stdout });
    const shown = await run(['config', 'show', '--server-dir', print.path]);
    expect(shown.status, shown.stderr).toBe(0);
    expect(shown.stdout).toContain(home.file('crl.pem'));
    expect((await run(['certs', home.path, '--host', '127.0.0.1'])).status).not.toBe(0);
    expect(await readFile(home.file('server.key'), 'utf8')).toBe(key);
  });
});

describe.concurrent('under LANG=ja_JP.UTF-8', () => {
  it('the words are Japanese, the codes stay as they are', async () => {
    const sent = await submit({ ssl: 'EnableTSL = 1\n', env: japanese });
    expectSaid(sent, 78, /sendmemo-ssl\.cfg:1:.*[ぁ-ヿ一-龯]/);
    const json = await submit({ ssl: 'EnableTSL = 1\n', env: japanese, args: ['--json', ...usualArguments] });
    expectFailure(json, 78, 'CONFIG');
    const help = await run(['--help'], { env: japanese });
    expect(help.stdout).toMatch(/[ぁ-ヿ一-龯]/);
  });
});
