/** An SMTP client over a bare socket: sends its lines and returns whole replies. */
import net from 'node:net';
import tls from 'node:tls';

export interface RawClient extends AsyncDisposable {
  readonly socket: () => net.Socket;
  /** Sends a line and waits for its reply, `250-…` lines joined by LF. */
  say(line: string): Promise<string>;
  /** Sends octets and waits for nothing. */
  send(octets: string | Buffer): void;
  reply(): Promise<string>;
  /** The handshake, on what is connected. */
  secure(options: tls.ConnectionOptions): Promise<tls.TLSSocket>;
}

export async function connectRaw(port: number, options?: tls.ConnectionOptions): Promise<RawClient> {
  let socket: net.Socket = net.connect(port, '127.0.0.1');
  let reader = createReader(socket);
  const client: RawClient = {
    socket: () => socket,
    async say(line) {
      socket.write(`${line}\r\n`);
      return await reader();
    },
    send: (octets) => socket.write(octets),
    reply: async () => await reader(),
    async secure(tlsOptions) {
      socket.removeAllListeners('data');
      const secured = tls.connect({ socket, rejectUnauthorized: true, ...tlsOptions });
      await new Promise<void>((resolve, reject) => {
        secured.once('secureConnect', resolve);
        secured.once('error', reject);
      });
      socket = secured;
      reader = createReader(secured);
      return secured;
    },
    [Symbol.asyncDispose]: async () => {
      if (!socket.closed) {
        await new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          socket.destroy();
        });
      }
    },
  };
  if (options === undefined) return client;
  await client.secure(options);
  return client;
}

function createReader(socket: net.Socket): () => Promise<string> {
  let text = '';
  let closed = false;
  let wake = () => {};
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    wake();
  });
  socket.on('close', () => {
    closed = true;
    wake();
  });
  return async () => {
    for (;;) {
      const found = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/.exec(text);
      if (found !== null) {
        text = text.slice(found[0].length);
        return found[0].replaceAll('\r\n', '\n').trimEnd();
      }
      if (closed) throw new Error(`closed by the server after ${JSON.stringify(text)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}
