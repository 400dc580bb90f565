import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificates } from '../../src/tls/pem.ts';
import { createRoot, type Issued } from '../support/pki.ts';
import { failureOf, namedFile } from './named-file.ts';

const file = namedFile('CAFile');
const parse = (content: string | Uint8Array) => parseCertificates(Buffer.from(content), file);
const brokenBlock = (content: string | Uint8Array) => {
  const failure = failureOf(() => parse(content));
  return failure.reason === 'pem-broken-block' ? failure.block : failure.reason;
};

let one: Issued;
let two: Issued;
let key: string;
beforeAll(async () => {
  one = await createRoot({ name: 'One' });
  two = await createRoot({ name: 'Two' });
  key = one.keyPem;
});

describe('a file of certificates', () => {
  test('may be PEM with any number of blocks, comments between them, CRLF, a BOM and no final line end', () => {
    const text = `\uFEFFBag Attributes\nsubject=One\n${one.certificatePem}# two\n${two.certificatePem}`;
    for (const content of [text, text.replaceAll('\n', '\r\n'), text.trimEnd()]) {
      const found = parse(content);
      expect(found.map(({ block }) => block)).toEqual([1, 2]);
      expect(found.map(({ der }) => Buffer.from(der))).toEqual(
        [one, two].map(({ certificateDer }) => Buffer.from(certificateDer)),
      );
    }
  });

  test('may be one certificate in DER, and nothing after it', () => {
    expect(Buffer.from(parse(one.certificateDer)[0]?.der ?? [])).toEqual(Buffer.from(one.certificateDer));
    expect(brokenBlock(Buffer.concat([one.certificateDer, Buffer.from('\n')]))).toBe(1);
    expect(brokenBlock(one.certificateDer.subarray(0, 100))).toBe(1);
  });

  test('counts the labels X509 CERTIFICATE and TRUSTED CERTIFICATE', () => {
    expect(parse(one.certificatePem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'))).toHaveLength(1);
    const trusted = parse(one.certificatePem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'));
    expect(Buffer.from(trusted[0]?.der ?? [])).toEqual(Buffer.from(one.certificateDer));
  });

  test('may hold a key too, which is passed over but counted', () => {
    expect(parse(key + one.certificatePem).map(({ block }) => block)).toEqual([2]);
  });

  test.each(['', ' \n', 'garbage', '\u0000\u0001\u0002', '{"ca":1}'])(
    'that is empty or garbage (%j) is refused',
    (content) => {
      expect(failureOf(() => parse(content))).toMatchObject({
        code: 'CONFIG',
        reason: 'pem-no-block',
        name: 'CAFile',
        path: file.path,
        wanted: 'certificate',
      });
    },
  );

  test('with a key alone is refused', () => {
    expect(failureOf(() => parse(key)).reason).toBe('pem-no-block');
  });

  test('names the block that is broken, whatever stands around it', () => {
    const damaged = two.certificatePem.replace(/\n.{8}/, '\n!!!!!!!!');
    const cut = two.certificatePem.replace(/\n[^\n]+\n-----END/, '\n-----END');
    const other = '-----BEGIN CERTIFICATE-----\naGVsbG8gd29ybGQh\n-----END CERTIFICATE-----\n';
    for (const broken of [damaged, cut, other]) {
      expect(brokenBlock(one.certificatePem + broken + one.certificatePem)).toBe(2);
    }
  });

  test('names a block without an end, an end without a beginning, and a damaged boundary', () => {
    const noEnd = two.certificatePem.replace(/-----END.*\n/, '');
    expect(brokenBlock(one.certificatePem + noEnd)).toBe(2);
    expect(brokenBlock(noEnd + one.certificatePem)).toBe(1);
    expect(brokenBlock(one.certificatePem + two.certificatePem.replace(/-----BEGIN.*\n/, ''))).toBe(2);
    expect(
      brokenBlock(one.certificatePem.replace('-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE')),
    ).toBe(1);
    expect(brokenBlock(one.certificatePem.replace('END CERTIFICATE', 'END X509 CRL'))).toBe(1);
  });
});
