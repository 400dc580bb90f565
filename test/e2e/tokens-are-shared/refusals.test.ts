/** What a provider rejects: code, status, and one try; nothing is sent. */
import { describe, expect, it } from 'vitest';
import {
  application,
  clientSecret,
  mailbox,
  oauthSite,
  publicClientId,
  withSecret,
} from '../support/oauth.ts';
import type { OAuthSite } from '../support/oauth.ts';

const secretFile = { 'client.secret': `${clientSecret}\n` };
const scope = 'https://outlook.office.com/SMTP.Send offline_access';

interface Refused {
  readonly name: string;
  readonly number: number | null;
  readonly error: string;
  readonly site?: Parameters<typeof oauthSite>[0];
  readonly cfg: (site: OAuthSite) => string;
  readonly files?: (site: OAuthSite) => Readonly<Record<string, string>>;
}

const refused: readonly Refused[] = [
  {
    name: 'a wrong secret',
    number: 7000215,
    error: 'invalid_client',
    cfg: withSecret,
    files: () => ({ 'client.secret': 'wrong\n' }),
  },
  {
    name: 'an expired secret',
    number: 7000222,
    error: 'invalid_client',
    cfg: withSecret,
    files: () => ({ 'client.secret': 'expired\n' }),
  },
  {
    name: 'an unknown application',
    number: 700016,
    error: 'unauthorized_client',
    cfg: (site) => withSecret(site).replace(/client-id = .*/, 'client-id = none'),
    files: () => secretFile,
  },
  {
    name: 'a permission without consent',
    number: 65001,
    error: 'invalid_grant',
    site: { microsoft: { applications: [{ clientId: publicClientId, isPublic: true, consented: false }] } },
    cfg: (site) => `${application(site, publicClientId)}auth-oauth-refresh-token-file = refresh.token\n`,
    files: ({ grants }) => ({
      'refresh.token': `${grants.refreshToken({ clientId: publicClientId, user: mailbox, scope })}\n`,
    }),
  },
  {
    name: 'an unknown user',
    number: 50034,
    error: 'invalid_grant',
    site: { microsoft: { users: [] } },
    cfg: (site) => `${application(site, publicClientId)}auth-oauth-refresh-token-file = refresh.token\n`,
    files: ({ grants }) => ({
      'refresh.token': `${grants.refreshToken({ clientId: publicClientId, user: mailbox, scope })}\n`,
    }),
  },
  {
    name: 'an unknown tenant',
    number: 90002,
    error: 'invalid_request',
    cfg: (site) => withSecret(site).replace(/(token-url = https:\/\/[^/]*\/)[^/]*/, '$1example.org'),
    files: () => secretFile,
  },
  {
    name: 'a certificate that is not registered',
    number: 700027,
    error: 'invalid_client',
    site: { microsoft: { applications: [{ clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' }] } },
    cfg: (site) => `${application(site)}auth-oauth-client-certificate = app.pem\n`,
    files: ({ certificate }) => ({ 'app.pem': `${certificate.certificatePem}${certificate.keyPem}` }),
  },
  {
    name: 'a refresh token that was revoked',
    number: 50173,
    error: 'invalid_grant',
    cfg: (site) => `${application(site, publicClientId)}auth-oauth-refresh-token-file = refresh.token\n`,
    files: ({ grants }) => {
      const token = grants.refreshToken({ clientId: publicClientId, user: mailbox, scope });
      grants.revoke(token);
      return { 'refresh.token': `${token}\n` };
    },
  },
  {
    name: 'a service account without delegation',
    number: null,
    error: 'unauthorized_client',
    site: { provider: 'google', delegatedScopes: [] },
    cfg: () => 'auth-oauth = google\nauth-oauth-service-account-file = account.json\n',
    files: (site) => ({ 'account.json': site.serviceAccountJson }),
  },
  {
    name: 'a user that the domain does not have',
    number: null,
    error: 'invalid_grant',
    site: { provider: 'google' },
    cfg: () =>
      'auth-oauth = google\nauth-oauth-service-account-file = account.json\nauth-oauth-subject = nobody@example.com\n',
    files: (site) => ({ 'account.json': site.serviceAccountJson }),
  },
];

describe.concurrent('a token endpoint that rejects', () => {
  it.each(refused)('$name ($number, $error)', async (one) => {
    await using site = await oauthSite(one.site);
    await using home = await site.home(one.cfg(site), one.files?.(site) ?? {});
    const sent = await site.send(home, ['--json']);
    expect(sent.status, sent.stderr).toBe(77);
    const { error } = JSON.parse(sent.stdout) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: 'OAUTH' });
    // What the provider said, as it said it.
    expect(error['message']).toContain(
      `: ${one.error}: ${one.number === null ? '' : `AADSTS${one.number}: `}`,
    );
    expect(error['hint']).toEqual(expect.any(String));
    expect(site.login.attempts).toEqual([]);
    expect(site.mail.transactions()).toEqual([]);
  });
});
