/** The token server of the tests as Google's, and what a mail server says to its tokens. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMailServer } from '../../e2e/support/mail-server.ts';
import { connectRaw } from '../../sink/raw-client.ts';
import { createRoot, issueClient, issueServer } from '../pki.ts';
import type { Authority } from '../pki.ts';
import { post } from './client.ts';
import { google, googleGrants } from './google.ts';
import { Grants } from './grants.ts';
import { signJwt } from './jwt.ts';
import { googleVerdict, microsoftVerdict, oauthLogin, readCredentials, refusals } from './smtp-login.ts';
import { startTokenServer } from './token-server.ts';
import type { TokenServer } from './token-server.ts';

const email = 'printer@project.iam.gserviceaccount.com';
const user = 'printer@example.com';
const mail = 'https://mail.google.com/';

describe('the token server as Google', () => {
  let root: Authority;
  let keyPem: string;
  let otherKeyPem: string;
  let server: TokenServer;
  let grants: Grants;

  beforeAll(async () => {
    root = await createRoot();
    const [certificate, account, other] = await Promise.all([
      issueServer(root, { names: ['127.0.0.1'] }),
      issueClient(root, { key: 'rsa2048' }),
      issueClient(root, { key: 'rsa2048' }),
    ]);
    ({ keyPem } = account);
    otherKeyPem = other.keyPem;
    grants = new Grants({
      now: () => Date.now(),
      signingKey: createPrivateKey(other.keyPem),
      rotation: 'never',
    });
    server = await startTokenServer({
      certificate,
      provider: google({
        grants,
        users: [user],
        clients: [{ clientId: 'desktop', secret: 's3cret' }],
        serviceAccounts: [{ email, keys: { k1: createPublicKey(account.keyPem) }, delegatedScopes: [mail] }],
      }),
    });
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  const token = async (form: Readonly<Record<string, string>>) =>
    await post(server, root.certificatePem, '/token', form);

  async function bearer(claims: Readonly<Record<string, unknown>> = {}, key = keyPem) {
    const iat = grants.seconds();
    const usual = { iss: email, sub: user, aud: `${server.base}/token`, scope: mail, iat, exp: iat + 3600 };
    const assertion = signJwt(
      { typ: 'JWT', alg: 'RS256', kid: 'k1' },
      { ...usual, ...claims },
      createPrivateKey(key),
    );
    return await token({ grant_type: googleGrants.jwtBearer, assertion });
  }

  it('gives a service account a token for a user of the domain', async () => {
    const { status, body } = await bearer();
    expect(status).toBe(200);
    expect(grants.check(String(body['access_token']))).toMatchObject({ email: user, scope: mail });
  });

  it('refuses assertions that are not signed by it, for it, now', async () => {
    const iat = grants.seconds();
    expect((await bearer({}, otherKeyPem)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await bearer({ iss: 'x@example.com' })).body).toMatchObject({ error: 'invalid_grant' });
    expect((await bearer({ aud: 'https://example.com' })).body).toMatchObject({ error: 'invalid_grant' });
    expect((await bearer({ exp: iat + 7200 })).body).toMatchObject({ error: 'invalid_grant' });
    expect((await bearer({ iat: iat - 7200, exp: iat - 3600 })).body).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await bearer({ sub: 'gone@example.com' })).body).toMatchObject({ error: 'invalid_grant' });
    expect((await bearer({ scope: 'https://example.com/' })).body).toMatchObject({
      error: 'unauthorized_client',
    });
  });

  it('refreshes, and says when a grant was revoked', async () => {
    const refreshToken = grants.refreshToken({ clientId: 'desktop', user, scope: mail });
    const form = { grant_type: 'refresh_token', client_id: 'desktop', refresh_token: refreshToken };
    expect((await token({ ...form, client_secret: 'wrong' })).body).toMatchObject({
      error: 'invalid_client',
    });
    const refreshed = await token({ ...form, client_secret: 's3cret' });
    expect(refreshed.status).toBe(200);
    expect(refreshed.body['refresh_token']).toBe(undefined);
    grants.revoke(refreshToken);
    expect((await token({ ...form, client_secret: 's3cret' })).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('knows its tokens in a mail server that refuses by a challenge', async () => {
    const { body } = await bearer();
    const login = oauthLogin((credentials) => googleVerdict(grants.check(credentials.token), credentials));
    await using smtp = await startMailServer({ extensions: login.extensions, on: login.on });
    await using client = await connectRaw(smtp.port);
    await client.reply();
    const response = (accessToken: string) =>
      Buffer.from(`user=${user}\u0001auth=Bearer ${accessToken}\u0001\u0001`).toString('base64');
    const challenge = await client.say(`AUTH XOAUTH2 ${response('expired')}`);
    expect(JSON.parse(Buffer.from(challenge.slice(4), 'base64').toString('utf8'))).toMatchObject({
      status: '401',
      scope: mail,
    });
    expect(await client.say('')).toMatch(/^535 5\.7\.8/m);
    expect(await client.say('AUTH XOAUTH2')).toMatch(/^334/);
    expect(await client.say(response(String(body['access_token'])))).toMatch(/^235/);
    const [, second] = login.attempts;
    expect(second).toEqual({ mechanism: 'XOAUTH2', user, token: body['access_token'] });
  });
});

describe('credentials of a login', () => {
  it('are read as RFC 7628 writes them', () => {
    const read = (text: string) => readCredentials('OAUTHBEARER', Buffer.from(text).toString('base64'));
    const pairs = '\u0001host=mx.example.com\u0001port=587\u0001auth=Bearer ya29.x\u0001\u0001';
    expect(read(`n,a=a=2Cb@example.com,${pairs}`)).toMatchObject({
      user: 'a,b@example.com',
      token: 'ya29.x',
    });
    expect(read(`n,,${pairs}`)).toMatchObject({ user: null });
    expect(read(pairs)).toBe(null);
    expect(read('n,,\u0001auth=Bearer ya29.x\u0001')).toBe(null);
  });

  it('are accepted as Microsoft does: for Exchange, with the role and a right to the mailbox', () => {
    const credentials = { mechanism: 'XOAUTH2', user, token: 'x' } as const;
    const claims = { aud: 'https://outlook.office365.com', roles: ['SMTP.SendAsApp'] };
    expect(microsoftVerdict(claims, credentials, [user])).toBe('accepted');
    const refused = { reply: refusals.microsoftToken };
    expect(microsoftVerdict(claims, credentials, [])).toEqual(refused);
    expect(microsoftVerdict({ ...claims, roles: [] }, credentials, [user])).toEqual(refused);
    expect(microsoftVerdict({ ...claims, aud: 'https://graph.microsoft.com' }, credentials, [user])).toEqual(
      refused,
    );
    expect(microsoftVerdict(null, credentials, [user])).toEqual(refused);
  });
});
