import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
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
