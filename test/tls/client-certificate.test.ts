import { beforeAll, describe, expect, test } from 'vitest';
import { parseClientCertificate } from '../../src/tls/client-certificate.ts';
import { createIntermediate, createRoot, encryptKey, issueClient, type Issued } from '../support/pki.ts';
import { failureOf, namedFile } from './named-file.ts';

const certificateFile = namedFile('CertFile');
const keyFile = namedFile('KeyFile');
const parse = (certificate: string | Uint8Array, key: string | Uint8Array) =>
  parseClientCertificate(
    { bytes: Buffer.from(certificate), file: certificateFile },
    { bytes: Buffer.from(key), file: keyFile },
  );

let intermediate: Issued;
let client: Issued;
let other: Issued;
beforeAll(async () => {
  const root = await createRoot();
  intermediate = await createIntermediate(root);
  client = await issueClient(intermediate);
  other = await issueClient(root);
});

describe('a client certificate', () => {
  test('keeps its chain in its order', () => {
    const chain = client.certificatePem + intermediate.certificatePem;
    expect(parse(chain, client.keyPem).certificatePem.match(/BEGIN/g)).toHaveLength(2);
  });

  test('and its key may share a file, in either order', () => {
    for (const both of [client.certificatePem + client.keyPem, client.keyPem + client.certificatePem]) {
      expect(parse(both, both)).toMatchObject({
        certificateFile: certificateFile.path,
        keyFile: keyFile.path,
      });
    }
  });

  test('says whether it is for clients', async () => {
    const root = await createRoot();
    const [server, any] = await Promise.all([
      issueClient(root, { usages: ['1.3.6.1.5.5.7.3.1'] }),
      issueClient(root, { usages: ['2.5.29.37.0'] }),
    ]);
    const forClients = [client, server, any].map((one) => parse(one.certificatePem, one.keyPem).forClients);
    expect(forClients).toEqual([true, false, true]);
  });

  test('may be in DER', () => {
    expect(parse(client.certificateDer, client.keyPem).certificatePem).toContain('BEGIN CERTIFICATE');
  });

  test('that does not belong to the key is refused with both names', () => {
    expect(failureOf(() => parse(client.certificatePem, other.keyPem))).toMatchObject({
      reason: 'key-mismatch',
      certificate: certificateFile.path,
      key: keyFile.path,
    });
  });

  test('with an encrypted key is refused, in both forms of encryption', () => {
    const traditional =
      '-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n';
    for (const key of [encryptKey(client.keyPem, 'secret'), traditional]) {
      expect(failureOf(() => parse(client.certificatePem, key)).reason).toBe('key-encrypted');
    }
  });

  test('with no key, or a damaged one, is refused', () => {
    expect(failureOf(() => parse(client.certificatePem, client.certificatePem))).toMatchObject({
      reason: 'pem-no-block',
      wanted: 'key',
    });
    const damaged = '-----BEGIN PRIVATE KEY-----\naGVsbG8gd29ybGQh\n-----END PRIVATE KEY-----\n';
    expect(failureOf(() => parse(client.certificatePem, damaged))).toMatchObject({
      reason: 'pem-broken-block',
      wanted: 'key',
      block: 1,
    });
  });
});
