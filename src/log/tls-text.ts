import type { ServerFacts } from '../failure/facts.ts';
import type { TlsReport } from '../tls/report.ts';

/** A TLS session in sendmail's text, which log readers know how to count. */
export function sendmailTlsText({ host }: ServerFacts, tls: TlsReport): string {
  return [
    'STARTTLS=client',
    `relay=${host}`,
    `version=${tls.version ?? 'NONE'}`,
    `verify=${tls.verify}`,
    `cipher=${tls.cipher ?? 'NONE'}`,
    `bits=${tls.bits ?? 0}/${tls.bits ?? 0}`,
  ].join(', ');
}
