/** A socket as a session reads and writes it. */
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { Connection } from '../submission/session.ts';

/** Calls back after a time; returns what stops it. */
export type SetTimer = (milliseconds: number, callback: () => void) => () => void;

/** How long a client has to read the last reply, milliseconds. */
const lingerMs = 2000;

/**
 * Reads no faster than the session does. A chunk that is not read stays in the kernel.
 * @param writeMs how long the client may take to accept a reply
 */
export function connectionOf(socket: Socket, writeMs: number, setTimer: SetTimer): Connection {
  let wake = () => {};
  const awake = () => wake();
  for (const event of ['readable', 'end', 'close', 'error'] as const) socket.on(event, awake);
  return {
    input: {
      async next() {
        for (;;) {
          const chunk = socket.read() as Buffer | null;
          if (chunk !== null) return chunk;
          if (socket.readableEnded || socket.destroyed || socket.errored !== null) return null;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    },
    async write(text) {
      await new Promise<void>((resolve, reject) => {
        const stop = setTimer(writeMs, () => socket.destroy(new Error('the client does not read')));
        socket.write(text, (error) => {
          stop();
          if (error === null || error === undefined) resolve();
          else reject(error);
        });
      });
    },
  };
}

/** @returns the secured socket. Rejects where the handshake fails, or takes too long. */
export async function secured(
  socket: Socket,
  secureContext: tls.SecureContext,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
  setTimer: SetTimer,
): Promise<tls.TLSSocket> {
  // Not those of `close`: the connection is still counted until then.
  for (const event of ['readable', 'end', 'error'] as const) socket.removeAllListeners(event);
  // The wrapper reports what happens to it; without a listener it would end the process here.
  socket.on('error', () => {});
  const secure = new tls.TLSSocket(socket, {
    isServer: true,
    secureContext,
    allowHalfOpen: true,
  } as tls.TLSSocketOptions);
  secure.on('error', () => {});
  const give = (why: string) => () => void secure.destroy(new Error(why));
  const stop = setTimer(ms, give('the handshake takes too long'));
  const abort = give('the relay ends');
  signal.addEventListener('abort', abort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      secure.once('secure', resolve);
      secure.once('error', reject);
      secure.once('close', () => reject(new Error('closed during the handshake')));
      if (signal.aborted) abort();
    });
  } finally {
    stop();
    signal.removeEventListener('abort', abort);
  }
  return secure;
}

/** Ends a connection: what was written still goes out, what still comes is thrown away. */
export function farewell(socket: Socket, setTimer: SetTimer): void {
  if (socket.destroyed) return;
  const stop = setTimer(lingerMs, () => socket.destroy());
  socket.once('close', stop);
  socket.removeAllListeners('readable');
  socket.resume();
  // A client that has closed its side already has nothing more to send.
  socket.end(() => {
    if (socket.readableEnded) socket.destroy();
    else socket.once('end', () => socket.destroy());
  });
}
