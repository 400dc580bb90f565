import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { sessionTicket } from '../../src/tls/session-ticket.ts';
import * as pki from '../support/pki.ts';
import { startPlainServer, startTlsServer } from './tls-server.ts';

let own: pki.Issued;
beforeAll(async () => {
  own = await pki.issueServer(await pki.createRoot());
});

/** A session that waits for the ticket in the same turn in which it is secured. */
async function connect(port: number): Promise<tls.TLSSocket> {
  const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  socket.on('error', () => {});
  await new Promise<void>((resolve) => {
    socket.once('secureConnect', () => void sessionTicket(socket).then(resolve));
  });
  return socket;
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'what is written after the ticket arrives: %s',
  async (maxVersion) => {
    await using server = await startTlsServer(own, [], { maxVersion }, (socket) => socket.pipe(socket));
    const socket = await connect(server.port);
    expect(socket.getProtocol()).toBe(maxVersion);
    expect(socket.getTLSTicket()).toBeDefined();
    socket.write('EHLO');
    expect(String((await once(socket, 'data'))[0])).toBe('EHLO');
    socket.destroy();
  },
);

test('a ticket that does not come is not waited for', async () => {
  await using server = await startTlsServer(own);
  await using holding = await startPlainServer((socket) => {
    const behind = net.connect(server.port, '127.0.0.1');
    let flights = 0;
    socket
      .on('data', (octets) => {
        flights += 1;
        behind.write(octets);
      })
      .on('close', () => behind.destroy());
    // The tickets come behind the client's second flight.
    behind.on('error', () => {}).on('data', (octets) => flights < 2 && socket.write(octets));
  });
  const socket = await connect(holding.port);
  expect(socket.getTLSTicket()).toBeUndefined();
  socket.destroy();
});

test('a connection that is lost meanwhile does not hold up anything', async () => {
  await using server = await startTlsServer(own);
  const socket = tls.connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false });
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  socket.destroy();
  expect(await sessionTicket(socket)).toBeUndefined();
});
