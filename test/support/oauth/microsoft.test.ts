/** The token server of the tests refuses what Microsoft's refuses, with the same numbers. */
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRoot, issueClient, issueServer } from '../pki.ts';
import type { Authority, Issued } from '../pki.ts';
import { assertion, post } from './client.ts';
import { Grants } from './grants.ts';
import { deviceCodeGrant, microsoft } from './microsoft.ts';
import { startTokenServer } from './token-server.ts';
import type { TokenReply, TokenServer } from './token-server.ts';

const tenant = '11111111-2222-3333-4444-555555555555';
const service = 'aaaaaaaa-0000-0000-0000-000000000001';
const hand = 'aaaaaaaa-0000-0000-0000-000000000002';
const unconsented = 'aaaaaaaa-0000-0000-0000-000000000003';
const everything = 'https://outlook.office365.com/.default';
const delegated = 'https://outlook.office365.com/SMTP.Send offline_access';
const user = 'printer@example.com';

describe('the token server as Microsoft', () => {
  let root: Authority;
  let registered: Issued;
  let stranger: Issued;
  let ended: Issued;
  let server: TokenServer;
  let grants: Grants;
  let now = Date.now();

  beforeAll(async () => {
    root = await createRoot();
    const key = 'rsa2048';
    const [certificate, signer] = await Promise.all([
      issueServer(root, { names: ['127.0.0.1'] }),
      issueClient(root, { key }),
    ]);
    [registered, stranger, ended] = await Promise.all([
      issueClient(root, { key }),
      issueClient(root, { key }),
      issueClient(root, { key, fromDays: -9, untilDays: -2 }),
    ]);
    grants = new Grants({
      now: () => now,
      signingKey: createPrivateKey(signer.keyPem),
      rotation: 'strict',
    });
    server = await startTokenServer({
      certificate,
      provider: microsoft({
        grants,
        tenant,
        users: [user],
        applications: [
          {
            clientId: service,
            secrets: [{ value: 's3cret' }, { value: 'old', expiresAt: now - 1000 }],
            certificates: [registered.certificatePem, ended.certificatePem],
            roles: ['SMTP.SendAsApp'],
          },
          { clientId: hand, isPublic: true },
          { clientId: unconsented, isPublic: true, consented: false },
        ],
      }),
    });
  });

  beforeEach(() => {
    now = Date.now();
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  const token = async (form: Readonly<Record<string, string>>, directory = tenant) =>
    await post(server, root.certificatePem, `/${directory}/oauth2/v2.0/token`, form);

  const forApplication = async (form: Readonly<Record<string, string>>, directory = tenant) =>
    await token(
      { grant_type: 'client_credentials', client_id: service, scope: everything, ...form },
      directory,
    );

  const audience = () => `${server.base}/${tenant}/oauth2/v2.0/token`;

  function expectRefusal(reply: TokenReply, status: number, error: string, code: number): void {
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ error, error_codes: [code] });
    expect(reply.body['error_description']).toMatch(new RegExp(`^AADSTS${code}: `));
  }

  it('gives an application with its secret a token with its roles', async () => {
    const { status, body } = await forApplication({ client_secret: 's3cret' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(grants.check(String(body['access_token']))).toMatchObject({
      aud: 'https://outlook.office365.com',
      roles: ['SMTP.SendAsApp'],
      tid: tenant,
    });
    now += 3600 * 1000;
    expect(grants.check(String(body['access_token']))).toBe(null);
  });

  it.each(['PS256', 'RS256'] as const)('verifies an assertion by %s', async (alg) => {
    const form = assertion(registered, service, audience(), grants.seconds(), { alg });
    expect((await forApplication(form)).status).toBe(200);
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7_000_215],
    ['an expired secret', { client_secret: 'old' }, 401, 'invalid_client', 7_000_222],
    ['no secret', {}, 401, 'invalid_client', 7_000_218],
    ['another application', { client_id: 'x' }, 400, 'unauthorized_client', 700_016],
    ['another scope', { client_secret: 's3cret', scope: 'SMTP.Send' }, 400, 'invalid_scope', 1_002_012],
    [
      'another resource',
      { client_secret: 's3cret', scope: 'https://example.com/.default' },
      400,
      'invalid_resource',
      500_011,
    ],
  ] as const)('refuses %s', async (_, form, status, error, code) => {
    expectRefusal(await forApplication(form), status, error, code);
  });

  it('refuses another directory', async () => {
    expectRefusal(await forApplication({ client_secret: 's3cret' }, 'x'), 400, 'invalid_request', 90_002);
  });

  it('refuses assertions that are not signed by a registered key, for it, now', async () => {
    const seconds = grants.seconds();
    const sign = (certificate: Issued, changes = {}) =>
      assertion(certificate, service, audience(), seconds, changes);
    const named = { header: { 'x5t#S256': 'AAAA' } };
    const text = sign(registered)['client_assertion'] ?? '';
    const forged = `${text.slice(0, -8)}AAAAAAAA`;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${text.split('.')[1]}.AA`;
    const cases: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
      [sign(stranger), 700_027],
      [sign(registered, named), 700_027],
      [sign(ended), 700_027],
      [{ ...sign(registered), client_assertion: forged }, 700_027],
      [{ ...sign(registered), client_assertion: unsigned }, 700_027],
      [sign(registered, { claims: { aud: 'https://example.com' } }), 700_023],
      [sign(registered, { claims: { exp: seconds - 600 } }), 700_024],
      [sign(registered, { claims: { sub: hand } }), 700_021],
      [{ ...sign(registered), client_assertion: 'x' }, 50_027],
    ];
    for (const [form, code] of cases) {
      expectRefusal(await forApplication(form), 401, 'invalid_client', code);
    }
  });

  const refresh = async (refreshToken: string, clientId = hand) =>
    await token({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken });

  it('rotates refresh tokens, and an old one ends them all', async () => {
    const first = grants.refreshToken({ clientId: hand, user, scope: delegated });
    const { status, body } = await refresh(first);
    expect(status).toBe(200);
    expect(grants.check(String(body['access_token']))).toMatchObject({ scp: 'SMTP.Send', upn: user });
    const second = String(body['refresh_token']);
    expect((await refresh(second)).status).toBe(200);
    expectRefusal(await refresh(first), 400, 'invalid_grant', 50_173);
    expectRefusal(await refresh(second), 400, 'invalid_grant', 50_173);
  });

  it('refuses refresh tokens that do not hold', async () => {
    const session = { clientId: hand, user, scope: delegated };
    expectRefusal(await refresh('x'), 400, 'invalid_grant', 9_002_313);
    expectRefusal(await refresh(grants.refreshToken(session, 0)), 400, 'invalid_grant', 700_082);
    const gone = grants.refreshToken({ ...session, user: 'gone@example.com' });
    expectRefusal(await refresh(gone), 400, 'invalid_grant', 50_034);
    const other = grants.refreshToken({ ...session, clientId: unconsented });
    const reply = await refresh(other, unconsented);
    expectRefusal(reply, 400, 'invalid_grant', 65_001);
    expect(reply.body['suberror']).toBe('consent_required');
  });

  it('gives a token once the user has entered the code', async () => {
    const start = async () =>
      await post(server, root.certificatePem, `/${tenant}/oauth2/v2.0/devicecode`, {
        client_id: hand,
        scope: delegated,
      });
    const redeem = async ({ body }: TokenReply) =>
      await token({
        grant_type: deviceCodeGrant,
        client_id: hand,
        device_code: String(body['device_code']),
      });
    const asked = await start();
    expect(asked.body).toMatchObject({ expires_in: 900, interval: 5 });
    expectRefusal(await redeem(asked), 400, 'authorization_pending', 70_016);
    grants.decide(String(asked.body['user_code']), { user });
    const { body } = await redeem(asked);
    expect(grants.check(String(body['access_token']))).toMatchObject({ upn: user });
    expect((await refresh(String(body['refresh_token']))).status).toBe(200);
    const declined = await start();
    grants.decide(String(declined.body['user_code']), 'declined');
    expectRefusal(await redeem(declined), 400, 'authorization_declined', 70_018);
    const late = await start();
    now += 901_000;
    expectRefusal(await redeem(late), 400, 'expired_token', 70_020);
  });
});
