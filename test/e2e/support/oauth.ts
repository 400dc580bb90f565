/** A token server and a mail server that verifies its tokens, and the directories that log in with them. */
import { generateKeyPairSync } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { createRoot, issueClient, issueServer } from '../../support/pki.ts';
import type { Authority, Issued } from '../../support/pki.ts';
import { google } from '../../support/oauth/google.ts';
import { Grants } from '../../support/oauth/grants.ts';
import type { GrantsOptions } from '../../support/oauth/grants.ts';
import { microsoft } from '../../support/oauth/microsoft.ts';
import type { MicrosoftOptions } from '../../support/oauth/microsoft.ts';
import { googleVerdict, microsoftVerdict, oauthLogin } from '../../support/oauth/smtp-login.ts';
import type { Credentials, OauthLogin, Verdict } from '../../support/oauth/smtp-login.ts';
import { startTokenServer } from '../../support/oauth/token-server.ts';
import type { Provider, TokenServer, TokenServerOptions } from '../../support/oauth/token-server.ts';
import { run } from './command.ts';
import type { CommandOptions, Finished } from './command.ts';
import { directory } from './directory.ts';
import type { Directory } from './directory.ts';
import { startMailServer } from './mail-server.ts';
import type { MailServer } from './mail-server.ts';

const tenant = '11111111-2222-3333-4444-555555555555';
const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const publicClientId = 'ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee';
export const mailbox = 'printer@example.com';
export const clientSecret = 'Secret~of.the-application_1';
export const accountEmail = 'mailer@project.iam.gserviceaccount.com';

export interface OAuthSite extends AsyncDisposable {
  readonly grants: Grants;
  readonly tokens: TokenServer;
  readonly mail: MailServer;
  readonly login: OauthLogin;
  readonly certificate: Issued;
  readonly serviceAccountJson: string;
  /** A server working directory with these lines in sendmemo.cfg, and these files with mode 0600. */
  home(cfg: string, files?: Readonly<Record<string, string>>): Promise<Directory>;
  /** `sendmemo` in that directory. */
  run(home: Directory, args: readonly string[], options?: CommandOptions): Promise<Finished>;
  /** A small message. */
  send(home: Directory, args?: readonly string[], options?: CommandOptions): Promise<Finished>;
}

export interface SiteOptions {
  readonly provider?: 'microsoft' | 'google';
  readonly grants?: Partial<GrantsOptions>;
  readonly microsoft?: Partial<MicrosoftOptions>;
  readonly fault?: TokenServerOptions['fault'];
  readonly onReply?: TokenServerOptions['onReply'];
  /** In place of the provider's own verdict on a login. */
  readonly judge?: (credentials: Credentials) => Verdict | undefined;
  readonly offered?: readonly Credentials['mechanism'][];
  readonly delegatedScopes?: readonly string[];
}

interface Keys {
  readonly root: Authority;
  readonly leaf: Issued;
  readonly certificate: Issued;
}

let made: Promise<Keys> | null = null;

async function makeKeys(): Promise<Keys> {
  const root = await createRoot();
  const leaf = await issueServer(root, { names: ['127.0.0.1'] });
  return { root, leaf, certificate: await issueClient(root, { commonName: 'sendmemo', key: 'rsa2048' }) };
}

export async function oauthSite(options: SiteOptions = {}): Promise<OAuthSite> {
  const { root, leaf, certificate } = await (made ??= makeKeys());
  const { privateKey: signingKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Grants({ now: () => Date.now(), signingKey, ...options.grants });
  const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const isGoogle = options.provider === 'google';
  const provider: Provider = isGoogle
    ? google({
        grants,
        users: [mailbox],
        clients: [{ clientId, secret: clientSecret }],
        serviceAccounts: [
          {
            email: accountEmail,
            keys: { one: account.publicKey },
            delegatedScopes: options.delegatedScopes ?? ['https://mail.google.com/'],
          },
        ],
      })
    : microsoft({
        grants,
        tenant,
        users: [mailbox],
        applications: [
          {
            clientId,
            secrets: [{ value: clientSecret }, { value: 'expired', expiresAt: 0 }],
            certificates: [certificate.certificatePem],
            roles: ['SMTP.SendAsApp'],
          },
          { clientId: publicClientId, isPublic: true },
        ],
        ...options.microsoft,
      });
  const { fault, onReply } = options;
  const tokens = await startTokenServer({
    provider,
    certificate: leaf,
    ...(fault === undefined ? {} : { fault }),
    ...(onReply === undefined ? {} : { onReply }),
  });
  const login = oauthLogin((credentials) => {
    const own = options.judge?.(credentials);
    if (own !== undefined) return own;
    const claims = grants.check(credentials.token);
    return isGoogle ? googleVerdict(claims, credentials) : microsoftVerdict(claims, credentials, [mailbox]);
  }, options.offered);
  const mail = await startMailServer({
    tls: { cert: leaf.certificatePem, key: leaf.keyPem },
    extensions: login.extensions,
    on: login.on,
  });
  const serviceAccountJson = JSON.stringify({
    type: 'service_account',
    client_email: accountEmail,
    private_key_id: 'one',
    private_key: account.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: `${tokens.base}/token`,
  });
  const at = (home: Directory): readonly string[] => [
    '--server-dir',
    home.path,
    '-H',
    '127.0.0.1',
    '-p',
    String(mail.port),
  ];
  const site: OAuthSite = {
    grants,
    tokens,
    mail,
    login,
    certificate,
    serviceAccountJson,
    async home(cfg, files = {}) {
      const home = await directory({
        'sendmemo.cfg': `auth-user = ${mailbox}\n${cfg}`,
        'sendmemo-ssl.cfg': 'EnableTLS = 1\nCAFile = ca.pem\nHostname = client.example.com\n',
        'ca.pem': root.certificatePem,
        ...files,
      });
      for (const name of Object.keys(files)) await chmod(home.file(name), 0o600);
      return home;
    },
    run: (home, args, more = {}) =>
      run([...args.slice(0, 1), ...at(home), ...args.slice(1)], {
        ...more,
        env: { HOME: home.path, ...more.env },
      }),
    send: (home, args = [], more = {}) =>
      run([...at(home), '-f', mailbox, '-s', 'a subject', '-b', 'a text', ...args, 'ops@example.com'], {
        ...more,
        env: { HOME: home.path, ...more.env },
      }),
    async [Symbol.asyncDispose]() {
      await mail[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    },
  };
  return site;
}

/** Settings of the application with its secret; the file is `client.secret`. */
export function withSecret(site: OAuthSite): string {
  return `${application(site)}auth-oauth-client-secret-file = client.secret\n`;
}

/** Settings of the application without what proves it. */
export function application(site: OAuthSite, id = clientId): string {
  return `auth-oauth = microsoft\nauth-oauth-tenant = ${tenant}\nauth-oauth-client-id = ${id}\nauth-oauth-token-url = ${tokenUrl(site)}\n`;
}

export function tokenUrl({ tokens }: OAuthSite): string {
  return `${tokens.base}/${tenant}/oauth2/v2.0/token`;
}
