/** What docs/guides/oauth.md finds: token endpoints as Microsoft's and Google's, and their mail servers. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRoot, issueServer } from '../../support/pki.ts';
import { google } from '../../support/oauth/google.ts';
import { Grants } from '../../support/oauth/grants.ts';
import { microsoft } from '../../support/oauth/microsoft.ts';
import { googleVerdict, microsoftVerdict, oauthLogin } from '../../support/oauth/smtp-login.ts';
import { startTokenServer, type Provider, type TokenServer } from '../../support/oauth/token-server.ts';
import type { Directory } from '../support/directory.ts';
import { startMailServer, type Connection, type MailServer } from '../support/mail-server.ts';
import type { Substitutes, Surroundings } from './guide-shell.ts';

/** As the guide has them. */
const tenant = '11111111-2222-3333-4444-555555555555';
const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const secret = 'Secret~of.the-application_1';
const user = 'printer@example.com';
const hosts = ['smtp.office365.com', 'smtp.gmail.com', 'smtp.azurecomm.net'];

export interface TokenProviders {
  readonly mail: MailServer;
  readonly tokens: TokenServer;
  readonly hosts: Surroundings['hosts'];
  readonly substitutes: Substitutes;
  /** PEM of the CA of all of them. */
  readonly ca: string;
}

/** @param home where the guide's `/var/pd` is the directory `pd` */
export async function startProviders(home: Directory): Promise<TokenProviders> {
  const lasting = { untilDays: 700 };
  const root = await createRoot(lasting);
  const leaf = await issueServer(root, { names: [...hosts, '127.0.0.1'], ...lasting });
  const { privateKey: signingKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Grants({ now: () => Date.now(), signingKey });
  const email = 'mailer@project.iam.gserviceaccount.com';
  const provider: Provider = (request, base) =>
    request.path === '/token'
      ? google({
          grants,
          users: [user],
          clients: [{ clientId, secret }],
          serviceAccounts: [
            { email, keys: { one: account.publicKey }, delegatedScopes: ['https://mail.google.com/'] },
          ],
        })(request, base)
      : microsoft({
          grants,
          tenant,
          users: [user],
          applications: [
            {
              clientId,
              secrets: [{ value: secret }],
              // Uploaded by the time of the first request.
              certificates: [readFileSync(home.file('pd/MainServer/app.pem'), 'utf8')],
              roles: ['SMTP.SendAsApp'],
            },
          ],
        })(request, base);
  const tokens = await startTokenServer({ provider, certificate: leaf });
  const login = oauthLogin(
    (credentials) => {
      const claims = grants.check(credentials.token);
      const asMicrosoft = microsoftVerdict(claims, credentials, [user]);
      return asMicrosoft === 'accepted' ? asMicrosoft : googleVerdict(claims, credentials);
    },
    ['XOAUTH2'],
  );
  const said = new WeakMap<Connection, string[]>();
  const mail = await startMailServer({
    tls: { cert: leaf.certificatePem, key: leaf.keyPem },
    extensions: ['SIZE 52428800', '8BITMIME', 'AUTH LOGIN XOAUTH2', 'ENHANCEDSTATUSCODES'],
    on(verb, argument, connection) {
      // Azure Communication Services: user and secret, each asked for.
      const answers = said.get(connection);
      if (verb === 'AUTH' && argument === 'LOGIN') {
        said.set(connection, []);
        return '334 VXNlcm5hbWU6';
      }
      if (answers === undefined || answers.length >= 2) return login.on(verb, argument, connection);
      answers.push(Buffer.from(connection.commands.at(-1) ?? '', 'base64').toString('utf8'));
      if (answers.length === 1) return '334 UGFzc3dvcmQ6';
      return answers.join() === `mailer@example.com,${secret}` ? '235 2.7.0 Accepted' : '535 5.7.8 no';
    },
  });
  await mkdir(home.file('pd/MainServer'), { recursive: true });
  const key = account.privateKey.export({ type: 'pkcs8', format: 'pem' });
  await home.write(
    'pd/MainServer/account.json',
    JSON.stringify({ client_email: email, private_key: key, private_key_id: 'one' }),
  );
  const refresh = grants.refreshToken({ clientId, user, scope: 'https://mail.google.com/' });
  return {
    mail,
    tokens,
    ca: root.certificatePem,
    hosts: Object.fromEntries(hosts.map((name) => [name, ['127.0.0.1']])),
    substitutes: {
      '587': String(mail.port),
      'auth-oauth microsoft': `auth-oauth microsoft auth-oauth-token-url ${tokens.base}/${tenant}/oauth2/v2.0/token`,
      "auth-oauth ''": "auth-oauth '' auth-oauth-token-url ''",
      'auth-oauth google': `auth-oauth google auth-oauth-token-url ${tokens.base}/token`,
      '1//refresh-token-of-another-tool': refresh,
    },
  };
}
