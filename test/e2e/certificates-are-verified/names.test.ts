/** The rows of section 3, over real TLS sessions, by subject alternative name and by common name. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued, LeafOptions } from '../../support/pki.ts';
import { expectFailure, jsonOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';
import type { Submitted } from '../support/submission.ts';

let root: Issued;

beforeAll(async () => {
  root = await createRoot();
});

async function compare(host: string, names: LeafOptions, ssl = ''): Promise<Submitted> {
  const leaf = await issueServer(root, names);
  return await submit({
    ssl: `EnableTLS = 1\nCAFile = ca.pem\n${ssl}`,
    files: { 'ca.pem': root.certificatePem },
    args: ['--json', ...usualArguments],
    server: { tls: { key: leaf.keyPem, cert: leaf.certificatePem } },
    host,
    hosts: {
      [host.toLowerCase().replace(/\.$/, '')]: ['127.0.0.1'],
      'xn--bcher-kva.mail.example': ['127.0.0.1'],
    },
  });
}

function expectResult(sent: Submitted, fits: boolean): void {
  if (fits) {
    expect(sent.status, sent.stdout).toBe(0);
    expect(jsonOf(sent).tls).toMatchObject({ verify: 'OK', verifyErrors: [] });
    expect(sent.transactions).toHaveLength(1);
    return;
  }
  const json = expectFailure(sent, 76, 'CERT_HOSTNAME');
  expect(json.tls).toMatchObject({ verify: 'FAIL', verifyErrors: ['CERT_HOSTNAME'] });
  expect(sent.connections[0]?.commands.filter((line) => /^MAIL/i.test(line))).toEqual([]);
  expect(sent.transactions).toHaveLength(0);
}

describe.concurrent('the name in the certificate', () => {
  const rows: readonly [string, string, boolean][] = [
    ['host.example.com', 'host.example.com', true],
    ['host.example.com', '*.example.com', true],
    ['host.subdomain.example.com', '*.subdomain.example.com', true],
    ['host.example.com', 'host.another-example.com', false],
    ['host.subdomain.example.com', 'host.another-subdomain.example.com', false],
    ['host.example.com', 'host*.example.com', false],
    ['host.example.com', '*host.example.com', false],
    ['host.subdomain.example.com', 'host*.subdomain.example.com', false],
    ['host.subdomain.example.com', '*host.subdomain.example.com', false],
    ['host.subdomain.example.com', '*.example.com', false],
    ['example.com', 'example.com', false],
    ['HOST.Example.COM', 'host.example.com', true],
    ['host.example.com', 'HOST.example.COM', true],
    ['host.example.com.', 'host.example.com', true],
    ['host.example.com', '*.com', false],
    ['localhost', 'localhost', false],
    ['host.example.com', 'h*.example.com', false],
    ['host.example.com', 'host.*.com', false],
    ['host.example.com', '*', false],
  ];
  it.each(rows)('%s against SAN %s: %s', async (host, name, fits) => {
    expectResult(await compare(host, { names: [name], commonName: 'unrelated' }), fits);
  });
  it.each(rows.slice(0, 11))('%s against CN %s: %s, unless that has a wildcard', async (host, name, fits) => {
    const counts = fits && !name.includes('*');
    expectResult(await compare(host, { names: [], commonName: name }), counts);
  });

  it('in CN does not count beside a dNSName', async () => {
    const names = { names: ['other.example.com'], commonName: 'host.example.com' };
    expectResult(await compare('host.example.com', names), false);
  });

  it('in CN counts beside an iPAddress', async () => {
    expectResult(
      await compare('host.example.com', { names: ['192.0.2.1'], commonName: 'host.example.com' }),
      true,
    );
  });

  it('may be any of several', async () => {
    const names = ['192.0.2.1', 'a.example.com', '*.b.example.com', 'host.example.com'];
    expectResult(await compare('host.example.com', { names }), true);
    expectResult(await compare('x.b.example.com', { names }), true);
  });

  it('is an iPAddress for an address', async () => {
    expectResult(await compare('127.0.0.1', { names: ['127.0.0.1'] }), true);
    expectResult(await compare('127.0.0.1', { names: ['127.0.0.2'] }), false);
    expectResult(await compare('127.0.0.1', { names: [], commonName: '127.0.0.1' }), false);
  });

  it('is compared with the A-label of a U-label', async () => {
    const names = ['xn--bcher-kva.mail.example'];
    expectResult(await compare('bücher.mail.example', { names }), true);
    expectResult(await compare('xn--bcher-kva.mail.example', { names }), true);
    expectResult(await compare('bücher.mail.example', { names: ['*.mail.example'] }), true);
  });

  it('is not compared under CertValidationIgnoreHostName = 1, and all else is', async () => {
    const switched = 'CertValidationIgnoreHostName = 1\n';
    const passed = await compare('host.example.com', { names: ['other.example.com'] }, switched);
    expect(passed.status, passed.stderr).toBe(0);
    const expired = await compare(
      'host.example.com',
      { names: ['o.example.com'], fromDays: -9, untilDays: -1 },
      switched,
    );
    expectFailure(expired, 76, 'CERT_EXPIRED');
    expect(expired.transactions).toHaveLength(0);
  });
});
