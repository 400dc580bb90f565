/** How Microsoft's token endpoint knows an application: its secret, or an assertion signed by its certificate. */
import { X509Certificate } from 'node:crypto';
import type { Grants } from './grants.ts';
import { readJwt, thumbprint, verifies } from './jwt.ts';
import type { Jwt } from './jwt.ts';
import { refuse } from './microsoft-refusal.ts';
import { parameter } from './token-server.ts';
import type { TokenRequest } from './token-server.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface Application {
  readonly clientId: string;
  /** Secrets with the time at which each expires, milliseconds since 1970. */
  readonly secrets?: readonly { readonly value: string; readonly expiresAt?: number }[];
  /** Registered certificates, PEM. */
  readonly certificates?: readonly string[];
  /** Works without a secret: refresh token and device code only. */
  readonly isPublic?: boolean;
  /** Roles in the tokens of the application itself: `SMTP.SendAsApp`. */
  readonly roles?: readonly string[];
  /** Whether the delegated permissions were consented to; default true. */
  readonly consented?: boolean;
}

export interface Directory {
  readonly grants: Grants;
  /** Directory ID. */
  readonly tenant: string;
  readonly applications: readonly Application[];
}

/** @throws Refusal */
export function applicationOf(request: TokenRequest, options: Directory): Application {
  const clientId = parameter(request, 'client_id');
  if (clientId === '') {
    refuse(400, 'invalid_request', 900144, "The request body must contain the parameter: 'client_id'.");
  }
  const found = options.applications.find((application) => application.clientId === clientId);
  return (
    found ??
    refuse(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${options.tenant}'.`,
    )
  );
}

/** @param bases of the audience: `https://HOST/TENANT`. @throws Refusal */
export function authenticate(
  request: TokenRequest,
  application: Application,
  options: Directory,
  bases: readonly string[],
  isUser: boolean,
): void {
  const assertion = parameter(request, 'client_assertion');
  const secret = parameter(request, 'client_secret');
  if (assertion !== '') {
    if (parameter(request, 'client_assertion_type') !== assertionType) {
      refuse(400, 'invalid_request', 900144, "The parameter 'client_assertion_type' is missing or wrong.");
    }
    checkAssertion(assertion, application, options, bases);
  } else if (secret !== '') {
    const known = application.secrets?.find(({ value }) => value === secret);
    if (known === undefined) {
      refuse(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided for app '${application.clientId}'.`,
      );
    }
    if ((known.expiresAt ?? Infinity) <= options.grants.seconds() * 1000) {
      refuse(
        401,
        'invalid_client',
        7000222,
        `The client secret keys for app '${application.clientId}' are expired.`,
      );
    }
  } else if (!isUser || application.isPublic !== true) {
    refuse(401, 'invalid_client', 7000218, "The body must contain 'client_assertion' or 'client_secret'.");
  }
}

/** RFC 7523, section 3, with Microsoft's limits: RS256 or PS256, the certificate named by its thumbprint. */
function checkAssertion(
  text: string,
  application: Application,
  { grants }: Directory,
  bases: readonly string[],
): void {
  const jwt = readJwt(text) ?? refuse(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.');
  const certificate = certificateOf(jwt, application);
  if (certificate === null) {
    const named = jwt.header['x5t#S256'] ?? jwt.header['x5t'];
    refuse(
      401,
      'invalid_client',
      700027,
      `The certificate used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${String(named)}']`,
    );
  }
  if (!verifies(jwt, certificate.publicKey)) {
    refuse(
      401,
      'invalid_client',
      700027,
      'Client assertion failed signature validation. [Reason - The signature is invalid.]',
    );
  }
  const now = grants.seconds();
  if (new Date(certificate.validTo).getTime() < now * 1000) {
    refuse(
      401,
      'invalid_client',
      700027,
      'Client assertion failed signature validation. [Reason - The key used is expired.]',
    );
  }
  const { claims } = jwt;
  if (claims['iss'] !== application.clientId || claims['sub'] !== application.clientId) {
    refuse(
      401,
      'invalid_client',
      700021,
      "Client assertion application identifier doesn't match 'client_id'.",
    );
  }
  const audiences = bases.flatMap((base) => [`${base}/oauth2/v2.0/token`, `${base}/v2.0`]);
  if (!audiences.includes(String(claims['aud']))) {
    refuse(401, 'invalid_client', 700023, 'Client assertion audience claim does not match Realm issuer.');
  }
  const [from, until] = [Number(claims['nbf'] ?? now), Number(claims['exp'])];
  // Five minutes for clocks that differ.
  if (!(from <= now + 300 && until > now - 300)) {
    refuse(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.');
  }
}

function certificateOf({ header }: Jwt, application: Application): X509Certificate | null {
  const certificates = (application.certificates ?? []).map((pem) => new X509Certificate(pem));
  const fits = ({ raw }: X509Certificate) =>
    header['x5t#S256'] === thumbprint(raw, 'sha256') ||
    (header['x5t#S256'] === undefined && header['x5t'] === thumbprint(raw, 'sha1'));
  return certificates.find(fits) ?? null;
}
