/** Trust, dates, revocation, the ignore switches, fingerprints and client certificates (sections 2, 5, 6). */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createCrl,
  createIntermediate,
  createRoot,
  createSelfSigned,
  issueClient,
  issueServer,
} from '../../support/pki.ts';
import type { Authority, Issued } from '../../support/pki.ts';
import type { MailServerOptions } from '../support/mail-server.ts';
import { expectFailure, jsonOf, warningsOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';

let root: Authority;
let middle: Authority;
let stranger: Authority;
let leaf: Issued;
let deep: Issued;
let expired: Issued;
let future: Issued;

const names = ['127.0.0.1'];

beforeAll(async () => {
  [root, stranger] = await Promise.all([createRoot({ name: 'Root' }), createRoot({ name: 'Stranger' })]);
  middle = await createIntermediate(root);
  [leaf, deep, expired, future] = await Promise.all([
    issueServer(root, { names }),
    issueServer(middle, { names }),
    issueServer(root, { names, fromDays: -9, untilDays: -2 }),
    issueServer(root, { names, fromDays: 2, untilDays: 9 }),
  ]);
});

type Files = Record<string, string | Buffer>;

async function attempt(
  ssl: string,
  chain: readonly Issued[],
  files: Files,
  more: Submission = {},
): Promise<Submitted> {
  const [first] = chain;
  const tls = {
    key: first?.keyPem,
    cert: chain.map((one) => one.certificatePem).join(''),
  } as MailServerOptions['tls'];
  return await submit({
    ssl: `EnableTLS = 1\n${ssl}`,
    files,
    args: ['--json', ...usualArguments],
    ...more,
    server: { ...more.server, tls: { ...tls, ...more.server?.tls } },
  });
}

function expectVerified(sent: Submitted): void {
  expect(sent.status, sent.stdout + sent.stderr).toBe(0);
  expect(jsonOf(sent).tls).toMatchObject({ verify: 'OK', verifyErrors: [] });
  expect(warningsOf(sent)).toEqual([]);
}

function expectRefused(sent: Submitted, code: string): void {
  const json = expectFailure(sent, 76, code);
  expect(json.tls).toMatchObject({ verify: 'FAIL' });
  expect(json.tls?.verifyErrors).toContain(code);
  expect(json.error?.hint).toBeTruthy();
  expect(sent.connections[0]?.commands.filter((line) => /^MAIL/i.test(line))).toEqual([]);
  expect(sent.transactions).toHaveLength(0);
}

describe.concurrent('trust', () => {
  it('is in CAFile as PEM, as DER, among others, as intermediate or as the certificate itself', async () => {
    const self = await createSelfSigned({ names });
    const der = Buffer.from(root.certificateDer);
    const all = await Promise.all([
      attempt('CAFile = ca.pem\n', [leaf], { 'ca.pem': root.certificatePem }),
      attempt('CAFile = ca.der\n', [leaf], { 'ca.der': der }),
      attempt('CAFile = ca.pem\n', [leaf], { 'ca.pem': stranger.certificatePem + root.certificatePem }),
      attempt('CAFile = ca.pem\n', [deep, middle], { 'ca.pem': root.certificatePem }),
      attempt('CAFile = ca.pem\n', [deep], { 'ca.pem': root.certificatePem + middle.certificatePem }),
      attempt('CAFile = ca.pem\n', [deep], { 'ca.pem': middle.certificatePem }),
      attempt('CAFile = ca.pem\n', [deep], { 'ca.pem': deep.certificatePem }),
      attempt('CAFile = ca.pem\n', [self], { 'ca.pem': self.certificatePem }),
    ]);
    for (const sent of all) expectVerified(sent);
  });

  it('is in SSL_CERT_FILE', async () => {
    const { directory } = await import('../support/directory.ts');
    await using store = await directory({ 'store.pem': root.certificatePem });
    const found = await attempt('', [leaf], {}, { env: { SSL_CERT_FILE: store.file('store.pem') } });
    expectVerified(found);
  });

  it('is nowhere else', async () => {
    const all = await Promise.all([
      attempt('', [leaf], {}),
      attempt('CAFile = ca.pem\n', [leaf], { 'ca.pem': stranger.certificatePem }),
      attempt('CAFile = ca.pem\n', [deep], { 'ca.pem': root.certificatePem }),
      attempt('', [await createSelfSigned({ names })], {}),
      attempt('', [leaf], {}, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }),
      attempt('CertValidationIgnoreHostName = 1\n', [leaf], {}),
    ]);
    for (const sent of all) expectRefused(sent, 'CERT_UNTRUSTED');
    expect(all[4]?.stderr).not.toContain('NODE_TLS_REJECT_UNAUTHORIZED');
  });

  it('does not outlive the dates', async () => {
    const files = { 'ca.pem': root.certificatePem };
    expectRefused(await attempt('CAFile = ca.pem\n', [expired], files), 'CERT_EXPIRED');
    expectRefused(await attempt('CAFile = ca.pem\n', [future], files), 'CERT_NOT_YET_VALID');
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expectRefused(await attempt('CAFile = ca.pem\n', [expired], files, { env }), 'CERT_EXPIRED');
  });
});

describe.concurrent('revocation', () => {
  const lists = 'CAFile = ca.pem\nCrlFile = crl.pem\n';

  it('is found in each of several lists, in any order', async () => {
    const [older, newer, middles] = await Promise.all([
      createCrl(root, { fromDays: -3 }),
      createCrl(root, { revoked: [leaf] }),
      createCrl(middle),
    ]);
    const ca = root.certificatePem;
    const [first, last, between, der] = await Promise.all([
      attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': newer.pem + older.pem }),
      attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': older.pem + newer.pem }),
      attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': `${middles.pem}text\n${older.pem}${newer.pem}` }),
      attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': Buffer.from(newer.der) }),
    ]);
    for (const sent of [first, last, between, der]) expectRefused(sent, 'CERT_REVOKED');
  });

  it('lets pass what is not revoked, where every issuer has a current list', async () => {
    const [roots, middles, past] = await Promise.all([
      createCrl(root, { revoked: [expired] }),
      createCrl(middle),
      createCrl(root, { fromDays: -9, untilDays: -2 }),
    ]);
    const ca = root.certificatePem;
    expectVerified(await attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': roots.pem }));
    expectVerified(await attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': Buffer.from(roots.der) }));
    expectVerified(await attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': past.pem + roots.pem }));
    for (const both of [roots.pem + middles.pem, middles.pem + roots.pem]) {
      expectVerified(await attempt(lists, [deep, middle], { 'ca.pem': ca, 'crl.pem': both }));
    }
  });

  it('reaches the intermediate', async () => {
    const [roots, middles] = await Promise.all([createCrl(root, { revoked: [middle] }), createCrl(middle)]);
    const files = { 'ca.pem': root.certificatePem, 'crl.pem': roots.pem + middles.pem };
    expectRefused(await attempt(lists, [deep, middle], files), 'CERT_REVOKED');
  });

  it('is CRL_MISSING where an issuer has no list, CRL_EXPIRED where it is old', async () => {
    const [strange, middles, past, forged] = await Promise.all([
      createCrl(stranger),
      createCrl(middle),
      createCrl(root, { fromDays: -9, untilDays: -2 }),
      createCrl(root, { signedBy: stranger }),
    ]);
    const ca = root.certificatePem;
    expectRefused(await attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': strange.pem }), 'CRL_MISSING');
    expectRefused(
      await attempt(lists, [deep, middle], { 'ca.pem': ca, 'crl.pem': middles.pem }),
      'CRL_MISSING',
    );
    expectRefused(await attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': past.pem }), 'CRL_EXPIRED');
    const untrue = await attempt(lists, [leaf], { 'ca.pem': ca, 'crl.pem': forged.pem });
    expect(untrue.status).toBe(76);
    expect(untrue.transactions).toHaveLength(0);
  });

  it('cannot be checked for a self-signed server: CRL_MISSING, with the reason', async () => {
    const self = await createSelfSigned({ names });
    const crl = await createCrl(root);
    const sent = await attempt(lists, [self], { 'ca.pem': self.certificatePem, 'crl.pem': crl.pem });
    expectRefused(sent, 'CRL_MISSING');
    expect(jsonOf(sent).error?.hint).toMatch(/self-signed|Fingerprint/i);
  });
});

describe.concurrent('IgnoreCertificateErrors = 1', () => {
  it('passes over every error and names each one in a warning', async () => {
    const bad = await issueServer(stranger, { names: ['other.example.com'], fromDays: -9, untilDays: -2 });
    const sent = await attempt('IgnoreCertificateErrors = 1\n', [bad], {});
    expect(sent.status, sent.stderr).toBe(0);
    const json = jsonOf(sent);
    expect(json.tls?.verify).toBe('FAIL');
    expect([...(json.tls?.verifyErrors ?? [])].toSorted()).toEqual([
      'CERT_EXPIRED',
      'CERT_HOSTNAME',
      'CERT_UNTRUSTED',
    ]);
    expect(warningsOf(sent)).toHaveLength(1);
    expect(sent.transactions).toHaveLength(1);
    const quiet = await attempt(
      'IgnoreCertificateErrors = 1\n',
      [bad],
      {},
      { args: ['-q', ...usualArguments] },
    );
    expect({ status: quiet.status, stderr: quiet.stderr, stdout: quiet.stdout }).toEqual({
      status: 0,
      stderr: '',
      stdout: '',
    });
  });

  it('names a revocation hidden behind a missing list too', async () => {
    const crl = await createCrl(middle, { revoked: [deep] });
    const sent = await attempt(
      'IgnoreCertificateErrors = 1\nCAFile = ca.pem\nCrlFile = crl.pem\n',
      [deep, middle],
      {
        'ca.pem': root.certificatePem,
        'crl.pem': crl.pem,
      },
    );
    expect(sent.status, sent.stderr).toBe(0);
    expect(jsonOf(sent).tls?.verifyErrors).toEqual(expect.arrayContaining(['CERT_REVOKED', 'CRL_MISSING']));
  });

  it('warns of nothing where nothing is wrong', async () => {
    const sent = await attempt('IgnoreCertificateErrors = 1\nCAFile = ca.pem\n', [leaf], {
      'ca.pem': root.certificatePem,
    });
    expectVerified(sent);
  });

  it('does not turn encryption off: no STARTTLS is still a failure', async () => {
    const sent = await attempt('IgnoreCertificateErrors = 1\n', [leaf], {}, { server: { strip: true } });
    expectFailure(sent, 76, 'STARTTLS_UNAVAILABLE');
    expect(sent.transactions).toHaveLength(0);
  });
});

describe.concurrent('Fingerprint', () => {
  it('accepts that certificate alone, without chain and name', async () => {
    const other = await issueServer(stranger, { names: ['other.example.com'] });
    const colons = other.fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:');
    const [plain, written, wrong, ignored] = await Promise.all([
      attempt(`Fingerprint = ${other.fingerprint}\n`, [other], {}),
      attempt(`Fingerprint = ${colons}\n`, [other], {}),
      attempt(`Fingerprint = ${other.fingerprint}\nCAFile = ca.pem\n`, [leaf], {
        'ca.pem': root.certificatePem,
      }),
      attempt(`Fingerprint = ${other.fingerprint}\nIgnoreCertificateErrors = 1\n`, [leaf], {}),
    ]);
    expectVerified(plain);
    expectVerified(written);
    expectRefused(wrong, 'CERT_FINGERPRINT');
    expectRefused(ignored, 'CERT_FINGERPRINT');
  });
});

describe.concurrent('client certificates', () => {
  const pair = 'CAFile = ca.pem\nCertFile = client.pem\nKeyFile = client.key\n';

  it('are shown with their chain', async () => {
    const below = await issueClient(middle, { commonName: 'print1.example.com' });
    const sent = await attempt(
      pair,
      [leaf],
      {
        'ca.pem': root.certificatePem,
        'client.pem': below.certificatePem + middle.certificatePem,
        'client.key': below.keyPem,
      },
      { server: { tls: { requestCert: true, rejectUnauthorized: true, ca: root.certificatePem } } },
    );
    expect(sent.status, sent.stdout).toBe(0);
    expect(sent.connections[0]?.tls?.client).toBe('print1.example.com');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'that the server wanted and did not get are 76 (%s)',
    async (maxVersion) => {
      const sent = await attempt(
        'CAFile = ca.pem\n',
        [leaf],
        { 'ca.pem': root.certificatePem },
        {
          server: {
            tls: { requestCert: true, rejectUnauthorized: true, ca: root.certificatePem, maxVersion },
          },
        },
      );
      const json = expectFailure(sent, 76, 'TLS_HANDSHAKE');
      expect(`${json.error?.message} ${json.error?.hint}`).toMatch(/CertFile/);
      expect(sent.transactions).toHaveLength(0);
    },
  );
});
