import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { issueWeak } from '../support/openssl.ts';
import * as pki from '../support/pki.ts';
import { startTlsServer } from './tls-server.ts';

const program = path.join(import.meta.dirname, 'programs', 'handshake.ts');

/** What the runtime trusts by default, and what it lets pass, are no part of the configuration. */
test.each([
  ['NODE_EXTRA_CA_CERTS', [] as string[]],
  ['SSL_CERT_FILE', ['--use-openssl-ca']],
])('%s of the runtime and NODE_TLS_REJECT_UNAUTHORIZED make nothing trusted', async (variable, flags) => {
  const root = await pki.createRoot();
  const folder = await mkdtemp(path.join(tmpdir(), 'sendmemo-env-'));
  try {
    const file = path.join(folder, 'root.pem');
    await writeFile(file, root.certificatePem);
    await using server = await startTlsServer(await pki.issueServer(root));
    const run = promisify(execFile)(
      process.execPath,
      [...flags, '--import', 'tsx', program, String(server.port)],
      { env: { [variable]: file, NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    );
    // The detail is OpenSSL's: it too was given nothing to trust.
    expect(JSON.parse((await run).stdout)).toMatchObject({
      code: 'CERT_UNTRUSTED',
      detail: expect.stringContaining('UNABLE_TO'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** An OPENSSL_CONF that lowers all that it can. */
const weakening = `nodejs_conf = weak
openssl_conf = weak
[weak]
ssl_conf = modules
[modules]
system_default = defaults
[defaults]
MinProtocol = None
CipherString = ALL:@SECLEVEL=0
SignatureAlgorithms = RSA+MD5:RSA+SHA1:ECDSA+SHA1
Groups = secp160r1:sect163k1:P-256
`;

describe.each([
  ['OPENSSL_CONF', (file: string) => ({ OPENSSL_CONF: file })],
  ['NODE_OPTIONS=--openssl-config', (file: string) => ({ NODE_OPTIONS: `--openssl-config=${file}` })],
  ['NODE_OPTIONS=--tls-cipher-list', () => ({ NODE_OPTIONS: '--tls-cipher-list=ALL:@SECLEVEL=0' })],
])('%s', (_name, environment) => {
  test.each([
    ['a certificate with an MD5 signature', { digest: 'md5' }],
    ['a certificate with a SHA-1 signature', { digest: 'sha1' }],
    ['an RSA key of 512 bits', { bits: 512 }],
  ] as const)('does not let %s pass', async (_what, options) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sendmemo-env-'));
    try {
      const root = await pki.createRoot({ key: 'rsa2048' });
      const caFile = path.join(folder, 'root.pem');
      const config = path.join(folder, 'openssl.cnf');
      await Promise.all([writeFile(caFile, root.certificatePem), writeFile(config, weakening)]);
      const own = await issueWeak(root, folder, options);
      // A key of 512 bits is too short for the signatures of TLS 1.3.
      const served = { ciphers: 'ALL:@SECLEVEL=0', maxVersion: 'TLSv1.2' } as const;
      await using server = await startTlsServer({ ...root, ...own }, [], served);
      const seen = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', program, String(server.port), caFile],
        { env: environment(config) },
      );
      expect(JSON.parse(seen.stdout)).toMatchObject({ code: 'CERT_UNTRUSTED', why: 'weak' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
