/** A server by way of a proxy: the proxy's address is looked up here, the server's name is left to it. */
import type net from 'node:net';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Endpoint, ProxySettings } from '../../config/settings.ts';
import { asFailure, SendmemoError, systemCode } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { ProxyFault } from '../../failure/session-failure.ts';
import { harmless } from '../../text/control-characters.ts';
import { connectAddresses, type ConnectDeps } from '../connect.ts';
import { concealText } from '../conceal.ts';
import { deadlineOf, withDeadline } from '../deadline.ts';
import { resolveEndpoint } from '../endpoint.ts';
import { connectOverHttp } from './http-connect.ts';
import { createProxyReader, NotAProxy, ProxyLost } from './reader.ts';
import { connectOverSocks5 } from './socks5.ts';
import { ProxyRefusal, type ProxyTask } from './task.ts';

/**
 * @returns a socket that the server is behind, paused; what it has said already is in it
 * @throws SendmemoError proxy-failed; CONFIG cfg-secret-*; the signal's reason
 */
export async function connectThroughProxy(
  endpoint: Endpoint,
  proxy: ProxySettings,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<net.Socket> {
  const login = proxy.user === null ? null : { user: proxy.user, password: proxy.password() };
  const socket = await connectProxy(endpoint, proxy, deps, signal);
  const { ms } = deadlineOf(deps.timeouts, 'connect');
  const fail = (why: ProxyFault, detail: string): Failure => proxyFailure(endpoint, proxy, why, detail);
  const ascii = isIP(endpoint.host) === 0 ? domainToASCII(endpoint.host) : endpoint.host;
  const target = { host: ascii === '' ? endpoint.host : ascii, port: endpoint.port };
  try {
    await withDeadline({ signal, ms, late: () => fail('timeout', `${ms / 1000} s`) }, async (inner) => {
      const reader = createProxyReader(socket, inner);
      const connectOver = proxy.scheme === 'http' ? connectOverHttp : connectOverSocks5;
      await connectOver({ socket, reader, target, login });
      reader.release();
    });
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof SendmemoError) throw error;
    if (error instanceof ProxyRefusal) {
      throw new SendmemoError(fail(error.why, harmless(concealText(error.detail, secretsOf(login)))), {
        cause: error,
      });
    }
    if (error instanceof NotAProxy) throw new SendmemoError(fail('no-proxy', ''), { cause: error });
    const detail = error instanceof ProxyLost ? '' : systemCode(error);
    throw new SendmemoError(fail('lost', detail), { cause: error });
  }
}

/** A proxy may repeat what it was sent. */
function secretsOf(login: ProxyTask['login']): readonly string[] {
  if (login === null) return [];
  const { user, password } = login;
  return [password, Buffer.from(`${user}:${password}`).toString('base64')];
}

/** @throws SendmemoError proxy-failed about the proxy's name and its address; the signal's reason */
async function connectProxy(
  endpoint: Endpoint,
  proxy: ProxySettings,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<net.Socket> {
  try {
    const addresses = await resolveEndpoint(proxy, deps, signal);
    return (await connectAddresses(proxy, addresses, deps, signal)).socket;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'DNS') {
      const system = failure.reason === 'dns-unreachable' ? failure.system : 'ENOTFOUND';
      throw new SendmemoError(proxyFailure(endpoint, proxy, 'name', system), { cause: error });
    }
    if (failure.reason !== 'connect-failed') throw error;
    const detail = failure.tried.map(({ address, system }) => `${address}: ${system}`).join(', ');
    throw new SendmemoError(proxyFailure(endpoint, proxy, 'unreachable', detail), { cause: error });
  }
}

function proxyFailure(endpoint: Endpoint, proxy: ProxySettings, why: ProxyFault, detail: string): Failure {
  const { host, port } = endpoint;
  return {
    code: 'CONNECT',
    reason: 'proxy-failed',
    server: { host, port, address: null },
    proxy: { scheme: proxy.scheme, host: proxy.host, port: proxy.port },
    why,
    detail,
  };
}
