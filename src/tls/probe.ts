/**
 * A second, short connection to a server with which the handshake failed, to learn what the failure does not tell:
 * the greeting of a server that speaks plain SMTP, the newest protocol of one that has none of those wanted. Nothing
 * but EHLO, STARTTLS and QUIT is sent, and nothing that is learned is used for anything but a message.
 */
import net from 'node:net';
import tls from 'node:tls';
import { harmless } from '../text/control-characters.ts';

export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

/** A server that speaks at all has done so by then. */
const patienceMs = 1500;
const longestLine = 500;

/** @returns the first line that a server says by itself, or null. Never rejects. */
export function probeGreeting(target: ProbeTarget): Promise<string | null> {
  return withSocket(target, async (socket) => {
    const line = await nextReply(socket);
    socket.end('QUIT\r\n');
    return line === null || line === '' ? null : harmless(line);
  });
}

/** @returns the newest protocol that a server agrees to when it is offered all that the runtime has, or null. */
export function probeVersion(
  target: ProbeTarget,
  mode: 'starttls' | 'smtps',
  servername: string,
): Promise<string | null> {
  return withSocket(target, async (socket) => {
    if (mode === 'starttls' && !(await startTls(socket))) return null;
    return new Promise<string | null>((resolve) => {
      const secured = tls.connect({
        socket,
        ca: [],
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.3',
        ciphers: 'ALL:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:@SECLEVEL=0',
        rejectUnauthorized: false,
        servername,
      });
      secured.once('secureConnect', () => {
        resolve(secured.getProtocol());
        secured.destroy();
      });
      secured.on('error', () => resolve(null)).once('close', () => resolve(null));
    });
  });
}

async function startTls(socket: net.Socket): Promise<boolean> {
  if ((await nextReply(socket))?.startsWith('220') !== true) return false;
  socket.write('EHLO [127.0.0.1]\r\n');
  if ((await nextReply(socket))?.startsWith('250') !== true) return false;
  socket.write('STARTTLS\r\n');
  return (await nextReply(socket))?.startsWith('220') === true;
}

async function withSocket<T>(
  { host, port, signal }: ProbeTarget,
  use: (socket: net.Socket) => Promise<T>,
): Promise<T | null> {
  const socket = net.connect({
    host,
    port,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  });
  socket.on('error', () => {});
  const closed = new Promise<null>((resolve) => {
    socket.once('close', () => resolve(null));
  });
  try {
    return await Promise.race([use(socket), closed]);
  } finally {
    socket.destroy();
  }
}

/** @returns the first line of the next complete reply, or null where none comes. */
function nextReply(socket: net.Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (line: string | null) => {
      socket.removeListener('data', read).removeListener('close', lost);
      socket.pause();
      resolve(line);
    };
    const lost = () => finish(null);
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const isComplete = /^\d{3}(?: .*)?\r?$/m.test(text) && text.endsWith('\n');
      if (isComplete || text.length > longestLine)
        finish((text.split(/\r?\n/)[0] ?? '').slice(0, longestLine));
    };
    socket.on('data', read).once('close', lost).resume();
  });
}
