/**
 * The TLS laboratory: servers × configurations → the code of the failure, sendmail's word, and what verifyErrors says.
 * Adding a case is adding a line.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readFrame } from '../../src/tls/certificate.ts';
import { nameHash } from '../../src/tls/distinguished-name.ts';
import * as pki from '../support/pki.ts';
import { type LabServer, startTlsServer } from './tls-server.ts';
import { type Configuration, shakeHands } from './trust-plan.ts';

const root = await pki.createRoot({ name: 'Lab Root' });
const intermediate = await pki.createIntermediate(root, { name: 'Lab Intermediate' });
const twin = await pki.createRoot({ name: 'Lab Root' });
const foreign = await pki.createRoot({ name: 'Foreign Root' });
const oldIntermediate = await pki.createIntermediate(root, {
  name: 'Old Intermediate',
  fromDays: -9,
  untilDays: -2,
});
const limited = await pki.issueServer(root, { usages: ['1.3.6.1.5.5.7.3.2'] });

const narrow = await pki.createRoot({ name: 'Narrow Root', pathLength: 0 });
const belowNarrow = await pki.createIntermediate(narrow, { name: 'Below Narrow' });
const withoutCrlSign = await pki.createRoot({ name: 'No CRL Root', maySignCrls: false });

const leaf = {
  belowNarrow: await pki.issueServer(belowNarrow),
  withoutCrlSign: await pki.issueServer(withoutCrlSign),
  ofLeaf: await pki.issueServer(limited),
  good: await pki.issueServer(intermediate),
  direct: await pki.issueServer(root),
  wildcard: await pki.issueServer(root, { names: ['*.example.com'] }),
  partial: await pki.issueServer(root, { names: ['mail*.example.com'], commonName: 'mail.example.com' }),
  byCommonName: await pki.issueServer(root, { names: [] }),
  commonNameBesideSan: await pki.issueServer(root, { names: ['other.example.com'] }),
  twoLabels: await pki.issueServer(root, { names: ['example.com'], commonName: 'x' }),
  localhost: await pki.issueServer(root, { names: ['localhost'], commonName: 'localhost' }),
  address: await pki.issueServer(root, { names: ['127.0.0.1', '2001:db8::1'], commonName: 'x' }),
  addressAsName: await pki.issueServer(root, { names: [], commonName: '127.0.0.1' }),
  expired: await pki.issueServer(root, { fromDays: -9, untilDays: -1 }),
  future: await pki.issueServer(root, { fromDays: 1, untilDays: 9 }),
  expiredElsewhere: await pki.issueServer(foreign, {
    names: ['other.example.net'],
    fromDays: -9,
    untilDays: -1,
  }),
  ofOldIntermediate: await pki.issueServer(oldIntermediate),
  selfSigned: await pki.createSelfSigned(),
  ofTwin: await pki.issueServer(twin),
  clientOnly: limited,
  sha1: await pki.issueServer(root, { digest: 'SHA-1' }),
  rsa: await pki.issueServer(root, { key: 'rsa2048' }),
  ed25519: await pki.issueServer(root, { key: 'ed25519' }),
};

const crl = {
  withoutCrlSign: await pki.createCrl(withoutCrlSign),
  root: await pki.createCrl(root),
  intermediate: await pki.createCrl(intermediate),
  revokesGood: await pki.createCrl(intermediate, { revoked: [leaf.good] }),
  olderIntermediate: await pki.createCrl(intermediate, { fromDays: -3 }),
  revokesIntermediate: await pki.createCrl(root, { revoked: [intermediate] }),
  expired: await pki.createCrl(intermediate, { fromDays: -9, untilDays: -1 }),
  expiredRevokesGood: await pki.createCrl(intermediate, {
    fromDays: -9,
    untilDays: -1,
    revoked: [leaf.good],
  }),
  future: await pki.createCrl(intermediate, { fromDays: 1, untilDays: 9 }),
  forged: await pki.createCrl(intermediate, { signedBy: foreign }),
  forgedRevokesGood: await pki.createCrl(intermediate, { signedBy: foreign, revoked: [leaf.good] }),
  endless: await pki.createCrl(intermediate, { endless: true }),
};

const ca = root.certificatePem;
const both = root.certificatePem + intermediate.certificatePem;

const servers = {
  belowNarrow: () => startTlsServer(leaf.belowNarrow, [belowNarrow]),
  withoutCrlSign: () => startTlsServer(leaf.withoutCrlSign),
  ofLeaf: () => startTlsServer(leaf.ofLeaf, [limited]),
  good: () => startTlsServer(leaf.good, [intermediate]),
  tls12: () => startTlsServer(leaf.good, [intermediate], { maxVersion: 'TLSv1.2' }),
  withRoot: () => startTlsServer(leaf.good, [intermediate, root]),
  unordered: () => startTlsServer(leaf.good, [root, oldIntermediate, intermediate]),
  leafOnly: () => startTlsServer(leaf.good),
  direct: () => startTlsServer(leaf.direct),
  wildcard: () => startTlsServer(leaf.wildcard),
  partial: () => startTlsServer(leaf.partial),
  byCommonName: () => startTlsServer(leaf.byCommonName),
  commonNameBesideSan: () => startTlsServer(leaf.commonNameBesideSan),
  twoLabels: () => startTlsServer(leaf.twoLabels),
  localhost: () => startTlsServer(leaf.localhost),
  address: () => startTlsServer(leaf.address),
  addressAsName: () => startTlsServer(leaf.addressAsName),
  expired: () => startTlsServer(leaf.expired),
  future: () => startTlsServer(leaf.future),
  expiredElsewhere: () => startTlsServer(leaf.expiredElsewhere, [foreign]),
  ofOldIntermediate: () => startTlsServer(leaf.ofOldIntermediate, [oldIntermediate]),
  selfSigned: () => startTlsServer(leaf.selfSigned),
  ofTwin: () => startTlsServer(leaf.ofTwin, [twin]),
  clientOnly: () => startTlsServer(leaf.clientOnly),
  sha1: () => startTlsServer(leaf.sha1, [], { ciphers: 'DEFAULT:@SECLEVEL=0' }),
  rsa: () => startTlsServer(leaf.rsa),
  ed25519: () => startTlsServer(leaf.ed25519),
};

type Row = readonly [
  server: keyof typeof servers,
  what: string,
  configuration: Configuration,
  code: string | null,
  verifyErrors?: readonly string[],
];

const trust: Row[] = [
  ['good', 'CAFile = root', { caFile: ca }, null],
  ['tls12', 'CAFile = root', { caFile: ca }, null],
  ['withRoot', 'CAFile = root', { caFile: ca }, null],
  ['unordered', 'CAFile = root', { caFile: ca }, null],
  ['rsa', 'CAFile = root', { caFile: ca }, null],
  ['ed25519', 'CAFile = root', { caFile: ca }, null],
  ['direct', 'CAFile = root', { caFile: ca }, null],
  ['good', 'nothing', {}, 'CERT_UNTRUSTED'],
  ['withRoot', 'nothing', {}, 'CERT_UNTRUSTED'],
  ['good', 'CAFile = another root', { caFile: foreign.certificatePem }, 'CERT_UNTRUSTED'],
  ['good', 'CAFile = another root, then the right one', { caFile: foreign.certificatePem + ca }, null],
  ['good', 'CAFile = a root of the same name', { caFile: twin.certificatePem }, 'CERT_UNTRUSTED'],
  ['ofTwin', 'CAFile = a root of the same name', { caFile: ca }, 'CERT_UNTRUSTED'],
  ['leafOnly', 'CAFile = root', { caFile: ca }, 'CERT_UNTRUSTED'],
  ['leafOnly', 'CAFile = root and intermediate', { caFile: both }, null],
  ['good', 'CAFile = intermediate', { caFile: intermediate.certificatePem }, null],
  ['leafOnly', 'CAFile = intermediate', { caFile: intermediate.certificatePem }, null],
  ['good', 'CAFile = the certificate itself', { caFile: leaf.good.certificatePem }, null],
  ['selfSigned', 'nothing', {}, 'CERT_UNTRUSTED'],
  ['selfSigned', 'CAFile = itself', { caFile: leaf.selfSigned.certificatePem }, null],
  ['clientOnly', 'CAFile = root', { caFile: ca }, 'CERT_UNTRUSTED'],
  ['belowNarrow', 'CAFile = a root for leaves only', { caFile: narrow.certificatePem }, 'CERT_UNTRUSTED'],
  ['ofLeaf', 'CAFile = root, issued by a leaf', { caFile: ca }, 'CERT_UNTRUSTED'],
  ['withoutCrlSign', 'CAFile = its root', { caFile: withoutCrlSign.certificatePem }, null],
];

const dates: Row[] = [
  ['expired', 'CAFile = root', { caFile: ca }, 'CERT_EXPIRED'],
  ['expired', 'CAFile = itself', { caFile: leaf.expired.certificatePem }, 'CERT_EXPIRED'],
  ['future', 'CAFile = root', { caFile: ca }, 'CERT_NOT_YET_VALID'],
  ['ofOldIntermediate', 'CAFile = root', { caFile: ca }, 'CERT_EXPIRED'],
  ['expired', 'nothing', {}, 'CERT_UNTRUSTED', ['CERT_UNTRUSTED', 'CERT_EXPIRED']],
  [
    'expired',
    'CAFile = root, another name',
    { caFile: ca, host: 'a.example.net' },
    'CERT_EXPIRED',
    ['CERT_EXPIRED', 'CERT_HOSTNAME'],
  ],
];

const names: Row[] = [
  ['good', 'another name', { caFile: ca, host: 'mail.example.net' }, 'CERT_HOSTNAME'],
  ['wildcard', 'a name under it', { caFile: ca }, null],
  ['wildcard', 'a name two labels under it', { caFile: ca, host: 'a.b.example.com' }, 'CERT_HOSTNAME'],
  ['partial', 'a partial wildcard', { caFile: ca, host: 'mail1.example.com' }, 'CERT_HOSTNAME'],
  ['byCommonName', 'no SAN', { caFile: ca }, null],
  ['commonNameBesideSan', 'the CN beside a SAN', { caFile: ca }, 'CERT_HOSTNAME'],
  ['twoLabels', 'one dot', { caFile: ca, host: 'example.com' }, 'CERT_HOSTNAME'],
  ['localhost', 'localhost', { caFile: ca, host: 'localhost' }, 'CERT_HOSTNAME'],
  ['address', 'an address', { caFile: ca, host: '127.0.0.1' }, null],
  ['address', 'an IPv6 address', { caFile: ca, host: '2001:DB8:0::1' }, null],
  ['address', 'another address', { caFile: ca, host: '192.0.2.1' }, 'CERT_HOSTNAME'],
  ['addressAsName', 'an address as CN', { caFile: ca, host: '127.0.0.1' }, 'CERT_HOSTNAME'],
  ['good', 'a trailing dot', { caFile: ca, host: 'MAIL.example.com.' }, null],
  ['good', 'another name, not compared', { caFile: ca, host: 'a.example.net', ignoreHostName: true }, null],
  ['good', 'no CA, name not compared', { host: 'a.example.net', ignoreHostName: true }, 'CERT_UNTRUSTED'],
  [
    'expired',
    'expired, name not compared',
    { caFile: ca, host: 'a.example.net', ignoreHostName: true },
    'CERT_EXPIRED',
  ],
];

const unfit: Configuration = { caFile: withoutCrlSign.certificatePem, crlFile: crl.withoutCrlSign.pem };
const chainLists = crl.intermediate.pem + crl.root.pem;
const lists = (...pems: string[]): Configuration => ({ caFile: ca, crlFile: pems.join('') });
const revocation: Row[] = [
  // Only OpenSSL sees this one: its objection counts although nothing else is wrong.
  ['withoutCrlSign', 'a CRL of a CA that may sign none', unfit, 'CERT_UNTRUSTED'],
  ['good', 'CRLs of both issuers', lists(chainLists), null],
  ['good', 'CRLs of both issuers, the other way round', lists(crl.root.pem, crl.intermediate.pem), null],
  ['leafOnly', 'CRLs of both, root and intermediate in CAFile', { caFile: both, crlFile: chainLists }, null],
  ['direct', 'CRL of the root, in DER', { caFile: ca, crlFile: crl.root.der }, null],
  ['good', 'CRL of the intermediate alone', lists(crl.intermediate.pem), 'CRL_MISSING'],
  ['good', 'CRL of the root alone', lists(crl.root.pem), 'CRL_MISSING'],
  ['good', 'a revoking CRL', lists(crl.revokesGood.pem, crl.root.pem), 'CERT_REVOKED'],
  [
    'good',
    'an older CRL, then a revoking one',
    lists(crl.olderIntermediate.pem, crl.revokesGood.pem, crl.root.pem),
    'CERT_REVOKED',
  ],
  [
    'good',
    'a revoking CRL, then an older one',
    lists(crl.revokesGood.pem, crl.olderIntermediate.pem, crl.root.pem),
    'CERT_REVOKED',
  ],
  [
    'good',
    'a revoked intermediate',
    lists(crl.intermediate.pem, crl.revokesIntermediate.pem),
    'CERT_REVOKED',
  ],
  [
    'good',
    'a revoking CRL, none of the root',
    lists(crl.revokesGood.pem),
    'CERT_REVOKED',
    ['CERT_REVOKED', 'CRL_MISSING'],
  ],
  ['good', 'an expired CRL', lists(crl.expired.pem, crl.root.pem), 'CRL_EXPIRED'],
  ['good', 'an expired CRL and a fresh one', lists(crl.expired.pem, chainLists), null],
  [
    'good',
    'an expired, revoking CRL',
    lists(crl.expiredRevokesGood.pem, crl.root.pem),
    'CERT_REVOKED',
    ['CERT_REVOKED', 'CRL_EXPIRED'],
  ],
  ['good', 'a CRL of the future', lists(crl.future.pem, crl.root.pem), 'CRL_EXPIRED'],
  ['good', 'a forged CRL', lists(crl.forged.pem, crl.root.pem), 'CRL_MISSING'],
  ['good', 'a forged, revoking CRL', lists(crl.forgedRevokesGood.pem, crl.root.pem), 'CRL_MISSING'],
  ['good', 'a CRL without an end', lists(crl.endless.pem, crl.root.pem), null],
  [
    'good',
    'CRLs, intermediate alone in CAFile',
    { caFile: intermediate.certificatePem, crlFile: chainLists },
    'CRL_MISSING',
  ],
  [
    'selfSigned',
    'CAFile = itself and a CRL',
    { caFile: leaf.selfSigned.certificatePem, crlFile: crl.root.pem },
    'CRL_MISSING',
  ],
  ['good', 'CRLs and no CA', { crlFile: chainLists }, 'CERT_UNTRUSTED'],
];

const pinned = (issued: pki.Issued): Configuration => ({ fingerprint: issued.fingerprint });
const pins: Row[] = [
  ['selfSigned', 'its fingerprint', pinned(leaf.selfSigned), null],
  ['expired', 'its fingerprint, another name', { ...pinned(leaf.expired), host: 'a.example.net' }, null],
  ['good', 'another fingerprint', { ...pinned(leaf.direct), caFile: ca }, 'CERT_FINGERPRINT'],
  ['good', 'the fingerprint of its CA', { ...pinned(root), caFile: ca }, 'CERT_FINGERPRINT'],
  [
    'good',
    'another fingerprint, errors ignored',
    { ...pinned(leaf.direct), ignoreErrors: true },
    'CERT_FINGERPRINT',
  ],
];

/** IgnoreCertificateErrors = 1: the session stands, and each error is named. */
const ignore = (configuration: Configuration): Configuration => ({ ...configuration, ignoreErrors: true });
const ignored: Row[] = [
  [
    'belowNarrow',
    'a chain too long, no CRL',
    ignore({ caFile: narrow.certificatePem, crlFile: crl.root.pem }),
    null,
    ['CERT_UNTRUSTED', 'CRL_MISSING'],
  ],
  ['good', 'nothing wrong', ignore({ caFile: ca }), null, []],
  ['good', 'no CA', ignore({}), null, ['CERT_UNTRUSTED']],
  [
    'expiredElsewhere',
    'no CA, expired, another name',
    ignore({}),
    null,
    ['CERT_UNTRUSTED', 'CERT_EXPIRED', 'CERT_HOSTNAME'],
  ],
  [
    'good',
    'revoked, no CRL of the root, another name',
    ignore({ ...lists(crl.revokesGood.pem), host: 'a.example.net' }),
    null,
    ['CERT_REVOKED', 'CERT_HOSTNAME', 'CRL_MISSING'],
  ],
  [
    'expired',
    'expired, no CRL',
    ignore({ caFile: ca, crlFile: crl.intermediate.pem }),
    null,
    ['CERT_EXPIRED', 'CRL_MISSING'],
  ],
  [
    'clientOnly',
    'wrong purpose, another name',
    ignore({ caFile: ca, host: 'a.example.net' }),
    null,
    ['CERT_UNTRUSTED', 'CERT_HOSTNAME'],
  ],
];

const started = new Map<string, LabServer>();
let folder: string;
let hashed: string;
beforeAll(async () => {
  for (const [name, start] of Object.entries(servers)) started.set(name, await start());
  folder = await mkdtemp(path.join(tmpdir(), 'sendmemo-lab-'));
  hashed = path.join(folder, 'hashed');
  await mkdir(hashed);
  await writeFile(path.join(folder, 'bundle.pem'), foreign.certificatePem + twin.certificatePem + ca);
  // The same hash for both: the right one comes second.
  for (const [number, issued] of [twin, root].entries()) {
    await writeFile(path.join(folder, `root${number}.pem`), issued.certificatePem);
    const hash = nameHash(readFrame(issued.certificateDer).subject);
    await symlink(`../root${number}.pem`, path.join(hashed, `${hash}.${number}`));
  }
  const unfitHash = nameHash(readFrame(withoutCrlSign.certificateDer).subject);
  await writeFile(path.join(hashed, `${unfitHash}.0`), withoutCrlSign.certificatePem);
  const hash = nameHash(readFrame(intermediate.certificateDer).subject);
  await mkdir(path.join(folder, 'intermediates'));
  await writeFile(path.join(folder, 'intermediates', `${hash}.0`), intermediate.certificatePem);
});
afterAll(async () => {
  for (const server of started.values()) await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const serverNamed = (name: string): LabServer => started.get(name) ?? expect.fail(`no server ${name}`);

const table: Readonly<Record<string, readonly Row[]>> = {
  trust,
  dates,
  names,
  revocation,
  fingerprints: pins,
  'ignored errors': ignored,
};
for (const [group, rows] of Object.entries(table)) {
  describe(group, () => {
    for (const [server, what, configuration, code, verifyErrors] of rows) {
      test(`${server} server, ${what}`, async () => {
        const seen = await shakeHands(serverNamed(server), configuration);
        const errors = verifyErrors ?? (code === null ? [] : [code]);
        expect(seen.failure?.code ?? null).toBe(code);
        expect([...seen.report.verifyErrors].toSorted()).toEqual([...errors].toSorted());
        expect(seen.report.verify).toBe(errors.length === 0 ? 'OK' : 'FAIL');
        expect(seen.socket === null).toBe(code !== null);
        expect(seen.faults.length === 0).toBe(errors.length === 0);
        const passedOver = seen.notices.filter(({ reason }) => reason === 'certificate-errors-ignored');
        expect(passedOver).toHaveLength(code === null && errors.length > 0 ? 1 : 0);
      });
    }
  });
}

describe('the stores besides CAFile', () => {
  const rows: readonly [
    what: string,
    server: keyof typeof servers,
    configuration: () => Configuration,
    store: string | null,
  ][] = [
    ['a hashed SSL_CERT_DIR', 'good', () => ({ certDirectory: hashed }), 'SSL_CERT_DIR'],
    ['an SSL_CERT_FILE', 'good', () => ({ certFile: path.join(folder, 'bundle.pem') }), 'SSL_CERT_FILE'],
    ['a hashed CAPath', 'good', () => ({ caPath: hashed }), 'CAPath'],
    ['CAPath for an RSA key', 'rsa', () => ({ caPath: hashed }), 'CAPath'],
    ['CAPath for an Ed25519 key', 'ed25519', () => ({ caPath: hashed }), 'CAPath'],
    [
      'CAPath beside another CAFile',
      'good',
      () => ({ caPath: hashed, caFile: foreign.certificatePem }),
      'CAPath',
    ],
    [
      'an intermediate that CAPath names',
      'leafOnly',
      () => ({ caPath: path.join(folder, 'intermediates') }),
      'CAPath',
    ],
    [
      'an intermediate of a global store ends no chain',
      'good',
      () => ({ certDirectory: path.join(folder, 'intermediates') }),
      null,
    ],
    ['a directory without links', 'good', () => ({ caPath: folder }), null],
  ];
  test.each(rows)('%s', async (_what, server, configuration, store) => {
    const { failure, chain } = await shakeHands(serverNamed(server), configuration());
    expect(failure?.code ?? null).toBe(store === null ? 'CERT_UNTRUSTED' : null);
    const trusted = chain.map(({ trustedBy }) => trustedBy).filter((each) => each !== null);
    if (store === null) expect(trusted).toEqual([]);
    else expect(trusted.join()).toContain(store);
  });

  test('are examined for dates, names and revocation as CAFile is', async () => {
    const code = async (server: string, configuration: Configuration) =>
      (await shakeHands(serverNamed(server), { caPath: hashed, ...configuration })).failure?.code;
    expect(await code('expired', {})).toBe('CERT_EXPIRED');
    expect(await code('good', { host: 'a.example.net' })).toBe('CERT_HOSTNAME');
    expect(await code('good', { crlFile: crl.revokesGood.pem + crl.root.pem })).toBe('CERT_REVOKED');
    expect(await code('good', { crlFile: crl.root.pem })).toBe('CRL_MISSING');
    expect(await code('good', { crlFile: chainLists })).toBe(undefined);
    expect(await code('clientOnly', {})).toBe('CERT_UNTRUSTED');
    expect(await code('withoutCrlSign', {})).toBe(undefined);
    expect(await code('withoutCrlSign', { crlFile: crl.withoutCrlSign.pem })).toBe('CERT_UNTRUSTED');
  });

  test('say what they could not read, and a chain stays untrusted', async () => {
    const { failure, notices } = await shakeHands(serverNamed('good'), {
      certFile: path.join(folder, 'none.pem'),
    });
    expect(failure?.code).toBe('CERT_UNTRUSTED');
    expect(notices.map(({ reason }) => reason)).toContain('default-trust-unavailable');
  });
});

test('a certificate that is too weak for the security level is named as weak, and passes with old protocols', async () => {
  const strict = { caFile: ca, ciphers: 'DEFAULT:@SECLEVEL=2' };
  expect((await shakeHands(serverNamed('sha1'), strict)).failure).toMatchObject({
    code: 'CERT_UNTRUSTED',
    why: 'weak',
  });
  expect((await shakeHands(serverNamed('sha1'), { caFile: ca, minimum: 'TLSv1' })).failure).toBe(null);
  const found = { caPath: hashed, ciphers: 'DEFAULT:@SECLEVEL=2' };
  expect((await shakeHands(serverNamed('sha1'), found)).failure).toMatchObject({
    code: 'CERT_UNTRUSTED',
    why: 'weak',
  });
});

test('a directory of known CAs that is none vouches for nobody, and holds up nothing', async () => {
  await using server = await startTlsServer(leaf.good);
  const certDirectory = fileURLToPath(import.meta.url);
  expect((await shakeHands(server, { certDirectory })).failure).toMatchObject({ code: 'CERT_UNTRUSTED' });
});

test('only a name is asked for by SNI, as its A-label and without a trailing dot', async () => {
  await using server = await startTlsServer(leaf.good);
  const asked: (string | false | null)[] = [];
  for (const host of ['127.0.0.1', '::1', 'MAIL.example.com.', 'mail.bücher.example']) {
    const { socket } = await shakeHands(server, { host, ignoreErrors: true }, { keep: true });
    await vi.waitFor(() => expect(server.asked).toHaveLength(asked.length + 1));
    socket?.destroy();
    asked.splice(0, asked.length, ...server.asked);
  }
  expect(asked).toEqual([false, false, 'mail.example.com', 'mail.xn--bcher-kva.example']);
});

test('a name that is not compared is warned about only where it differs', async () => {
  const reasons = async (host: string) =>
    (await shakeHands(serverNamed('good'), { caFile: ca, host, ignoreHostName: true })).notices.map(
      ({ reason }) => reason,
    );
  expect(await reasons('mail.example.com')).toEqual([]);
  expect(await reasons('mail.example.net')).toEqual(['hostname-not-compared']);
});

test('for an inspection the socket is given even where the certificate is bad, with all that was seen', async () => {
  const seen = await shakeHands(serverNamed('good'), { crlFile: chainLists }, { inspect: true, keep: true });
  expect(seen.failure?.code).toBe('CERT_UNTRUSTED');
  expect(seen.socket?.destroyed).toBe(false);
  expect(seen.chain.map(({ subject }) => subject)).toEqual([
    'CN=mail.example.com, O=Example',
    'CN=Lab Intermediate, O=Example',
  ]);
  expect(seen.names?.matched).toBe(true);
  expect(seen.revocationLists).toHaveLength(2);
  seen.socket?.destroy();
});
