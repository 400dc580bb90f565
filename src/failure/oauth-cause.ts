/**
 * Why a token endpoint rejects a request, as far as its error shows: what hints are made from. One table for both
 * languages. Sources: RFC 6749, 5.2; RFC 8628, 3.5; Microsoft, "Microsoft Entra authentication and authorization error
 * codes"; Google, "Using OAuth 2.0 for server to server applications", error codes.
 */
import type { OAuthFailure } from './oauth-failure.ts';

export type OAuthCause =
  | 'secret-wrong'
  | 'secret-expired'
  | 'application-unknown'
  | 'no-consent'
  | 'user-unknown'
  | 'tenant-unknown'
  | 'certificate'
  | 'clock'
  | 'client-unproven'
  | 'client'
  | 'login-ended'
  | 'login-declined'
  | 'code-expired'
  | 'account-key'
  | 'delegation'
  | 'grant-forbidden'
  | 'scope'
  | 'other';

type Refused = Extract<OAuthFailure, { readonly reason: 'oauth-refused' }>;

/** Microsoft's numbers say more than its `error` does. */
const byNumber: Readonly<Record<number, OAuthCause>> = {
  7000215: 'secret-wrong',
  7000222: 'secret-expired',
  700016: 'application-unknown',
  65001: 'no-consent',
  50034: 'user-unknown',
  90002: 'tenant-unknown',
  900023: 'tenant-unknown',
  900382: 'tenant-unknown',
  700027: 'certificate',
  700024: 'clock',
  7000218: 'client-unproven',
  700082: 'login-ended',
  70008: 'login-ended',
  70043: 'login-ended',
  50173: 'login-ended',
  50076: 'login-ended',
  50079: 'login-ended',
  9002313: 'login-ended',
  70011: 'scope',
  1002012: 'scope',
  500011: 'scope',
};

/** @returns the cause, certain or likely */
export function oauthCause({ error, description, number, grant }: Refused): OAuthCause {
  const numbered = number === null ? undefined : byNumber[number];
  if (numbered !== undefined) return numbered;
  const text = description ?? '';
  switch (error) {
    case 'invalid_grant':
      if (/short-lived|iat and exp/i.test(text)) return 'clock';
      if (grant !== 'service-account') return 'login-ended';
      return /email or user id/i.test(text) ? 'user-unknown' : 'account-key';
    case 'invalid_client':
      if (/client was not found/i.test(text)) return 'application-unknown';
      return /secret/i.test(text) ? 'secret-wrong' : 'client';
    case 'deleted_client':
      return 'application-unknown';
    case 'unauthorized_client':
      return grant === 'service-account' ? 'delegation' : 'grant-forbidden';
    case 'unsupported_grant_type':
      return 'grant-forbidden';
    case 'invalid_scope':
    case 'invalid_resource':
    case 'invalid_target':
      return 'scope';
    case 'interaction_required':
    case 'consent_required':
      return 'no-consent';
    case 'access_denied':
    case 'authorization_declined':
      return 'login-declined';
    case 'expired_token':
      return 'code-expired';
    default:
      return 'other';
  }
}
