/** English sentences for the way to an access token. Which one applies to which facts is in ../decide. */
export const oauthSentences = {
  'oauth-refused': 'the token endpoint {endpoint} rejected the request: {error}{?: {description}}',
  'oauth-refused.hint.secret-wrong':
    'write the value of the client secret (in Entra the column Value, not Secret ID) into the first line of auth-oauth-client-secret-file',
  'oauth-refused.hint.secret-expired':
    'the client secret has expired: create a new one (Entra: App registrations, Certificates & secrets) and write its value into auth-oauth-client-secret-file; a certificate (auth-oauth-client-certificate) can last longer',
  'oauth-refused.hint.application-unknown':
    'no application has the ID {clientId} there: correct auth-oauth-client-id (Entra: App registrations, Application (client) ID) and auth-oauth-tenant',
  'oauth-refused.hint.no-consent':
    'an administrator of the tenant has to consent to the permission (Entra: App registrations, API permissions, Grant admin consent); then run "sendmemo auth login" again',
  'oauth-refused.hint.user-unknown':
    'the directory has no user {user}: correct auth-user (and auth-oauth-subject), or auth-oauth-tenant',
  'oauth-refused.hint.tenant-unknown':
    'correct auth-oauth-tenant: the Directory (tenant) ID of the application, or a domain of the tenant; for a national cloud choose another auth-oauth (microsoft-gcc-high, microsoft-dod, microsoft-china)',
  'oauth-refused.hint.certificate':
    'upload the certificate of auth-oauth-client-certificate to the application (Entra: App registrations, Certificates & secrets); one that has expired has to be replaced in both places',
  'oauth-refused.hint.clock':
    'the clock of this machine is wrong: set it (timedatectl, chronyc makestep), then try again',
  'oauth-refused.hint.client-unproven':
    'set auth-oauth-client-secret-file or auth-oauth-client-certificate; for "sendmemo auth login" without them, allow public client flows (Entra: App registrations, Authentication)',
  'oauth-refused.hint.client':
    'check auth-oauth-client-id and auth-oauth-client-secret-file (or auth-oauth-client-certificate): the provider does not accept this application',
  'oauth-refused.hint.login-ended.client-credentials':
    'check auth-oauth-scope and the permissions of the application',
  'oauth-refused.hint.login-ended':
    'the refresh token is no longer valid (expired, revoked, or the password was changed): run "sendmemo auth login" again, or put a new token into auth-oauth-refresh-token-file',
  'oauth-refused.hint.login-declined':
    'the login was declined in the browser: run "sendmemo auth login" again and accept',
  'oauth-refused.hint.code-expired': 'the code was not entered in time: run "sendmemo auth login" again',
  'oauth-refused.hint.account-key':
    'create a new JSON key for the service account (Google Cloud: IAM & Admin, Service Accounts, Keys) and name it in auth-oauth-service-account-file',
  'oauth-refused.hint.delegation':
    'an administrator of the domain has to allow the service account the scope https://mail.google.com/ (Google Admin: Security, API controls, Domain-wide delegation, with the Client ID of the account)',
  'oauth-refused.hint.grant-forbidden':
    'the application may not request a token in this way ({grant}): allow it at the provider, or use another of auth-oauth-client-secret-file, auth-oauth-client-certificate, auth-oauth-refresh-token-file',
  'oauth-refused.hint.scope':
    'the provider does not know the scope: take auth-oauth-scope out of sendmemo.cfg, or correct it (Microsoft with a secret or certificate: one that ends in /.default)',
  'oauth-refused.hint.other':
    'the error of the provider gives the reason; "sendmemo check" shows the request step by step, and "sendmemo explain OAUTH" what to compare',
  'oauth-unreachable': 'no access token: the token endpoint {endpoint} did not answer ({system})',
  'oauth-unreachable.hint':
    'check that this machine may connect to it (firewall, DNS, proxy in sendmemo.cfg), and auth-oauth or auth-oauth-token-url',
  'oauth-unreachable.hint.provider':
    'this is a fault of the provider: try again later; --spool-on-failure keeps the message until then',
  'oauth-response': 'no access token: {endpoint} did not answer as a token endpoint does ({detail})',
  'oauth-response.hint':
    'check auth-oauth and auth-oauth-token-url in sendmemo.cfg; a proxy on the way may answer in its place',
  'oauth-no-login': 'there is no refresh token yet: {path} does not exist',
  'oauth-no-login.hint':
    'run "sendmemo auth login" once as the user who runs sendmemo, or put a refresh token into the first line of that file (mode 0600)',
  'oauth-no-store':
    'no access token was requested, because a new refresh token could not be stored in {path} ({system})',
  'oauth-no-store.hint':
    'make the spool directory or the server working directory writable for the user who runs sendmemo, or set XDG_STATE_HOME to a private directory of this user',
} as const;
