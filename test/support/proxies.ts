/** Proxies on the loopback: SOCKS 5 (RFC 1928, 1929) and HTTP CONNECT (RFC 9110, 9.3.6), written from the RFCs alone. */
import net from 'node:net';

/** What a proxy was asked for. */
export interface ProxyRequest {
  readonly host: string;
  readonly port: number;
  /** `user:password`, or null. */
  readonly login: string | null;
}

export interface ProxyOptions {
  /** `user:password` that it insists on. */
  readonly login?: string;
  /** The real port on 127.0.0.1 behind a name, or the status with which it is refused. */
  readonly route: (request: ProxyRequest) => { readonly port: number } | { readonly status: number };
}

export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly ProxyRequest[];
}

export async function startSocksProxy({ login, route }: ProxyOptions): Promise<TestProxy> {
  return await serve(async (socket, requests) => {
    const read = reader(socket);
    const [version, count = 0] = await read(2);
    if (version !== 5) return void socket.destroy();
    const methods = await read(count);
    const wanted = login === undefined ? 0 : 2;
    if (!methods.includes(wanted)) return void socket.end(Buffer.from([5, 0xff]));
    socket.write(Buffer.from([5, wanted]));
    let given: string | null = null;
    if (login !== undefined) {
      const [, userLength = 0] = await read(2);
      const user = (await read(userLength)).toString();
      const [passwordLength = 0] = await read(1);
      given = `${user}:${(await read(passwordLength)).toString()}`;
      socket.write(Buffer.from([1, given === login ? 0 : 1]));
      if (given !== login) return void socket.end();
    }
    const [, command, , type] = await read(4);
    const host =
      type === 1
        ? [...(await read(4))].join('.')
        : type === 4
          ? (await read(16)).toString('hex')
          : (await read((await read(1))[0] ?? 0)).toString();
    const port = (await read(2)).readUInt16BE();
    const request = { host, port, login: given };
    requests.push(request);
    const to = command === 1 ? route(request) : { status: 7 };
    const reply = (status: number) => Buffer.from([5, status, 0, 1, 127, 0, 0, 1, 0, 0]);
    if ('status' in to) return void socket.end(reply(to.status));
    join(socket, to.port, reply(0), reply(5));
  });
}

export async function startHttpProxy({ login, route }: ProxyOptions): Promise<TestProxy> {
  return await serve(async (socket, requests) => {
    const read = reader(socket);
    let head = '';
    // oxlint-disable-next-line no-await-in-loop
    while (!head.endsWith('\r\n\r\n')) head += (await read(1)).toString('latin1');
    const [, host = '', port = ''] = /^CONNECT \[?([^\]\s]+?)\]?:(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
    const basic = /^Proxy-Authorization: Basic (\S+)\r$/m.exec(head)?.[1];
    const given = basic === undefined ? null : Buffer.from(basic, 'base64').toString();
    const request = { host, port: Number(port), login: given };
    requests.push(request);
    const answer = (status: number) => Buffer.from(`HTTP/1.1 ${status} Because\r\nX-Test: 1\r\n\r\n`);
    if (login !== undefined && given !== login) return void socket.end(answer(407));
    const to = host === '' ? { status: 400 } : route(request);
    if ('status' in to) return void socket.end(answer(to.status));
    join(socket, to.port, answer(200), answer(502));
  });
}

/** A listener that only says and does this. */
export async function startOddProxy(behave: (socket: net.Socket) => void): Promise<TestProxy> {
  return await serve((socket) => Promise.resolve(behave(socket)));
}

async function serve(
  follow: (socket: net.Socket, requests: ProxyRequest[]) => Promise<void>,
): Promise<TestProxy> {
  const requests: ProxyRequest[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    void follow(socket, requests).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The answer goes out in one write with what the server says first: that must not get lost. */
function join(socket: net.Socket, port: number, good: Buffer, bad: Buffer): void {
  const server = net.connect({ host: '127.0.0.1', port });
  server.on('error', () => socket.end(bad));
  socket.on('close', () => server.destroy());
  server.once('data', (first) => {
    socket.write(Buffer.concat([good, first]));
    server.pipe(socket);
    socket.pipe(server);
  });
}

function reader(socket: net.Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    for (;;) {
      if (count === 0) return Buffer.alloc(0);
      const piece = socket.read(count) as Buffer | null;
      if (piece !== null && piece.length === count) return piece;
      if (socket.destroyed || socket.readableEnded) throw new Error('the client has gone');
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => {
        socket.once('readable', resolve);
        socket.once('close', resolve);
      });
    }
  };
}
