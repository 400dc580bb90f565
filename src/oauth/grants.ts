/** Requests to the token endpoint, by oauth4webapi: client credentials, refresh token, JWT bearer, device code. */
import crypto from 'node:crypto';
import * as oauth from 'oauth4webapi';
import type { OAuthClient, OAuthGrant, OAuthSettings } from '../config/settings.ts';
import { SendmemoError } from '../failure/error.ts';
import type { OAuthGrantName } from '../failure/oauth-failure.ts';
import { requestHttps, shownUrl, type HttpsDeps } from './https.ts';
import { errorOf, refusal } from './refusal.ts';

export interface Granted {
  readonly token: string;
  /** null: the endpoint does not say. */
  readonly expiresInSeconds: number | null;
  /** null: the one that was used stays. */
  readonly refreshToken: string | null;
  /** URL of the endpoint. */
  readonly endpoint: string;
}

/** Where requests go. */
export interface Endpoints {
  readonly server: oauth.AuthorizationServer;
  readonly token: string;
}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Google lets an assertion last an hour at most; it is used at once. */
const assertionSeconds = 300;

/**
 * Requests an access token.
 * @param refreshToken the one to use now, for the grant of that name
 * @throws SendmemoError OAUTH; CERT_* and TLS_HANDSHAKE of the endpoint; the signal's reason
 */
export async function requestToken(
  settings: OAuthSettings,
  refreshToken: string | null,
  deps: HttpsDeps,
  signal: AbortSignal,
): Promise<Granted> {
  const { grant, scope } = settings;
  const endpoints = await findEndpoints(settings, deps, signal);
  const { server } = endpoints;
  const client = clientOf(settings);
  const options = optionsOf(deps, signal);
  const parameters = scope === null ? {} : { scope };
  return asGranted(settings, grant.kind, endpoints, async () => {
    switch (grant.kind) {
      case 'client-credentials':
        return oauth.clientCredentialsGrantRequest(
          server,
          client,
          await clientAuth(grant.client, settings, endpoints),
          parameters,
          options,
        );
      case 'refresh-token':
        return oauth.refreshTokenGrantRequest(
          server,
          client,
          await clientAuth(grant.client, settings, endpoints),
          refreshToken ?? '',
          { ...options, additionalParameters: parameters },
        );
      case 'service-account':
        return oauth.genericTokenEndpointRequest(
          server,
          client,
          // The assertion says who it is.
          () => {},
          jwtBearer,
          { assertion: accountAssertion(grant, settings, endpoints, deps.now()) },
          options,
        );
    }
  });
}

/** @returns what the request has brought, or why not, as a failure. */
export async function asGranted(
  settings: OAuthSettings,
  grant: OAuthGrantName,
  { server, token: endpoint }: Endpoints,
  request: () => Promise<Response>,
): Promise<Granted> {
  const said = await answer(settings, grant, endpoint, async () =>
    oauth.processGenericTokenEndpointResponse(server, clientOf(settings), await request()),
  );
  return {
    token: said.access_token,
    expiresInSeconds: said.expires_in ?? null,
    refreshToken: said.refresh_token ?? null,
    endpoint,
  };
}

/** Runs requests of oauth4webapi. @throws SendmemoError in place of its errors */
export async function answer<Result>(
  settings: OAuthSettings,
  grant: OAuthGrantName,
  endpoint: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SendmemoError) throw error;
    const said = error instanceof oauth.ResponseBodyError ? errorOf(error.cause) : null;
    if (said !== null) throw refusal(endpoint, said, grant, settings);
    if (
      error instanceof oauth.OperationProcessingError ||
      error instanceof oauth.WWWAuthenticateChallengeError
    ) {
      const detail = detailOf(error);
      throw new SendmemoError(
        { code: 'OAUTH', reason: 'oauth-response', endpoint, detail },
        { cause: error },
      );
    }
    throw error;
  }
}

function detailOf(error: Error & { readonly cause?: unknown }): string {
  const { cause } = error;
  if (!(cause instanceof Response)) return error.message.replaceAll('"', '');
  const type = (cause.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  return `HTTP ${cause.status}${type === '' ? '' : `, ${type}`}`;
}

/** The endpoint as far as it is known without asking for it. */
export function endpointOf({ tokenUrl, issuer }: OAuthSettings): string {
  return tokenUrl ?? issuer ?? '';
}

/** @throws SendmemoError oauth-response, oauth-unreachable */
export async function findEndpoints(
  settings: OAuthSettings,
  deps: HttpsDeps,
  signal: AbortSignal,
): Promise<Endpoints> {
  const { tokenUrl, deviceUrl, issuer } = settings;
  if (tokenUrl !== null) {
    const server: oauth.AuthorizationServer = {
      issuer: new URL(tokenUrl).origin,
      token_endpoint: tokenUrl,
      ...(deviceUrl === null ? {} : { device_authorization_endpoint: deviceUrl }),
    };
    return { server, token: tokenUrl };
  }
  const url = new URL(issuer ?? '');
  const place = shownUrl(url);
  const server = await answer(settings, settings.grant.kind, place, async () =>
    oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, optionsOf(deps, signal))),
  );
  const { token_endpoint: token } = server;
  if (token === undefined) {
    const detail = 'the discovery document names no token_endpoint';
    throw new SendmemoError({ code: 'OAUTH', reason: 'oauth-response', endpoint: place, detail });
  }
  return { server, token };
}

export function clientOf({ clientId }: OAuthSettings): oauth.Client {
  return { client_id: clientId ?? 'sendmemo' };
}

/** RFC 6749, 2.3.1: in the body, unless the discovery document does not offer that; RFC 7523, 2.2. */
export async function clientAuth(
  client: OAuthClient,
  { provider }: OAuthSettings,
  { server, token }: Endpoints,
): Promise<oauth.ClientAuth> {
  if (client.kind === 'public') return oauth.None();
  if (client.kind === 'secret') {
    const offered = server.token_endpoint_auth_methods_supported ?? ['client_secret_post'];
    return offered.includes('client_secret_post') || !offered.includes('client_secret_basic')
      ? oauth.ClientSecretPost(client.read())
      : oauth.ClientSecretBasic(client.read());
  }
  const der = crypto.createPrivateKey(client.keyPem).export({ type: 'pkcs8', format: 'der' });
  // Microsoft recommends PS256; RS256 is what every other server knows.
  const name = provider === 'microsoft' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5';
  const key = await crypto.subtle.importKey('pkcs8', der, { name, hash: 'SHA-256' }, false, ['sign']);
  const { raw } = new crypto.X509Certificate(client.certificatePem);
  return oauth.PrivateKeyJwt(key, {
    [oauth.modifyAssertion](header, payload) {
      // RFC 7515, 4.1.8: by this Microsoft finds the certificate; it wants the endpoint as the audience.
      header['x5t#S256'] = crypto.createHash('sha256').update(raw).digest('base64url');
      header['typ'] = 'JWT';
      payload['aud'] = token;
    },
  });
}

function accountAssertion(
  { email, keyPem, keyId, subject }: Extract<OAuthGrant, { kind: 'service-account' }>,
  { scope }: OAuthSettings,
  { token }: Endpoints,
  nowMs: number,
): string {
  const seconds = Math.floor(nowMs / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === null ? {} : { kid: keyId }) };
  const claims = {
    iss: email,
    sub: subject,
    scope: scope ?? '',
    aud: token,
    iat: seconds,
    exp: seconds + assertionSeconds,
  };
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signed = parts.join('.');
  return `${signed}.${crypto.sign('sha256', Buffer.from(signed), keyPem).toString('base64url')}`;
}

type HttpOptions = {
  readonly [oauth.customFetch]: (
    url: string,
    options: {
      readonly body?: URLSearchParams | undefined;
      readonly headers: Record<string, string>;
      readonly method: string;
    },
  ) => Promise<Response>;
};

/** The requests of oauth4webapi over our own connection. */
export function optionsOf(deps: HttpsDeps, signal: AbortSignal): HttpOptions {
  return {
    async [oauth.customFetch](url, { body, headers, method }) {
      const response = await requestHttps(
        new URL(url),
        { method: method === 'GET' ? 'GET' : 'POST', headers, body: body?.toString() ?? null },
        deps,
        signal,
      );
      return new Response(renamed(response.body), {
        status: response.status,
        headers: { 'content-type': response.contentType },
      });
    },
  };
}

/** Google's older name for `verification_uri` (RFC 8628, 3.2). */
function renamed(body: Buffer): Buffer | string {
  if (!body.includes('"verification_url"') || body.includes('"verification_uri"')) return body;
  return body.toString('utf8').replace('"verification_url"', '"verification_uri"');
}
