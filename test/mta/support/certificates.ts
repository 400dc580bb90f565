/** The certificates of every server's suite, and the files that configurations name. */
import { createCrl, createRoot, issueClient, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import type { ServerFiles } from './mta.ts';

export interface TestFiles {
  readonly server: ServerFiles;
  /** ca.pem, stranger.pem; crl.pem; client.pem, foreign.pem (certificate and key). */
  readonly client: Readonly<
    Record<'ca.pem' | 'stranger.pem' | 'crl.pem' | 'client.pem' | 'foreign.pem', string>
  >;
}

export async function makeFiles(): Promise<TestFiles> {
  const [root, stranger] = await Promise.all([createRoot(), createRoot({ name: 'Stranger' })]);
  const names = ['127.0.0.1'];
  const [good, named, revoked, client, foreign] = await Promise.all([
    issueServer(root, { names }),
    issueServer(root, { names: ['mail.example.com'] }),
    issueServer(root, { names }),
    issueClient(root, { commonName: 'print1.example.com' }),
    issueClient(stranger, { commonName: 'print2.example.com' }),
  ]);
  return {
    server: {
      good: both(good),
      named: both(named),
      revoked: both(revoked),
      ca: root.certificatePem,
    },
    client: {
      'ca.pem': root.certificatePem,
      'stranger.pem': stranger.certificatePem,
      'crl.pem': (await createCrl(root, { revoked: [revoked] })).pem,
      'client.pem': both(client),
      'foreign.pem': both(foreign),
    },
  };
}

function both({ keyPem, certificatePem }: Issued): string {
  return keyPem + certificatePem;
}
