/** Servers for the laboratory: whatever a server can be as far as TLS goes, on a loopback port of the system's choice. */
import net from 'node:net';
import tls from 'node:tls';
import type { Issued } from '../support/pki.ts';

export interface LabServer {
  readonly port: number;
  /** SNI names that were asked for. */
  readonly asked: readonly (string | false | null)[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A TLS server with a certificate and the rest of its chain. */
export async function startTlsServer(
  own: Issued,
  chain: readonly Issued[] = [],
  options: tls.TlsOptions = {},
  serve: (socket: tls.TLSSocket) => void = () => {},
): Promise<LabServer> {
  const asked: (string | false | null)[] = [];
  const server = tls.createServer(
    {
      key: own.keyPem,
      cert: [own, ...chain].map(({ certificatePem }) => certificatePem).join(''),
      ...options,
    },
    (socket) => {
      asked.push(socket.servername);
      socket.on('error', () => {});
      serve(socket);
    },
  );
  return { ...(await listen(server)), asked };
}

/** A server that handles a connection as the test says. */
export async function startPlainServer(serve: (socket: net.Socket) => void): Promise<LabServer> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  return { ...(await listen(server)), asked: [] };
}

async function listen(server: net.Server): Promise<Omit<LabServer, 'asked'>> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
