import { beforeAll, describe, expect, test } from 'vitest';
import { findRevocation } from '../../src/tls/crl-entries.ts';
import { parseRevocationLists, readCrl } from '../../src/tls/crl.ts';
import { createCrl, createRoot, type CrlFile, issueServer, type Issued } from '../support/pki.ts';
import { failureOf, namedFile } from './named-file.ts';

const file = namedFile('CrlFile');
const parse = (content: string | Uint8Array) => parseRevocationLists(Buffer.from(content), file);

let root: Issued;
let revoked: Issued;
let list: CrlFile;
beforeAll(async () => {
  root = await createRoot({ name: 'Root' });
  revoked = await issueServer(root);
  list = await createCrl(root, { revoked: [revoked] });
});

describe('a file of revocation lists', () => {
  test('gives one entry for each list, each with its own bytes', async () => {
    const empty = await createCrl(root);
    const found = parse(`first\n${list.pem}second\n${empty.pem}`);
    expect(found.map(({ block }) => block)).toEqual([1, 2]);
    expect(found.map(({ der }) => Buffer.from(der))).toEqual([Buffer.from(list.der), Buffer.from(empty.der)]);
  });

  test('may be one list in DER', () => {
    expect(Buffer.from(parse(list.der)[0]?.der ?? [])).toEqual(Buffer.from(list.der));
  });

  test('is read with issuer, dates and serial numbers', () => {
    const crl = readCrl(list.der);
    expect(crl.issuer).toBe('CN=Root, O=Example');
    expect(crl.thisUpdate.getTime()).toBeLessThan(Date.now());
    expect(crl.nextUpdate?.getTime()).toBeGreaterThan(Date.now());
    const names = { certificate: crl.canonicalIssuer, list: crl.canonicalIssuer };
    expect(crl.entries.count).toBe(1);
    expect(findRevocation(crl.entries, revoked.serialNumber.toUpperCase(), names)).not.toBe(null);
    expect(findRevocation(crl.entries, '99', names)).toBe(null);
  });

  test('may name no next update and no revoked certificate', async () => {
    const crl = readCrl((await createCrl(root, { endless: true })).der);
    expect(crl.nextUpdate).toBe(null);
    expect(crl.entries.count).toBe(0);
  });

  test('that holds no list is refused', () => {
    for (const content of ['', 'garbage', root.certificatePem]) {
      expect(failureOf(() => parse(content))).toMatchObject({ reason: 'pem-no-block', wanted: 'crl' });
    }
  });

  test('names the block that is broken', () => {
    const asList = root.certificatePem.replaceAll('CERTIFICATE', 'X509 CRL');
    const cut = list.pem.replace(/\n[^\n]+\n-----END/, '\n-----END');
    for (const broken of [asList, cut]) {
      expect(failureOf(() => parse(list.pem + broken))).toMatchObject({
        reason: 'pem-broken-block',
        block: 2,
      });
    }
    expect(failureOf(() => parse(root.certificateDer))).toMatchObject({ found: 'certificate' });
  });
});
