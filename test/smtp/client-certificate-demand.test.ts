import { expect, it } from 'vitest';
import { createRoot, issueServer } from '../support/pki.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { deliverOnce, faultOf, startTlsPlan, trusting } from './deps.ts';

const hello = `
S: 220 mail.example.com
C: EHLO client.example.com
S: 250-mail.example.com
S: 250 STARTTLS
C: STARTTLS
S: 220 go
! starttls
C: EHLO client.example.com
`;

/** Postfix with smtpd_tls_req_ccert lets the handshake stand. */
it.each([
  ['421 4.7.1 mx.example.com Error: No client certificate presented', 'TLS_HANDSHAKE tls-client-certificate'],
  ['554 5.7.1 Client certificate not trusted', 'TLS_HANDSHAKE tls-client-certificate'],
  ["535 5.7.8 Client didn't present valid SSL certificate", 'TLS_HANDSHAKE tls-client-certificate'],
  ['421 4.3.2 too many sessions', 'TRANSIENT transient'],
])('the first reply after the handshake, %s, is %s', async (reply, fault) => {
  const root = await createRoot();
  const certificate = await issueServer(root, { commonName: 'mail.example.com' });
  await using server = await startScriptedServer(`${hello}S: ${reply}\n! close\n`, certificate);
  const tls = startTlsPlan(trusting(root.certificatePem, root.certificateDer));
  const report = await deliverOnce(server.port, { tls });
  expect(faultOf(report)).toBe(fault);
  expect(report.tls?.verify).toBe('OK');
});

it('the same words in plain text are no matter of TLS', async () => {
  await using server = await startScriptedServer('S: 421 No client certificate presented\n! close\n');
  expect(faultOf(await deliverOnce(server.port))).toBe('TRANSIENT transient');
});
