/** A token by every grant, one request for many messages, and what a provider or a mail server rejects. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandPath, ownEnvironment } from '../support/command.ts';
import {
  accountEmail,
  application,
  clientSecret,
  mailbox,
  oauthSite,
  publicClientId,
  withSecret,
} from '../support/oauth.ts';
import type { OAuthSite } from '../support/oauth.ts';
import { readJwt } from '../../support/oauth/jwt.ts';

const secretFile = { 'client.secret': `${clientSecret}\n` };

async function tokenRequests({ tokens }: OAuthSite): Promise<number> {
  return Promise.resolve(tokens.requests.filter(({ request }) => request.path.endsWith('/token')).length);
}

describe('a token', () => {
  it('of an application with a secret is requested once for two messages, and kept as 0600', async () => {
    await using site = await oauthSite();
    await using home = await site.home(withSecret(site), secretFile);
    for (let count = 0; count < 2; count++) {
      const sent = await site.send(home);
      expect(sent.status, sent.stderr).toBe(0);
    }
    expect(site.mail.transactions()).toHaveLength(2);
    expect(await tokenRequests(site)).toBe(1);
    const files = await readdir(home.file('tokens'));
    expect(files).toHaveLength(1);
    const file = join(home.file('tokens'), files[0] ?? '');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(home.file('tokens'))).mode & 0o777).toBe(0o700);
    expect(await readFile(file, 'utf8')).toContain(site.login.attempts[0]?.token);
  });

  it('of an application with a certificate is signed with PS256 and names the certificate', async () => {
    await using site = await oauthSite();
    const cfg = `${application(site)}auth-oauth-client-certificate = app.pem\nauth-oauth-client-key = app.key\n`;
    const { certificatePem, keyPem } = site.certificate;
    await using home = await site.home(cfg, { 'app.pem': certificatePem, 'app.key': keyPem });
    const sent = await site.send(home);
    expect(sent.status, sent.stderr).toBe(0);
    const jwt = readJwt(site.tokens.requests[0]?.request.form.get('client_assertion') ?? '');
    expect(jwt?.header).toMatchObject({ alg: 'PS256', typ: 'JWT' });
    expect(jwt?.header['x5t#S256']).toMatch(/^[\w-]{43}$/);
  });

  it('of a user comes from the refresh token, whose successor is written down', async () => {
    await using site = await oauthSite();
    const scope = 'https://outlook.office.com/SMTP.Send offline_access';
    const first = site.grants.refreshToken({ clientId: publicClientId, user: mailbox, scope });
    const cfg = `${application(site, publicClientId)}auth-oauth-refresh-token-file = refresh.token\n`;
    await using home = await site.home(cfg, { 'refresh.token': `${first}\n` });
    const sent = await site.send(home);
    expect(sent.status, sent.stderr).toBe(0);
    const next = (await readFile(home.file('refresh.token'), 'utf8')).trim();
    expect(next).not.toBe(first);
    expect(site.tokens.requests[0]?.reply?.body['refresh_token']).toBe(next);
  });

  it('of a service account acts for the user', async () => {
    await using site = await oauthSite({ provider: 'google' });
    const cfg = 'auth-oauth = google\nauth-oauth-service-account-file = account.json\n';
    await using home = await site.home(cfg, { 'account.json': site.serviceAccountJson });
    const sent = await site.send(home);
    expect(sent.status, sent.stderr).toBe(0);
    const jwt = readJwt(site.tokens.requests[0]?.request.form.get('assertion') ?? '');
    expect(jwt?.claims).toMatchObject({ iss: accountEmail, sub: mailbox });
    expect(site.tokens.requests[0]?.request.form.get('client_id')).toBeUndefined();
  });

  it('of another issuer comes from the endpoint of its discovery document', async () => {
    await using site = await oauthSite({ provider: 'google' });
    const refresh = site.grants.refreshToken({
      clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      user: mailbox,
      scope: 'https://mail.google.com/',
    });
    const cfg = `auth-oauth = ${site.tokens.base}\nauth-oauth-client-id = aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\nauth-oauth-client-secret-file = client.secret\nauth-oauth-refresh-token-file = refresh.token\n`;
    await using home = await site.home(cfg, { ...secretFile, 'refresh.token': `${refresh}\n` });
    const sent = await site.send(home);
    expect(sent.status, sent.stderr).toBe(0);
    expect(site.tokens.requests.map(({ request }) => request.path)).toEqual([
      '/.well-known/openid-configuration',
      '/token',
    ]);
  });
});

/** All at the same time; SENDS=200 for more of them. */
const sends = Number(process.env['SENDS'] ?? 30);

it(`${sends} messages at once over an empty cache take one request`, { timeout: 300_000 }, async () => {
  await using site = await oauthSite({
    // Long enough that others are waiting by then.
    onReply: () => new Promise((resolve) => setTimeout(resolve, 2000)),
  });
  await using home = await site.home(withSecret(site), secretFile);
  const place = ['--server-dir', home.path, '-H', '127.0.0.1', '-p', String(site.mail.port)];
  const words = [commandPath(), ...place, '-f', mailbox, '-s', 's', '-b', 'b', 'ops@example.com'];
  const statuses = Array.from({ length: sends }, async () => {
    const child = spawn(process.execPath, words, { env: ownEnvironment(), stdio: 'ignore' });
    return ((await once(child, 'close')) as [number | null])[0];
  });
  expect(await Promise.all(statuses)).toEqual(Array.from({ length: sends }, () => 0));
  expect(site.mail.transactions()).toHaveLength(sends);
  expect(await tokenRequests(site)).toBe(1);
});
