import net from 'node:net';
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import { SendmemoError } from '../../src/failure/error.ts';
import { tlsErrorFailure } from '../../src/tls/handshake-error.ts';
import * as pki from '../support/pki.ts';
import { type LabServer, startPlainServer, startTlsServer } from './tls-server.ts';
import { type Configuration, shakeHands, trustPlan } from './trust-plan.ts';

let root: pki.Issued;
let own: pki.Issued;
let client: pki.Issued;
let stranger: pki.Issued;
beforeAll(async () => {
  root = await pki.createRoot();
  own = await pki.issueServer(root);
  client = await pki.issueClient(root);
  stranger = await pki.issueClient(await pki.createRoot({ name: 'Stranger' }));
});

const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
const trusting = () => ({ caFile: root.certificatePem });

describe('protocol versions', () => {
  test('of a server that is too old are named, and what it has', async () => {
    await using server = await startTlsServer(own, [], { ...old, maxVersion: 'TLSv1.1' });
    const { failure, report } = await shakeHands(server, trusting());
    expect(failure).toMatchObject({
      code: 'TLS_HANDSHAKE',
      reason: 'tls-version',
      offered: 'TLSv1.1',
      minimum: 'TLSv1.2',
    });
    expect(report).toMatchObject({ verify: 'SOFTWARE', version: null, cipher: null, bits: null });
  });

  test('of a server that is too new are named, and what it has', async () => {
    await using server = await startTlsServer(own, [], { minVersion: 'TLSv1.3' });
    const { failure } = await shakeHands(server, { ...trusting(), maximum: 'TLSv1.2' });
    expect(failure).toMatchObject({ reason: 'tls-version', offered: 'TLSv1.3', maximum: 'TLSv1.2' });
  });

  test('below TLS 1.2 are used where MinProtocol or IPM_ENABLE_SSL_V3 allows them', async () => {
    await using server = await startTlsServer(own, [], { ...old, maxVersion: 'TLSv1' });
    for (const allowed of [{ minimum: 'TLSv1' as const }, { sslv3Asked: true }]) {
      const { failure, report } = await shakeHands(server, { ...trusting(), ...allowed });
      expect(failure).toBe(null);
      expect(report).toMatchObject({ verify: 'OK', version: 'TLSv1' });
    }
  });

  test('behind STARTTLS are asked for in a dialogue of their own', async () => {
    await using tlsServer = await startTlsServer(own, [], { ...old, maxVersion: 'TLSv1.1' });
    let dialogues = 0;
    await using server = await startPlainServer((socket) => {
      const relay = () => {
        const inner = net.connect(tlsServer.port, '127.0.0.1');
        inner.on('error', () => {});
        socket.pipe(inner).pipe(socket);
      };
      // The first connection stands where STARTTLS was answered; the second begins with its greeting.
      if (dialogues++ === 0) relay();
      else {
        socket.write('220 mail.example.com ESMTP\r\n');
        socket.once('data', () => {
          socket.write('250-mail.example.com\r\n250 STARTTLS\r\n');
          socket.once('data', () => {
            socket.write('220 go ahead\r\n');
            relay();
          });
        });
      }
    });
    const { failure } = await shakeHands(server, trusting(), { mode: 'starttls' });
    expect(failure).toMatchObject({ reason: 'tls-version', offered: 'TLSv1.1' });
  });
});

test('a server with which no cipher is in common is named so', async () => {
  await using server = await startTlsServer(own, [], {
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  });
  const { failure } = await shakeHands(server, {
    ...trusting(),
    maximum: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  });
  expect(failure).toMatchObject({ code: 'TLS_HANDSHAKE', reason: 'tls-no-common-cipher' });
});

describe('client certificates', () => {
  const demanding = () => ({ ca: root.certificatePem, requestCert: true, rejectUnauthorized: true });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'are shown to a server that demands one, %s',
    async (version) => {
      await using server = await startTlsServer(own, [], {
        ...demanding(),
        maxVersion: version,
        minVersion: version,
      });
      const { socket, failure } = await shakeHands(server, { ...trusting(), client }, { keep: true });
      expect(failure).toBe(null);
      expect(socket?.getProtocol()).toBe(version);
      socket?.destroy();
    },
  );

  test('that are missing end a TLS 1.2 handshake', async () => {
    await using server = await startTlsServer(own, [], { ...demanding(), maxVersion: 'TLSv1.2' });
    const { failure } = await shakeHands(server, trusting());
    expect(failure).toMatchObject({ reason: 'tls-client-certificate', configured: false });
  });

  test('that are missing are recognised in the error that follows a TLS 1.3 handshake', async () => {
    await using server = await startTlsServer(own, [], { ...demanding(), minVersion: 'TLSv1.3' });
    const { socket, failure } = await shakeHands(server, trusting(), { keep: true });
    // The alert comes with the first read: during the judgement or after it.
    const facts = { host: 'mail.example.com', port: server.port, address: '127.0.0.1' };
    let found = failure;
    if (socket !== null) {
      socket.resume();
      const [error] = await once(socket, 'error');
      found = tlsErrorFailure(error, facts, trustPlan(trusting()));
    }
    expect(found).toMatchObject({ reason: 'tls-client-certificate', configured: false });
  });

  test('that the server does not know are refused for what they are', async () => {
    // A server that says so by an alert, as Postfix and Exim do; Node's own closes without a word.
    const error = Object.assign(
      new Error('error:0A000418:SSL routines:x:tlsv1 alert unknown ca:a.c:1:SSL alert number 48'),
      {
        code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
        reason: 'tlsv1 alert unknown ca',
      },
    );
    const facts = { host: 'mail.example.com', port: 25, address: null };
    const configured = trustPlan({ ...trusting(), client: stranger });
    expect(tlsErrorFailure(error, facts, configured)).toMatchObject({
      reason: 'tls-client-certificate',
      configured: true,
      alert: 'tlsv1 alert unknown ca',
    });
    expect(tlsErrorFailure(error, facts, trustPlan(trusting()))).toMatchObject({ reason: 'tls-handshake' });
  });

  test('an error that has nothing to do with TLS is left to others', () => {
    const facts = { host: 'mail.example.com', port: 25, address: null };
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(tlsErrorFailure(reset, facts, trustPlan(trusting()))).toBe(null);
  });
});

describe('a server that does not speak TLS', () => {
  test('on an SMTPS port is named so at once, with its greeting', async () => {
    await using server = await startPlainServer((socket) => {
      socket.write('220 mail.example.com ESMTP ready\r\n');
    });
    const { failure, report } = await shakeHands(server, trusting());
    expect(failure).toMatchObject({ code: 'NOT_TLS_PORT', greeting: '220 mail.example.com ESMTP ready' });
    expect(report.verify).toBe('SOFTWARE');
  });

  test('and has a greeting of several lines is shown with the first', async () => {
    await using server = await startPlainServer((socket) => {
      socket.write('220-one\u0007\r\n220 two\r\n');
    });
    const { failure } = await shakeHands(server, trusting());
    expect(failure).toMatchObject({ code: 'NOT_TLS_PORT', greeting: '220-one\\u0007' });
  });

  test('after STARTTLS has broken the handshake', async () => {
    await using server = await startPlainServer((socket) => {
      socket.write('250 injected\r\n');
    });
    const { failure } = await shakeHands(server, trusting(), { mode: 'starttls' });
    expect(failure).toMatchObject({ code: 'TLS_HANDSHAKE', reason: 'tls-handshake' });
  });
});

describe('a connection that is lost', () => {
  test.each([
    ['closed at once', (socket: net.Socket) => socket.end()],
    ['closed after the hello', (socket: net.Socket) => socket.once('data', () => socket.end())],
    ['reset after the hello', (socket: net.Socket) => socket.once('data', () => socket.resetAndDestroy())],
  ])('without a TLS alert is no fault of TLS: %s', async (_what, serve) => {
    await using server = await startPlainServer(serve);
    const { failure, socket } = await shakeHands(server, trusting());
    expect(failure).toMatchObject({ code: 'CONNECTION_LOST', reason: 'connection-lost', stage: 'tls' });
    expect(socket).toBe(null);
  });

  test('because nobody answers ends with the reason of the signal', async () => {
    await using server = await startPlainServer(() => {});
    const controller = new AbortController();
    const facts = { host: 'mail.example.com', port: server.port, address: '127.0.0.1' };
    const waiting = shakeHands(server, trusting(), { signal: controller.signal });
    setImmediate(() =>
      controller.abort(
        new SendmemoError({
          code: 'TIMEOUT',
          reason: 'stage-timeout',
          server: facts,
          stage: 'tls',
          seconds: 60,
          setting: 'command-timeout',
        }),
      ),
    );
    expect((await waiting).failure).toMatchObject({ code: 'TIMEOUT', stage: 'tls' });
  });
});

describe('a failure whose cause is known names it', () => {
  /** Answers the first thing that comes with these octets, and then nothing. */
  const answering = (...octets: readonly Buffer[]) =>
    startPlainServer((socket) => {
      socket.once('data', () => socket.end(Buffer.concat(octets)));
    });
  const alertOf = (number: number) => Buffer.from([21, 3, 3, 0, 2, 2, number]);
  const cause = async (server: LabServer, configuration: Configuration = {}) => {
    const { failure } = await shakeHands(server, { ...trusting(), ...configuration });
    return failure?.reason === 'tls-handshake' ? (failure.cause ?? null) : (failure?.reason ?? null);
  };

  test('an alert about the name', async () => {
    await using server = await answering(alertOf(112));
    expect(await cause(server)).toBe('unrecognized-name');
  });

  test('an alert that may mean a certificate of the client, unless one was sent', async () => {
    for (const number of [42, 50]) {
      await using server = await answering(alertOf(number));
      expect(await cause(server)).toBe('client-certificate');
    }
    await using server = await answering(alertOf(50));
    expect(await cause(server, { client })).toBe(null);
  });

  test('an alert that tells nothing', async () => {
    await using server = await answering(alertOf(80));
    expect(await cause(server)).toBe(null);
  });

  test('more certificates than OpenSSL takes', async () => {
    const long = Array.from({ length: 300 }, () => root);
    await using server = await startTlsServer(own, long);
    expect(await cause(server)).toBe('chain-too-big');
  });

  test('no secure renegotiation, unless LegacyRenegotiation = 1', async () => {
    // ServerHello of TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256 and no extension (RFC 5246, 7.4.1.3; RFC 5746, 3.4).
    const hello = Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32, 1), Buffer.from([0, 0xc0, 0x2f, 0])]);
    const head = Buffer.from([22, 3, 3, 0, hello.length + 4, 2, 0, 0, hello.length]);
    await using server = await answering(head, hello);
    expect(await cause(server)).toBe('legacy-renegotiation');
    expect(await cause(server, { legacyRenegotiation: true })).toBe('connection-lost');
  });
});
