/** What `sendmemo certs` prints: a piece of `sendmemo-ssl.cfg`, whose comments say what was made. */
import type { CertsResult } from './make.ts';

/** @returns the lines, joined by LF */
export function renderCerts({ files, hosts, notAfter, settings, clientSettings }: CertsResult): string {
  return [
    `; test certificates in ${files.directory}, valid until ${notAfter.slice(0, 10)}:`,
    ';   ca.pem, ca.key           the CA that issued them',
    `;   server.pem, server.key   for a server named ${hosts.join(', ')}`,
    ';   client.pem, client.key   for a client',
    ';   crl.pem                  the revocation list, empty',
    ';   hashed/                  the CA and the list, as CAPath reads them',
    '; for sendmemo-ssl.cfg:',
    ...settings,
    '; only where the server asks for a client certificate:',
    ...clientSettings.map((line) => `; ${line}`),
  ].join('\n');
}
