/**
 * Where the well-known providers hand out tokens for SMTP.
 * Source: Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth" and "National clouds"; Google,
 * "OAuth 2.0 Mechanism" and "Using OAuth 2.0 for server to server applications".
 */

export interface OAuthProvider {
  readonly kind: 'microsoft' | 'google';
  /** `{tenant}` is replaced by auth-oauth-tenant. */
  readonly tokenUrl: string;
  readonly deviceUrl: string;
  /** For an application by itself, or a service account. */
  readonly applicationScope: string;
  /** For a user's refresh token. */
  readonly userScope: string;
}

export const oauthProviders: Readonly<Record<string, OAuthProvider>> = {
  microsoft: microsoft('login.microsoftonline.com', 'outlook.office365.com', 'outlook.office.com'),
  'microsoft-gcc-high': microsoft('login.microsoftonline.us', 'outlook.office365.us', 'outlook.office365.us'),
  'microsoft-dod': microsoft('login.microsoftonline.us', 'webmail.apps.mil', 'webmail.apps.mil'),
  'microsoft-china': microsoft(
    'login.partner.microsoftonline.cn',
    'partner.outlook.cn',
    'partner.outlook.cn',
  ),
  google: {
    kind: 'google',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    deviceUrl: 'https://oauth2.googleapis.com/device/code',
    applicationScope: 'https://mail.google.com/',
    userScope: 'https://mail.google.com/',
  },
};

function microsoft(login: string, application: string, user: string): OAuthProvider {
  const base = `https://${login}/{tenant}/oauth2/v2.0`;
  return {
    kind: 'microsoft',
    tokenUrl: `${base}/token`,
    deviceUrl: `${base}/devicecode`,
    applicationScope: `https://${application}/.default`,
    userScope: `https://${user}/SMTP.Send offline_access`,
  };
}
