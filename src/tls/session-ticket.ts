/** The session tickets that a server sends behind the handshake of TLS 1.3 (RFC 8446, 4.6.1). */
import type tls from 'node:tls';

/** In a local network the ticket is here by then; farther away a longer wait would cost more than it saves. */
const patienceMs = 5;

/**
 * Waits for the first ticket, a few milliseconds at most. A server without TCP_NODELAY (Postfix) holds back what follows
 * its tickets until they are acknowledged, and the system acknowledges at once only with data that go out anyway: what
 * was written before the ticket came is answered 40 ms later.
 */
export function sessionTicket(socket: tls.TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    // In a turn of its own: what is written while OpenSSL is in the middle of its reading would never go out.
    const arrived = (): void => void setImmediate(done);
    const timer = setTimeout(done, patienceMs);
    function done(): void {
      clearTimeout(timer);
      socket.removeListener('session', arrived).removeListener('close', done);
      resolve();
    }
    socket.once('session', arrived).once('close', done);
    if (socket.getProtocol() !== 'TLSv1.3' || socket.getTLSTicket() !== undefined) arrived();
  });
}
