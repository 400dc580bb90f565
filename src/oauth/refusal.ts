/** What a token endpoint's error means, as a failure (RFC 6749, section 5.2; RFC 8628, section 3.5). */
import type { OAuthSettings } from '../config/settings.ts';
import { SendmemoError } from '../failure/error.ts';
import type { OAuthGrantName } from '../failure/oauth-failure.ts';
import { harmless } from '../text/control-characters.ts';

/** Of a description no more is kept. */
const longestDescription = 1000;

export interface OAuthError {
  readonly error: string;
  readonly description: string | null;
}

/** @returns the error of a response body, or null where it holds none */
export function errorOf(body: unknown): OAuthError | null {
  if (typeof body !== 'object' || body === null) return null;
  const { error, error_description: description } = body as Record<string, unknown>;
  if (typeof error !== 'string' || error === '') return null;
  return {
    error: harmless(error).slice(0, 100),
    description:
      typeof description === 'string' && description !== ''
        ? harmless(description.replaceAll(/\s+/g, ' ')).slice(0, longestDescription)
        : null,
  };
}

/** The provider may be able to do it later (RFC 6749, 4.1.2.1; Microsoft's AADSTS90033 and 50196 among them). */
function isTemporary({ error }: OAuthError): boolean {
  return error === 'temporarily_unavailable' || error === 'server_error';
}

/** @returns oauth-refused, or oauth-unreachable where the provider itself has a fault */
export function refusal(
  endpoint: string,
  said: OAuthError,
  grant: OAuthGrantName,
  { clientId, user, grant: by }: OAuthSettings,
): SendmemoError {
  if (isTemporary(said)) {
    return new SendmemoError({ code: 'OAUTH', reason: 'oauth-unreachable', endpoint, system: said.error });
  }
  const number = /\bAADSTS(\d{4,8})\b/.exec(said.description ?? '')?.[1];
  return new SendmemoError({
    code: 'OAUTH',
    reason: 'oauth-refused',
    endpoint,
    ...said,
    number: number === undefined ? null : Number(number),
    grant,
    clientId,
    user: by.kind === 'service-account' ? by.subject : user,
  });
}
