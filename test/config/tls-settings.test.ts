import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TlsPlan, TrustPlan } from '../../src/tls/plan.ts';
import { exitStatus } from '../../src/failure/consequence.ts';
import { createCrl, createRoot, issueClient } from '../support/pki.ts';
import type { Authority, Issued } from '../support/pki.ts';
import { createServerDirectory } from './server-directory.ts';
import type { ServerDirectory } from './server-directory.ts';

const cfg = 'sendmemo-ssl.cfg';

let root: Authority;
let other: Authority;
let client: Issued;
let crl: Uint8Array;

beforeAll(async () => {
  root = await createRoot();
  other = await createRoot({ name: 'Other Root' });
  client = await issueClient(root);
  crl = (await createCrl(root)).der;
});

function createTlsDirectory(...lines: readonly string[]): ServerDirectory {
  return createServerDirectory({
    [cfg]: `${lines.join('\n')}\n`,
    'ca.pem': root.certificatePem + other.certificatePem,
    'list.crl': crl,
    'client.pem': client.certificatePem,
    'client.key': client.keyPem,
    'both.pem': client.certificatePem + client.keyPem,
    'other.key': other.keyPem,
    empty: '',
  });
}

function trustOf(plan: TlsPlan): TrustPlan {
  if (plan.mode === 'off') throw new Error('TLS is off');
  return plan.trust;
}

describe('the plan', () => {
  test('EnableTLS makes the mode', async () => {
    using dir = createTlsDirectory();
    const mode = async (text: string) => {
      dir.write(cfg, text);
      return (await dir.load()).tls;
    };
    expect(await mode('EnableTLS = 0')).toEqual({ mode: 'off' });
    expect(await mode('EnableTLS =')).toEqual({ mode: 'off' });
    expect(await mode('EnableTLS = 1')).toMatchObject({ mode: 'starttls', policy: 'must' });
    expect(await mode('EnableTLS = 1\nStartTLSPolicy = may')).toMatchObject({
      mode: 'starttls',
      policy: 'may',
    });
    expect(await mode('EnableTLS = 2')).toMatchObject({ mode: 'smtps' });
  });

  test('everything that can be set is in it', async () => {
    const hex = root.fingerprint.toUpperCase().replaceAll(/(..)(?!$)/g, '$1:');
    using dir = createTlsDirectory(
      'EnableTLS = 1',
      'CAFile = ca.pem',
      'CrlFile = list.crl',
      'CertFile = client.pem',
      'KeyFile = client.key',
      'CertValidationIgnoreHostName = 1',
      'IgnoreCertificateErrors = 1',
      'Hostname = [IPv6:fc00::1]',
      'MinProtocol = TLSv1.3',
      'MaxProtocol = TLSv1.3',
      'CipherSuites = TLS_AES_256_GCM_SHA384',
      'Groups = P-384:X25519',
      `Fingerprint = ${hex}`,
    );
    const settings = await dir.load();
    expect(settings.server.ehloName).toBe('[IPv6:fc00::1]');
    expect(settings.notices).toEqual([]);
    const trust = trustOf(settings.tls);
    expect(trust.anchors.map(({ block }) => block)).toEqual([1, 2]);
    expect(trust.revocationLists).toHaveLength(1);
    expect(trust).toMatchObject({
      anchorsFile: path.join(dir.path, 'ca.pem'),
      revocationFile: path.join(dir.path, 'list.crl'),
      clientCertificate: { certificateFile: path.join(dir.path, 'client.pem') },
      protocols: {
        minimum: 'TLSv1.3',
        maximum: 'TLSv1.3',
        cipherSuites: 'TLS_AES_256_GCM_SHA384',
        groups: 'P-384:X25519',
      },
      fingerprint: root.fingerprint,
      ignoreHostName: true,
      ignoreErrors: true,
      anchorDirectory: null,
    });
    expect(trust.origins['CAFile']).toEqual({ kind: 'file', file: path.join(dir.path, cfg), line: 2 });
    expect(trust.origins['CAPath']).toEqual({ kind: 'default' });
  });

  test('certificate and key may be in one file', async () => {
    using dir = createTlsDirectory('EnableTLS = 1', 'CertFile = both.pem', 'KeyFile = both.pem');
    expect(trustOf((await dir.load()).tls).clientCertificate).not.toBeNull();
  });

  test('SSL_CERT_FILE and SSL_CERT_DIR say where the known CAs are', async () => {
    using dir = createTlsDirectory('EnableTLS = 1');
    expect(trustOf((await dir.load()).tls).global).toMatchObject({ certFile: null, certDirectories: [] });
    const env = { SSL_CERT_FILE: '/a.pem', SSL_CERT_DIR: ['/b', '', '/c'].join(path.delimiter) };
    expect(trustOf((await dir.load(undefined, env)).tls).global).toMatchObject({
      certFile: '/a.pem',
      certDirectories: ['/b', '/c'],
    });
  });

  test('a file of --config has its files beside it', async () => {
    using dir = createTlsDirectory('EnableTLS = 1', 'CAFile = ca.pem');
    const settings = await dir.load({ config: path.join(dir.path, cfg) });
    expect(trustOf(settings.tls).anchorsFile).toBe(path.join(dir.path, 'ca.pem'));
  });

  test('CAPath is a directory with hashed names', async () => {
    using dir = createTlsDirectory('EnableTLS = 1', 'CAPath = certs');
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-named-file', system: 'ENOENT' });
    fs.mkdirSync(path.join(dir.path, 'certs'));
    expect(await dir.failure()).toMatchObject({ reason: 'ca-path-empty' });
    dir.write('certs/0a1b2c3d.0', root.certificatePem);
    expect(trustOf((await dir.load()).tls).anchorDirectory).toBe(path.join(dir.path, 'certs'));
    dir.write(cfg, 'CAPath = ca.pem\n');
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-named-file', system: 'ENOTDIR' });
  });
});

describe('what is refused, under EnableTLS = 0 too', () => {
  test.each<[readonly string[], object]>([
    [['CAFile = missing.pem'], { reason: 'cfg-named-file', name: 'CAFile', system: 'ENOENT' }],
    [['CAFile = .'], { reason: 'cfg-named-file', system: 'EISDIR' }],
    [['CAFile = sub/ca.pem'], { reason: 'cfg-relative-path', value: 'sub/ca.pem' }],
    [['CAFile = /dev/null'], { reason: 'cfg-named-file', system: 'EFTYPE' }],
    [['CAFile = empty'], { reason: 'pem-no-block', name: 'CAFile' }],
    [['CAFile = client.key'], { reason: 'pem-no-block', wanted: 'certificate' }],
    [['CrlFile = empty'], { reason: 'pem-no-block', name: 'CrlFile' }],
    [['CrlFile = ca.pem'], { reason: 'pem-no-block', wanted: 'crl' }],
    [['CertFile = client.pem'], { reason: 'cfg-pair-incomplete', given: 'CertFile', missing: 'KeyFile' }],
    [['KeyFile = client.key'], { reason: 'cfg-pair-incomplete', given: 'KeyFile', missing: 'CertFile' }],
    [['CertFile = client.pem', 'KeyFile ='], { reason: 'cfg-pair-incomplete', missing: 'KeyFile' }],
    [['CertFile = client.pem', 'KeyFile = other.key'], { reason: 'key-mismatch' }],
    [['Ciphers = NO-SUCH-CIPHER'], { reason: 'ciphers-unknown', name: 'Ciphers' }],
    [['CipherSuites = TLS_NONE'], { reason: 'ciphers-unknown', name: 'CipherSuites' }],
    [['Hostname = localhost'], { reason: 'cfg-value', name: 'Hostname' }],
    [['Fingerprint = ab:cd'], { reason: 'cfg-value', name: 'Fingerprint' }],
    [['EnableTLS = 3'], { reason: 'cfg-value', nearest: null }],
    [['EnableTLS = "starttls"'], { reason: 'cfg-value', value: 'starttls', nearest: '1' }],
    [
      ['MinProtocol = TLSv1.3', 'MaxProtocol = TLSv1.2'],
      { reason: 'cfg-conflict', name: 'MinProtocol', other: 'MaxProtocol', origin: { line: 1 } },
    ],
    [
      ['MaxProtocol = TLSv1.1'],
      { reason: 'cfg-conflict', name: 'MaxProtocol', other: 'MinProtocol', otherValue: 'TLSv1.2' },
    ],
  ])('%j', async (lines, failure) => {
    using dir = createTlsDirectory(...lines);
    const found = await dir.failure();
    expect(found).toMatchObject({ code: 'CONFIG', ...failure });
    expect(exitStatus(found)).toBe(78);
  });

  test('the first fault in the order of the lines is the one reported', async () => {
    using dir = createTlsDirectory('Hostname = x.example.com', 'CAFile = empty', 'EnableTLS = 9', 'nonsense');
    expect(await dir.failure()).toMatchObject({ reason: 'pem-no-block', origin: { line: 2 } });
  });
});

describe('the mode of KeyFile', () => {
  const lines = ['EnableTLS = 1', 'CertFile = client.pem', 'KeyFile = client.key'];

  test('a key that others can read is warned about', async () => {
    using dir = createTlsDirectory(...lines);
    const file = dir.write('client.key', client.keyPem, 0o640);
    expect((await dir.load()).notices).toEqual([
      { reason: 'key-readable-by-others', path: file, mode: 0o640 },
    ]);
    dir.write(cfg, lines.join('\n').replace('EnableTLS = 1', 'EnableTLS = 0'));
    expect((await dir.load()).notices).toEqual([]);
  });

  test('under StrictKeyPermissions = 1 it is an error of status 77', async () => {
    using dir = createTlsDirectory(...lines, 'StrictKeyPermissions = 1');
    expect((await dir.load()).notices).toEqual([]);
    const file = dir.write('client.key', client.keyPem, 0o604);
    const failure = await dir.failure();
    expect(failure).toMatchObject({ reason: 'key-exposed', path: file, mode: 0o604 });
    expect(exitStatus(failure)).toBe(77);
  });
});

describe('old protocols', () => {
  test('a minimum below TLS 1.2 is warned about, and only where TLS is on', async () => {
    using dir = createTlsDirectory('EnableTLS = 1', 'MinProtocol = TLSv1.1');
    expect((await dir.load()).notices).toEqual([{ reason: 'old-protocols', minimum: 'TLSv1.1' }]);
    dir.write(cfg, 'EnableTLS = 0\nMinProtocol = TLSv1.1\n');
    expect((await dir.load()).notices).toEqual([]);
  });

  test('IPM_ENABLE_SSL_V3 allows the oldest that the runtime has, with its one warning', async () => {
    using dir = createTlsDirectory('EnableTLS = 1');
    const settings = await dir.load(undefined, { IPM_ENABLE_SSL_V3: '1' });
    expect(settings.notices).toEqual([{ reason: 'sslv3-not-in-runtime' }]);
    expect(trustOf(settings.tls).protocols).toMatchObject({
      minimum: 'TLSv1',
      oldAlgorithms: true,
      sslv3Asked: true,
    });
  });

  test('it also makes room below a low MaxProtocol', async () => {
    using dir = createTlsDirectory('EnableTLS = 1', 'MaxProtocol = TLSv1.1');
    const settings = await dir.load(undefined, { IPM_ENABLE_SSL_V3: 'yes' });
    expect(trustOf(settings.tls).protocols).toMatchObject({ minimum: 'TLSv1', maximum: 'TLSv1.1' });
  });

  test.each([
    ['empty', '', 'EnableTLS = 1'],
    ['overruled by MinProtocol', '1', 'EnableTLS = 1\nMinProtocol = TLSv1.2'],
  ])('where it is %s nothing changes', async (_title, value, text) => {
    using dir = createTlsDirectory(text);
    const settings = await dir.load(undefined, { IPM_ENABLE_SSL_V3: value });
    expect(settings.notices).toEqual([]);
    expect(trustOf(settings.tls).protocols).toMatchObject({ minimum: 'TLSv1.2', sslv3Asked: false });
  });
});
