/** SOCKS version 5, CONNECT (RFC 1928), with user and password (RFC 1929). Names are resolved by the proxy. */
import net from 'node:net';
import { refuse, type ProxyTask } from './task.ts';
import { NotAProxy } from './reader.ts';

const version = 5;
const method = { none: 0, password: 2, unacceptable: 0xff };
const addressType = { ipv4: 1, name: 3, ipv6: 4 };

/** @throws ProxyRefusal, NotAProxy, ProxyLost */
export async function connectOverSocks5(task: ProxyTask): Promise<void> {
  const { socket, reader, login } = task;
  const methods = login === null ? [method.none] : [method.none, method.password];
  socket.write(Buffer.from([version, methods.length, ...methods]));
  const [answered, chosen = method.unacceptable] = await reader.octets(2);
  if (answered !== version) throw new NotAProxy();
  if (chosen === method.password && login !== null) await logIn(task, login);
  else if (chosen !== method.none) throw refuse(login === null ? 'login-required' : 'login-refused', '');
  await askFor(task);
}

async function logIn(
  { socket, reader }: ProxyTask,
  { user, password }: NonNullable<ProxyTask['login']>,
): Promise<void> {
  const parts = [user, password].map((text) => Buffer.from(text, 'utf8'));
  if (parts.some(({ length }) => length > 255)) throw refuse('login-refused', '> 255 octets');
  socket.write(
    Buffer.concat([Buffer.from([1]), ...parts.flatMap((part) => [Buffer.from([part.length]), part])]),
  );
  const [, status] = await reader.octets(2);
  if (status !== 0) throw refuse('login-refused', `RFC 1929: ${status}`);
}

async function askFor({ socket, reader, target }: ProxyTask): Promise<void> {
  const port = Buffer.alloc(2);
  port.writeUInt16BE(target.port);
  socket.write(Buffer.concat([Buffer.from([version, 1, 0]), addressOf(target.host), port]));
  const [answered, status = 1, , type] = await reader.octets(4);
  if (answered !== version) throw new NotAProxy();
  // The proxy's own address is of no use here.
  if (type === addressType.ipv4) await reader.octets(4 + 2);
  else if (type === addressType.ipv6) await reader.octets(16 + 2);
  else if (type === addressType.name) await reader.octets(((await reader.octets(1))[0] ?? 0) + 2);
  else if (status === 0) throw new NotAProxy();
  if (status === 0) return;
  const detail = `SOCKS ${status}${replies[status] === undefined ? '' : `: ${replies[status]}`}`;
  throw refuse(status === 2 ? 'policy' : 'target', detail);
}

/** RFC 1928, 6. */
const replies: Readonly<Record<number, string>> = {
  1: 'general SOCKS server failure',
  2: 'connection not allowed by ruleset',
  3: 'Network unreachable',
  4: 'Host unreachable',
  5: 'Connection refused',
  6: 'TTL expired',
  7: 'Command not supported',
  8: 'Address type not supported',
};

function addressOf(host: string): Buffer {
  if (net.isIPv4(host)) return Buffer.from([addressType.ipv4, ...host.split('.').map(Number)]);
  if (net.isIPv6(host)) return Buffer.from([addressType.ipv6, ...ipv6Octets(host)]);
  const name = Buffer.from(host, 'ascii');
  return Buffer.concat([Buffer.from([addressType.name, name.length]), name]);
}

/** RFC 4291, 2.2. A zone means nothing to another host. */
function ipv6Octets(text: string): number[] {
  const address = text.replace(/%.*$/, '').replace(/(?<=:)\d+\.\d+\.\d+\.\d+$/, (dotted) => {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [left = '', right] = address.split('::');
  const groups = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [head, tail] = [groups(left), groups(right ?? '')];
  const zeros = right === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]);
}
