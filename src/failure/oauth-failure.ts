/** Faults on the way to an OAuth 2.0 access token (RFC 6749, section 5.2): the token endpoint is not the mail server. */
export type OAuthFailure = { readonly code: 'OAUTH' } & (
  | {
      /** The endpoint rejected the request. */
      readonly reason: 'oauth-refused';
      /** URL of the endpoint. */
      readonly endpoint: string;
      /** `invalid_client`, `invalid_grant` … */
      readonly error: string;
      /** `error_description`, without control characters, or null. */
      readonly description: string | null;
      /** Microsoft's number of the error, 7000215 for AADSTS7000215, or null. */
      readonly number: number | null;
      readonly grant: OAuthGrantName;
      /** What the request was made with, for hints; null where there is none. */
      readonly clientId: string | null;
      readonly user: string;
    }
  | {
      /** Nobody answered, or the endpoint has a fault of its own: the same may succeed later. */
      readonly reason: 'oauth-unreachable';
      readonly endpoint: string;
      /** A system code (`ECONNREFUSED`), or `HTTP 503`. */
      readonly system: string;
    }
  | {
      /** The answer is no token response, or lacks what is needed. */
      readonly reason: 'oauth-response';
      readonly endpoint: string;
      /** In English: what is wrong with it. */
      readonly detail: string;
    }
  | {
      /** There is no refresh token yet. */
      readonly reason: 'oauth-no-login';
      /** `auth-oauth-refresh-token-file`. */
      readonly path: string;
    }
  | {
      /** A refresh token that the provider exchanged could not be stored: nothing was requested. */
      readonly reason: 'oauth-no-store';
      readonly path: string;
      readonly system: string;
    }
);

export type OAuthGrantName = 'client-credentials' | 'refresh-token' | 'service-account' | 'device-code';
