/**
 * Microsoft's token endpoints as its documents describe them: client credentials with a secret or a certificate, refresh
 * tokens, device code. Every refusal has the JSON of an AADSTS error. Users and applications are the test's own.
 */
import { randomUUID } from 'node:crypto';
import type { Session } from './grants.ts';
import { applicationOf, authenticate } from './microsoft-client.ts';
import type { Application, Directory } from './microsoft-client.ts';
import { Refusal, refuse } from './microsoft-refusal.ts';
import { parameter } from './token-server.ts';
import type { Provider, TokenReply, TokenRequest } from './token-server.ts';

export interface MicrosoftOptions extends Directory {
  /** Further names under which the directory is known: `example.com`. */
  readonly tenantNames?: readonly string[];
  /** Users that exist in the directory. */
  readonly users: readonly string[];
  /** Seconds that a user code holds; default 900. */
  readonly deviceCodeLifetime?: number;
}

export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const resources = ['https://outlook.office365.com', 'https://outlook.office.com'];
const shared = ['common', 'organizations', 'consumers'];

/** `/{tenant}/oauth2/v2.0/token`, `/devicecode`, and the discovery document of the tenant. */
export function microsoft(options: MicrosoftOptions): Provider {
  return (request, base) => {
    try {
      const [, tenant = '', endpoint = ''] = /^\/([^/]+)\/(.+)$/.exec(request.path) ?? [];
      const isKnown = [options.tenant, ...(options.tenantNames ?? []), ...shared].includes(tenant);
      if (!isKnown) refuse(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
      if (endpoint === 'v2.0/.well-known/openid-configuration' && request.method === 'GET') {
        return discovery(`${base}/${tenant}`);
      }
      if (request.method !== 'POST')
        refuse(400, 'invalid_request', 900561, 'The endpoint only accepts POST.');
      if (endpoint === 'oauth2/v2.0/devicecode') return deviceCode(request, options);
      if (endpoint === 'oauth2/v2.0/token') return token(request, options, base, tenant);
      return { status: 404, body: {} };
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  };
}

function discovery(base: string): TokenReply {
  return {
    status: 200,
    body: {
      issuer: `${base}/v2.0`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    },
  };
}

function token(request: TokenRequest, options: MicrosoftOptions, base: string, tenant: string): TokenReply {
  const kind = parameter(request, 'grant_type');
  const application = applicationOf(request, options);
  const isUser = kind === 'refresh_token' || kind === deviceCodeGrant;
  authenticate(request, application, options, [`${base}/${tenant}`, `${base}/${options.tenant}`], isUser);
  if (kind === 'client_credentials') return asApplication(request, application, options, tenant);
  if (kind === 'refresh_token') return refresh(request, application, options);
  if (kind === deviceCodeGrant) return redeem(request, application, options);
  return refuse(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
}

function asApplication(
  request: TokenRequest,
  application: Application,
  options: MicrosoftOptions,
  tenant: string,
): TokenReply {
  const scope = parameter(request, 'scope');
  if (shared.includes(tenant)) {
    refuse(
      400,
      'invalid_request',
      900382,
      'Confidential client is not supported in a request without a tenant.',
    );
  }
  if (!scope.endsWith('/.default')) {
    refuse(
      400,
      'invalid_scope',
      1002012,
      `The scope ${scope} is not valid: client credentials need one that ends in /.default.`,
    );
  }
  const resource = resourceOf(scope, options.tenant);
  const roles = application.roles ?? [];
  return issued(options, {
    aud: resource,
    appid: application.clientId,
    oid: randomUUID(),
    // Microsoft leaves the claim out where the application has no role.
    ...(roles.length === 0 ? {} : { roles }),
  });
}

function refresh(request: TokenRequest, application: Application, options: MicrosoftOptions): TokenReply {
  const result = options.grants.refresh(parameter(request, 'refresh_token'));
  if (result === 'unknown')
    refuse(400, 'invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.');
  if (result === 'expired')
    refuse(400, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.');
  if (result === 'revoked')
    refuse(
      400,
      'invalid_grant',
      50173,
      'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
    );
  if (result.session.clientId !== application.clientId) {
    refuse(400, 'invalid_grant', 70000, 'The provided refresh token was issued to another client.');
  }
  return forUser(request, result.session, application, options, result.next);
}

function redeem(request: TokenRequest, application: Application, options: MicrosoftOptions): TokenReply {
  const session = options.grants.redeem(parameter(request, 'device_code'));
  if (session === 'pending') {
    refuse(
      400,
      'authorization_pending',
      70016,
      'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
    );
  }
  if (session === 'declined') refuse(400, 'authorization_declined', 70018, 'The user declined the request.');
  if (session === 'expired')
    refuse(400, 'expired_token', 70020, 'The provided value for the device code is expired.');
  if (session === 'unknown')
    refuse(400, 'bad_verification_code', 70019, 'The verification code is not known.');
  const next = session.scope.split(' ').includes('offline_access')
    ? options.grants.refreshToken(session)
    : null;
  return forUser(request, session, application, options, next);
}

function forUser(
  request: TokenRequest,
  session: Session,
  application: Application,
  options: MicrosoftOptions,
  refreshToken: string | null,
): TokenReply {
  if (!options.users.includes(session.user ?? '')) {
    refuse(
      400,
      'invalid_grant',
      50034,
      `The user account {EUII Hidden} does not exist in the ${options.tenant} directory.`,
    );
  }
  if (application.consented === false) {
    refuse(
      400,
      'invalid_grant',
      65001,
      `The user or administrator has not consented to use the application with ID '${application.clientId}'.`,
      'consent_required',
    );
  }
  const asked = parameter(request, 'scope') === '' ? session.scope : parameter(request, 'scope');
  const resource = resourceOf(asked, options.tenant);
  const scopes = asked.split(' ').filter((scope) => scope.startsWith(`${resource}/`));
  return issued(
    options,
    {
      aud: resource,
      appid: application.clientId,
      scp: scopes.map((scope) => scope.slice(resource.length + 1)).join(' '),
      upn: session.user,
    },
    { scope: scopes.join(' '), ...(refreshToken === null ? {} : { refresh_token: refreshToken }) },
  );
}

function deviceCode(request: TokenRequest, options: MicrosoftOptions): TokenReply {
  const application = applicationOf(request, options);
  if (application.isPublic !== true) {
    refuse(401, 'invalid_client', 7000218, "The body must contain 'client_assertion' or 'client_secret'.");
  }
  const scope = parameter(request, 'scope');
  resourceOf(scope, options.tenant);
  const { deviceCodeLifetime = 900, grants } = options;
  const made = grants.deviceCode({ clientId: application.clientId, user: null, scope }, deviceCodeLifetime);
  const verification = 'https://microsoft.com/devicelogin';
  return {
    status: 200,
    body: {
      user_code: made.userCode,
      device_code: made.deviceCode,
      verification_uri: verification,
      expires_in: deviceCodeLifetime,
      interval: 5,
      message: `To sign in, open ${verification} and enter the code ${made.userCode}.`,
    },
  };
}

function resourceOf(scope: string, tenant: string): string {
  const wanted = scope.split(' ').find((one) => one.startsWith('https://')) ?? '';
  const found = resources.find((resource) => wanted.startsWith(`${resource}/`));
  if (found !== undefined) return found;
  if (wanted === '')
    return refuse(
      400,
      'invalid_scope',
      70011,
      `The provided value for the input parameter 'scope' is not valid: ${scope}.`,
    );
  return refuse(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${wanted} was not found in the tenant named ${tenant}.`,
  );
}

function issued(
  { grants, tenant }: MicrosoftOptions,
  claims: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): TokenReply {
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      expires_in: grants.lifetime,
      ext_expires_in: grants.lifetime,
      access_token: grants.accessToken({ iss: `https://sts.windows.net/${tenant}/`, tid: tenant, ...claims }),
      ...more,
    },
  };
}
