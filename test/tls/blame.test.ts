/** The certificate at fault is named: its subject and its place in the chain. */
import 'reflect-metadata';
import crypto from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { expect, test } from 'vitest';
import { openedCertificate } from '../../src/tls/certificate.ts';
import { examineServer } from '../../src/tls/verdict.ts';
import * as pki from '../support/pki.ts';
import { nameConstraints } from './general-name.ts';
import { type Configuration, trustPlan } from './trust-plan.ts';

const root = await pki.createRoot({ name: 'Root' });
const strong = { ciphers: 'DEFAULT:@SECLEVEL=2' };
const clientOnly = new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.2']);
const strange = new x509.Extension('1.3.6.1.4.1.99999.1', true, Buffer.from([5, 0]));
const issuing = (options: pki.AuthorityOptions) =>
  pki.createIntermediate(root, { name: 'Issuing', ...options });

type Row = readonly [
  what: string,
  chain: () => Promise<readonly pki.Issued[]>,
  depth: number,
  why: string,
  configuration?: Configuration,
];
/** A server's certificate, an issuing CA, a root that signs it. */
const under = async (issuer: Promise<pki.Issued>, options: pki.LeafOptions = {}) => {
  const ca = await issuer;
  return [await pki.issueServer(ca, options), ca];
};

const rows: readonly Row[] = [
  [
    'a certificate for clients',
    () => under(issuing({}), { usages: ['1.3.6.1.5.5.7.3.2'] }),
    0,
    'wrong-purpose',
  ],
  ['a CA for clients', () => under(issuing({ extensions: [clientOnly] })), 1, 'wrong-purpose'],
  [
    'a certificate for signing certificates only',
    () => under(issuing({}), { keyUsage: x509.KeyUsageFlags.keyCertSign }),
    0,
    'wrong-key-usage',
  ],
  [
    'a certificate that issues another',
    async () => {
      const ca = await issuing({});
      const leaf = await pki.issueServer(ca);
      return [await pki.issueServer(leaf), leaf, ca];
    },
    1,
    'not-a-ca',
  ],
  [
    'a path that is too long',
    async () => {
      const narrow = await issuing({ pathLength: 0 });
      const below = await pki.createIntermediate(narrow, { name: 'Below' });
      return [await pki.issueServer(below), below, narrow];
    },
    2,
    'path-length',
  ],
  [
    'a constraint',
    () => under(issuing({ extensions: [nameConstraints({ permitted: ['DNS:example.org'] })] })),
    1,
    'name-constraints',
  ],
  ['a short key of a server', () => under(issuing({}), { key: 'rsa1024' }), 0, 'weak', strong],
  ['a short key of a CA', () => under(issuing({ key: 'rsa1024' })), 1, 'weak', strong],
  ['a SHA-1 signature under a certificate', () => under(issuing({}), { digest: 'SHA-1' }), 0, 'weak', strong],
  ['a SHA-1 signature under a CA', () => under(issuing({ digest: 'SHA-1' })), 1, 'weak', strong],
  [
    'an unknown critical extension',
    () => under(issuing({}), { extensions: [strange] }),
    0,
    'unknown-extension',
  ],
  [
    'an unknown critical extension of a CA',
    () => under(issuing({ extensions: [strange] })),
    1,
    'unknown-extension',
  ],
];

test.each(rows.map((row) => ({ what: row[0], row })))('$what', async ({ row }) => {
  const [, make, depth, why, configuration = {}] = row;
  const chain = await make();
  const sent = chain.map(({ certificateDer }) =>
    openedCertificate(new crypto.X509Certificate(certificateDer)),
  );
  const { faults } = await examineServer({
    server: { host: 'mail.example.com', port: 465, address: '127.0.0.1' },
    trust: trustPlan({ ...configuration, caFile: root.certificatePem }),
    sent,
    handshake: { code: 'UNFINISHED', text: 'not asked' },
    nowMs: Date.now(),
  });
  const blamed = faults.filter((fault) => fault.code === 'CERT_UNTRUSTED');
  expect(blamed[0]).toMatchObject({ why, certificate: { depth, subject: sent[depth]?.subject } });
});
