/** A Postfix with a port for each certificate and behaviour, and the files that configurations name. */
import { chmod } from 'node:fs/promises';
import { directory } from '../e2e/support/directory.ts';
import { createCrl, createRoot, issueClient, issueServer } from '../support/pki.ts';
import { startPostfix } from './postfix.ts';
import type { RunningPostfix } from './postfix.ts';
import { submitTo } from './submission.ts';
import type { MtaSubmission, MtaSubmitted } from './submission.ts';

type Listener = `${'named' | 'expired' | 'revoked' | 'asks'}${'' | 'Smtps'}` | 'bare' | 'old' | 'asksOld';

export type Port = keyof RunningPostfix<Listener>['ports'];

export interface Laboratory extends AsyncDisposable {
  readonly postfix: RunningPostfix<Listener>;
  /** SHA-256 of the certificate of the usual ports. */
  readonly fingerprint: string;
  /** ca.pem, stranger.pem; crl.pem, old-crl.pem, strange-crl.pem; client.pem, foreign.pem (certificate and key). */
  readonly files: Readonly<Record<string, string>>;
  /** A short message. `log`: what Postfix wrote of the session. */
  memo(
    port: Port,
    ssl: string,
    more?: Partial<MtaSubmission>,
  ): Promise<{ readonly sent: MtaSubmitted; readonly log: string }>;
}

/** Postfix mends nothing in what it takes, and takes neither a bare LF nor commands that come too early. */
export const asSent = [
  'local_header_rewrite_clients =',
  'message_drop_headers = content-length',
  'smtpd_forbid_unauth_pipelining = yes',
  'smtpd_forbid_bare_newline = yes',
  'smtpd_forbid_bare_newline_exclusions =',
];

export async function startLaboratory(): Promise<Laboratory> {
  const names = ['127.0.0.1'];
  const [root, stranger] = await Promise.all([createRoot(), createRoot({ name: 'Stranger' })]);
  const [good, named, expired, revoked, client, foreign] = await Promise.all([
    issueServer(root, { names }),
    issueServer(root, { names: ['mail.example.com'] }),
    issueServer(root, { names, fromDays: -9, untilDays: -2 }),
    issueServer(root, { names }),
    issueClient(root, { commonName: 'print1.example.com' }),
    issueClient(stranger, { commonName: 'print2.example.com' }),
  ]);
  const [crl, oldCrl, strangeCrl] = await Promise.all([
    createCrl(root, { revoked: [revoked] }),
    createCrl(root, { fromDays: -9, untilDays: -2 }),
    createCrl(stranger),
  ]);
  const files = {
    'ca.pem': root.certificatePem,
    'stranger.pem': stranger.certificatePem,
    'crl.pem': crl.pem,
    'old-crl.pem': oldCrl.pem,
    'strange-crl.pem': strangeCrl.pem,
    'client.pem': client.keyPem + client.certificatePem,
    'foreign.pem': foreign.keyPem + foreign.certificatePem,
  };
  const home = await directory({
    'ca.pem': root.certificatePem,
    'good.pem': good.keyPem + good.certificatePem,
    'named.pem': named.keyPem + named.certificatePem,
    'expired.pem': expired.keyPem + expired.certificatePem,
    'revoked.pem': revoked.keyPem + revoked.certificatePem,
  });
  await chmod(home.path, 0o755);
  const starttls = ['smtpd_tls_security_level = encrypt'];
  const smtps = ['smtpd_tls_wrappermode = yes'];
  const chain = (name: string) => `smtpd_tls_chain_files = ${home.file(`${name}.pem`)}`;
  const asks = ['smtpd_tls_req_ccert = yes', `smtpd_tls_CAfile = ${home.file('ca.pem')}`];
  const tls12 = 'smtpd_tls_mandatory_protocols = TLSv1.2';
  const postfix = await startPostfix<Listener>({
    certFile: home.file('good.pem'),
    keyFile: home.file('good.pem'),
    settings: asSent,
    listeners: {
      named: [...starttls, chain('named')],
      expired: [...starttls, chain('expired')],
      revoked: [...starttls, chain('revoked')],
      asks: [...starttls, ...asks],
      namedSmtps: [...smtps, chain('named')],
      expiredSmtps: [...smtps, chain('expired')],
      revokedSmtps: [...smtps, chain('revoked')],
      asksSmtps: [...smtps, ...asks],
      bare: ['smtpd_tls_security_level = none'],
      old: [...starttls, tls12],
      asksOld: [...starttls, ...asks, tls12],
    },
  });
  const args = () => ['--json', '-f', 'printer@example.com', '-s', 'Toner', '-b', 'low', 'ops@example.net'];
  return {
    postfix,
    fingerprint: good.fingerprint,
    files,
    async memo(port, ssl, more = {}) {
      const { result, log } = await postfix.during(
        async () => await submitTo({ port: postfix.ports[port], ssl, files, args, ...more }),
      );
      return { sent: result, log };
    },
    async [Symbol.asyncDispose]() {
      await postfix.stop();
      await home[Symbol.asyncDispose]();
    },
  };
}
