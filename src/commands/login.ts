/** The login of the settings, as the submitter needs it. */
import type { AuthSettings } from '../config/settings.ts';
import type { Login } from '../smtp/submitter.ts';

/** @returns null where nothing is authenticated */
export function openLogin(auth: AuthSettings | null): Login | null {
  if (auth === null) return null;
  const { method, user, secret, allowInsecure } = auth;
  return { method, user, secret, allowInsecure, isToken: false };
}
