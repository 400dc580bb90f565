import { describe, expect, it } from 'vitest';
import { SendmemoError } from '../../../src/failure/error.ts';
import {
  createCrl,
  createIntermediate,
  createRoot,
  type Issued,
  issueClient,
  issueServer,
} from '../../support/pki.ts';
import { startScriptedServer } from '../../support/scripted-server.ts';
import { startTlsServer } from '../../tls/tls-server.ts';
import { checkWith } from './check-run.ts';

const root = await createRoot({ untilDays: 400 });
const leaf = await issueServer(root, { untilDays: 200 });
const files = { 'ca.pem': root.certificatePem };
const starttls = 'EnableTLS = 1\nCAFile = ca.pem\n';

const before = `
S: 220 mail.example.com ESMTP
C: EHLO *
R: 250-mail.example.com\\r\\n250-STARTTLS\\r\\n250 SIZE 1000\\r\\n
`;
const through = `
C: STARTTLS
S: 220 go
! starttls
C: EHLO *
R: 250-mail.example.com\\r\\n250-SIZE 2000\\r\\n250-AUTH PLAIN\\r\\n250 8BITMIME\\r\\n
`;
const plain = `
S: 220 mail.example.com ESMTP
C: EHLO *
R: 250-mail.example.com\\r\\n250 8BITMIME\\r\\n
`;

function cfg(port: number, more = ''): string {
  return `smtp-server-host = mail.example.com\nsmtp-server-port = ${port}\n${more}`;
}

const login = 'auth-user = printer\nauth-password-file = secret\n';

describe('a good server', () => {
  it('is shown from the configuration to SIZE, in order', async () => {
    await using server = await startScriptedServer(before + through, leaf);
    const { seen, result, of } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(result.failure).toBe(null);
    expect(seen).toEqual([
      'directory ok',
      'cfg-file ok',
      'cfg-file ok',
      'settings ok',
      'defaults ok',
      'encryption ok',
      'protocols ok',
      'ca-file ok',
      'ca-certificate ok',
      'global-trust ok',
      'spool ok',
      'sender ok',
      'server ok',
      'addresses ok',
      'connection ok',
      'greeting ok',
      'ehlo warn',
      'starttls ok',
      'tls ok',
      'certificate ok',
      'certificate ok',
      'trust ok',
      'name ok',
      'revocation ok',
      'verify ok',
      'ehlo ok',
      'authentication ok',
      'size ok',
      'extensions ok',
      'result ok',
    ]);
    expect(of('ehlo').map(({ facts }) => facts.offered)).toEqual([
      ['STARTTLS', 'SIZE'],
      ['SIZE', 'AUTH', '8BITMIME'],
    ]);
    expect(of('size')[0]?.facts.limitBytes).toBe(2000);
    expect(of('certificate').map(({ facts }) => facts.certificate.subject)).toEqual([
      'CN=mail.example.com, O=Example',
      'CN=Test Root, O=Example',
    ]);
  });

  it('is told goodbye and never given a message', async () => {
    await using server = await startScriptedServer(before + through, leaf);
    await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    await server.connections[0]?.closed;
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]?.quit).toBe(true);
    expect(server.connections[0]?.commands).toEqual([
      'EHLO [127.0.0.1]',
      'STARTTLS',
      'EHLO [127.0.0.1]',
      'QUIT',
    ]);
  });

  it('has a time for each step that waited', async () => {
    await using server = await startScriptedServer(before + through, leaf);
    const { steps } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    const timed = steps.filter(({ milliseconds }) => milliseconds !== null).map(({ facts }) => facts.kind);
    expect(timed).toEqual(['addresses', 'connection', 'greeting', 'ehlo', 'starttls', 'tls', 'ehlo']);
  });
});

describe('a bad certificate', () => {
  it.each<[string, () => Promise<Issued>, string, string]>([
    ['with another name', () => issueServer(root, { names: ['other.example.com'] }), 'name', 'CERT_HOSTNAME'],
    [
      'that has expired',
      () => issueServer(root, { fromDays: -9, untilDays: -1 }),
      'certificate',
      'CERT_EXPIRED',
    ],
    ['of an unknown CA', async () => issueServer(await createRoot()), 'trust', 'CERT_UNTRUSTED'],
  ])('%s fails in its own step, and the way goes on to SIZE', async (_name, make, kind, code) => {
    await using server = await startScriptedServer(before + through, await make());
    const { seen, result } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(result.failure?.code).toBe(code);
    expect(seen).toContain(`${kind} FAIL ${code}`);
    expect(seen).toContain('verify FAIL');
    expect(seen).toContain('size ok');
    expect(seen.at(-1)).toBe(`result FAIL ${code}`);
  });

  it('with several faults has a step for each, and ends with the heaviest', async () => {
    const bad = await issueServer(await createRoot(), {
      names: ['other.example.com'],
      fromDays: -9,
      untilDays: -1,
    });
    await using server = await startScriptedServer(before + through, bad);
    const { seen, result } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(seen).toEqual(
      expect.arrayContaining([
        'certificate FAIL CERT_EXPIRED',
        'trust FAIL CERT_UNTRUSTED',
        'name FAIL CERT_HOSTNAME',
      ]),
    );
    expect(result.failure?.code).toBe('CERT_UNTRUSTED');
  });

  it('that is revoked is named with its line', async () => {
    const crl = await createCrl(root, { revoked: [leaf] });
    await using server = await startScriptedServer(before + through, leaf);
    const { seen } = await checkWith({
      ssl: `${starttls}CrlFile = crl.pem\n`,
      cfg: cfg(server.port),
      files: { ...files, 'crl.pem': crl.pem },
    });
    expect(seen).toContain('certificate FAIL CERT_REVOKED');
    expect(seen).not.toContain('revocation ok');
  });

  it('gets no password, not even under auth-allow-insecure', async () => {
    const bad = await issueServer(root, { names: ['other.example.com'] });
    await using server = await startScriptedServer(before + through, bad);
    const { of } = await checkWith({
      ssl: starttls,
      cfg: cfg(server.port, `${login}auth-allow-insecure = 1\n`),
      files: { ...files, secret: 'open sesame\n' },
    });
    expect(of('authentication')[0]?.facts.outcome).toBe('not-tried');
    await server.connections[0]?.closed;
    expect(server.connections[0]?.commands.join(' ')).not.toContain('AUTH');
  });

  it('is a row of warnings under IgnoreCertificateErrors = 1', async () => {
    const bad = await issueServer(root, { names: ['other.example.com'] });
    await using server = await startScriptedServer(before + through, bad);
    const { seen, result } = await checkWith({
      ssl: 'EnableTLS = 1\nIgnoreCertificateErrors = 1\n',
      cfg: cfg(server.port),
    });
    expect(result.failure).toBe(null);
    expect(seen).toEqual(
      expect.arrayContaining([
        'passed-over warn',
        'trust warn CERT_UNTRUSTED',
        'name warn CERT_HOSTNAME',
        'verify warn',
      ]),
    );
  });

  it('with another name is a warning under CertValidationIgnoreHostName = 1', async () => {
    const bad = await issueServer(root, { names: ['other.example.com'] });
    await using server = await startScriptedServer(before + through, bad);
    const { seen, result } = await checkWith({
      ssl: `${starttls}CertValidationIgnoreHostName = 1\n`,
      cfg: cfg(server.port),
      files,
    });
    expect(result.failure).toBe(null);
    expect(seen).toContain('name warn');
    expect(seen).toContain('verify ok');
  });

  it('that is pinned is judged by its fingerprint alone', async () => {
    const bad = await issueServer(await createRoot(), { names: ['other.example.com'] });
    await using server = await startScriptedServer(before + through, bad);
    const ssl = `EnableTLS = 1\nFingerprint = ${bad.fingerprint}\n`;
    const { seen, result } = await checkWith({ ssl, cfg: cfg(server.port) });
    expect(result.failure).toBe(null);
    expect(seen).toContain('fingerprint ok');
    expect(seen.filter((one) => /^(trust|name|revocation) /.test(one))).toEqual([]);
  });
});

describe('files', () => {
  it('that end soon are warned about, each with its own measure', async () => {
    const soon = await createRoot({ name: 'Old Root', untilDays: 29 });
    const client = await issueClient(root, { untilDays: 29 });
    const stale = await createCrl(root, { untilDays: -0.5, fromDays: -3 });
    const late = await createCrl(soon, { untilDays: 6, fromDays: -24 });
    const { of } = await checkWith({
      ssl: `${starttls}CrlFile = crl.pem\nCertFile = client.pem\nKeyFile = client.pem\n`,
      cfg: 'smtp-server-host = missing.example.com\n',
      files: {
        'ca.pem': root.certificatePem + soon.certificatePem,
        'crl.pem': stale.pem + late.pem,
        'client.pem': client.certificatePem + client.keyPem,
      },
    });
    expect(of('ca-certificate').map(({ state }) => state)).toEqual(['ok', 'warn']);
    expect(of('crl').map(({ facts }) => facts.validity.currency)).toEqual(['expired', 'soon']);
    expect(of('client-certificate').map(({ state }) => state)).toEqual(['warn']);
    expect(of('client-key').map(({ facts }) => facts.exposed)).toEqual([false]);
  });

  it('an outdated CRL beside a current one of the same issuer is no matter', async () => {
    const stale = await createCrl(root, { untilDays: -0.5, fromDays: -3 });
    const fresh = await createCrl(root);
    const { of } = await checkWith({
      ssl: `${starttls}CrlFile = crl.pem\n`,
      cfg: 'smtp-server-host = missing.example.com\n',
      files: { ...files, 'crl.pem': stale.pem + fresh.pem },
    });
    expect(of('crl').map(({ state, facts }) => [state, facts.superseded])).toEqual([
      ['ok', true],
      ['ok', false],
    ]);
  });

  it('of a configuration that is wrong end the check after saying where they are', async () => {
    const { seen, result } = await checkWith({ ssl: 'EnabelTLS = 1\n' });
    expect(result.failure?.reason).toBe('cfg-unknown-name');
    expect(seen).toEqual([
      'directory ok',
      'cfg-file ok',
      'cfg-file ok',
      'configuration FAIL CONFIG',
      'result FAIL CONFIG',
    ]);
  });

  it('a log that cannot be written is a warning', async () => {
    const { of } = await checkWith({
      cfg: 'smtp-server-host = missing.example.com\nlog-file = /nonexistent.sendmemo/dir/mail.log\n',
    });
    expect(of('log-file').map(({ state, facts }) => [state, facts.problem])).toEqual([['warn', 'ENOENT']]);
  });
});

describe('the way to the server', () => {
  it('ends where STARTTLS is not offered', async () => {
    await using server = await startScriptedServer(plain);
    const { seen, result } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(seen.slice(-2)).toEqual([
      'starttls FAIL STARTTLS_UNAVAILABLE',
      'result FAIL STARTTLS_UNAVAILABLE',
    ]);
    expect(result.tls?.verify).toBe('NONE');
  });

  it('goes on in plain text under StartTLSPolicy = may, with a warning', async () => {
    await using server = await startScriptedServer(plain);
    const ssl = `${starttls}StartTLSPolicy = may\n`;
    const { seen, result } = await checkWith({ ssl, cfg: cfg(server.port), files });
    expect(result.failure).toBe(null);
    expect(seen).toContain('starttls warn');
    expect(seen).toContain('size ok');
  });

  it('ends at a STARTTLS that is put off', async () => {
    await using server = await startScriptedServer(`${before}C: STARTTLS\nS: 454 4.7.0 later\n`);
    const { seen } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(seen).toContain('starttls FAIL STARTTLS_REFUSED');
  });

  it('ends at a handshake that comes to nothing', async () => {
    await using server = await startScriptedServer(`${before}C: STARTTLS\nS: 220 go\n! close\n`);
    const { seen } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(seen.slice(-3)).toEqual([
      'starttls ok',
      'tls FAIL CONNECTION_LOST',
      'result FAIL CONNECTION_LOST',
    ]);
  });

  it('recognises a plain port under EnableTLS = 2', async () => {
    await using server = await startScriptedServer(plain);
    const { seen } = await checkWith({
      ssl: 'EnableTLS = 2\nCAFile = ca.pem\n',
      cfg: cfg(server.port),
      files,
    });
    expect(seen).toContain('tls FAIL NOT_TLS_PORT');
  });

  it('recognises a TLS port under EnableTLS = 1 while it is still silent', async () => {
    await using server = await startTlsServer(leaf);
    const { seen, of } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files, impatient: true });
    expect(seen).toContain('tls-on-port FAIL NO_GREETING');
    expect(of('tls-on-port')[0]?.facts.version).toBe('TLSv1.3');
  });

  it('ends at a name that does not exist, and at a port where nobody listens', async () => {
    const unknown = await checkWith({ cfg: 'smtp-server-host = missing.example.com\n' });
    expect(unknown.seen).toContain('addresses FAIL DNS');
    await using server = await startScriptedServer('');
    await server.close();
    const closed = await checkWith({ cfg: cfg(server.port) });
    expect(closed.seen).toContain('connection FAIL CONNECT');
  });

  it('tries every address, and goes over the first that answers', async () => {
    await using server = await startScriptedServer(plain);
    const { of, result } = await checkWith({
      cfg: cfg(server.port),
      addresses: ['127.0.0.99', '127.0.0.1'],
    });
    expect(of('connection').map(({ state, facts }) => [facts.address, state, facts.used])).toEqual([
      ['127.0.0.99', 'warn', false],
      ['127.0.0.1', 'ok', true],
    ]);
    expect(result.server?.address).toBe('127.0.0.1');
  });

  it('closes the connections that it does not go on with, having said nothing', async () => {
    await using server = await startScriptedServer(plain);
    const { of } = await checkWith({ cfg: cfg(server.port), addresses: ['127.0.0.1', '127.0.0.1'] });
    expect(of('connection').map(({ facts }) => facts.used)).toEqual([true, false]);
    await Promise.all(server.connections.map(({ closed }) => closed));
    const said = server.connections.map(({ commands }) => commands.length);
    expect(said.toSorted((one, other) => one - other)).toEqual([0, 2]);
  });

  it('shows a login that is refused, and then SIZE', async () => {
    await using server = await startScriptedServer(
      `${before}${through}C: AUTH PLAIN *\nS: 535 5.7.8 no\n`,
      leaf,
    );
    const { seen, result } = await checkWith({
      ssl: starttls,
      cfg: cfg(server.port, login),
      files: { ...files, secret: 'open sesame\n' },
    });
    expect(result.failure?.code).toBe('AUTH');
    expect(seen.slice(-4)).toEqual([
      'authentication FAIL AUTH',
      'size ok',
      'extensions ok',
      'result FAIL AUTH',
    ]);
  });

  it.each([
    [465, 'EnableTLS = 1\n', 'port-wants-smtps'],
    [587, 'EnableTLS = 2\n', 'port-wants-starttls'],
    [587, 'EnableTLS = 1\n', 'fits'],
  ])('says of port %i and %s: %s', async (port, ssl, fit) => {
    const { of } = await checkWith({
      ssl,
      cfg: `smtp-server-host = missing.example.com\nsmtp-server-port = ${port}\n`,
    });
    expect(of('server')[0]?.facts.fit).toBe(fit);
  });

  it('takes a backup that fails for a warning', async () => {
    await using server = await startScriptedServer(plain);
    const { seen, result, of } = await checkWith({
      cfg: `smtp-server-host = mail.example.com:${server.port}, missing.example.com\n`,
    });
    expect(result.failure).toBe(null);
    expect(of('server').map(({ facts }) => facts.number)).toEqual([1, 2]);
    expect(seen).toContain('addresses warn DNS');
    expect(seen.at(-1)).toBe('result ok');
  });

  it('ends when it is told to, with the reason', async () => {
    const reason = new SendmemoError({
      code: 'TIMEOUT',
      reason: 'interrupted',
      signal: 'SIGTERM',
      stage: null,
    });
    await using server = await startScriptedServer('! deaf');
    const ending = new AbortController();
    // Once it waits for the greeting, so not before the connection is there.
    const untilConnected = setInterval(() => {
      if (server.connections.length > 0) ending.abort(reason);
    }, 20);
    const { seen } = await checkWith({
      cfg: `smtp-server-host = mail.example.com:${server.port}, mail2.example.com\n`,
      signal: ending.signal,
    });
    clearInterval(untilConnected);
    expect(seen.slice(-2)).toEqual(['greeting FAIL TIMEOUT', 'result FAIL TIMEOUT']);
  });

  it('is no success where it was ended before the first server', async () => {
    const reason = new SendmemoError({
      code: 'TIMEOUT',
      reason: 'interrupted',
      signal: 'SIGTERM',
      stage: null,
    });
    const { seen } = await checkWith({
      cfg: 'smtp-server-host = mail.example.com\n',
      signal: AbortSignal.abort(reason),
    });
    expect(seen.at(-1)).toBe('result FAIL TIMEOUT');
  });
});

describe('an unencrypted session', () => {
  it('to another host is a warning, and once more where the server has STARTTLS', async () => {
    await using server = await startScriptedServer(before);
    const { seen, of } = await checkWith({ cfg: cfg(server.port) });
    expect(seen).toContain('encryption warn');
    expect(of('starttls').map(({ facts }) => facts.outcome)).toEqual(['unused']);
  });

  it('to this machine is none', async () => {
    await using server = await startScriptedServer(plain);
    const { seen } = await checkWith({ cfg: `smtp-server-host = 127.0.0.1:${server.port}\n` });
    expect(seen).toContain('encryption ok');
  });
});

describe('a chain', () => {
  it('is shown certificate by certificate, with what each issuer is trusted by', async () => {
    const middle = await createIntermediate(root, { untilDays: 200 });
    const own = await issueServer(middle, { untilDays: 200 });
    await using server = await startScriptedServer(before + through, {
      certificatePem: own.certificatePem + middle.certificatePem,
      keyPem: own.keyPem,
    });
    const { of } = await checkWith({ ssl: starttls, cfg: cfg(server.port), files });
    expect(
      of('certificate').map(({ facts }) => [facts.certificate.from, facts.certificate.trustedBy !== null]),
    ).toEqual([
      ['server', false],
      ['server', false],
      ['store', true],
    ]);
  });
});

describe('--send-test', () => {
  const sendTest = { text: 'a@example.com', source: '--send-test' };

  it('is not tried where something failed', async () => {
    const { seen } = await checkWith({
      cfg: 'smtp-server-host = missing.example.com\n',
      request: { sendTest },
    });
    expect(seen).toContain('test-message warn');
  });

  it('decides the status where it fails', async () => {
    await using server = await startScriptedServer(plain);
    const failure = { code: 'ADDRESS', reason: 'address-invalid' } as never;
    const { seen, result } = await checkWith({
      cfg: cfg(server.port),
      request: { sendTest },
      sendTest: () => Promise.reject(new SendmemoError(failure)),
    });
    expect(result.failure?.code).toBe('ADDRESS');
    expect(seen.slice(-2)).toEqual(['test-message FAIL ADDRESS', 'result FAIL ADDRESS']);
  });
});
