/**
 * Name constraints: chains made here × hosts → what RFC 5280 (4.2.1.10) with the name rules of the manual says, which
 * is our verdict, and OpenSSL's own tool on the same files. Where OpenSSL accepts what we refuse, the row says so.
 */
import 'reflect-metadata';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { domainToASCII } from 'node:url';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openedCertificate } from '../../src/tls/certificate.ts';
import { derTag, encodeElement } from '../../src/tls/der.ts';
import { opensslVerdict } from '../../src/tls/openssl-verdict.ts';
import { examineServer } from '../../src/tls/verdict.ts';
import * as pki from '../support/pki.ts';
import { alternativeNames, type Constraints, nameConstraints } from './general-name.ts';
import { trustPlan } from './trust-plan.ts';

interface Row {
  readonly what: string;
  readonly constraints: Constraints | x509.Extension;
  /** Who carries them; `anchor`: an intermediate in CAFile, without its root. */
  readonly on?: 'root' | 'middle' | 'issuing' | 'anchor' | 'leaf';
  readonly names: readonly string[];
  readonly commonName?: string;
  readonly subject?: string;
  /** Default `mail.example.com`. */
  readonly host?: string;
  readonly accepted: boolean;
  /** What OpenSSL's tool says, where that is something else. */
  readonly openssl?: boolean;
}

const permitted = (...names: string[]): Constraints => ({ permitted: names });
const excluded = (...names: string[]): Constraints => ({ excluded: names });
const san = ['DNS:mail.example.com'];
const ok = { accepted: true } as const;
const no = { accepted: false } as const;
const onlyUs = { accepted: false, openssl: true } as const;
const tree = (base: Buffer, ...more: Buffer[]) =>
  encodeElement(0xa0, encodeElement(derTag.sequence, Buffer.concat([base, ...more])));
const raw = (...parts: Buffer[]) =>
  new x509.Extension('2.5.29.30', true, encodeElement(derTag.sequence, Buffer.concat(parts)));

const rows: readonly Row[] = [
  { what: 'permitted domain', constraints: permitted('DNS:example.com'), names: san, ...ok },
  { what: 'another permitted domain', constraints: permitted('DNS:example.org'), names: san, ...no },
  { what: 'permitted host', constraints: permitted('DNS:mail.example.com'), names: san, ...ok },
  {
    what: 'permitted, name in capitals',
    constraints: permitted('DNS:example.com'),
    names: ['DNS:MAIL.EXAMPLE.COM'],
    ...ok,
  },
  { what: 'permitted in capitals', constraints: permitted('DNS:EXAMPLE.com'), names: san, ...ok },
  { what: 'permitted with a leading dot', constraints: permitted('DNS:.example.com'), names: san, ...ok },
  {
    what: 'permitted below the host only',
    constraints: permitted('DNS:.mail.example.com'),
    names: san,
    ...no,
  },
  { what: 'permitted ends within a label', constraints: permitted('DNS:ample.com'), names: san, ...no },
  { what: 'permitted with a dot at its end', constraints: permitted('DNS:example.com.'), names: san, ...no },
  { what: 'permitted with a wildcard', constraints: permitted('DNS:*.example.com'), names: san, ...no },
  {
    what: 'permitted, wildcard within',
    constraints: permitted('DNS:example.com'),
    names: ['DNS:*.example.com'],
    ...ok,
  },
  {
    what: 'permitted host, wider wildcard',
    constraints: permitted('DNS:mail.example.com'),
    names: ['DNS:*.example.com'],
    ...no,
  },
  {
    what: 'one of two permitted',
    constraints: permitted('DNS:example.org', 'DNS:example.com'),
    names: san,
    ...ok,
  },
  { what: 'everything permitted', constraints: permitted('DNS:'), names: san, ...ok },
  {
    what: 'permitted, with a foreign name',
    constraints: permitted('DNS:example.com'),
    names: [...san, 'DNS:www.example.org'],
    ...no,
  },
  {
    what: 'permitted, foreign name first',
    constraints: permitted('DNS:example.com'),
    names: ['DNS:www.example.org', ...san],
    ...no,
  },
  {
    what: 'permitted, name with a dot at its end',
    constraints: permitted('DNS:example.com'),
    names: ['DNS:mail.example.com.'],
    ...no,
  },
  {
    what: 'permitted, NUL in the name',
    constraints: permitted('DNS:example.org'),
    names: ['DNS:mail.example.com\0.example.org'],
    ...no,
  },
  {
    what: 'permitted, name with a leading dot',
    constraints: permitted('DNS:example.com'),
    names: ['DNS:.example.com'],
    ...no,
  },
  {
    what: 'permitted A-label',
    constraints: permitted('DNS:xn--bcher-kva.example'),
    names: ['DNS:mail.xn--bcher-kva.example'],
    host: 'mail.bücher.example',
    ...ok,
  },
  {
    what: 'excluded A-label',
    constraints: excluded('DNS:xn--bcher-kva.example'),
    names: ['DNS:mail.xn--bcher-kva.example'],
    host: 'mail.bücher.example',
    ...no,
  },
  {
    what: 'permitted elsewhere, CN',
    constraints: permitted('DNS:example.org'),
    names: [],
    commonName: 'mail.example.com',
    ...no,
  },
  {
    what: 'permitted, CN',
    constraints: permitted('DNS:example.com'),
    names: [],
    commonName: 'mail.example.com',
    ...onlyUs,
  },
  {
    what: 'permitted elsewhere, CN with a wildcard',
    constraints: permitted('DNS:example.org'),
    names: [],
    commonName: '*.example.com',
    ...onlyUs,
  },
  {
    what: 'permitted elsewhere, CN with a dot at its end',
    constraints: permitted('DNS:example.org'),
    names: [],
    commonName: 'mail.example.com.',
    ...no,
  },
  {
    what: 'permitted elsewhere, CN and host with a dot',
    constraints: permitted('DNS:example.org'),
    names: [],
    commonName: 'mail.example.com.',
    host: 'mail.example.com.',
    ...onlyUs,
  },
  {
    what: 'permitted elsewhere, address and CN with a wildcard',
    constraints: permitted('DNS:example.org'),
    names: ['IP:192.0.2.1'],
    commonName: '*.example.com',
    ...onlyUs,
  },
  {
    what: 'permitted elsewhere, right SAN and foreign CN',
    constraints: permitted('DNS:example.org'),
    names: ['DNS:mail.example.org'],
    commonName: 'mail.example.com',
    ...no,
  },
  {
    what: 'permitted, foreign CN beside a SAN',
    constraints: permitted('DNS:example.com'),
    names: san,
    commonName: 'mail.example.org',
    ...ok,
  },
  { what: 'excluded domain', constraints: excluded('DNS:example.com'), names: san, ...no },
  { what: 'excluded elsewhere', constraints: excluded('DNS:example.org'), names: san, ...ok },
  {
    what: 'excluded host, wildcard over it',
    constraints: excluded('DNS:mail.example.com'),
    names: ['DNS:*.example.com'],
    ...onlyUs,
  },
  {
    what: 'excluded host, wildcard, another host',
    constraints: excluded('DNS:www.example.com'),
    names: ['DNS:*.example.com'],
    ...ok,
  },
  { what: 'excluded with a leading dot', constraints: excluded('DNS:.example.com'), names: san, ...no },
  { what: 'excluded below the host only', constraints: excluded('DNS:.mail.example.com'), names: san, ...ok },
  { what: 'excluded in capitals', constraints: excluded('DNS:EXAMPLE.COM'), names: san, ...no },
  {
    what: 'excluded with a dot at its end',
    constraints: excluded('DNS:example.com.'),
    names: san,
    ...onlyUs,
  },
  { what: 'excluded with a wildcard', constraints: excluded('DNS:*.example.com'), names: san, ...onlyUs },
  {
    what: 'excluded, name with a dot at its end',
    constraints: excluded('DNS:example.com'),
    names: ['DNS:mail.example.com.'],
    ...no,
  },
  {
    what: 'excluded, name and host with a dot',
    constraints: excluded('DNS:example.com'),
    names: ['DNS:mail.example.com.'],
    host: 'mail.example.com.',
    ...onlyUs,
  },
  {
    what: 'excluded, CN',
    constraints: excluded('DNS:example.com'),
    names: [],
    commonName: 'mail.example.com',
    ...no,
  },
  {
    what: 'excluded, CN with a wildcard',
    constraints: excluded('DNS:example.com'),
    names: [],
    commonName: '*.example.com',
    ...onlyUs,
  },
  { what: 'everything excluded', constraints: excluded('DNS:'), names: san, ...no },
  {
    what: 'permitted domain, excluded host',
    constraints: { permitted: ['DNS:example.com'], excluded: ['DNS:mail.example.com'] },
    names: san,
    ...no,
  },
  {
    what: 'permitted domain, another host excluded',
    constraints: { permitted: ['DNS:example.com'], excluded: ['DNS:www.example.com'] },
    names: san,
    ...ok,
  },
  {
    what: 'permitted network',
    constraints: permitted('IP:192.0.2.0/24'),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...ok,
  },
  {
    what: 'another permitted network',
    constraints: permitted('IP:198.51.100.0/24'),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...no,
  },
  {
    what: 'excluded network',
    constraints: excluded('IP:192.0.2.0/25'),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...no,
  },
  {
    what: 'excluded half of a network',
    constraints: excluded('IP:192.0.2.128/25'),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...ok,
  },
  {
    what: 'permitted address',
    constraints: permitted('IP:192.0.2.1/32'),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...ok,
  },
  {
    what: 'permitted IPv6 network',
    constraints: permitted('IP:2001:db8::/32'),
    names: ['IP:2001:db8::1'],
    host: '2001:db8::1',
    ...ok,
  },
  {
    what: 'excluded IPv6 network',
    constraints: excluded('IP:2001:db8::/32'),
    names: ['IP:2001:db8::1'],
    host: '2001:db8::1',
    ...no,
  },
  {
    what: 'IPv4 permitted, IPv6 presented',
    constraints: permitted('IP:192.0.2.0/24'),
    names: ['IP:2001:db8::1'],
    host: '2001:db8::1',
    ...no,
  },
  {
    what: 'names permitted, address presented',
    constraints: permitted('DNS:example.org'),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...ok,
  },
  {
    what: 'networks permitted, name presented',
    constraints: permitted('IP:192.0.2.0/24'),
    names: san,
    ...ok,
  },
  {
    what: 'permitted directory name',
    constraints: permitted('dirName:C=JP'),
    names: san,
    subject: 'C=JP, CN=mail',
    ...ok,
  },
  {
    what: 'another permitted directory name',
    constraints: permitted('dirName:C=US'),
    names: san,
    subject: 'C=JP, CN=mail',
    ...no,
  },
  {
    what: 'excluded directory name',
    constraints: excluded('dirName:C=JP'),
    names: san,
    subject: 'C=JP, CN=mail',
    ...no,
  },
  {
    what: 'permitted directory name, CN',
    constraints: permitted('dirName:C=JP'),
    names: [],
    subject: 'C=JP, CN=mail.example.com',
    ...onlyUs,
  },
  {
    what: 'permitted mail domain, none presented',
    constraints: permitted('email:example.org'),
    names: san,
    ...ok,
  },
  {
    what: 'permitted mail domain, another presented',
    constraints: permitted('email:example.org'),
    names: [...san, 'email:user@example.com'],
    ...no,
  },
  {
    what: 'permitted URI',
    constraints: permitted('URI:.example.com'),
    names: [...san, 'URI:https://www.example.com/'],
    ...ok,
  },
  {
    what: 'another permitted URI',
    constraints: permitted('URI:.example.org'),
    names: [...san, 'URI:https://www.example.com/'],
    ...no,
  },
  {
    what: 'on the root, permitted',
    on: 'root',
    constraints: permitted('DNS:example.com'),
    names: san,
    ...ok,
  },
  {
    what: 'on the root, elsewhere',
    on: 'root',
    constraints: permitted('DNS:example.org'),
    names: san,
    ...no,
  },
  {
    what: 'on the root, CN with a wildcard',
    on: 'root',
    constraints: permitted('DNS:example.org'),
    names: [],
    commonName: '*.example.com',
    ...onlyUs,
  },
  {
    what: 'in the middle, permitted',
    on: 'middle',
    constraints: permitted('DNS:example.com'),
    names: san,
    ...ok,
  },
  {
    what: 'in the middle, elsewhere',
    on: 'middle',
    constraints: permitted('DNS:example.org'),
    names: san,
    ...no,
  },
  {
    what: 'in the middle, CN',
    on: 'middle',
    constraints: permitted('DNS:example.com'),
    names: [],
    commonName: 'mail.example.com',
    ...onlyUs,
  },
  {
    what: 'in the middle, excluded host and a wildcard',
    on: 'middle',
    constraints: excluded('DNS:mail.example.com'),
    names: ['DNS:*.example.com'],
    ...onlyUs,
  },
  {
    what: 'on an anchor that is no root, permitted',
    on: 'anchor',
    constraints: permitted('DNS:example.com'),
    names: san,
    ...ok,
  },
  {
    what: 'on an anchor that is no root, elsewhere',
    on: 'anchor',
    constraints: permitted('DNS:example.org'),
    names: san,
    ...no,
  },
  {
    what: 'on the certificate itself',
    on: 'leaf',
    constraints: permitted('DNS:example.org'),
    names: san,
    ...ok,
  },
  {
    what: 'a network that is none',
    constraints: raw(tree(encodeElement(0x87, Buffer.alloc(5)))),
    names: ['IP:192.0.2.1'],
    host: '192.0.2.1',
    ...no,
  },
  {
    what: 'a minimum',
    constraints: raw(
      tree(encodeElement(0x82, Buffer.from('example.com')), encodeElement(0x80, Buffer.from([1]))),
    ),
    names: san,
    ...no,
  },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sendmemo-constraints-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Root, middle, issuing CA and server, and which of them is the anchor. */
async function chainOf(row: Row): Promise<{ sent: pki.Issued[]; anchor: pki.Issued }> {
  const on = row.on ?? 'issuing';
  const extension =
    row.constraints instanceof x509.Extension ? row.constraints : nameConstraints(row.constraints);
  const carried = (...who: (typeof on)[]) => ({ extensions: who.includes(on) ? [extension] : [] });
  const root = await pki.createRoot({ name: 'Root', ...carried('root') });
  const middle = await pki.createIntermediate(root, { name: 'Middle', ...carried('middle') });
  const issuing = await pki.createIntermediate(middle, { name: 'Issuing', ...carried('issuing', 'anchor') });
  const own = row.names.length === 0 ? [] : [alternativeNames(row.names)];
  const leaf = await pki.issueServer(issuing, {
    commonName: row.commonName ?? 'x',
    ...(row.subject === undefined ? {} : { subject: row.subject }),
    names: [],
    extensions: [...own, ...(on === 'leaf' ? [extension] : [])],
  });
  return on === 'anchor'
    ? { sent: [leaf], anchor: issuing }
    : { sent: [leaf, issuing, middle], anchor: root };
}

async function opensslAccepts({ sent, anchor }: Awaited<ReturnType<typeof chainOf>>, host: string) {
  const file = async (name: string, issued: readonly pki.Issued[]) => {
    const full = path.join(folder, name);
    await writeFile(full, issued.map(({ certificatePem }) => certificatePem).join(''));
    return full;
  };
  const words = ['verify', '-partial_chain', '-purpose', 'sslserver', '-no-CAfile', '-no-CApath'];
  words.push('-trusted', await file('anchor.pem', [anchor]));
  if (sent.length > 1) words.push('-untrusted', await file('chain.pem', sent.slice(1)));
  words.push(
    net.isIP(host) === 0 ? '-verify_hostname' : '-verify_ip',
    host,
    await file('leaf.pem', sent.slice(0, 1)),
  );
  try {
    await promisify(execFile)('openssl', words);
    return true;
  } catch (error) {
    // 2: a certificate was refused; anything else is a fault of this test.
    expect((error as { code?: unknown }).code).toBe(2);
    return false;
  }
}

describe('name constraints', () => {
  test.each(rows)('$what', async (row) => {
    const chain = await chainOf(row);
    const host = row.host ?? 'mail.example.com';
    const sent = chain.sent.map(({ certificateDer }) =>
      openedCertificate(new crypto.X509Certificate(certificateDer)),
    );
    const { faults } = await examineServer({
      server: { host, port: 465, address: '127.0.0.1' },
      trust: trustPlan({ caFile: chain.anchor.certificatePem }),
      sent,
      handshake: await opensslVerdict({
        chain: sent.map((certificate) => certificate.x509),
        anchors: [chain.anchor.certificatePem],
        revocationLists: [],
        securityLevel: '@SECLEVEL=1',
      }),
      nowMs: Date.now(),
    });
    expect(faults.length === 0, JSON.stringify(faults)).toBe(row.accepted);
    for (const { code } of faults) expect(['CERT_UNTRUSTED', 'CERT_HOSTNAME']).toContain(code);
    const ascii = /^\p{ASCII}*$/u.test(host) ? host : domainToASCII(host);
    expect(await opensslAccepts(chain, ascii)).toBe(row.openssl ?? row.accepted);
  });
});
