/** Every file that is named is opened and checked before the first packet (sections 1 and 2). */
import { beforeAll, describe, expect, it } from 'vitest';
import { createCrl, createRoot, encryptKey, issueClient } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import { expectFailure, expectQuiet, expectSaid } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';

let root: Issued;
let client: Issued;
let other: Issued;
let crl: string;

beforeAll(async () => {
  root = await createRoot();
  client = await issueClient(root);
  other = await issueClient(root);
  crl = (await createCrl(root)).pem;
});

const broken = (pem: string) => pem.replace(/\n[A-Za-z0-9+/]{20}/, '\n!!!!!!!!!!!!!!!!!!!!');
const cut = (pem: string) => pem.replace(/\n-----END[^\n]*\n/, '\n');

describe.concurrent('a file of sendmemo-ssl.cfg that is no good is 78 and sends nothing', () => {
  const cases: readonly [string, () => { ssl: string; files?: Record<string, string | Buffer> }, RegExp][] = [
    ['CAFile missing', () => ({ ssl: 'CAFile = ca.pem\n' }), /ca\.pem/],
    ['CAFile missing, with ; and # in its name', () => ({ ssl: 'CAFile = my;ca #1.pem\n' }), /my;ca #1\.pem/],
    ['CAFile missing, Windows path', () => ({ ssl: 'CAFile = C:\\temp\\new.pem\n' }), /C:\\temp\\new\.pem/],
    [
      'CAFile missing, UNC path',
      () => ({ ssl: 'CAFile = \\\\host\\share\\ca.pem\n' }),
      /\\\\host\\share\\ca\.pem/,
    ],
    [
      'CAFile missing, Windows path in quotes',
      () => ({ ssl: 'CAFile = "C:\\temp\\new.pem"\n' }),
      /C:\\temp\\new\.pem/,
    ],
    [
      'CAFile missing, full path',
      () => ({ ssl: 'CAFile = /nonexistent.sendmemo/ca.pem\n' }),
      /\/nonexistent\.sendmemo\/ca\.pem/,
    ],
    [
      'CAFile with a relative path, even where there is one',
      () => ({ ssl: 'CAFile = sub/ca.pem\n', files: { 'sub/ca.pem': root.certificatePem } }),
      /sub\/ca\.pem/,
    ],
    ['CAFile empty', () => ({ ssl: 'CAFile = ca.pem\n', files: { 'ca.pem': '' } }), /ca\.pem/],
    ['CAFile blank', () => ({ ssl: 'CAFile = ca.pem\n', files: { 'ca.pem': '\n \n' } }), /ca\.pem/],
    ['CAFile garbage', () => ({ ssl: 'CAFile = ca.pem\n', files: { 'ca.pem': 'garbage\n' } }), /ca\.pem/],
    [
      'CAFile only a key',
      () => ({ ssl: 'CAFile = ca.pem\n', files: { 'ca.pem': client.keyPem } }),
      /ca\.pem/,
    ],
    [
      'CAFile with a broken second block',
      () => ({
        ssl: 'CAFile = ca.pem\n',
        files: { 'ca.pem': client.certificatePem + broken(other.certificatePem) + root.certificatePem },
      }),
      /block 2 .*ca\.pem|ca\.pem.*\b2\b/,
    ],
    [
      'CAFile with a third block cut off',
      () => ({
        ssl: 'CAFile = ca.pem\n',
        files: { 'ca.pem': client.certificatePem + other.certificatePem + cut(root.certificatePem) },
      }),
      /block 3 .*ca\.pem|ca\.pem.*\b3\b/,
    ],
    [
      'CAFile with half a DER',
      () => ({
        ssl: 'CAFile = ca.der\n',
        files: { 'ca.der': Buffer.from(root.certificateDer).subarray(0, 200) },
      }),
      /ca\.der/,
    ],
    ['CAFile a CRL', () => ({ ssl: 'CAFile = ca.pem\n', files: { 'ca.pem': crl } }), /ca\.pem/],
    ['CrlFile missing', () => ({ ssl: 'EnableTLS = 1\nCrlFile = crl.pem\n' }), /crl\.pem/],
    ['CrlFile empty', () => ({ ssl: 'CrlFile = crl.pem\n', files: { 'crl.pem': '' } }), /crl\.pem/],
    [
      'CrlFile a certificate',
      () => ({ ssl: 'CrlFile = crl.pem\n', files: { 'crl.pem': root.certificatePem } }),
      /crl\.pem/,
    ],
    [
      'CrlFile with a broken second block',
      () => ({ ssl: 'CrlFile = crl.pem\n', files: { 'crl.pem': crl + broken(crl) } }),
      /block 2 .*crl\.pem|crl\.pem.*\b2\b/,
    ],
    [
      'CertFile without KeyFile',
      () => ({ ssl: 'CertFile = c.pem\n', files: { 'c.pem': client.certificatePem } }),
      /KeyFile/,
    ],
    [
      'KeyFile without CertFile',
      () => ({ ssl: 'KeyFile = k.pem\n', files: { 'k.pem': client.keyPem } }),
      /CertFile/,
    ],
    [
      'a key of another certificate',
      () => ({
        ssl: 'CertFile = c.pem\nKeyFile = k.pem\n',
        files: { 'c.pem': client.certificatePem, 'k.pem': other.keyPem },
      }),
      /k\.pem|KeyFile|match/,
    ],
    [
      'an encrypted key',
      () => ({
        ssl: 'CertFile = c.pem\nKeyFile = k.pem\n',
        files: { 'c.pem': client.certificatePem, 'k.pem': encryptKey(client.keyPem, 'secret') },
      }),
      /openssl/,
    ],
    [
      'a key that is none',
      () => ({
        ssl: 'CertFile = c.pem\nKeyFile = k.pem\n',
        files: { 'c.pem': client.certificatePem, 'k.pem': 'nothing\n' },
      }),
      /k\.pem/,
    ],
    [
      'CAPath missing',
      () => ({ ssl: 'CAPath = /nonexistent.sendmemo/certs\n' }),
      /\/nonexistent\.sendmemo\/certs/,
    ],
  ];
  it.each(cases)('%s', async (_, make, what) => {
    const { ssl, files } = make();
    const sent = await submit({ ssl, files });
    expectSaid(sent, 78, what);
    expect(sent.connections).toHaveLength(0);
  });

  it('has the code CONFIG', async () => {
    const sent = await submit({ ssl: 'CAFile = ca.pem\n', args: ['--json', ...usualArguments] });
    expectFailure(sent, 78, 'CONFIG');
  });
});

describe.concurrent('good files are taken', () => {
  it('PEM with comments, CRLF, BOM and other labels; DER; certificate and key in one file', async () => {
    const relabelled = root.certificatePem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE');
    const files = {
      'a;b#c.pem':
        `\uFEFFsubject=/CN=root\r\n${root.certificatePem.replaceAll('\n', '\r\n')}${relabelled}`.trimEnd(),
      'pair.pem': client.keyPem + client.certificatePem,
      'crl.pem': crl,
    };
    const ssl = 'CAFile = a;b#c.pem\nCertFile = pair.pem\nKeyFile = pair.pem\nCrlFile = crl.pem\n';
    const sent = await submit({ ssl, files });
    expect(sent.status, sent.stderr).toBe(0);
    const der = await submit({
      ssl: 'CAFile = ca.der\n',
      files: { 'ca.der': Buffer.from(root.certificateDer) },
    });
    expectQuiet(der);
  });
});

describe.concurrent('an input file that cannot be read is 66 and sends nothing', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['--body-file', ['--body-file', '/nonexistent.sendmemo/body.txt']],
    ['--html', ['--html', '/nonexistent.sendmemo/body.html', '-b', 'x']],
    ['--signature-file', ['--signature-file', '/nonexistent.sendmemo/sig', '-b', 'x']],
    ['--attach', ['-a', '/nonexistent.sendmemo/a.pdf', '-b', 'x']],
    [
      '--attach, the second',
      ['-a', '/etc/passwd', '-a', '/nonexistent.sendmemo/a.pdf;name=x.pdf', '-b', 'x'],
    ],
    ['--attach, a directory', ['-a', '/etc', '-b', 'x']],
    ['--attach, a device', ['-a', '/dev/null', '-b', 'x']],
    ['--body-file, a directory', ['--body-file', '/etc']],
  ];
  it.each(cases)('%s', async (_, args) => {
    const sent = await submit({ args: ['--json', '-f', 'a@example.com', ...args, 'ops@example.com'] });
    const json = expectFailure(sent, 66, 'INPUT');
    expect(json.error?.message).toMatch(/\/nonexistent\.sendmemo\/|\/etc|\/dev\/null/);
    expect(sent.connections).toHaveLength(0);
  });
});

describe.concurrent('secrets and lists of sendmemo.cfg', () => {
  it('a password file that is missing is 78', async () => {
    const sent = await submit({ cfg: 'auth-user = u\nauth-password-file = pw\n' });
    expectSaid(sent, 78, /pw/);
    expect(sent.connections).toHaveLength(0);
  });

  it('a password file that others can read is 77', async () => {
    const sent = await submit({
      cfg: 'auth-user = u\nauth-password-file = pw\n',
      files: { pw: 'secret-word\n' },
    });
    expectSaid(sent, 77, /pw/);
    expect(sent.stderr).not.toContain('secret-word');
    expect(sent.connections).toHaveLength(0);
  });
});
