/** English words for faults on the way to an access token. */
import { oauthCause, type OAuthCause } from '../../failure/oauth-cause.ts';
import type { OAuthFailure } from '../../failure/oauth-failure.ts';
import type { WordsFor } from '../language.ts';

type Refused = Extract<OAuthFailure, { readonly reason: 'oauth-refused' }>;

export const oauthWords: WordsFor<OAuthFailure> = {
  'oauth-refused': (failure) => ({
    what: `the token endpoint ${failure.endpoint} rejected the request: ${said(failure)}`,
    hint: hints[oauthCause(failure)](failure),
  }),
  'oauth-unreachable': ({ endpoint, system }) => ({
    what: `no access token: the token endpoint ${endpoint} did not answer (${system})`,
    hint:
      system.startsWith('HTTP') || /^[a-z_]+$/.test(system)
        ? 'this is a fault of the provider: try again later; --spool-on-failure keeps the message until then'
        : 'check that this machine may connect to it (firewall, DNS, proxy in sendmemo.cfg), and auth-oauth or auth-oauth-token-url',
  }),
  'oauth-response': ({ endpoint, detail }) => ({
    what: `no access token: ${endpoint} did not answer as a token endpoint does (${detail})`,
    hint: 'check auth-oauth and auth-oauth-token-url in sendmemo.cfg; a proxy on the way may answer in its place',
  }),
  'oauth-no-login': ({ path }) => ({
    what: `there is no refresh token yet: ${path} does not exist`,
    hint: 'run "sendmemo auth login" once as the user who runs sendmemo, or put a refresh token into the first line of that file (mode 0600)',
  }),
  'oauth-no-store': ({ path, system }) => ({
    what: `no access token was requested, because a new refresh token could not be stored in ${path} (${system})`,
    hint: 'make the spool directory or the server working directory writable for the user who runs sendmemo, or set XDG_STATE_HOME to a private directory of this user',
  }),
};

/** Without the numbers that only the provider's support needs: those are in the log and in --json. */
function said({ error, description }: Refused): string {
  const text = description?.replace(/ Trace ID: .*$/, '') ?? '';
  return text === '' ? error : `${error}: ${text}`;
}

const hints: Readonly<Record<OAuthCause, (failure: Refused) => string>> = {
  'secret-wrong': () =>
    'write the value of the client secret (in Entra the column Value, not Secret ID) into the first line of auth-oauth-client-secret-file',
  'secret-expired': () =>
    'the client secret has expired: create a new one (Entra: App registrations, Certificates & secrets) and write its value into auth-oauth-client-secret-file; a certificate (auth-oauth-client-certificate) can last longer',
  'application-unknown': ({ clientId }) =>
    `no application has the ID ${clientId ?? ''} there: correct auth-oauth-client-id (Entra: App registrations, Application (client) ID) and auth-oauth-tenant`,
  'no-consent': () =>
    'an administrator of the tenant has to consent to the permission (Entra: App registrations, API permissions, Grant admin consent); then run "sendmemo auth login" again',
  'user-unknown': ({ user }) =>
    `the directory has no user ${user}: correct auth-user (and auth-oauth-subject), or auth-oauth-tenant`,
  'tenant-unknown': () =>
    'correct auth-oauth-tenant: the Directory (tenant) ID of the application, or a domain of the tenant; for a national cloud choose another auth-oauth (microsoft-gcc-high, microsoft-dod, microsoft-china)',
  certificate: () =>
    'upload the certificate of auth-oauth-client-certificate to the application (Entra: App registrations, Certificates & secrets); one that has expired has to be replaced in both places',
  clock: () => 'the clock of this machine is wrong: set it (timedatectl, chronyc makestep), then try again',
  'client-unproven': () =>
    'set auth-oauth-client-secret-file or auth-oauth-client-certificate; for "sendmemo auth login" without them, allow public client flows (Entra: App registrations, Authentication)',
  client: () =>
    'check auth-oauth-client-id and auth-oauth-client-secret-file (or auth-oauth-client-certificate): the provider does not accept this application',
  'login-ended': ({ grant }) =>
    grant === 'client-credentials'
      ? 'check auth-oauth-scope and the permissions of the application'
      : 'the refresh token is no longer valid (expired, revoked, or the password was changed): run "sendmemo auth login" again, or put a new token into auth-oauth-refresh-token-file',
  'login-declined': () => 'the login was declined in the browser: run "sendmemo auth login" again and accept',
  'code-expired': () => 'the code was not entered in time: run "sendmemo auth login" again',
  'account-key': () =>
    'create a new JSON key for the service account (Google Cloud: IAM & Admin, Service Accounts, Keys) and name it in auth-oauth-service-account-file',
  delegation: () =>
    'an administrator of the domain has to allow the service account the scope https://mail.google.com/ (Google Admin: Security, API controls, Domain-wide delegation, with the Client ID of the account)',
  'grant-forbidden': ({ grant }) =>
    `the application may not request a token in this way (${grant}): allow it at the provider, or use another of auth-oauth-client-secret-file, auth-oauth-client-certificate, auth-oauth-refresh-token-file`,
  scope: () =>
    'the provider does not know the scope: take auth-oauth-scope out of sendmemo.cfg, or correct it (Microsoft with a secret or certificate: one that ends in /.default)',
  other: () =>
    'the error of the provider gives the reason; "sendmemo check" shows the request step by step, and "sendmemo explain OAUTH" what to compare',
};
