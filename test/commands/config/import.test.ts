import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../../src/commands/certs/make.ts';
import type { ConfigImportResult } from '../../../src/commands/config/import.ts';
import { importConfiguration } from '../../../src/commands/config/import.ts';
import { loadSettings } from '../../../src/config/load.ts';
import type { Settings } from '../../../src/config/settings.ts';
import { asFailure } from '../../../src/failure/error.ts';
import type { Failure } from '../../../src/failure/failure.ts';
import { importWordsEn } from '../../../src/commands/config/import/words/en.ts';
import { importWordsJa } from '../../../src/commands/config/import/words/ja.ts';

let root: string;
let server: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sendmemo-import-'));
  server = path.join(root, 'server');
  fs.mkdirSync(server);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

interface Brought extends ConfigImportResult {
  readonly settings: Settings;
  readonly reasons: readonly string[];
}

let unique = 0;

/** Writes a file of the other program, imports it, and loads the result as a send would. */
async function bring(name: string, text: string | Buffer, force = false, mode = 0o600): Promise<Brought> {
  const file = path.join(root, name);
  fs.writeFileSync(file, text, { mode });
  fs.chmodSync(file, mode);
  const deps = { env: { HOME: root }, cwd: root };
  const result = await importConfiguration(
    { file: name, force },
    { serverDir: server },
    { ...deps, uniqueId: () => `u${unique++}`, words: importWordsEn },
  );
  const settings = await loadSettings({ serverDir: server }, deps);
  return { ...result, settings, reasons: result.warnings.map(({ reason }) => reason) };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    return asFailure(error);
  }
  throw new Error('nothing was thrown');
}

function value(settings: Settings, name: string): string | undefined {
  return settings.effective.find((setting) => setting.name === name)?.value;
}

function written(name: string): string {
  return fs.readFileSync(path.join(server, name), 'utf8');
}

const spoc = (encryption: string, more = ''): string =>
  [
    '# Spooler Controller',
    'mailserver = smtp.example.com',
    'mailserverbackup = alt-smtp.example.com',
    'mailfrom = printer@example.com',
    'mailuser = sample.user',
    'mailpass = pass;word#1',
    `mailSmtpEncryption = ${encryption}`,
    'mailSmtpPort = 587',
    'mailSmtpConnectionTimeout = 10000',
    'mailSmtpTimeout = 2500',
    more,
    'somethingElse = 1',
  ].join('\r\n');

describe('YSoft SafeQ spoc.conf', () => {
  test('brings over server, backup, sender, user, port and timeouts', async () => {
    const { settings, program, files } = await bring('spoc.conf', spoc('STARTTLS'));
    expect(program).toBe('YSoft SafeQ');
    expect(settings.server.endpoints).toEqual([
      { host: 'smtp.example.com', port: 587 },
      { host: 'alt-smtp.example.com', port: 587 },
    ]);
    expect(settings.server.from).toBe('printer@example.com');
    expect(settings.server.timeouts).toMatchObject({ connectMs: 10_000, commandMs: 2500, finalMs: 300_000 });
    expect(settings.server.auth?.user).toBe('sample.user');
    expect(await settings.server.auth?.secret?.()).toBe('pass;word#1');
    expect(files.map((file) => path.basename(file)).toSorted()).toEqual([
      'sendmemo-ssl.cfg',
      'sendmemo.cfg',
      'smtp-password',
    ]);
  });

  test('turns STARTTLS, which falls back to plain text there, into must, and says so', async () => {
    const { settings, reasons } = await bring('spoc.conf', spoc('STARTTLS'));
    expect(settings.tls).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(reasons).toContain('falls-back');
    const text = written('sendmemo-ssl.cfg');
    expect(text).toMatch(/spoc\.conf:7 mailSmtpEncryption\n(; .*\n)*; warning: .*\nStartTLSPolicy = must\n/);
  });

  test.each([
    ['SSL_TLS', 'smtps'],
    ['SSL/TLS', 'smtps'],
    ['NONE', 'off'],
  ])('reads %s as mode %s', async (word, mode) => {
    expect((await bring('spoc.conf', spoc(word))).settings.tls.mode).toBe(mode);
  });

  test('warns of plain text, and that a password goes over it no longer', async () => {
    const { settings, reasons } = await bring('spoc.conf', spoc('NONE'));
    expect(reasons).toEqual(expect.arrayContaining(['plain-text', 'secret-in-clear']));
    expect(settings.server.auth?.allowInsecure).toBe(false);
  });

  test.each(['', 'WHATEVER'])('demands TLS where the encryption is %j', async (word) => {
    const { settings, reasons } = await bring('spoc.conf', spoc(word));
    expect(settings.tls).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(reasons).toContain('encryption-unknown');
  });

  test('takes [EMPTY] for empty, and an empty value for one of the Management Server', async () => {
    const empty = await bring(
      'spoc.conf',
      'mailserver = a.example.com\nmailSmtpEncryption = STARTTLS\nmailuser = [EMPTY]\n',
    );
    expect(empty.settings.server.auth).toBeNull();
    expect(empty.reasons).not.toContain('elsewhere');
    const left = await bring(
      'spoc.conf',
      'mailserver = a.example.com\nmailSmtpEncryption = STARTTLS\nmailuser =\n',
      true,
    );
    expect(left.reasons).toContain('elsewhere');
  });

  test('keeps the password in a file of mode 0600 and nowhere else', async () => {
    const { remarks } = await bring('spoc.conf', spoc('STARTTLS'));
    expect(fs.statSync(path.join(server, 'smtp-password')).mode & 0o777).toBe(0o600);
    expect(written('sendmemo.cfg') + written('sendmemo-ssl.cfg')).not.toContain('pass;word#1');
    expect(JSON.stringify(remarks)).not.toContain('pass;word#1');
  });

  test('warns that others could read the password there', async () => {
    const { reasons } = await bring('spoc.conf', spoc('STARTTLS'), false, 0o644);
    expect(reasons).toContain('secret-exposed');
  });

  test('warns of mail settings that have no equal, and of no others', async () => {
    const { remarks } = await bring('spoc.conf', spoc('STARTTLS', 'mailSubjectPrefix = [x]'));
    const names = remarks.filter(({ reason }) => reason === 'no-equal').map(({ from }) => from?.name);
    expect(names).toEqual(['mailSubjectPrefix']);
  });

  test('shelves a value that would not load, with the line that it came from', async () => {
    const text = 'mailserver = a b_c!.example.com\nmailSmtpEncryption = STARTTLS\n';
    const { warnings, settings } = await bring('spoc.conf', text);
    expect(warnings.find(({ reason }) => reason === 'unusable')?.failure).toMatchObject({
      reason: 'cfg-value',
      origin: { kind: 'file', file: path.join(root, 'spoc.conf'), line: 1 },
    });
    expect(value(settings, 'smtp-server-host')).toBe('localhost');
    expect(written('sendmemo.cfg')).toContain('\n;smtp-server-host = a b_c!.example.com\n');
  });
});

describe('CUPS mailto.conf', () => {
  test('brings over server and sender, in plain text as before, and says so', async () => {
    const text =
      '# comment\nCc ops@example.com\nFrom root@example.com # it is me\nSMTPServer mail.example.com\nSubject [DRUCKER]\n';
    const { program, settings, reasons, warnings } = await bring('mailto.conf', text);
    expect(program).toBe('CUPS');
    expect(settings.server.endpoints).toEqual([{ host: 'mail.example.com', port: 25 }]);
    expect(settings.server.from).toBe('root@example.com');
    expect(settings.tls.mode).toBe('off');
    expect(reasons).toContain('plain-text');
    expect(warnings.filter(({ reason }) => reason === 'no-equal').map(({ from }) => from)).toMatchObject([
      { line: 2, name: 'Cc' },
      { line: 5, name: 'Subject' },
    ]);
  });
});

describe('.msmtprc', () => {
  const text = [
    '# Set default values for all following accounts.',
    'defaults',
    'auth           on',
    'tls            on',
    'tls_trust_file /etc/ssl/certs/ca-certificates.crt',
    'logfile        ~/.msmtp.log',
    '',
    'account        work',
    'host           smtp.example.com',
    'port           587',
    'from           user@example.com',
    'user           user',
    'password       "a secret"',
    'timeout        15',
    '',
    'account        other',
    'host           smtp.example.net',
    'tls_starttls   off',
    '',
    'account default : work',
  ].join('\n');

  test('takes the default account with what it is based on', async () => {
    const { program, settings, warnings } = await bring('.msmtprc', text);
    expect(program).toBe('msmtp');
    expect(settings.server.endpoints).toEqual([{ host: 'smtp.example.com', port: 587 }]);
    expect(settings.tls).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(settings.server.logFile).toBe(path.join(root, '.msmtp.log'));
    expect(settings.server.timeouts).toMatchObject({ connectMs: 15_000, finalMs: 300_000 });
    expect(await settings.server.auth?.secret?.()).toBe('a secret');
    expect(warnings.find(({ reason }) => reason === 'one-taken')?.detail).toBe('other');
  });

  test("leaves the system's own list of CAs out", async () => {
    const { settings, remarks } = await bring('.msmtprc', text);
    expect(value(settings, 'CAFile')).toBe('');
    expect(remarks.map(({ reason }) => reason)).toContain('system-trust');
  });

  test('reads tls_starttls off as SMTPS with its port', async () => {
    const { settings } = await bring('.msmtprc', 'account a\nhost m.example.com\ntls on\ntls_starttls off\n');
    expect(settings.tls.mode).toBe('smtps');
    expect(settings.server.endpoints[0]?.port).toBe(465);
  });

  test('never carries certificate checks off over', async () => {
    const { settings, reasons } = await bring(
      '.msmtprc',
      'account a\nhost m.example.com\ntls on\ntls_certcheck off\n',
    );
    expect(settings.tls).toMatchObject({ trust: { ignoreErrors: false, ignoreHostName: false } });
    expect(reasons).toContain('unverified');
  });

  test('takes a SHA-256 fingerprint, and warns of a SHA-1 one', async () => {
    const sha256 = 'AB:'.repeat(31) + 'CD';
    const one = await bring('.msmtprc', `account a\nhost m.example.com\ntls on\ntls_fingerprint ${sha256}\n`);
    expect(value(one.settings, 'Fingerprint')).toBe(sha256);
    const sha1 = 'AB:'.repeat(19) + 'CD';
    const two = await bring(
      '.msmtprc',
      `account a\nhost m.example.com\ntls on\ntls_fingerprint ${sha1}\n`,
      true,
    );
    expect(value(two.settings, 'Fingerprint')).toBe('');
    expect(two.reasons).toContain('old-fingerprint');
  });

  test('takes passwordeval as a command, in a file that nobody else reads', async () => {
    const { settings } = await bring(
      '.msmtprc',
      'account a\nhost m.example.com\ntls on\nauth on\nuser u\npasswordeval printf s3cret\n',
    );
    expect(await settings.server.auth?.secret?.()).toBe('s3cret');
    expect(fs.statSync(path.join(server, 'sendmemo.cfg')).mode & 0o777).toBe(0o600);
  });

  test('says what made the source safer: priorities, DH sizes, mechanisms', async () => {
    const { warnings } = await bring(
      '.msmtprc',
      'account a\nhost m.example.com\ntls on\ntls_priorities SECURE256\ntls_min_dh_prime_bits 2048\nauth gssapi\nuser u\npassword p\n',
    );
    const lost = warnings.filter(({ reason }) => reason === 'protection-lost').map(({ from }) => from?.name);
    expect(new Set(lost)).toEqual(new Set(['auth', 'tls_min_dh_prime_bits', 'tls_priorities']));
  });

  test('shelves the user where there is no password', async () => {
    const { settings, reasons } = await bring(
      '.msmtprc',
      'account a\nhost m.example.com\ntls on\nauth on\nuser u\n',
    );
    expect(settings.server.auth).toBeNull();
    expect(reasons).toContain('password-missing');
    expect(written('sendmemo.cfg')).toContain('\n;auth-user = u\n');
  });

  test('shelves certificates that are not here, and resolves relative ones from its own directory', async () => {
    const { settings, warnings } = await bring(
      '.msmtprc',
      'account a\nhost m.example.com\ntls on\ntls_trust_file certs/ca.pem\ntls_crl_file ~/crl.pem\ntls_cert_file c.pem\ntls_key_file k.pem\n',
    );
    expect(settings.tls).toMatchObject({ mode: 'starttls', trust: { anchorsFile: null } });
    const unusable = warnings.filter(({ reason }) => reason === 'unusable');
    expect(new Set(unusable.map(({ setting }) => setting))).toEqual(
      new Set(['CAFile', 'CertFile', 'CrlFile']),
    );
    const text2 = written('sendmemo-ssl.cfg');
    expect(text2).toContain(`\n;CAFile = ${path.join(root, 'certs/ca.pem')}\n`);
    expect(text2).toContain(`\n;CrlFile = ${path.join(root, 'crl.pem')}\n`);
    expect(text2).toContain(`\n;KeyFile = ${path.join(root, 'k.pem')}\n`);
  });
});

describe('.msmtprc, what has no equal', () => {
  const account = 'account a\nhost m.example.com\ntls on\n';

  test('says that passwordeval runs a command', async () => {
    const { warnings, reasons } = await bring(
      '.msmtprc',
      `${account}auth on\nuser u\npasswordeval printf s3cret\n`,
    );
    expect(reasons).toContain('runs-command');
    expect(JSON.stringify(warnings)).not.toContain('s3cret');
    expect(written('sendmemo.cfg')).toMatch(/; warning: .*\nauth-password-command = printf s3cret\n/);
  });

  test('warns of patterns in from, eval, auto_from and names of accounts that are not there', async () => {
    const { warnings, settings } = await bring(
      '.msmtprc',
      `${account}from %U@%H\nauto_from on\neval echo password hunter2\naccount default : a, missing\n`,
    );
    expect(settings.server.from).toBeNull();
    expect(settings.server.endpoints[0]?.host).toBe('m.example.com');
    const named = warnings.map(({ reason, from }) => `${reason} ${from?.name ?? ''}`);
    expect(named).toEqual(
      expect.arrayContaining(['sender-pattern from', 'no-equal auto_from', 'no-equal eval', 'alone account']),
    );
    expect(written('sendmemo.cfg')).not.toContain('hunter2');
  });

  test.each([
    ['account default : a', 'm.example.com'],
    ['account default:a', 'm.example.com'],
    ['account default : b, a\nport 2525', 'm.example.com'],
    ['account default : a, b', 'b.example.com'],
    ['defaults\nhost d.example.com\naccount default', 'd.example.com'],
  ])('%j sends through %s', async (lines, host) => {
    const { settings } = await bring('.msmtprc', `${account}account b\nhost b.example.com\n${lines}\n`);
    expect(settings.server.endpoints[0]?.host).toBe(host);
  });
});

describe('ssmtp.conf', () => {
  test('brings over hub, mode, names and login', async () => {
    const { program, settings, warnings } = await bring(
      'ssmtp.conf',
      '# Config\nroot=postmaster\nmailhub=mail.example.com:587\nrewriteDomain=example.com\nhostname=host.example.com\nFromLineOverride=YES\nUseSTARTTLS=YES\nAuthUser=u\nAuthPass=pw\nAuthMethod=LOGIN\n',
    );
    expect(program).toBe('ssmtp');
    expect(settings.tls).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(settings.server).toMatchObject({
      endpoints: [{ host: 'mail.example.com', port: 587 }],
      domain: 'example.com',
      ehloName: 'host.example.com',
      auth: { method: 'login', user: 'u' },
    });
    expect(warnings.map(({ reason, from }) => [reason, from?.name])).toEqual(
      expect.arrayContaining([
        ['catch-all', 'root'],
        ['sender-domain', 'rewriteDomain'],
      ]),
    );
    expect(warnings.map(({ reason }) => reason)).not.toContain('sender-kept');
  });

  test('says that a From stays, and names the senders of revaliases', async () => {
    fs.writeFileSync(path.join(root, 'revaliases'), '# users\nroot:cron@example.com:mail.example.com\n');
    const { warnings } = await bring('ssmtp.conf', 'mailhub=m.example.com\nUseSTARTTLS=YES\n');
    expect(warnings).toContainEqual(expect.objectContaining({ reason: 'sender-kept' }));
    expect(warnings.find(({ reason }) => reason === 'no-equal')).toMatchObject({
      from: { file: path.join(root, 'revaliases'), line: 2, name: 'root' },
      detail: 'cron@example.com',
    });
  });

  test('keeps port 25 under UseTLS, as ssmtp does', async () => {
    const { settings } = await bring('ssmtp.conf', 'mailhub=mail.example.com\nUseTLS=Yes\n');
    expect(settings.tls.mode).toBe('smtps');
    expect(settings.server.endpoints[0]?.port).toBe(25);
  });

  test.each([
    ['AuthUser=u\nAuthPass=open sesame\nAuthMethod=DIGEST-MD5\n', 'u'],
    ['AuthMethod=LOGIN\n', undefined],
    ['AuthUser=u\nAuthPassword=open sesame\n', undefined],
  ])('loads with half a login or a mechanism that there is not: %j', async (lines, user) => {
    const { settings, remarks } = await bring(
      'ssmtp.conf',
      `mailhub=m.example.com\nUseSTARTTLS=YES\n${lines}`,
    );
    expect(settings.server.auth?.user).toBe(user);
    expect(JSON.stringify(remarks)).not.toContain('sesame');
  });

  test('shelves an EHLO name that is none', async () => {
    const { settings, reasons } = await bring(
      'ssmtp.conf',
      'mailhub=m.example.com\nhostname=box\nUseSTARTTLS=YES\n',
    );
    expect(settings.server.ehloName).toBeNull();
    expect(reasons).toContain('unusable');
  });
});

describe('nullmailer remotes', () => {
  const beside = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(root, name), `${text}\n`);
  };

  test('brings over servers, TLS, login, and the names beside it', async () => {
    beside({ me: 'host.example.com', adminaddr: 'ops@example.com', helohost: 'out.example.com' });
    const { program, settings, warnings, reasons } = await bring(
      'remotes',
      "# relay\nmail.example.com smtp --port=587 starttls user=u pass='my pass \\phrase' --auth-login\nalt.example.com smtp port=2525 starttls user=u pass='my pass \\phrase' auth-login\nplain.example.com\n",
    );
    expect(program).toBe('nullmailer');
    expect(settings.server.endpoints).toEqual([
      { host: 'mail.example.com', port: 587 },
      { host: 'alt.example.com', port: 2525 },
    ]);
    expect(settings.tls).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(settings.server).toMatchObject({ domain: 'host.example.com', ehloName: 'out.example.com' });
    expect(settings.server.auth).toMatchObject({ user: 'u', method: 'login' });
    expect(await settings.server.auth?.secret?.()).toBe('my pass \\phrase');
    expect(warnings.find(({ reason }) => reason === 'one-taken')?.detail).toBe('plain.example.com');
    expect(warnings.find(({ reason }) => reason === 'catch-all')).toMatchObject({
      from: { file: path.join(root, 'adminaddr'), line: 1 },
      detail: 'ops@example.com',
    });
    expect(reasons).toContain('queue-lost');
    expect(JSON.stringify(warnings)).not.toContain('phrase');
    expect(written('sendmemo.cfg') + written('sendmemo-ssl.cfg')).not.toContain('phrase');
  });

  test.each([
    ['m.example.com smtp', 'off', 'plain-text'],
    ['m.example.com smtp ssl', 'smtps', 'queue-lost'],
    ['m.example.com smtp tls insecure', 'smtps', 'unverified'],
    ['m.example.com qmqp\nn.example.com smtp --starttls', 'starttls', 'no-equal'],
  ])('reads %j as %s', async (line, mode, reason) => {
    const { settings, reasons } = await bring('remotes', `${line}\n`);
    expect(settings.tls.mode).toBe(mode);
    expect(reasons).toContain(reason);
    if (mode === 'smtps') expect(settings.server.endpoints[0]?.port).toBe(465);
    expect(settings.tls).not.toMatchObject({ trust: { ignoreErrors: true } });
  });

  test('completes names as nullmailer does, and carries allmailfrom', async () => {
    beside({ defaulthost: 'host', defaultdomain: 'example.com', allmailfrom: 'all@example.com' });
    const { settings, reasons } = await bring('remotes', 'm.example.com smtp starttls\n');
    expect(settings.server).toMatchObject({ domain: 'host.example.com', from: 'all@example.com' });
    expect(reasons).toEqual(expect.arrayContaining(['no-equal', 'sender-kept']));
  });

  test('shows nothing of a line that can not be read', async () => {
    const { warnings, reasons } = await bring(
      'remotes',
      "m.example.com smtp starttls user=u pass='hunter2\n",
    );
    expect(reasons).toEqual(expect.arrayContaining(['no-equal', 'host-missing']));
    expect(JSON.stringify(warnings)).not.toContain('hunter2');
  });
});

describe('dma.conf', () => {
  test('brings over smart host, STARTTLS, fingerprint, login and sender', async () => {
    fs.writeFileSync(path.join(root, 'auth.conf'), '# a\nx|other.example.com:no\nme|mail.example.com:p:w\n');
    fs.chmodSync(path.join(root, 'auth.conf'), 0o644);
    const sha256 = 'ab'.repeat(32);
    const { program, settings, reasons, warnings } = await bring(
      'dma.conf',
      `SMARTHOST mail.example.com\nPORT 587\nSECURETRANSFER\nSTARTTLS\nOPPORTUNISTIC_TLS\nFINGERPRINT ${sha256}\nAUTHPATH auth.conf\nMASQUERADE cron@example.com\nMAILNAME host.example.com\n#NULLCLIENT\nDEFER\n`,
    );
    expect(program).toBe('dma');
    expect(settings.server.endpoints).toEqual([{ host: 'mail.example.com', port: 587 }]);
    expect(settings.tls).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(value(settings, 'Fingerprint')).toBe(sha256);
    expect(settings.server).toMatchObject({ from: 'cron@example.com', ehloName: 'host.example.com' });
    expect(settings.server.auth?.user).toBe('me');
    expect(await settings.server.auth?.secret?.()).toBe('p:w');
    expect(reasons).toEqual(
      expect.arrayContaining(['falls-back', 'secret-exposed', 'sender-kept', 'local-delivery', 'queue-lost']),
    );
    expect(warnings.find(({ reason }) => reason === 'no-equal')?.from?.name).toBe('DEFER');
  });

  test.each([
    ['SMARTHOST m.example.com', 'off', 25, 'plain-text'],
    ['SMARTHOST m.example.com\nSTARTTLS', 'off', 25, 'alone'],
    ['SMARTHOST m.example.com\nSECURETRANSFER', 'smtps', 25, 'queue-lost'],
    ['SMARTHOST m.example.com\nSECURETRANSFER\nFINGERPRINT abcd', 'smtps', 25, 'old-fingerprint'],
    ['SMARTHOST m.example.com\nMASQUERADE example.com', 'off', 25, 'sender-domain'],
    ['SMARTHOST m.example.com\nAUTHPATH /nonexistent.sendmemo/auth.conf', 'off', 25, 'not-read'],
    ['SECURETRANSFER', 'smtps', 25, 'host-missing'],
  ])('reads %j as %s on port %s', async (text, mode, port, reason) => {
    const { settings, reasons } = await bring('dma.conf', `${text}\n`);
    expect(settings.tls.mode).toBe(mode);
    expect(settings.server.endpoints[0]?.port).toBe(port);
    expect(reasons).toContain(reason);
  });
});

describe('a file made to take long', () => {
  // Each line takes the square or the cube of its length where a reader goes back over it: hours, at this size.
  const blanks = ' '.repeat(1_000_000);
  test.each([
    ['pmdf.cnf', `tcp_local smtp maytls${blanks}x\\${blanks}\n${blanks}y`],
    ['.msmtprc', `account a\nhost m.example.com\nfrom${blanks}x${blanks}y\n`],
    ['ssmtp.conf', `mailhub=m.example.com\nroot=${blanks}x${blanks}y\n`],
    ['mailto.conf', `SMTPServer m.example.com\nSubject${blanks}x${blanks}y\n`],
    ['spoc.conf', `mailserver = m.example.com\nmailFoo =${blanks}x${blanks}y\n`],
    ['sendmail.cf', `V10/Berkeley\nDSm.example.com\nO ClientSSLOptions=${blanks}x${blanks}y\n`],
    ['remotes', `m.example.com smtp${blanks}starttls${blanks}x\n`],
    ['dma.conf', `SMARTHOST m.example.com\nDEFER${blanks}x${blanks}y\n`],
  ])('%s is read in one pass', async (name, text) => {
    expect((await bring(name, text)).remarks.length).toBeGreaterThan(0);
  });

  test('accounts based on each other, and many lines of one setting, too', async () => {
    const commands = Array.from({ length: 20_000 }, (_, at) => `x${at} y`).join('\n');
    const accounts = Array.from({ length: 20_000 }, (_, at) => `account a${at + 1} : a${at}, a${at}`);
    const rc = `defaults\n${commands}\naccount a0\nhost m.example.com\n${accounts.join('\n')}\naccount default : a20000\n`;
    const { settings } = await bring('.msmtprc', rc);
    expect(settings.server.endpoints[0]?.host).toBe('m.example.com');
    const cf = `V10/Berkeley\nDSm.example.com\n${'O CipherList=x\n'.repeat(200_000)}`;
    await bring('sendmail.cf', cf, true);
    const cnf = `tcp_local smtp maytls \\\n${' maytls \\\n'.repeat(200_000)} daemon m.example.com\n`;
    await bring('pmdf.cnf', cnf, true);
  });
});

describe('sendmail.cf', () => {
  const cf = [
    'V10/Berkeley',
    '# "Smart" relay host (may be null)',
    'DSrelay:[relay.example.com]',
    'O CACertPath=/etc/mail/certs',
    'O CACertFile=/etc/mail/certs/ca.pem',
    'O ServerCertFile=/etc/mail/certs/server.pem',
    'O ClientCertFile=/etc/mail/certs/client.pem',
    'O ClientKeyFile=/etc/mail/certs/client.key',
    'O CRLFile=/etc/mail/certs/crl.pem',
    'O CipherList=ECDHE-RSA-AES256-GCM-SHA384',
    'O ClientSSLOptions=+SSL_OP_NO_TLSv1',
    'O MaxMessageSize=0',
    'Mrelay,\t\tP=[IPC], F=mDFMuXa8k,',
    '\t\tT=DNS/RFC822/SMTP,',
    '\t\tA=TCP $h 587',
  ].join('\n');

  test('brings over smart host, port and TLS options; STARTTLS becomes must', async () => {
    const { program, settings, reasons, warnings } = await bring('sendmail.cf', cf);
    expect(program).toBe('sendmail');
    expect(settings.server.endpoints).toEqual([{ host: 'relay.example.com', port: 587 }]);
    expect(settings.tls).toMatchObject({
      mode: 'starttls',
      policy: 'must',
      trust: { protocols: { ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' } },
    });
    expect(reasons).toContain('falls-back');
    const unusable = warnings.filter(({ reason }) => reason === 'unusable').map(({ setting }) => setting);
    expect(new Set(unusable)).toEqual(new Set(['CAFile', 'CAPath', 'CertFile', 'CrlFile']));
    expect(warnings.find(({ reason }) => reason === 'protection-lost')?.from).toEqual({
      line: 11,
      name: 'ClientSSLOptions',
    });
    expect(reasons).not.toContain('server-side');
  });

  test('warns that mail exchangers are not asked', async () => {
    const { reasons } = await bring('sendmail.cf', 'V10/Berkeley\nDSexample.com\nO CACertFile=/x/ca.pem\n');
    expect(reasons).toContain('mx-lookup');
  });
});

describe('PMDF channels', () => {
  const cnf = (keyword: string): string =>
    `! channels\n[1.2.3.]  $U%[1.2.3.$L]@TCP-INTERNAL\n\ntcp_local smtp mx single_sys ${keyword} \\\n  daemon relay.example.com port 587\nTCP-DAEMON\n\ntcp_auth smtp maytlsserver mustsaslserver\nTCP-AUTH\n`;

  test.each([
    ['musttlsclient', 'starttls', false],
    ['musttls', 'starttls', false],
    ['maytlsclient', 'starttls', true],
    ['maytls', 'starttls', true],
    ['notlsclient', 'off', false],
    ['single', 'off', false],
  ])('reads %s as %s', async (keyword, mode, fellBack) => {
    const { program, settings, reasons } = await bring('pmdf.cnf', cnf(keyword));
    expect(program).toBe('PMDF');
    expect(settings.tls.mode).toBe(mode);
    if (mode === 'starttls') expect(settings.tls).toMatchObject({ policy: 'must' });
    expect(reasons.includes('falls-back')).toBe(fellBack);
    expect(reasons.includes('plain-text')).toBe(mode === 'off');
    if (keyword !== 'single') {
      expect(settings.server.endpoints).toEqual([{ host: 'relay.example.com', port: 587 }]);
    }
  });
});

describe('certificates that are there', () => {
  const certs = () =>
    makeCertificates(
      { command: 'certs', directory: 'certs', hosts: [], days: null },
      { cwd: root, now: Date.now, uniqueId: () => '0123456789abcdef0123456789abcdef' },
    );

  test('are carried over with their full paths, and what is wider than there is said', async () => {
    const { files } = await certs();
    const { settings, reasons } = await bring(
      '.msmtprc',
      'account a\nhost m.example.com\ntls on\ntls_trust_file certs/ca.pem\ntls_crl_file ~/certs/crl.pem\n' +
        `tls_cert_file ${files.client}\ntls_key_file certs/client.key\n`,
    );
    expect(settings.tls).toMatchObject({
      mode: 'starttls',
      trust: {
        anchorsFile: files.ca,
        revocationFile: files.crl,
        clientCertificate: { keyFile: files.clientKey },
      },
    });
    expect(reasons).toContain('wider-trust');
    expect(reasons).not.toContain('unusable');
  });

  test('a directory with hashed links is a CAPath, one without them is shelved', async () => {
    const { files } = await certs();
    const cf = (directory: string): string => `V10/Berkeley\nDS[m.example.com]\nO CACertPath=${directory}\n`;
    const hashed = await bring('sendmail.cf', cf(files.hashed));
    expect(value(hashed.settings, 'CAPath')).toBe(files.hashed);
    const plain = await bring('sendmail.cf', cf(root), true);
    expect(value(plain.settings, 'CAPath')).toBe('');
    expect(plain.warnings.find(({ reason }) => reason === 'unusable')?.failure).toMatchObject({
      reason: 'ca-path-empty',
    });
  });

  test('a key without its certificate is shelved', async () => {
    const { files } = await certs();
    const { settings, reasons } = await bring(
      '.msmtprc',
      `account a\nhost m.example.com\ntls on\ntls_key_file ${files.clientKey}\n`,
    );
    expect(settings.tls).toMatchObject({ trust: { clientCertificate: null } });
    expect(reasons).toContain('unusable');
  });
});

describe('whatever the program', () => {
  test.each([
    ['a.txt', 'mailserver = m.example.com\nmailSmtpPort = 25\n', 'YSoft SafeQ'],
    ['b.txt', 'SMTPServer m.example.com\nFrom a@example.com\n', 'CUPS'],
    ['c.txt', 'account default\nhost m.example.com\ntls on\n', 'msmtp'],
    ['d.txt', 'mailhub=m.example.com\nUseTLS=YES\n', 'ssmtp'],
    ['e.txt', 'V10/Berkeley\nO CACertPath=/etc/mail/certs\nDS[m.example.com]\n', 'sendmail'],
    ['f.txt', 'tcp_local smtp musttlsclient\nTCP-DAEMON\n', 'PMDF'],
  ])('%s is recognised by its content', async (name, text, program) => {
    expect((await bring(name, text)).program).toBe(program);
  });

  test('a file of no known program is refused, and nothing is written', async () => {
    const failure = await failureOf(bring('notes.txt', 'buy milk\n'));
    expect(failure).toMatchObject({ code: 'INPUT', reason: 'import-unrecognised' });
    expect(fs.readdirSync(server)).toEqual([]);
  });

  test('a file that is not there is an input fault', async () => {
    const failure = await failureOf(
      importConfiguration(
        { file: 'nowhere.conf', force: false },
        { serverDir: server },
        { env: {}, cwd: root, uniqueId: () => 'u', words: importWordsEn },
      ),
    );
    expect(failure).toMatchObject({ code: 'INPUT', reason: 'file-unreadable', why: 'missing' });
  });

  test('without a server working directory it is a usage fault', async () => {
    fs.writeFileSync(path.join(root, 'ssmtp.conf'), 'mailhub=m.example.com\n');
    const tools = {
      env: { SENDMEMO_SYSTEM_DIR: '/nonexistent.sendmemo' },
      cwd: root,
      uniqueId: () => 'u',
      words: importWordsEn,
    };
    const failure = await failureOf(importConfiguration({ file: 'ssmtp.conf', force: false }, {}, tools));
    expect(failure).toMatchObject({ code: 'USAGE', reason: 'usage-needs-directory' });
  });

  test.each(['sendmemo.cfg', 'sendmemo-ssl.cfg', 'smtp-password'])(
    'an existing %s is not overwritten, and nothing else is written',
    async (name) => {
      fs.writeFileSync(path.join(server, name), ';mine\n');
      const failure = await failureOf(bring('spoc.conf', spoc('STARTTLS')));
      expect(failure).toMatchObject({ code: 'OUTPUT', reason: 'already-exists' });
      expect(fs.readdirSync(server)).toEqual([name]);
      expect(written(name)).toBe(';mine\n');
    },
  );

  test('--force replaces them, with the modes that they must have', async () => {
    fs.writeFileSync(path.join(server, 'smtp-password'), 'old\n', { mode: 0o644 });
    fs.writeFileSync(path.join(server, 'sendmemo.cfg'), 'Broken\n');
    const { settings } = await bring('spoc.conf', spoc('STARTTLS'), true);
    expect(await settings.server.auth?.secret?.()).toBe('pass;word#1');
    expect(fs.statSync(path.join(server, 'smtp-password')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(server).toSorted()).toEqual(['sendmemo-ssl.cfg', 'sendmemo.cfg', 'smtp-password']);
  });

  test('each line of the result has a comment that says where it came from', async () => {
    await bring('spoc.conf', spoc('STARTTLS'));
    for (const name of ['sendmemo.cfg', 'sendmemo-ssl.cfg']) {
      const blocks = written(name)
        .split('\n\n')
        .filter((block) => /^[A-Za-z]/m.test(block));
      expect(blocks.length).toBeGreaterThan(1);
      for (const block of blocks) expect(block).toMatch(/^; .*spoc\.conf:\d+ mail\w+/);
    }
  });

  test('a control character in a password is no password', async () => {
    const text =
      'mailserver = m.example.com\nmailSmtpEncryption = STARTTLS\nmailuser = u\nmailpass = a\u0007b\n';
    const { settings, reasons } = await bring('spoc.conf', text);
    expect(settings.server.auth).toBeNull();
    expect(reasons).toContain('unusable');
  });

  test('Latin-1 and UTF-16 files are read', async () => {
    const latin = await bring('spoc.conf', Buffer.from('# größe\nmailserver = l.example.com\n', 'latin1'));
    expect(latin.settings.server.endpoints[0]?.host).toBe('l.example.com');
    const wide = Buffer.from('\ufeffmailserver = w.example.com\r\n', 'utf16le');
    expect((await bring('spoc.conf', wide, true)).settings.server.endpoints[0]?.host).toBe('w.example.com');
  });

  test('both languages have a sentence for every remark that comes', async () => {
    const { remarks, program } = await bring('spoc.conf', spoc('WHATEVER', 'mailX = 1'), false, 0o644);
    for (const remark of remarks) {
      const sentences = [importWordsEn, importWordsJa].map((words) => words.remark(remark, program));
      expect(sentences[0]).not.toBe(sentences[1]);
      for (const sentence of sentences) expect(sentence).toMatch(/^[^\n]{10,}$/);
    }
  });
});
