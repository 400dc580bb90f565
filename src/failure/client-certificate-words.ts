/** Apart from refusal-cause.ts: every session looks for it, and nothing else of that page. */

/**
 * Whether a server's words are about the certificate of its client: "No client certificate presented" (Postfix), "Client
 * didn't present valid SSL certificate" (Dovecot).
 */
export function speaksOfClientCertificate(message: string): boolean {
  return /\bclient\b.{0,40}\bcert(ificate)?\b/i.test(message);
}
