/** The ports of the relay: who may stay is decided at the connection; each client that stays gets a session. */
import type { Socket } from 'node:net';
import net from 'node:net';
import type { ListenAddress } from '../config/settings.ts';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Rejection } from './access.ts';
import { judgeClient } from './access.ts';
import type { ClientSession, RelayDeps } from './client-session.ts';
import { startClientSession } from './client-session.ts';
import { isLoopback } from '../config/networks.ts';
import { farewell } from './socket.ts';

/** A port that is listened on. */
export interface OpenPort {
  readonly address: ListenAddress;
  /** Passes on every connection, also those that came before. */
  serve(take: (socket: Socket) => void): void;
  close(): void;
}

export interface Relay {
  /**
   * Takes no more connections, ends what waits for a command, and, when `grace` resolves, what is still sending a
   * message. Resolves when every session has ended; every message that came whole is then kept and answered.
   */
  close(grace: Promise<void>): Promise<void>;
}

/**
 * Opens a port, or takes over one that the service manager has opened (sd_listen_fds(3)).
 * @throws SendmemoError cannot-listen
 */
export async function openPort(at: ListenAddress | { readonly fd: number }): Promise<OpenPort> {
  // A client may close its side after its last command; it still gets the replies.
  const server = net.createServer({ allowHalfOpen: true, noDelay: true });
  const held: Socket[] = [];
  let take = (socket: Socket): void => void held.push(socket);
  server.on('connection', (socket) => take(socket));
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error) => {
      const place = 'fd' in at ? { host: `fd ${at.fd}`, port: 0 } : at;
      const system = systemCode(error);
      reject(
        new SendmemoError(
          { code: 'OUTPUT', reason: 'cannot-listen', option: 'relay-listen', ...place, system },
          { cause: error },
        ),
      );
    });
    server.listen('fd' in at ? { fd: at.fd } : { ...at, backlog: 511 }, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('the relay listens on TCP ports');
  return {
    address: { host: bound.address, port: bound.port },
    serve(next) {
      take = next;
      for (const socket of held.splice(0)) next(socket);
    },
    close: () => void server.close(),
  };
}

/** Begins to serve. */
export function startRelay(ports: readonly OpenPort[], deps: RelayDeps): Relay {
  const sessions = new Set<ClientSession>();

  function turnAway(socket: Socket, address: string, { reason, code, text }: Rejection): void {
    deps.onEvent({
      event: 'rejected',
      client: { address, user: null },
      reason,
      reply: `${code} ${text}`,
      sender: null,
      recipient: null,
    });
    // Before the TLS handshake the client could not read it.
    if (deps.tlsMode === 'smtps') socket.destroy();
    else socket.write(`${code} ${text}\r\n`, () => farewell(socket, deps.setTimer));
  }

  function take(socket: Socket): void {
    // What happens to a connection is its session's to see; without a listener it would end the process.
    socket.on('error', () => {});
    const address = clientAddress(socket);
    const client = { address, isLoopback: isLoopback(address) };
    const rejected = judgeClient(deps.access, client);
    if (rejected !== null) return turnAway(socket, address, rejected);
    const excess = deps.clients.opened(address);
    if (excess !== null)
      return turnAway(socket, address, {
        reason: excess,
        code: 421,
        text: '4.7.0 Too many connections, try again later',
      });
    socket.once('close', () => deps.clients.closed(address));
    const session = startClientSession(socket, client, deps);
    sessions.add(session);
    void session.ended.then(() => sessions.delete(session));
  }

  for (const port of ports) port.serve(take);
  return {
    async close(grace) {
      for (const port of ports) port.close();
      for (const session of sessions) session.stop();
      void grace.then(() => {
        for (const session of sessions) session.cut();
      });
      await Promise.all([...sessions].map(({ ended }) => ended));
    },
  };
}

/** IPv4 that is mapped to IPv6 (RFC 4291, 2.5.5.2) is IPv4; a zone says nothing about the client. */
function clientAddress({ remoteAddress = '' }: Socket): string {
  const plain = remoteAddress.replace(/%.*$/, '');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
}
