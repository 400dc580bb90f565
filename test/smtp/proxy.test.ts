/** The way to a server through a SOCKS 5 or HTTP proxy, and from an address of this machine. */
import type net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProxySettings } from '../../src/config/settings.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import { exitStatus } from '../../src/failure/consequence.ts';
import type { TlsPlan } from '../../src/tls/plan.ts';
import { createRoot, issueServer, type Issued } from '../support/pki.ts';
import {
  startHttpProxy,
  startOddProxy,
  startSocksProxy,
  type ProxyOptions,
  type TestProxy,
} from '../support/proxies.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import { at, deliverOnce, faultOf, patient, startTlsPlan, submissionTo, trusting } from './deps.ts';

const taken = `S: 220 hi\nC: EHLO *\nS: 250 hi\nC: MAIL*\nS: 250 Ok\nC: RCPT*\nS: 250 Ok\nC: DATA\nS: 354 go\nD:\nS: 250 Ok\n`;
const starters = { socks5h: startSocksProxy, http: startHttpProxy } as const;
const schemes = ['socks5h', 'http'] as const;

let certificate: Issued;
let tls: TlsPlan;
let smtps: TlsPlan;

beforeAll(async () => {
  const root = await createRoot();
  certificate = await issueServer(root, { commonName: 'mail.example.com' });
  const trust = trusting(root.certificatePem, root.certificateDer);
  tls = startTlsPlan(trust);
  smtps = { mode: 'smtps', trust };
});

function by(scheme: ProxySettings['scheme'], port: number, login: string | null = null) {
  const [user = null, password = ''] = login?.split(':') ?? [];
  const proxy: ProxySettings = { scheme, host: '127.0.0.1', port, user, password: () => password };
  return { wayOut: { proxy, sourceAddress: null } };
}

/** Nobody on this machine looks a name up. */
const lookup = (host: string): Promise<never> => Promise.reject(new Error(`looked up ${host}`));

describe.each(schemes)('%s', (scheme) => {
  const start = async (options: ProxyOptions): Promise<TestProxy> => await starters[scheme](options);

  it.each(['mail.example.com', 'bücher.example', '192.0.2.7', '2001:db8::1:2'])(
    'reaches %s and leaves its name to the proxy',
    async (host) => {
      await using server = await startScriptedServer(taken);
      await using proxy = await start({ route: () => ({ port: server.port }) });
      const report = await deliverOnce([at(2525, host)], { ...by(scheme, proxy.port), lookup });
      expect(faultOf(report)).toBeNull();
      expect(server.connections[0]?.mismatches).toEqual([]);
      expect(proxy.requests).toHaveLength(1);
      const asked = proxy.requests[0]?.host;
      const octets = '20010db8000000000000000000010002';
      const expected =
        host === 'bücher.example'
          ? 'xn--bcher-kva.example'
          : scheme === 'socks5h' && host.includes(':')
            ? octets
            : host;
      expect(asked).toBe(expected);
      expect(proxy.requests[0]?.port).toBe(2525);
    },
  );

  it('carries STARTTLS, judged by the name of the server', async () => {
    const script = `S: 220 hi\nC: EHLO *\nS: 250-hi\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n! starttls\n${taken.slice(taken.indexOf('C:'))}`;
    await using server = await startScriptedServer(script, certificate);
    await using proxy = await start({ route: () => ({ port: server.port }) });
    const good = await deliverOnce([at(25)], { ...by(scheme, proxy.port), lookup, tls });
    expect(faultOf(good)).toBeNull();
    const other = await deliverOnce([at(25, 'other.example.com')], {
      ...by(scheme, proxy.port),
      lookup,
      tls,
    });
    expect(other.failure?.code).toBe('CERT_HOSTNAME');
  });

  it('asks nobody else where a handshake fails', async () => {
    // protocol_version (RFC 8446, 6.2): without a proxy the server would be asked which one it has.
    const script = 'R: \\x15\\x03\\x03\\0\\x02\\x02\\x46\n! close';
    await using server = await startScriptedServer(script);
    await using proxy = await start({ route: () => ({ port: server.port }) });
    const report = await deliverOnce([at(25)], { ...by(scheme, proxy.port), lookup, tls: smtps });
    expect(report.failure).toMatchObject({ reason: 'tls-version', offered: null });
    expect(proxy.requests).toHaveLength(1);
  });

  it('logs in, and says what is wrong with a login', async () => {
    await using server = await startScriptedServer(taken);
    await using proxy = await start({ login: 'me:secret word', route: () => ({ port: server.port }) });
    const good = await deliverOnce([at(25)], { ...by(scheme, proxy.port, 'me:secret word'), lookup });
    expect(faultOf(good)).toBeNull();
    for (const [login, why] of [
      [null, 'login-required'],
      ['me:other word', 'login-refused'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const report = await deliverOnce([at(25)], { ...by(scheme, proxy.port, login), lookup });
      expect(report.failure).toMatchObject({ code: 'CONNECT', reason: 'proxy-failed', why });
      expect(report.failure && exitStatus(report.failure)).toBe(77);
      expect(JSON.stringify(report)).not.toContain('other word');
    }
  });

  it.each([
    { status: scheme === 'http' ? 403 : 2, why: 'policy', exit: 69 },
    { status: scheme === 'http' ? 502 : 5, why: 'target', exit: 75 },
    { status: scheme === 'http' ? 504 : 4, why: 'target', exit: 75 },
    {
      status: scheme === 'http' ? 405 : 1,
      why: scheme === 'http' ? 'policy' : 'target',
      exit: scheme === 'http' ? 69 : 75,
    },
  ])('says why it does not connect ($status)', async ({ status, why, exit }) => {
    await using proxy = await start({ route: () => ({ status }) });
    const { failure, server } = await deliverOnce([at(25)], { ...by(scheme, proxy.port), lookup });
    expect(failure).toMatchObject({
      reason: 'proxy-failed',
      why,
      proxy: { scheme, host: '127.0.0.1', port: proxy.port },
    });
    expect(failure && exitStatus(failure)).toBe(exit);
    expect(server).toEqual({ host: 'mail.example.com', port: 25, address: null });
  });

  it('asks for a backup where the proxy can not reach the first server', async () => {
    await using server = await startScriptedServer(taken);
    await using proxy = await start({
      route: ({ host }) =>
        host === 'two.example.com' ? { port: server.port } : { status: scheme === 'http' ? 502 : 4 },
    });
    const report = await deliverOnce([at(25, 'one.example.com'), at(25, 'two.example.com')], {
      ...by(scheme, proxy.port),
      lookup,
    });
    expect(faultOf(report)).toBeNull();
    expect(proxy.requests.map(({ host }) => host)).toEqual(['one.example.com', 'two.example.com']);
  });

  const hostile: readonly { name: string; behave: (socket: net.Socket) => void; why: string }[] = [
    { name: 'closes at once', behave: (socket) => socket.end(), why: 'lost' },
    { name: 'resets', behave: (socket) => void setImmediate(() => socket.resetAndDestroy()), why: 'lost' },
    {
      name: 'is a mail server',
      behave: (socket) => socket.write('220 mail.example.com ESMTP\r\n'),
      why: 'no-proxy',
    },
    {
      name: 'is the other kind',
      behave: (socket) =>
        socket.write(scheme === 'http' ? '\x05\x00\x00\x00\x00' : 'HTTP/1.1 400 Bad\r\n\r\n'),
      why: 'no-proxy',
    },
    {
      name: 'never ends its answer',
      behave: (socket) => {
        const text = scheme === 'http' ? `HTTP/1.1 200 ${'x'.repeat(9999)}\r\n` : '\x05\x00\x09';
        const more = (): void => {
          if (!socket.destroyed) socket.write(text, more);
        };
        more();
      },
      why: 'no-proxy',
    },
  ];
  it.each(hostile)('that $name is $why', async ({ behave, why }) => {
    await using proxy = await startOddProxy(behave);
    const report = await deliverOnce([at(25)], { ...by(scheme, proxy.port), lookup });
    expect(report.failure).toMatchObject({ reason: 'proxy-failed', why });
  });

  it.each(['drips', 'is silent'])(
    'that %s is waited for as long as connect-timeout and the run allow',
    async (how) => {
      await using proxy = await startOddProxy((socket) => {
        if (how !== 'drips') return;
        socket.write('HTTP/1.1 200 Ok\r\n');
        const timer = setInterval(() => socket.write('X: 1\r\n'), 20);
        socket.on('close', () => clearInterval(timer));
      });
      const slow = how === 'drips' ? 'http' : scheme;
      const timeouts = { ...patient, connectMs: 200 };
      const late = await deliverOnce([at(25)], { ...by(slow, proxy.port), lookup, timeouts });
      expect(late.failure).toMatchObject({ reason: 'proxy-failed', why: 'timeout' });
      const run = new AbortController();
      const reason = {
        code: 'TIMEOUT',
        reason: 'run-timeout',
        server: null,
        stage: null,
        seconds: 1,
      } as const;
      setTimeout(() => run.abort(new SendmemoError(reason)), 100);
      const ended = await deliverOnce(
        [at(25)],
        { ...by(slow, proxy.port), lookup },
        submissionTo(),
        run.signal,
      );
      expect(ended.failure?.reason).toBe('run-timeout');
    },
  );

  it('that is not there is named', async () => {
    const gone = await start({ route: () => ({ status: 1 }) });
    await gone[Symbol.asyncDispose]();
    const report = await deliverOnce([at(25)], { ...by(scheme, gone.port), lookup });
    expect(report.failure).toMatchObject({
      why: 'unreachable',
      detail: '127.0.0.1: ECONNREFUSED',
      proxy: { port: gone.port },
    });
    const { wayOut } = by(scheme, gone.port);
    const named = { ...wayOut, proxy: { ...wayOut.proxy, host: 'proxy.example.com' } };
    const missing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const unknown = await deliverOnce([at(25)], { wayOut: named, lookup: missing });
    expect(unknown.failure).toMatchObject({ reason: 'proxy-failed', why: 'name', detail: 'ENOTFOUND' });
  });
});

describe('a source address', () => {
  const from = (sourceAddress: string) => ({ wayOut: { proxy: null, sourceAddress } });

  it('is the one that the server sees', async () => {
    let seen = '';
    await using server = await startOddProxy((socket) => {
      seen = socket.remoteAddress ?? '';
      socket.end('554 no\r\n');
    });
    await deliverOnce(server.port, from('127.0.0.9'));
    expect(seen).toBe('127.0.0.9');
  });

  it('that is not of this machine, or of another family, fails with its name', async () => {
    await using server = await startScriptedServer(taken);
    const foreign = await deliverOnce(server.port, from('192.0.2.1'));
    expect(foreign.failure).toMatchObject({
      reason: 'connect-failed',
      sourceAddress: '192.0.2.1',
      tried: [{ system: 'EADDRNOTAVAIL' }],
    });
    const other = await deliverOnce(server.port, from('::1'));
    expect(other.failure).toMatchObject({ tried: [{ system: 'EAFNOSUPPORT' }] });
    expect(server.connections).toEqual([]);
  });
});
