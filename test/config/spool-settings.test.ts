import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SpoolSettings } from '../../src/config/settings.ts';
import { databaseLabel, parseSpoolUrl } from '../../src/config/spool-url.ts';
import { exitStatus } from '../../src/failure/consequence.ts';
import { describeFailure } from '../../src/words/language.ts';
import { english } from '../../src/words/en.ts';
import { japanese } from '../../src/words/ja.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import { createServerDirectory, failureOf } from './server-directory.ts';

const cfg = 'sendmemo.cfg';
const url = 'postgresql://sendmemo@db.example.com/mail';

async function spoolOf(text: string, options = {}): Promise<SpoolSettings> {
  using dir = createServerDirectory({ [cfg]: text });
  const { spool } = (await dir.load({ serverDir: dir.path, ...options })).server;
  if (spool === null) throw new Error('no spool');
  return spool;
}

async function refused(text: string, options = {}) {
  using dir = createServerDirectory({ [cfg]: text });
  const failure = await dir.failure({ serverDir: dir.path, ...options });
  return { ...failure, status: exitStatus(failure) };
}

let pair: { readonly certificate: string; readonly key: string };
beforeAll(async () => {
  const issued = await issueServer(await createRoot(), { names: ['client.example.com'] });
  pair = { certificate: issued.certificatePem, key: issued.keyPem };
});

describe('spool', () => {
  test('is the directory unless a database is named', async () => {
    for (const text of ['', 'spool = directory\n', `spool = directory\nspool-fallback = directory\n`]) {
      expect(await spoolOf(text)).toMatchObject({ database: null, maxConnectionsScope: 'runner' });
    }
  });

  test('a URL is read in all its parts; verify-full is the default', async () => {
    const { database, maxConnectionsScope } = await spoolOf(
      `spool = postgresql://mail%40x@db1.example.com,[2001:db8::1]:5433,%2Frun%2Fpg/d%20b?sslmode=verify-ca\n` +
        'spool-connect-timeout = 2.5\nspool-fallback = directory\nmax-connections-scope = all\n',
    );
    expect(database).toMatchObject({ fallback: true, sslMode: 'verify-ca' });
    expect(database?.open()).toMatchObject({
      hosts: [
        { host: 'db1.example.com', port: 5432 },
        { host: '2001:db8::1', port: 5433 },
        { host: '/run/pg', port: 5432 },
      ],
      user: 'mail@x',
      database: 'd b',
      sslMode: 'verify-ca',
      password: null,
      caPem: null,
      clientCertificate: null,
      connectTimeoutMs: 2500,
    });
    expect(database?.label).toBe(
      'postgresql://mail%40x@db1.example.com,[2001:db8::1]:5433,%2Frun%2Fpg/d%20b',
    );
    expect(maxConnectionsScope).toBe('all');
    expect((await spoolOf(`spool = ${url}\n`)).database).toMatchObject({
      sslMode: 'verify-full',
      fallback: false,
    });
  });

  test('--spool-directory goes before a URL in the file, and a URL of --set before that', async () => {
    const place = { spoolDirectory: '/var/spool/elsewhere' };
    expect((await spoolOf(`spool = ${url}\n`, place)).database).toBeNull();
    expect((await spoolOf('', { ...place, set: [`spool=${url}`] })).database).not.toBeNull();
    expect(await refused('spool = postgresql://db/mail\n', place)).toMatchObject({ reason: 'cfg-spool-url' });
  });

  test.each([
    ['/var/spool/mail', 'path', '/var/spool/mail', null],
    ['mysql://u@h/d', 'scheme', '', null],
    ['postgres://u@h/d', 'scheme', '', null],
    ['database', 'scheme', '', null],
    ['u:geheim@h/d', 'scheme', '', null],
    ['postgresql://u:geheim@h/d', 'password', '', null],
    ['postgresql://u:@h/d', 'password', '', null],
    ['postgresql://h/d', 'user', '', null],
    ['postgresql://@h/d', 'user', '', null],
    ['postgresql://u@/d', 'host', '', null],
    ['postgresql://u@h,/d', 'host', '', null],
    ['postgresql://u@h_1.,300.1.1.1/d', 'host', '', null],
    ['postgresql://u@h:0/d', 'port', '', null],
    ['postgresql://u@h:65536/d', 'port', '', null],
    ['postgresql://u@h:/d', 'port', '', null],
    ['postgresql://u@h', 'database', '', null],
    ['postgresql://u@h/', 'database', '', null],
    ['postgresql://u@h/a/b', 'syntax', '', null],
    ['postgresql://u@h/d#x', 'syntax', '', null],
    ['postgresql://u@h/%zz', 'syntax', '', null],
    ['postgresql://u@h/d%00', 'database', '', null],
    [`postgresql://u@h/${'d'.repeat(64)}`, 'database', '', null],
    ['postgresql://u@h/d?application_name=x', 'parameter', 'application_name', null],
    ['postgresql://u@h/d?password=geheim', 'parameter', 'password', 'spool-password-file'],
    ['postgresql://u@h/d?sslrootcert=/etc/ca.pem', 'parameter', 'sslrootcert', 'spool-ca-file'],
    ['postgresql://u@h/d?connect_timeout=5', 'parameter', 'connect_timeout', 'spool-connect-timeout'],
    ['postgresql://u@h/d?sslmode=require&sslmode=disable', 'twice', 'sslmode', null],
    ['postgresql://u@h/d?sslmode=verify_full', 'sslmode', 'verify_full', 'verify-full'],
    ['postgresql://u@h/d?sslmode=', 'sslmode', '', null],
    ['postgresql://u@h/d?sslmode=allow', 'sslmode', 'allow', null],
  ])('%s is refused (%s)', async (text, why, detail, instead) => {
    const failure = await refused(`\nspool = ${text}\n`);
    expect(failure).toMatchObject({ reason: 'cfg-spool-url', status: 78, why, detail, instead });
    expect(failure).toMatchObject({ origin: { line: 2 } });
  });

  test.each([
    [`spool-password-file = secret\n`, 'spool-password-file', 'spool'],
    [`spool-fallback = directory\n`, 'spool-fallback', 'spool'],
    [`spool = ${url}\nspool-client-key = key.pem\n`, 'spool-client-key', 'spool-client-certificate'],
  ])('%s needs another setting', async (text, given, missing) => {
    expect(await refused(text)).toMatchObject({ reason: 'cfg-pair-incomplete', given, missing });
  });

  test('a database needs a directory for the notes of this machine', async () => {
    using dir = createServerDirectory();
    const alone = { smtpServerHost: 'mail.example.com', set: [`spool=${url}`] };
    expect(await dir.failure(alone)).toMatchObject({
      reason: 'cfg-pair-incomplete',
      missing: 'spool-directory',
    });
  });
});

describe('the files of a database', () => {
  const files = 'spool-password-file = secret\nspool-ca-file = ca.pem\nspool-client-certificate = c.pem\n';

  test('are opened with the spool alone, and the key may be in the file of the certificate', async () => {
    using dir = createServerDirectory({ [cfg]: `spool = ${url}\n${files}` });
    const { spool } = (await dir.load()).server;
    const open = () => spool?.database?.open();
    expect(await failureOf(open)).toMatchObject({ reason: 'cfg-named-file', name: 'spool-password-file' });
    dir.write('secret', 'geheim\n', 0o644);
    expect(await failureOf(open)).toMatchObject({
      reason: 'cfg-secret-exposed',
      name: 'spool-password-file',
    });
    fs.chmodSync(path.join(dir.path, 'secret'), 0o600);
    expect(await failureOf(open)).toMatchObject({ reason: 'cfg-named-file', name: 'spool-ca-file' });
    dir.write('ca.pem', pair.certificate);
    dir.write('c.pem', pair.certificate + pair.key, 0o644);
    expect(await failureOf(open)).toMatchObject({
      reason: 'cfg-secret-exposed',
      name: 'spool-client-certificate',
    });
    fs.chmodSync(path.join(dir.path, 'c.pem'), 0o600);
    const opened = open();
    expect(opened?.caPem).toContain('BEGIN CERTIFICATE');
    expect(opened?.clientCertificate?.keyPem).toContain('PRIVATE KEY');
    expect(await opened?.password?.()).toBe('geheim');
    // A password that is changed while a runner runs.
    dir.write('secret', 'neu\n');
    expect(await opened?.password?.()).toBe('neu');
  });
});

describe('what may be a secret', () => {
  const secret = fc
    .stringMatching(/^[A-Za-z0-9:/?#@%&=+,;!$. -]{1,20}$/)
    .map((text) => `s3cr3t${text}s3cr3t`);

  test('is in no failure, whatever is wrong with the URL', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('h/d', 'h:1/d?sslmode=disable', '/d', '[::1]:99999/d', 'h'),
        (word, rest) => {
          for (const text of [
            `postgresql://u:${word}@${rest}`,
            `u:${word}@${rest}`,
            `postgres://u:${word}@${rest}`,
          ]) {
            const parsed = parseSpoolUrl(text);
            expect(parsed).toHaveProperty('why');
            expect(JSON.stringify(parsed)).not.toContain('s3cr3t');
          }
          const { hosts } = { hosts: [], ...parseSpoolUrl(`postgresql://u@h/d?password=${word}`) };
          expect(hosts).toEqual([]);
          expect(JSON.stringify(parseSpoolUrl(`postgresql://u@h/d?password=${word}`))).not.toContain(
            's3cr3t',
          );
        },
      ),
    );
  });

  test('is in no sentence of the command line either', async () => {
    for (const text of ['\u0007postgresql://u:s3cr3t@h/d', 'postgresql://u:s3c@r3t@h/d\u0001']) {
      const failure = await refused('', { set: [`spool=${text}`] });
      for (const language of [english, japanese]) {
        expect(describeFailure(language, failure).what).not.toMatch(/s3c|r3t/);
      }
    }
  });

  test('any address comes back from its URL, and its label is stable', () => {
    const name = fc.string({ minLength: 1, maxLength: 15 }).filter((text) => !/\p{Cc}/u.test(text));
    const host = fc.constantFrom('db.example.com', 'a-b.c', '192.0.2.1', '2001:db8::1', '/run/postgresql');
    const mode = fc.constantFrom('verify-full', 'verify-ca', 'require', 'prefer', 'disable');
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(name, fc.array(fc.record({ host, port }), { minLength: 1 }), name, mode, (...parts) => {
        const [user, hosts, database, sslMode] = parts;
        const address = { user, hosts, database, sslMode } as const;
        const label = databaseLabel(address);
        expect(parseSpoolUrl(`${label}?sslmode=${sslMode}`)).toEqual(address);
        expect(parseSpoolUrl(label)).toEqual({ ...address, sslMode: 'verify-full' });
      }),
    );
  });
});
