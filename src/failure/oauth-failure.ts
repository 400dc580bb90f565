import type { ByReason } from './facts.ts';

/** Faults on the way to an OAuth 2.0 access token (RFC 6749, section 5.2): the token endpoint is not the mail server. */
export type OAuthFailure = ByReason<
  {
    /** The endpoint rejected the request. */
    'oauth-refused': {
      /** URL of the endpoint. */
      endpoint: string;

      /** `invalid_client`, `invalid_grant` … */
      error: string;

      /** `error_description`, without control characters, or null. */
      description: string | null;

      /** Microsoft's number of the error, 7000215 for AADSTS7000215, or null. */
      number: number | null;
      grant: OAuthGrantName;

      /** What the request was made with, for hints; null where there is none. */
      clientId: string | null;
      user: string;
    };
    /** Nobody answered, or the endpoint has a fault of its own: the same may succeed later. */
    'oauth-unreachable': {
      endpoint: string;

      /** A system code (`ECONNREFUSED`), or `HTTP 503`. */
      system: string;
    };
    /** The answer is no token response, or lacks what is needed. */
    'oauth-response': {
      endpoint: string;

      /** In English: what is wrong with it. */
      detail: string;
    };
    /** There is no refresh token yet. */
    'oauth-no-login': {
      /** `auth-oauth-refresh-token-file`. */
      path: string;
    };
    /** A refresh token that the provider exchanged could not be stored: nothing was requested. */
    'oauth-no-store': { path: string; system: string };
  },
  { code: 'OAUTH' }
>;

export type OAuthGrantName = 'client-credentials' | 'refresh-token' | 'service-account' | 'device-code';
