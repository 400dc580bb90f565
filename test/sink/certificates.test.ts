import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, readdir, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../../src/commands/certs/make.ts';
import type { CertsRequest } from '../../src/commands/certs/request.ts';
import { readElement } from '../../src/tls/der.ts';
import { nameHash } from '../../src/tls/distinguished-name.ts';
import { startedAt, temporaryDirectory, uniqueId } from './sink-fixture.ts';

const run = promisify(execFile);
const bare: CertsRequest = { command: 'certs', directory: 'ca', hosts: [], days: null };
const hasOpenssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);

async function make(cwd: string, request: Partial<CertsRequest>) {
  return await makeCertificates({ ...bare, ...request }, { cwd, now: () => startedAt.getTime(), uniqueId });
}

const hashOf = (name: Uint8Array): string => nameHash(readElement(name));

async function certificate(path: string): Promise<X509Certificate> {
  return new X509Certificate(await readFile(path));
}

async function failureOf(work: Promise<unknown>) {
  return await work.then(
    () => null,
    (error: unknown) => (error as { failure?: unknown }).failure,
  );
}

function daysBetween(one: string, other: string): number {
  return Math.floor((Date.parse(other) - Date.parse(one)) / 86_400_000);
}

describe('test certificates', () => {
  it('form a chain of two, for the hosts that were asked for and the uses that they have', async () => {
    await using directory = await temporaryDirectory();
    const { files } = await make(directory.path, {});
    const ca = await certificate(files.ca);
    const server = await certificate(files.server);
    const client = await certificate(files.client);
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    for (const leaf of [server, client]) {
      expect(leaf.ca).toBe(false);
      expect(leaf.checkIssued(ca)).toBe(true);
      expect(leaf.verify(ca.publicKey)).toBe(true);
      expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
      expect(daysBetween(leaf.validFrom, leaf.validTo)).toBe(825);
    }
    expect(daysBetween(ca.validFrom, ca.validTo)).toBe(3652);
    expect(server.checkHost('sink.example.test')).toBeDefined();
    expect(server.checkIP('127.0.0.1')).toBeDefined();
    expect(server.checkIP('::1')).toBeDefined();
    expect(server.checkHost('other.example.test')).toBeUndefined();
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(server.serialNumber).not.toBe(client.serialNumber);
  });

  it('take hosts and days as given', async () => {
    await using directory = await temporaryDirectory();
    const { files } = await make(directory.path, {
      hosts: ['*.mail.example.com', '192.0.2.7'],
      days: 2,
    });
    const server = await certificate(files.server);
    expect(server.subjectAltName).toBe('DNS:*.mail.example.com, IP Address:192.0.2.7');
    expect(daysBetween(server.validFrom, server.validTo)).toBe(2);
  });

  it.each([
    [{ hosts: ['bad name'] }, '--host'],
    [{ hosts: ['a..example.com'] }, '--host'],
    [{ days: 0 }, '--days'],
  ])('are refused for %j before anything is written', async (request, option) => {
    await using directory = await temporaryDirectory();
    expect(await failureOf(make(directory.path, request))).toMatchObject({
      reason: 'usage-option-value',
      option,
    });
    expect(await readdir(directory.path)).toEqual([]);
  });

  it('leave keys to their owner alone', async () => {
    await using directory = await temporaryDirectory();
    const { files } = await make(directory.path, {});
    for (const key of [files.caKey, files.serverKey, files.clientKey]) {
      expect((await stat(key)).mode & 0o777).toBe(0o600);
    }
  });

  it('write over nothing: one file that is there stops them all', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'ca', 'crl.pem');
    await mkdir(join(directory.path, 'ca'));
    await writeFile(path, 'mine');
    expect(await failureOf(make(directory.path, {}))).toMatchObject({
      code: 'OUTPUT',
      reason: 'already-exists',
      path,
    });
    expect(await readdir(join(directory.path, 'ca'))).toEqual(['crl.pem']);
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('say so where their directory cannot be made', async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, 'ca'), '');
    expect(await failureOf(make(directory.path, {}))).toMatchObject({ code: 'OUTPUT' });
  });

  it('are named by different CAs each time, so that hashed links never meet', async () => {
    await using directory = await temporaryDirectory();
    const one = await make(directory.path, { command: 'certs', directory: 'one' });
    const two = await make(directory.path, { command: 'certs', directory: 'two' });
    const names = async (path: string) => (await readdir(path)).toSorted();
    expect(await names(one.files.hashed)).not.toEqual(await names(two.files.hashed));
  });

  it('are reached by hashed links', async () => {
    await using directory = await temporaryDirectory();
    const { files } = await make(directory.path, {});
    const links = (await readdir(files.hashed)).toSorted();
    expect(links).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}\.0$/),
      expect.stringMatching(/^[0-9a-f]{8}\.r0$/),
    ]);
    expect(await readlink(join(files.hashed, links[0] ?? ''))).toBe(join('..', 'ca.pem'));
  });

  it.runIf(hasOpenssl)('are found and accepted by openssl, CRL included', async () => {
    await using directory = await temporaryDirectory();
    const { files } = await make(directory.path, {});
    const env = { PATH: process.env['PATH'] };
    const { stdout } = await run('openssl', ['x509', '-noout', '-subject_hash', '-in', files.ca], { env });
    expect(await readdir(files.hashed)).toContain(`${stdout.trim()}.0`);
    const verified = await run(
      'openssl',
      [
        'verify',
        '-x509_strict',
        '-crl_check',
        '-CApath',
        files.hashed,
        '-purpose',
        'sslserver',
        files.server,
      ],
      { env },
    );
    expect(verified.stdout).toContain(': OK');
  });
});

describe('the subject hash', () => {
  const cases = [
    '/CN=plain',
    '/C=DE/O=Example  Org /OU= Two   Words/CN=Mixed CASE',
    '/O=Bücher und Straße/CN=ÄÖÜ',
    '/DC=com/DC=example/emailAddress=CA@Example.COM',
    '/CN=one+O=two/OU=three',
    `/CN=${'long'.repeat(16)}/O=${'organisation '.repeat(4)}`,
  ];

  it.runIf(hasOpenssl).each(cases)('of %s is the one of openssl', async (subject) => {
    await using directory = await temporaryDirectory();
    const pem = join(directory.path, 'c.pem');
    const env = { PATH: process.env['PATH'] };
    await run(
      'openssl',
      [
        'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -multivalue-rdn'.split(' '),
        ['-subj', subject, '-keyout', join(directory.path, 'c.key'), '-out', pem],
      ].flat(),
      { env },
    );
    const { stdout } = await run('openssl', ['x509', '-noout', '-subject_hash', '-in', pem], { env });
    await import('reflect-metadata');
    const x509 = await import('@peculiar/x509');
    const parsed = new x509.X509Certificate(await readFile(pem, 'utf8'));
    expect(hashOf(new Uint8Array(parsed.subjectName.toArrayBuffer()))).toBe(stdout.trim());
  });

  it('does not depend on the kind of string, on case and on blanks', () => {
    // SEQUENCE { SET { SEQUENCE { commonName, PrintableString "Example  CA" } } }
    const printable = Buffer.from('3016311430120603550403130b4578616d706c6520204341', 'hex');
    // The same as a UTF8String, small letters, one blank: canonically equal.
    const utf8 = Buffer.from('30153113301106035504030c0a6578616d706c65206361', 'hex');
    expect(hashOf(printable)).toBe(hashOf(utf8));
    expect(() => hashOf(Buffer.from('3020', 'hex'))).toThrow(RangeError);
  });
});
