/** Which revocation lists count for a certificate (RFC 5280, 5.2, 5.3 and 6.3.3): lists × chains → codes and reasons. */
import crypto from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { TlsFailure } from '../../src/failure/tls-failure.ts';
import { openedCertificate } from '../../src/tls/certificate.ts';
import { encodeElement } from '../../src/tls/der.ts';
import { examineServer } from '../../src/tls/verdict.ts';
import * as pki from '../support/pki.ts';
import { buildCrl, integer, type ListExtension, manyEntries, sequence } from './revocation-list.ts';
import { trustPlan } from './trust-plan.ts';

const top = await pki.createRoot({ name: 'Top' });
const topList = buildCrl(top).pem;
/** Its lists are looked at; that of its own issuer is always there. */
const root = await pki.createIntermediate(top, { name: 'Root' });
const uri = (text: string) => encodeElement(0x86, Buffer.from(text));
const fullName = (...names: Uint8Array[]) => encodeElement(0xa0, encodeElement(0xa0, Buffer.concat(names)));
const pointsAt = (...names: Uint8Array[]) =>
  new x509.Extension('2.5.29.31', false, sequence(sequence(fullName(...names))));
const reasonsOnly = new x509.Extension(
  '2.5.29.31',
  false,
  sequence(sequence(fullName(uri('http://crl.example.com/a')), Buffer.from([0x81, 2, 1, 0x40]))),
);
const leaf = {
  plain: await pki.issueServer(root),
  pointing: await pki.issueServer(root, { extensions: [pointsAt(uri('http://crl.example.com/a'))] }),
  reasons: await pki.issueServer(root, { extensions: [reasonsOnly] }),
};
const intermediate = await pki.createIntermediate(root, { name: 'Intermediate' });
const below = await pki.issueServer(intermediate);

const yes = (tag: number) => encodeElement(tag, Buffer.from([0xff]));
const scope = (...fields: Uint8Array[]): ListExtension => ({
  identifier: '2.5.29.28',
  critical: true,
  value: sequence(...fields),
});
const delta: ListExtension = { identifier: '2.5.29.27', critical: true, value: integer(1) };
const unknown = (critical: boolean): ListExtension => ({
  identifier: '1.3.6.1.4.1.99999.1',
  critical,
  value: integer(1),
});
const reason = (code: number): ListExtension => ({
  identifier: '2.5.29.21',
  value: encodeElement(0x0a, Buffer.from([code])),
});
const issuedBy = (issuer: pki.Issued): ListExtension => ({
  identifier: '2.5.29.29',
  critical: true,
  value: sequence(
    encodeElement(
      0xa4,
      Buffer.from(new x509.X509Certificate(issuer.certificateDer).subjectName.toArrayBuffer()),
    ),
  ),
});
const other = await pki.createRoot({ name: 'Other' });

const crl = (...extensions: ListExtension[]) => buildCrl(root, { extensions }).pem;
const revoking = (certificate: pki.Issued, entry: ListExtension[], ...extensions: ListExtension[]) =>
  buildCrl(root, { extensions, entries: [{ certificate, extensions: entry }] }).pem;
const complete = buildCrl(root).pem;
const expired = buildCrl(root, { fromDays: -9, untilDays: -2 }).pem;
const users = scope(yes(0x81));
const authorities = scope(yes(0x82));
const pointA = scope(fullName(uri('http://crl.example.com/a')));
const relative = scope(
  encodeElement(0xa0, encodeElement(0xa1, readSet(new x509.Name('CN=Part 1').toArrayBuffer()))),
);
const named = (text: string) => encodeElement(0xa4, Buffer.from(new x509.Name(text).toArrayBuffer()));
const relatively = await pki.issueServer(root, {
  extensions: [pointsAt(named('CN=Root, O=Example, CN=Part 1'))],
});

function readSet(name: ArrayBuffer): Uint8Array {
  // Name, its one RelativeDistinguishedName, the contents of that.
  return new Uint8Array(name).subarray(4);
}

type Row = readonly [what: string, lists: string, certificate: pki.Issued, code: string | null, why?: string];
const rows: readonly Row[] = [
  ['a complete list', complete, leaf.plain, null],
  [
    'a list number and an unknown extension that is not critical',
    crl({ identifier: '2.5.29.20', value: integer(7) }, unknown(false)),
    leaf.plain,
    null,
  ],
  ['a delta list alone', crl(delta), leaf.plain, 'CRL_MISSING', 'delta'],
  ['a delta and a complete list', crl(delta) + complete, leaf.plain, null],
  ['an expired complete list beside a current delta', expired + crl(delta), leaf.plain, 'CRL_EXPIRED'],
  [
    'a delta that revokes beside a complete list',
    revoking(leaf.plain, [], delta) + complete,
    leaf.plain,
    'CERT_REVOKED',
  ],
  [
    'a delta that takes a revocation back',
    revoking(leaf.plain, [reason(8)], delta) + complete,
    leaf.plain,
    null,
  ],
  ['a reason that is one', revoking(leaf.plain, [reason(1)]), leaf.plain, 'CERT_REVOKED'],
  ['an unknown critical extension', crl(unknown(true)), leaf.plain, 'CRL_MISSING', 'unknown-extension'],
  [
    'an unknown critical extension of an entry for another',
    revoking(leaf.pointing, [unknown(true)]),
    leaf.plain,
    'CRL_MISSING',
    'unknown-extension',
  ],
  [
    'an unknown extension of an entry for another',
    revoking(leaf.pointing, [unknown(false)]),
    leaf.plain,
    null,
  ],
  ['a list for users, of a user', crl(users), leaf.plain, null],
  ['a list for CAs, of a user', crl(authorities), leaf.plain, 'CRL_MISSING', 'other-kind'],
  [
    'a list for CAs that revokes nevertheless',
    revoking(leaf.plain, [], authorities),
    leaf.plain,
    'CERT_REVOKED',
  ],
  ['lists for users and for CAs', crl(users) + crl(authorities), leaf.plain, null],
  ['a list for attribute certificates', crl(scope(yes(0x85))), leaf.plain, 'CRL_MISSING', 'other-kind'],
  [
    'a list for attribute certificates with the same number',
    revoking(leaf.plain, [], scope(yes(0x85))) + complete,
    leaf.plain,
    null,
  ],
  [
    'a list for users and CAs only at once',
    crl(scope(yes(0x81), yes(0x82))),
    leaf.plain,
    'CRL_MISSING',
    'unknown-extension',
  ],
  [
    'a list for some reasons',
    crl(scope(Buffer.from([0x83, 2, 1, 0x40]))),
    leaf.plain,
    'CRL_MISSING',
    'some-reasons',
  ],
  [
    'a list for some reasons that revokes',
    revoking(leaf.plain, [], scope(Buffer.from([0x83, 2, 1, 0x40]))),
    leaf.plain,
    'CERT_REVOKED',
  ],
  ['an indirect list', crl(scope(yes(0x84))), leaf.plain, 'CRL_MISSING', 'indirect'],
  [
    'an indirect list that revokes the number for another issuer',
    revoking(leaf.plain, [issuedBy(other)], scope(yes(0x84))) + complete,
    leaf.plain,
    null,
  ],
  [
    'an indirect list that revokes for this issuer',
    revoking(leaf.plain, [issuedBy(root)], scope(yes(0x84))) + complete,
    leaf.plain,
    'CERT_REVOKED',
  ],
  [
    'entries of other issuers in a list that is not indirect',
    revoking(leaf.pointing, [issuedBy(other)]),
    leaf.plain,
    'CRL_MISSING',
    'indirect',
  ],
  ['a point, of a certificate without points', crl(pointA), leaf.plain, 'CRL_MISSING', 'other-point'],
  ['the point of the certificate', crl(pointA), leaf.pointing, null],
  [
    'another point',
    crl(scope(fullName(uri('http://crl.example.com/b')))),
    leaf.pointing,
    'CRL_MISSING',
    'other-point',
  ],
  [
    'one of two names of a point',
    crl(scope(fullName(uri('http://crl.example.com/b'), uri('http://crl.example.com/a')))),
    leaf.pointing,
    null,
  ],
  ['a point of the certificate for some reasons', crl(pointA), leaf.reasons, 'CRL_MISSING', 'other-point'],
  ['a name relative to the issuer', crl(relative), relatively, null],
  ['the whole list for a certificate with points', complete, leaf.pointing, null],
  [
    'a scope that can not be read',
    crl({ identifier: '2.5.29.28', critical: true, value: integer(1) }),
    leaf.plain,
    'CRL_MISSING',
    'unknown-extension',
  ],
];

async function verdict(
  lists: string | Uint8Array,
  chain: readonly pki.Issued[],
  caFile: string,
): Promise<readonly TlsFailure[]> {
  const sent = chain.map(({ certificateDer }) =>
    openedCertificate(new crypto.X509Certificate(certificateDer)),
  );
  const { faults } = await examineServer({
    server: { host: 'mail.example.com', port: 465, address: '127.0.0.1' },
    trust: trustPlan({ caFile, crlFile: lists }),
    sent,
    // Nothing was asked in the handshake; everything is asked now.
    handshake: { code: 'UNFINISHED', text: 'not asked' },
    nowMs: Date.now(),
  });
  return faults;
}

describe('a list', () => {
  for (const [what, lists, certificate, code, why] of rows) {
    test(what, async () => {
      const faults = await verdict(lists + topList, [certificate, root], top.certificatePem);
      expect(faults.map((fault) => fault.code)).toEqual(code === null ? [] : [code]);
      if (why !== undefined) expect(faults).toMatchObject([{ why }]);
    });
  }

  test('for users leaves the CA out, one for CAs completes it', async () => {
    const own = buildCrl(intermediate).pem;
    const codes = async (lists: string) =>
      (await verdict(lists + topList, [below, intermediate, root], top.certificatePem)).map((fault) => [
        fault.code,
        'why' in fault ? fault.why : null,
      ]);
    expect(await codes(own + crl(authorities))).toEqual([]);
    expect(await codes(own + crl(users))).toEqual([['CRL_MISSING', 'other-kind']]);
  });

  test('can not be verified without the certificate of its issuer, and the fault says so', async () => {
    const lists = buildCrl(intermediate).pem + complete;
    expect(await verdict(lists, [below, intermediate], intermediate.certificatePem)).toMatchObject([
      { code: 'CRL_MISSING', why: 'no-issuer', issuer: 'CN=Root, O=Example' },
    ]);
  });
});

describe('CAs of one name', () => {
  let older: pki.Issued;
  let newer: pki.Issued;
  const files = new Map<string, pki.Issued>();
  beforeAll(async () => {
    for (const withoutIdentifiers of [false, true]) {
      older = await pki.createRoot({ name: 'Renewed', withoutIdentifiers });
      newer = await pki.createRoot({ name: 'Renewed', withoutIdentifiers });
      files.set(`older ${withoutIdentifiers}`, older);
      files.set(`newer ${withoutIdentifiers}`, newer);
    }
  });

  const orders = [false, true].flatMap((withoutIdentifiers) =>
    ['older', 'newer'].flatMap((issuer) =>
      [false, true].flatMap((cas) =>
        [false, true].map((lists) => ({ withoutIdentifiers, issuer, cas, lists })),
      ),
    ),
  );
  test.each(orders)('are told apart by key: %j', async ({ withoutIdentifiers, issuer, cas, lists }) => {
    const both = ['older', 'newer'].map((age) => files.get(`${age} ${withoutIdentifiers}`) as pki.Issued);
    const own = files.get(`${issuer} ${withoutIdentifiers}`) as pki.Issued;
    const strange = both.find((each) => each !== own) as pki.Issued;
    const server = await pki.issueServer(own, { withoutIdentifiers });
    const inOrder = <T>(all: T[], reversed: boolean) => (reversed ? all.toReversed() : all);
    const caFile = inOrder(both, cas)
      .map((each) => each.certificatePem)
      .join('');
    const good = inOrder(
      both.map((each) => buildCrl(each).pem),
      lists,
    ).join('');
    expect(await verdict(good, [server], caFile)).toEqual([]);
    expect(await verdict(buildCrl(strange).pem, [server], caFile)).toMatchObject([
      { code: 'CRL_MISSING', why: 'forged' },
    ]);
    const bad = [buildCrl(own, { entries: [{ certificate: server }] }).pem, buildCrl(strange).pem];
    expect(await verdict(inOrder(bad, lists).join(''), [server], caFile)).toMatchObject([
      { code: 'CERT_REVOKED' },
    ]);
  });

  test('a certificate by which the older key vouches for the newer one is no root', async () => {
    const old = await pki.createRoot({ name: 'Rollover' });
    const next = await pki.createRoot({ name: 'Rollover' });
    const bridge = await pki.createIntermediate(old, { name: 'Rollover', keys: next.keys });
    const server = await pki.issueServer(next);
    const lists = buildCrl(next).pem + buildCrl(old).pem;
    expect(await verdict(lists, [server, bridge], old.certificatePem)).toEqual([]);
    const revoked = buildCrl(old, { entries: [{ certificate: bridge }] }).pem;
    expect(await verdict(buildCrl(next).pem + revoked, [server, bridge], old.certificatePem)).toMatchObject([
      { code: 'CERT_REVOKED', certificate: { depth: 1 } },
    ]);
  });
});

describe('a long list', () => {
  test('finds the certificate among others, in DER and PEM', async () => {
    const entries = manyEntries(5000);
    const own = await pki.createRoot({ name: 'Of many' });
    const server = await pki.issueServer(own);
    for (const form of ['der', 'pem'] as const) {
      const list = buildCrl(own, { entries: [{ certificate: server }], moreEntries: entries });
      expect(await verdict(list[form], [server], own.certificatePem)).toMatchObject([
        { code: 'CERT_REVOKED' },
      ]);
      const without = buildCrl(own, { moreEntries: entries });
      expect(await verdict(without[form], [server], own.certificatePem)).toEqual([]);
    }
  });

  test('makes nothing for its entries', () => {
    const made = (count: number) => {
      const { der } = buildCrl(root, { moreEntries: manyEntries(count) });
      const views = vi.spyOn(Uint8Array.prototype, 'subarray');
      try {
        trustPlan({ crlFile: der });
        return views.mock.calls.length;
      } finally {
        views.mockRestore();
      }
    };
    expect(made(4000)).toBe(made(1000));
  });

  test('with an entry that is broken is broken, wherever that is', () => {
    const entries = manyEntries(100);
    entries[90 * (entries.length / 100)] = 0x31;
    expect(() => trustPlan({ crlFile: buildCrl(root, { moreEntries: entries }).der })).toThrow();
  });
});
