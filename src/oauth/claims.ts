/** What an access token says about itself: for people only, never for a decision; its signature is not verified. */

export interface TokenClaims {
  /** For which service it is. */
  readonly audience: string | null;
  /** Delegated permissions (`scp`, `scope`), or null where there are none. */
  readonly scopes: readonly string[] | null;
  /** Permissions of the application, or null where there are none. */
  readonly roles: readonly string[] | null;
  readonly tenant: string | null;
}

/** @returns null where the token is no JWT (Google's are not) */
export function claimsOf(token: string): TokenClaims | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    const claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >;
    const scopes = words(claims['scp']) ?? words(claims['scope']);
    return {
      audience: text(claims['aud']),
      scopes,
      roles: words(claims['roles']),
      tenant: text(claims['tid']),
    };
  } catch {
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function words(value: unknown): readonly string[] | null {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  return typeof value === 'string' ? value.split(' ').filter((one) => one !== '') : null;
}
