/**
 * Google's token endpoint as its documents describe it: JWT bearer of a service account with domain-wide delegation,
 * refresh tokens (which stay), device code. Its refusals have `error` and `error_description` alone.
 */
import type { KeyObject } from 'node:crypto';
import type { Grants } from './grants.ts';
import { readJwt, verifies } from './jwt.ts';
import { parameter } from './token-server.ts';
import type { Provider, TokenReply, TokenRequest } from './token-server.ts';

export interface ServiceAccount {
  /** `name@project.iam.gserviceaccount.com` */
  readonly email: string;
  /** Public keys by the key ID of the JSON file. */
  readonly keys: Readonly<Record<string, KeyObject>>;
  /** Scopes that the domain's administrator gave it for every user of the domain. */
  readonly delegatedScopes: readonly string[];
}

export interface GoogleOptions {
  readonly grants: Grants;
  readonly serviceAccounts?: readonly ServiceAccount[];
  readonly clients?: readonly { readonly clientId: string; readonly secret: string }[];
  readonly users: readonly string[];
}

export const googleGrants = {
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  deviceCode: 'urn:ietf:params:oauth:grant-type:device_code',
} as const;

/** `/token`, `/device/code` and the discovery document. */
export function google(options: GoogleOptions): Provider {
  return (request, base) => {
    if (request.path === '/.well-known/openid-configuration') {
      return {
        status: 200,
        body: {
          issuer: base,
          token_endpoint: `${base}/token`,
          device_authorization_endpoint: `${base}/device/code`,
        },
      };
    }
    if (request.method !== 'POST') return { status: 404, body: {} };
    if (request.path === '/device/code') return deviceCode(request, options);
    if (request.path !== '/token') return { status: 404, body: {} };
    const kind = parameter(request, 'grant_type');
    if (kind === googleGrants.jwtBearer) return serviceAccount(request, options, `${base}/token`);
    const refused = clientFault(request, options);
    if (refused !== null) return refused;
    if (kind === 'refresh_token') return refresh(request, options);
    if (kind === googleGrants.deviceCode) return redeem(request, options);
    return refusal(400, 'unsupported_grant_type', `Invalid grant_type: ${kind}`);
  };
}

/** RFC 7523, section 3: signed by a key of the account, for this endpoint, valid for an hour at most. */
function serviceAccount(request: TokenRequest, options: GoogleOptions, audience: string): TokenReply {
  const { grants, serviceAccounts = [], users } = options;
  const jwt = readJwt(parameter(request, 'assertion'));
  if (jwt === null) return refusal(400, 'invalid_grant', 'Invalid JWT: Failed to parse');
  const account = serviceAccounts.find(({ email }) => email === jwt.claims['iss']);
  if (account === undefined) return refusal(400, 'invalid_grant', 'Invalid grant: account not found');
  const keys = Object.entries(account.keys).filter(([id]) =>
    [undefined, id].includes(asText(jwt.header['kid'])),
  );
  if (!keys.some(([, key]) => jwt.header['alg'] === 'RS256' && verifies(jwt, key))) {
    return refusal(400, 'invalid_grant', 'Invalid JWT Signature.');
  }
  if (jwt.claims['aud'] !== audience)
    return refusal(400, 'invalid_grant', 'Invalid JWT: audience is not valid');
  const [issuedAt, expires, now] = [Number(jwt.claims['iat']), Number(jwt.claims['exp']), grants.seconds()];
  const isShort = expires - issuedAt <= 3600 && expires > now && issuedAt <= now + 300;
  if (!isShort) {
    return refusal(
      400,
      'invalid_grant',
      'Invalid JWT: the token must be short-lived (60 minutes); check iat and exp.',
    );
  }
  const scope = asText(jwt.claims['scope']) ?? '';
  if (scope === '')
    return refusal(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  const user = asText(jwt.claims['sub']);
  const isDelegated = scope.split(' ').every((one) => account.delegatedScopes.includes(one));
  if (user !== undefined && !isDelegated) {
    return refusal(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    );
  }
  if (user !== undefined && !users.includes(user)) {
    return refusal(400, 'invalid_grant', 'Invalid email or User ID');
  }
  return issued(options, user ?? account.email, scope, {});
}

function clientFault(request: TokenRequest, { clients = [] }: GoogleOptions): TokenReply | null {
  const client = clients.find(({ clientId }) => clientId === parameter(request, 'client_id'));
  if (client === undefined) return refusal(401, 'invalid_client', 'The OAuth client was not found.');
  if (client.secret === parameter(request, 'client_secret')) return null;
  return refusal(401, 'invalid_client', 'The provided client secret is invalid.');
}

function refresh(request: TokenRequest, options: GoogleOptions): TokenReply {
  const result = options.grants.refresh(parameter(request, 'refresh_token'));
  if (result === 'unknown') return refusal(400, 'invalid_grant', 'Bad Request');
  if (typeof result === 'string') return refusal(400, 'invalid_grant', 'Token has been expired or revoked.');
  const { session, next } = result;
  if (session.clientId !== parameter(request, 'client_id'))
    return refusal(401, 'unauthorized_client', 'Unauthorized');
  return issued(options, session.user ?? '', session.scope, next === null ? {} : { refresh_token: next });
}

function deviceCode(request: TokenRequest, { grants, clients = [] }: GoogleOptions): TokenReply {
  const clientId = parameter(request, 'client_id');
  if (!clients.some((client) => client.clientId === clientId)) {
    return refusal(401, 'invalid_client', 'The OAuth client was not found.');
  }
  const made = grants.deviceCode({ clientId, user: null, scope: parameter(request, 'scope') }, 1800);
  return {
    status: 200,
    // Google's own name for verification_uri.
    body: {
      device_code: made.deviceCode,
      user_code: made.userCode,
      verification_url: 'https://www.google.com/device',
      expires_in: 1800,
      interval: 5,
    },
  };
}

function redeem(request: TokenRequest, options: GoogleOptions): TokenReply {
  const session = options.grants.redeem(parameter(request, 'device_code'));
  if (session === 'pending') return refusal(428, 'authorization_pending', 'Precondition Required');
  if (session === 'declined') return refusal(403, 'access_denied', 'Forbidden');
  if (session === 'expired') return refusal(400, 'expired_token', 'The device code has expired.');
  if (session === 'unknown') return refusal(400, 'invalid_grant', 'Malformed auth code.');
  return issued(options, session.user ?? '', session.scope, {
    refresh_token: options.grants.refreshToken(session),
  });
}

function issued(
  { grants }: GoogleOptions,
  user: string,
  scope: string,
  more: Readonly<Record<string, unknown>>,
): TokenReply {
  const accessToken = grants.accessToken({ email: user, scope });
  return {
    status: 200,
    body: { access_token: accessToken, expires_in: grants.lifetime, scope, token_type: 'Bearer', ...more },
  };
}

function refusal(status: number, error: string, description: string): TokenReply {
  return { status, body: { error, error_description: description } };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
