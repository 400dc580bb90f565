/** Files of every other kind, made by openssl, in a setting that wants something else. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseClientCertificate } from '../../src/tls/client-certificate.ts';
import { parseRevocationLists } from '../../src/tls/crl.ts';
import { parseCertificates } from '../../src/tls/pem.ts';
import { openssl } from '../support/openssl.ts';
import * as pki from '../support/pki.ts';
import { failureOf, namedFile } from './named-file.ts';

let folder: string;
const files = new Map<string, Buffer>();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sendmemo-foreign-'));
  const at = (name: string) => path.join(folder, name);
  const root = await pki.createRoot();
  await writeFile(at('cert'), root.certificatePem);
  await writeFile(at('private-key'), root.keyPem);
  await writeFile(at('encrypted-key'), pki.encryptKey(root.keyPem, 'x'));
  await openssl('crl2pkcs7', '-nocrl', '-certfile', at('cert'), '-out', at('pkcs7-pem'));
  await openssl('crl2pkcs7', '-nocrl', '-certfile', at('cert'), '-outform', 'DER', '-out', at('pkcs7-der'));
  await openssl(
    'pkcs12',
    '-export',
    '-in',
    at('cert'),
    '-inkey',
    at('private-key'),
    '-passout',
    'pass:x',
    '-out',
    at('pkcs12'),
  );
  await openssl('req', '-new', '-key', at('private-key'), '-subj', '/CN=x', '-out', at('request'));
  await openssl('pkey', '-in', at('private-key'), '-pubout', '-out', at('public-key'));
  await openssl('pkey', '-in', at('private-key'), '-outform', 'DER', '-out', at('key-der'));
  await writeFile(at('crl'), (await pki.createCrl(root)).der);
  await writeFile(at('utf16'), Buffer.from(`\ufeff${root.certificatePem}`, 'utf16le'));
  await writeFile(at('html'), '<!DOCTYPE html><html><body>Sign in</body></html>');
  await writeFile(at('base64'), root.certificatePem.replaceAll(/-----.*-----\n/g, ''));
  await writeFile(
    at('openssh-key'),
    '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
  );
  await writeFile(at('ocsp'), Buffer.from('30030a0106', 'hex'));
  await writeFile(at('certificate'), root.certificateDer);
  for (const kind of kinds) files.set(kind, await readFile(at(kind)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kinds = [
  'private-key',
  'key-der',
  'encrypted-key',
  'openssh-key',
  'crl',
  'request',
  'public-key',
  'pkcs7-pem',
  'pkcs7-der',
  'pkcs12',
  'ocsp',
  'utf16',
  'html',
  'base64',
  'certificate',
];

test.each(kinds)('%s is named for what it is', (kind) => {
  const bytes = files.get(kind) ?? expect.fail('no such file');
  const found = { code: 'CONFIG', reason: 'pem-no-block', found: kind };
  if (kind !== 'certificate') {
    expect(failureOf(() => parseCertificates(bytes, namedFile('CAFile')))).toMatchObject(found);
  }
  if (kind !== 'crl') {
    expect(failureOf(() => parseRevocationLists(bytes, namedFile('CrlFile')))).toMatchObject(found);
  }
});

test('a key in DER is named in KeyFile', () => {
  const own = files.get('certificate') ?? expect.fail('no such file');
  const key = files.get('key-der') ?? expect.fail('no such file');
  const pair = () =>
    parseClientCertificate(
      { bytes: own, file: namedFile('CertFile') },
      { bytes: key, file: namedFile('KeyFile') },
    );
  expect(failureOf(pair)).toMatchObject({ reason: 'pem-no-block', wanted: 'key', found: 'key-der' });
});
