/** An HTTP proxy's CONNECT (RFC 9110, 9.3.6; RFC 7617 for the login). */
import { isIPv6 } from 'node:net';
import { NotAProxy } from './reader.ts';
import { refuse, type ProxyTask } from './task.ts';

/** Proxies that explain themselves do it behind the header. */
const headLimit = 16_384;

/** @throws ProxyRefusal, NotAProxy, ProxyLost */
export async function connectOverHttp({ socket, reader, target, login }: ProxyTask): Promise<void> {
  const authority = `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (login !== null) {
    const pair = Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64');
    lines.push(`Proxy-Authorization: Basic ${pair}`);
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const start = (await reader.octets(5)).toString('latin1');
  if (start !== 'HTTP/') throw new NotAProxy();
  const head = start + (await reader.until('\r\n\r\n', headLimit)).toString('latin1');
  const [line = ''] = head.split('\r\n', 1);
  const status = Number(/^HTTP\/1\.[01] ([2-5]\d\d)(?: |$)/.exec(line)?.[1] ?? 0);
  if (status >= 200 && status < 300) return;
  const detail = line.slice(0, 200);
  switch (status) {
    case 0:
      throw new NotAProxy();
    case 407:
      throw refuse(login === null ? 'login-required' : 'login-refused', detail);
    case 502:
    case 503:
    case 504:
      throw refuse('target', detail);
    default:
      throw refuse('policy', detail);
  }
}
