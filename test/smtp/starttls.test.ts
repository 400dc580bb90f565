import { beforeAll, describe, expect, it } from 'vitest';
import type { TlsPlan } from '../../src/tls/plan.ts';
import { createRoot, issueServer, type Issued } from '../support/pki.ts';
import { readDialog, startScriptedServer } from '../support/scripted-server.ts';
import { at, createMemoryLog, deliverOnce, faultOf, patient, startTlsPlan, trusting } from './deps.ts';

let root: Issued;
let certificate: Issued;
let must: TlsPlan;
let may: TlsPlan;
let smtps: TlsPlan;

beforeAll(async () => {
  root = await createRoot();
  certificate = await issueServer(root, { commonName: 'mail.example.com' });
  const trust = trusting(root.certificatePem, root.certificateDer);
  must = startTlsPlan(trust);
  may = startTlsPlan(trust, 'may');
  smtps = { mode: 'smtps', trust };
});

const transaction = `
C: MAIL FROM:<printer@example.com>*
S: 250 Ok
C: RCPT TO:<a@example.net>
S: 250 Ok
C: DATA
S: 354 go
D:
S: 250 2.0.0 Ok
`;
const upgrade = `
S: 220 mail.example.com
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-SIZE 10
S: 250 STARTTLS
C: STARTTLS
S: 220 go
! starttls
C: EHLO client.example.com
S: 250-mail.example.com
S: 250 8BITMIME
${transaction}`;

describe('STARTTLS', () => {
  it('is verified, forgets what was offered before, and sends nothing of the message in plain text', async () => {
    await using server = await startScriptedServer(upgrade, certificate);
    const log = createMemoryLog();
    const report = await deliverOnce(server.port, { tls: must, log });
    expect(faultOf(report)).toBeNull();
    expect(report.tls).toMatchObject({
      mode: 'starttls',
      version: 'TLSv1.3',
      verify: 'OK',
      verifyErrors: [],
    });
    expect(log.sessions.map((one) => one.verify)).toEqual(['OK']);
    const [connection] = server.connections;
    expect(connection?.mismatches).toEqual([]);
    expect(connection?.quit).toBe(true);
    // SIZE of the first EHLO would have refused the message, and is not said in MAIL.
    expect(connection?.commands).toContain('MAIL FROM:<printer@example.com>');
    expect(connection?.plain.toString('latin1')).not.toContain('MAIL FROM');
  });

  const refusals = [
    { dialog: 'strips-starttls', fault: 'STARTTLS_UNAVAILABLE starttls-unavailable', verify: 'NONE' },
    { dialog: 'refuses-starttls', fault: 'STARTTLS_REFUSED starttls-refused', verify: 'PROTOCOL' },
    { dialog: 'defers-starttls', fault: 'STARTTLS_REFUSED starttls-refused', verify: 'TEMP' },
    { dialog: 'injects-after-starttls', fault: 'PROTOCOL protocol-injection', verify: 'PROTOCOL' },
    { dialog: 'injects-fragment', fault: 'PROTOCOL protocol-injection', verify: 'PROTOCOL' },
    { dialog: 'odd-at-starttls', fault: 'PROTOCOL protocol-reply', verify: 'PROTOCOL' },
    { dialog: 'closes-at-starttls', fault: 'CONNECTION_LOST connection-lost', verify: 'PROTOCOL' },
    { dialog: 'knows-helo-only', fault: 'STARTTLS_UNAVAILABLE starttls-unavailable', verify: 'NONE' },
  ];
  it.each(refusals)('$dialog: $fault, and no MAIL FROM', async ({ dialog, fault, verify }) => {
    await using server = await startScriptedServer(readDialog(dialog), certificate);
    const report = await deliverOnce(server.port, { tls: must });
    await server.connections[0]?.closed;
    expect(faultOf(report)).toBe(fault);
    expect(report.tls).toMatchObject({ version: null, verify });
    expect(server.connections[0]?.plain.toString('latin1')).not.toContain('MAIL');
  });

  it('bounds a handshake that never comes by greeting-timeout', async () => {
    await using server = await startScriptedServer(readDialog('silent-after-starttls'));
    const report = await deliverOnce(server.port, { tls: must, timeouts: { ...patient, greetingMs: 150 } });
    expect(report.failure).toMatchObject({ code: 'TIMEOUT', stage: 'tls', setting: 'greeting-timeout' });
    expect(report.tls?.verify).toBe('SOFTWARE');
  });

  it('sends nothing to a server whose certificate has another name', async () => {
    await using server = await startScriptedServer(upgrade, certificate);
    const report = await deliverOnce([at(server.port, 'other.example.com')], { tls: must });
    expect(faultOf(report)).toBe('CERT_HOSTNAME cert-hostname');
    expect(report.tls).toMatchObject({ verify: 'FAIL', verifyErrors: ['CERT_HOSTNAME'] });
    expect(server.connections[0]?.secured.toString('latin1')).not.toContain('MAIL');
  });

  it('reports a server that insists on a client certificate, under TLS 1.3 at the EHLO that follows', async () => {
    await using server = await startScriptedServer(upgrade, {
      ...certificate,
      clientAuthorityPem: root.certificatePem,
    });
    const report = await deliverOnce(server.port, { tls: must });
    expect(faultOf(report)).toBe('TLS_HANDSHAKE tls-client-certificate');
  });

  it('goes on in plain text under the policy `may` where it is not offered, with a warning', async () => {
    await using server = await startScriptedServer(
      `S: 220 hi\nC: EHLO *\nS: 250 mail.example.com\n${transaction}`,
    );
    const report = await deliverOnce(server.port, { tls: may });
    expect(faultOf(report)).toBeNull();
    expect(report.tls?.verify).toBe('NONE');
    expect(report.notices.map((one) => one.reason)).toEqual(['starttls-not-offered']);
  });

  it('is not passed over under `may` where it is offered and refused', async () => {
    await using server = await startScriptedServer(readDialog('defers-starttls'));
    expect(faultOf(await deliverOnce(server.port, { tls: may }))).toBe('STARTTLS_REFUSED starttls-refused');
  });

  it('is never issued where TLS is off', async () => {
    await using server = await startScriptedServer(
      `S: 220 hi\nC: EHLO *\nS: 250-mail.example.com\nS: 250 STARTTLS\n${transaction}`,
    );
    const report = await deliverOnce(server.port);
    expect(faultOf(report)).toBeNull();
    expect(server.connections[0]?.commands).not.toContain('STARTTLS');
    expect(report.tls).toBeNull();
  });
});

describe('SMTPS', () => {
  it('speaks TLS from the first octet', async () => {
    const script = `! starttls\nS: 220 hi\nC: EHLO *\nS: 250 mail.example.com\n${transaction}`;
    await using server = await startScriptedServer(script, certificate);
    const report = await deliverOnce(server.port, { tls: smtps });
    expect(faultOf(report)).toBeNull();
    expect(report.tls).toMatchObject({ mode: 'smtps', verify: 'OK' });
    expect(server.connections[0]?.quit).toBe(true);
  });

  it('reports a server that closes before its greeting', async () => {
    await using server = await startScriptedServer('! starttls\n! close', certificate);
    expect(faultOf(await deliverOnce(server.port, { tls: smtps }))).toBe('NO_GREETING no-greeting');
  });
});
