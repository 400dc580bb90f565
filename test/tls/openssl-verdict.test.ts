import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { opensslVerdict } from '../../src/tls/openssl-verdict.ts';
import * as pki from '../support/pki.ts';

let root: pki.Issued;
let intermediate: pki.Issued;
let own: X509Certificate;
let between: X509Certificate;
beforeAll(async () => {
  root = await pki.createRoot();
  intermediate = await pki.createIntermediate(root);
  own = new X509Certificate((await pki.issueServer(intermediate)).certificatePem);
  between = new X509Certificate(intermediate.certificatePem);
});

const request = () => ({
  chain: [own, between],
  anchors: [root.certificatePem],
  revocationLists: [],
  securityLevel: '',
});

test('a chain that leads to an anchor is good, however long it is', async () => {
  expect(await opensslVerdict(request())).toBe(null);
  const others = await Promise.all([...Array(8)].map(() => pki.createRoot({ key: 'rsa2048' })));
  const long = [...others, ...others, ...others].map(
    ({ certificatePem }) => new X509Certificate(certificatePem),
  );
  expect(await opensslVerdict({ ...request(), chain: [own, between, ...long] })).toBe(null);
});

test('a chain without an anchor, or with a gap, is not', async () => {
  expect(await opensslVerdict({ ...request(), anchors: [] })).not.toBe(null);
  expect(await opensslVerdict({ ...request(), chain: [own] })).not.toBe(null);
});

test('a list that is missing is an objection', async () => {
  const crl = await pki.createCrl(root);
  expect(await opensslVerdict({ ...request(), revocationLists: [crl.pem] })).toMatchObject({
    code: 'UNABLE_TO_GET_CRL',
  });
});

test('whatever keeps OpenSSL from a verdict is an objection', async () => {
  expect(await opensslVerdict({ ...request(), chain: [] })).toMatchObject({ code: 'UNFINISHED' });
  expect(await opensslVerdict({ ...request(), revocationLists: ['garbage'] })).toMatchObject({
    code: 'UNFINISHED',
  });
  const notOne = {
    raw: Buffer.from('garbage'),
    publicKey: own.publicKey,
    fingerprint256: own.fingerprint256,
  };
  expect(
    await opensslVerdict({ ...request(), chain: [notOne as unknown as X509Certificate, between] }),
  ).toMatchObject({ code: 'UNFINISHED' });
});
