/** Where secrets may come from, and which settings of auth-oauth go together. */
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { exposure } from '../../src/config/named-file.ts';
import { createSelfSigned } from '../support/pki.ts';
import { createServerDirectory } from './server-directory.ts';

const cfg = 'sendmemo.cfg';
const base = 'auth-user = printer@example.com\nauth-oauth = microsoft\n';
const application = `${base}auth-oauth-client-id = one\n`;
const tenant = 'auth-oauth-tenant = example.com\n';
const secret = 'auth-oauth-client-secret-file = secret\n';

describe('auth-oauth', () => {
  test('takes the endpoint and the scope of the provider, and the mailbox of auth-user', async () => {
    using dir = createServerDirectory({ [cfg]: `${application}${tenant}${secret}`, secret: 's' });
    expect((await dir.load()).server.auth).toMatchObject({
      secret: null,
      oauth: {
        provider: 'microsoft',
        tokenUrl: 'https://login.microsoftonline.com/example.com/oauth2/v2.0/token',
        scope: 'https://outlook.office365.com/.default',
        user: 'printer@example.com',
        grant: { kind: 'client-credentials', client: { kind: 'secret' } },
      },
    });
  });

  test.each([
    ['microsoft-gcc-high', 'https://login.microsoftonline.us/', 'https://outlook.office365.us/.default'],
    ['microsoft-dod', 'https://login.microsoftonline.us/', 'https://webmail.apps.mil/.default'],
    ['microsoft-china', 'https://login.partner.microsoftonline.cn/', 'https://partner.outlook.cn/.default'],
  ])('%s is a national cloud of its own', async (name, endpoint, scope) => {
    const text = `${application}${tenant}${secret}`.replace('= microsoft\n', `= ${name}\n`);
    using dir = createServerDirectory({ [cfg]: text, secret: 's' });
    const oauth = (await dir.load()).server.auth?.oauth;
    expect(oauth?.tokenUrl).toContain(endpoint);
    expect(oauth?.scope).toBe(scope);
  });

  test.each([
    ['the client ID', base, 'auth-oauth-client-id'],
    ['what proves the application', `${application}${tenant}`, 'auth-oauth-client-secret-file'],
    ['the tenant', `${application}${secret}`, 'auth-oauth-tenant'],
    ['a tenant of its own', `${application}${secret}auth-oauth-tenant = common\n`, 'auth-oauth-tenant'],
    ['auth-oauth itself', `auth-user = a\nauth-oauth-client-id = one\n`, 'auth-oauth'],
    ['the user', 'auth-oauth = google\n', 'auth-user'],
    [
      'the service account',
      `${application}${tenant}${secret}auth-oauth-subject = a@example.com\n`,
      'auth-oauth-service-account-file',
    ],
  ])('is incomplete without %s', async (_, text, missing) => {
    using dir = createServerDirectory({ [cfg]: text, secret: 's' });
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-pair-incomplete', missing });
  });

  test.each([
    ['a password', 'auth-password-file = secret\n'],
    ['a command', 'auth-password-command = true\n'],
    ['a method for passwords', 'auth-method = plain\n'],
    ['a certificate beside the secret', 'auth-oauth-client-certificate = secret\n'],
  ])('does not go together with %s', async (_, more) => {
    using dir = createServerDirectory({ [cfg]: `${application}${tenant}${secret}${more}`, secret: 's' });
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-conflict' });
  });

  test.each(['Microsoft', 'http://login.example.com/token', 'login.example.com', 'https://u:p@example.com/'])(
    'is not %s',
    async (value) => {
      using dir = createServerDirectory({ [cfg]: `auth-user = a\nauth-oauth = ${value}\n` });
      expect(await dir.failure()).toMatchObject({ reason: 'cfg-value', name: 'auth-oauth' });
    },
  );

  test('takes an RSA key alone, for RS256 and PS256', async () => {
    const { certificatePem, keyPem } = await createSelfSigned({ key: 'ec' });
    const text = `${application}${tenant}auth-oauth-client-certificate = app.pem\n`;
    using dir = createServerDirectory({ [cfg]: text, 'app.pem': `${certificatePem}${keyPem}` });
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-oauth-file', expected: 'rsa-key' });
  });

  test.each(['', '{}', '[]', '{"client_email":"a@b"}', 'nonsense'])(
    'a service account is a JSON file with address and key, not %j',
    async (content) => {
      const text =
        'auth-user = a@example.com\nauth-oauth = google\nauth-oauth-service-account-file = a.json\n';
      using dir = createServerDirectory({ [cfg]: text, 'a.json': content });
      expect(await dir.failure()).toMatchObject({ reason: 'cfg-oauth-file', expected: 'service-account' });
    },
  );

  test.each(['auth-oauth-client-secret-file', 'auth-oauth-service-account-file'])(
    'others must not be able to read the file of %s',
    async (name) => {
      const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
      const pem = key.export({ type: 'pkcs8', format: 'pem' });
      const text = name.includes('client') ? `${application}${tenant}` : base.replace('microsoft', 'google');
      using dir = createServerDirectory({ [cfg]: `${text}${name} = file\n` });
      dir.write('file', JSON.stringify({ client_email: 'a@b', private_key: pem }), 0o644);
      expect(await dir.failure()).toMatchObject({ reason: 'cfg-secret-exposed', name, mode: 0o644 });
    },
  );
});

describe('a secret of root that a group may read', () => {
  const named = {
    name: 'auth-password-file',
    path: '/run/secrets/one',
    origin: { kind: 'default' },
  } as const;
  const file = (mode: number, userId = 0) => ({
    named,
    bytes: Buffer.from('s'),
    mode,
    userId,
    groupId: 2000,
  });

  test.each([
    [0o440, 0, [1000, 2000], 0],
    [0o640, 0, [2000], 0],
    [0o440, 0, [1000], 0o040],
    [0o440, 1000, [2000], 0o040],
    [0o444, 0, [2000], 0o004],
    [0o400, 1000, [], 0],
  ])('mode %i of user %i, with the groups %j: exposed by %i', (mode, userId, groups, exposed) => {
    expect(exposure(file(mode, userId), { env: {}, groups: () => groups })).toBe(exposed);
  });
});

describe('auth-password-credential', () => {
  const text = 'auth-user = print\nauth-password-credential = mail\n';

  test('is read from the credentials of the service', async () => {
    using credentials = createServerDirectory();
    credentials.write('mail', 'from systemd\n', 0o440);
    using dir = createServerDirectory({ [cfg]: text });
    const { auth } = (await dir.load(undefined, { CREDENTIALS_DIRECTORY: credentials.path })).server;
    expect(await auth?.secret?.()).toBe('from systemd');
  });

  test('does not keep anybody from looking at the queue by hand, and fails at the login', async () => {
    using dir = createServerDirectory({ [cfg]: text });
    const { auth } = (await dir.load()).server;
    await expect(auth?.secret?.()).rejects.toMatchObject({ failure: { reason: 'cfg-no-credentials' } });
  });

  test.each(['../mail', '/etc/shadow', '..', 'a/b'])('is a name, not %s', async (name) => {
    using dir = createServerDirectory({ [cfg]: `auth-user = print\nauth-password-credential = ${name}\n` });
    expect(await dir.failure()).toMatchObject({ reason: 'cfg-value', name: 'auth-password-credential' });
  });
});

test('a certificate and its key may be one file', async () => {
  const { certificatePem, keyPem } = await createSelfSigned({ key: 'rsa2048' });
  const text = `${application}${tenant}auth-oauth-client-certificate = app.pem\n`;
  using dir = createServerDirectory({ [cfg]: text, 'app.pem': `${certificatePem}${keyPem}` });
  expect(fs.statSync(`${dir.path}/app.pem`).mode & 0o777).toBe(0o600);
  expect((await dir.load()).server.auth?.oauth?.grant).toMatchObject({
    kind: 'client-credentials',
    client: { kind: 'certificate' },
  });
});
