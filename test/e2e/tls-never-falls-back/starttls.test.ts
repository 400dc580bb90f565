/** STARTTLS and SMTPS: nothing of a message leaves in clear text where encryption was asked for (sections 2, 5, 6). */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot, issueServer } from '../../support/pki.ts';
import type { Issued } from '../../support/pki.ts';
import type { Connection, MailServerOptions } from '../support/mail-server.ts';
import { expectFailure, expectQuiet, expectSaid, jsonOf, warningsOf } from '../support/result.ts';
import { submit, usualArguments } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';

let root: Issued;
let leaf: Issued;

beforeAll(async () => {
  root = await createRoot();
  leaf = await issueServer(root, { names: ['127.0.0.1'] });
});

const certificate = () => ({ key: leaf.keyPem, cert: leaf.certificatePem });
const starttls = 'EnableTLS = 1\nCAFile = ca.pem\n';
const smtps = 'EnableTLS = 2\nCAFile = ca.pem\n';

async function attempt(ssl: string, server: MailServerOptions, more: Submission = {}): Promise<Submitted> {
  return await submit({
    ssl,
    files: { 'ca.pem': root.certificatePem },
    args: ['--json', ...usualArguments],
    server,
    ...more,
  });
}

const said = (connection: Connection | undefined, verb: string) =>
  connection?.commands.filter((line) => line.toUpperCase().startsWith(verb)) ?? [];

function expectNothingSaid(sent: Submitted): void {
  for (const connection of sent.connections) {
    expect(said(connection, 'MAIL')).toEqual([]);
    expect(connection.octets().toString('latin1')).not.toMatch(/MAIL FROM|sender@example|a text/i);
  }
  expect(sent.transactions).toHaveLength(0);
}

describe.concurrent('EnableTLS = 0', () => {
  it('never issues STARTTLS, even where it is offered', async () => {
    for (const ssl of [undefined, 'EnableTLS = 0\n', '']) {
      const sent = await submit({ ssl, server: { tls: certificate() } });
      expectQuiet(sent);
      expect(sent.connections).toHaveLength(1);
      expect(said(sent.connections[0], 'STARTTLS')).toEqual([]);
      expect(sent.transactions).toHaveLength(1);
    }
  });

  it('has null for tls in the JSON result', async () => {
    const sent = await submit({ args: ['--json', ...usualArguments] });
    expect(jsonOf(sent)).toMatchObject({ status: 'sent', tls: null, error: null });
  });
});

describe.concurrent('EnableTLS = 1', () => {
  it('encrypts before the envelope, greets again, and verifies', async () => {
    const sent = await attempt(starttls, { tls: certificate() });
    expect(sent.status, sent.stderr).toBe(0);
    const [connection] = sent.connections;
    const verbs = connection?.commands.map((line) => line.split(/[ :]/)[0]?.toUpperCase());
    expect(verbs?.slice(0, 4)).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'MAIL']);
    expect(connection?.encrypted).toBe(true);
    expect(connection?.tls?.servername).toBe(false);
    expect(jsonOf(sent)).toMatchObject({
      status: 'sent',
      server: { host: '127.0.0.1', port: sent.port, address: '127.0.0.1' },
      tls: { mode: 'starttls', version: 'TLSv1.3', verify: 'OK', verifyErrors: [] },
      accepted: ['ops@example.com'],
      rejected: [],
    });
    expect(jsonOf(sent).tls?.bits).toBeGreaterThanOrEqual(128);
    expect(jsonOf(sent).tls?.cipher).toBe(connection?.tls?.cipher);
    expect(sent.stderr).toBe('');
  });

  it('sends the name of the server as SNI', async () => {
    const named = await issueServer(root, { names: ['mx.example.com'] });
    const sent = await attempt(
      starttls,
      { tls: { key: named.keyPem, cert: named.certificatePem } },
      { host: 'mx.example.com', hosts: { 'mx.example.com': ['127.0.0.1'] } },
    );
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.connections[0]?.tls?.servername).toBe('mx.example.com');
  });

  it('is 76 STARTTLS_UNAVAILABLE where it is not offered', async () => {
    const sent = await attempt(starttls, { tls: certificate(), strip: true });
    const json = expectFailure(sent, 76, 'STARTTLS_UNAVAILABLE');
    expect(json.tls).toMatchObject({
      mode: 'starttls',
      version: null,
      cipher: null,
      bits: null,
      verify: 'NONE',
    });
    expect(json.error?.hint).toBeTruthy();
    expectNothingSaid(sent);
  });

  it('is 76 where the server only knows HELO', async () => {
    const sent = await attempt(starttls, {
      on: (verb) => (verb === 'EHLO' ? '502 5.5.1 not implemented' : undefined),
    });
    expect(sent.status, sent.stdout).toBe(76);
    expectNothingSaid(sent);
  });

  it('is 75 with TEMP where STARTTLS gets 454', async () => {
    const sent = await attempt(starttls, {
      tls: certificate(),
      on: (verb) => (verb === 'STARTTLS' ? '454 4.7.0 TLS not available due to local problem' : undefined),
    });
    const json = expectFailure(sent, 75, 'STARTTLS_REFUSED');
    expect(json.tls).toMatchObject({ verify: 'TEMP', version: null });
    expectNothingSaid(sent);
  });

  it.each(['502 5.5.1 no', '500 what?', '530 5.7.0 no', '554 5.7.3 no'])(
    'is 76 where it gets %s',
    async (reply) => {
      const sent = await attempt(starttls, {
        tls: certificate(),
        on: (verb) => (verb === 'STARTTLS' ? reply : undefined),
      });
      expectFailure(sent, 76, 'STARTTLS_REFUSED');
      expectNothingSaid(sent);
    },
  );

  it.each([
    ['a whole EHLO reply', '220 go\r\n250-mx.example.com\r\n250 AUTH PLAIN LOGIN'],
    ['a line', '220 go\r\n250 ok'],
    ['half a line', '220 go\r\n250-inj'],
  ])('does not go on where %s is injected behind the 220', async (_, reply) => {
    const sent = await attempt(
      starttls,
      {
        tls: certificate(),
        on: (verb) => (verb === 'STARTTLS' ? reply : undefined),
      },
      { cfg: 'command-timeout = 3\n' },
    );
    expect(sent.status, sent.stdout).toBe(76);
    expect(jsonOf(sent).error?.code).toMatch(/^(?:PROTOCOL|TLS_HANDSHAKE)$/);
    expectNothingSaid(sent);
  });

  it('is 76 TLS_HANDSHAKE where the server talks on in clear text', async () => {
    const sent = await attempt(starttls, {
      tls: certificate(),
      on: (verb) =>
        verb === 'STARTTLS' ? { say: '220 go\r\n250 this is no handshake', next: 'hang' } : undefined,
    });
    expect(sent.status, sent.stdout).toBe(76);
    expectNothingSaid(sent);
  });

  it('forgets what EHLO offered before the handshake', async () => {
    let greetings = 0;
    const sent = await attempt(starttls, {
      tls: certificate(),
      on: (verb) => {
        if (verb !== 'EHLO') return undefined;
        greetings += 1;
        return greetings === 1
          ? '250-mx.example.com\n250-SIZE 10\n250 STARTTLS'
          : '250-mx.example.com\n250 8BITMIME';
      },
    });
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.transactions[0]?.from).not.toMatch(/SIZE=/);
  });

  it('with StartTLSPolicy = may goes on in plain text only where STARTTLS is not offered, and warns', async () => {
    const may = `${starttls}StartTLSPolicy = may\n`;
    const [stripped, refused, untrusted, encrypted] = await Promise.all([
      attempt(may, { tls: certificate(), strip: true }),
      attempt(may, { tls: certificate(), on: (verb) => (verb === 'STARTTLS' ? '454 4.7.0 no' : undefined) }),
      attempt('EnableTLS = 1\nStartTLSPolicy = may\n', { tls: certificate() }),
      attempt(may, { tls: certificate() }),
    ]);
    expect(stripped.status, stripped.stderr).toBe(0);
    expect(warningsOf(stripped)).toHaveLength(1);
    expect(jsonOf(stripped).tls).toMatchObject({ mode: 'starttls', verify: 'NONE', version: null });
    expect(stripped.transactions).toHaveLength(1);
    expectFailure(refused, 75, 'STARTTLS_REFUSED');
    expectNothingSaid(refused);
    expectFailure(untrusted, 76, 'CERT_UNTRUSTED');
    expectNothingSaid(untrusted);
    expect(encrypted.status).toBe(0);
    expect(encrypted.connections[0]?.encrypted).toBe(true);
  });

  it('against a TLS port is NOT_TLS_PORT or NO_GREETING once the greeting timeout has passed', async () => {
    const sent = await attempt(
      starttls,
      { tls: certificate(), implicit: true },
      { cfg: 'greeting-timeout = 1\n' },
    );
    const json = jsonOf(sent);
    expect(json.error?.code, sent.stdout).toBe('NO_GREETING');
    expect(sent.status).toBe(75);
    expect(`${json.error?.message} ${json.error?.hint}`).toMatch(/EnableTLS = 2|465/);
    expectNothingSaid(sent);
  });
});

describe.concurrent('EnableTLS = 2', () => {
  it('is TLS from the first byte', async () => {
    const sent = await attempt(smtps, { tls: certificate(), implicit: true });
    expect(sent.status, sent.stderr).toBe(0);
    expect(said(sent.connections[0], 'STARTTLS')).toEqual([]);
    expect(sent.connections[0]?.encrypted).toBe(true);
    expect(jsonOf(sent).tls).toMatchObject({ mode: 'smtps', verify: 'OK', version: 'TLSv1.3' });
  });

  it('against a plain port is 76 NOT_TLS_PORT within two seconds', async () => {
    const sent = await attempt(smtps, {});
    const json = expectFailure(sent, 76, 'NOT_TLS_PORT');
    expect(json.error?.hint).toMatch(/EnableTLS/);
    expect(sent.durationMs).toBeLessThan(2_000);
    expectNothingSaid(sent);
  });

  it('is never plain text, with StartTLSPolicy = may neither', async () => {
    const sent = await attempt(`${smtps}StartTLSPolicy = may\n`, {});
    expect(sent.status).toBe(76);
    expectNothingSaid(sent);
  });

  it('is 75 where the server closes without a TLS alert', async () => {
    const sent = await attempt(smtps, { on: (verb) => (verb === 'greeting' ? 'close' : undefined) });
    expect(sent.status, sent.stdout).toBe(75);
    expectNothingSaid(sent);
  });
});

describe.concurrent('protocol versions', () => {
  it('below MinProtocol are a handshake failure', async () => {
    const tls = { ...certificate(), maxVersion: 'TLSv1.2' as const };
    const sent = await attempt(`${starttls}MinProtocol = TLSv1.3\n`, { tls });
    const json = expectFailure(sent, 76, 'TLS_HANDSHAKE');
    expect(json.tls?.verify).toBe('SOFTWARE');
    expectNothingSaid(sent);
    const twelve = await attempt(`${starttls}MaxProtocol = TLSv1.2\n`, { tls: certificate() });
    expect(jsonOf(twelve).tls?.version).toBe('TLSv1.2');
  });

  const old = () => ({
    ...certificate(),
    minVersion: 'TLSv1' as const,
    maxVersion: 'TLSv1' as const,
    ciphers: 'DEFAULT@SECLEVEL=0',
  });

  it('TLS 1.0 needs MinProtocol or IPM_ENABLE_SSL_V3, and warns', async () => {
    const [refused, byFile, byEnvironment, empty, bounded] = await Promise.all([
      attempt(starttls, { tls: old() }),
      attempt(`${starttls}MinProtocol = TLSv1\n`, { tls: old() }),
      attempt(starttls, { tls: old() }, { env: { IPM_ENABLE_SSL_V3: '1' } }),
      attempt(starttls, { tls: old() }, { env: { IPM_ENABLE_SSL_V3: '' } }),
      attempt(`${starttls}MinProtocol = TLSv1.2\n`, { tls: old() }, { env: { IPM_ENABLE_SSL_V3: '1' } }),
    ]);
    for (const sent of [refused, empty, bounded]) {
      expectFailure(sent, 76, 'TLS_HANDSHAKE');
      expectNothingSaid(sent);
    }
    expect(byFile.status, byFile.stderr).toBe(0);
    expect(jsonOf(byFile).tls?.version).toBe('TLSv1');
    expect(warningsOf(byFile)).toHaveLength(1);
    expect(byEnvironment.status, byEnvironment.stderr).toBe(0);
    expect(warningsOf(byEnvironment)).toHaveLength(1);
    expect(warningsOf(byEnvironment)[0]).toContain('SSLv3');
  });

  it('and ciphers are those of the configuration', async () => {
    const twelve = await attempt(
      `${starttls}MaxProtocol = TLSv1.2\nCiphers = ECDHE-ECDSA-AES256-GCM-SHA384\n`,
      {
        tls: certificate(),
      },
    );
    expect(jsonOf(twelve).tls?.cipher).toBe('ECDHE-ECDSA-AES256-GCM-SHA384');
    const thirteen = await attempt(`${starttls}CipherSuites = TLS_CHACHA20_POLY1305_SHA256\n`, {
      tls: certificate(),
    });
    expect(jsonOf(thirteen).tls?.cipher).toBe('TLS_CHACHA20_POLY1305_SHA256');
  });
});

describe.concurrent('on standard error', () => {
  it('a TLS fault has its line and a hint', async () => {
    const sent = await attempt(starttls, { strip: true }, { args: usualArguments });
    expectSaid(sent, 76, /\nhint: .*(?:EnableTLS|StartTLSPolicy)/);
    expect(sent.stdout).toBe('');
  });
});
