/** What an access token allows, for `sendmemo check`. */
import type { OAuthSettings } from '../../config/settings.ts';
import { claimsOf } from '../../oauth/claims.ts';
import type { AccessToken } from '../../oauth/tokens.ts';
import type { StepFacts } from './step.ts';

type TokenFacts = Extract<StepFacts, { readonly kind: 'token' }>;

/** @returns what the token says of itself, and what SMTP needs and it lacks */
export function tokenFacts(
  { token, from, endpoint, expiresAtMs }: AccessToken,
  oauth: OAuthSettings | null,
): TokenFacts {
  const claims = claimsOf(token);
  const permissions = claims === null ? null : [...(claims.roles ?? []), ...(claims.scopes ?? [])];
  const needed = neededPermission(oauth);
  return {
    kind: 'token',
    endpoint,
    from,
    audience: claims?.audience ?? null,
    permissions,
    tenant: claims?.tenant ?? null,
    expires: new Date(expiresAtMs).toISOString(),
    missing: permissions === null || needed === null || permissions.includes(needed) ? null : needed,
  };
}

/** Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth". */
function neededPermission(oauth: OAuthSettings | null): string | null {
  if (oauth?.provider !== 'microsoft') return null;
  return oauth.grant.kind === 'client-credentials' ? 'SMTP.SendAsApp' : 'SMTP.Send';
}
