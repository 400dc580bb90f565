/** Addresses → a connected socket: each address in its turn, none longer than connect-timeout; nothing said yet. */
import net from 'node:net';
import type { Endpoint, Timeouts } from '../config/settings.ts';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import { type MailLog, noLog } from '../log/mail-log.ts';
import { abortError, deadlineOf } from './deadline.ts';
import type { ResolvedAddress } from './submitter.ts';

export interface Connected {
  readonly socket: net.Socket;
  readonly server: ServerFacts;
}

/** @throws SendmemoError connect-failed, with each address and why; the signal's reason */
export async function connectEndpoint(
  endpoint: Endpoint,
  addresses: readonly ResolvedAddress[],
  timeouts: Timeouts,
  signal: AbortSignal,
  log: Pick<MailLog, 'connecting' | 'connected'> = noLog,
): Promise<Connected> {
  const tried: { address: string; system: string }[] = [];
  for (const { address } of addresses) {
    const server = { host: endpoint.host, port: endpoint.port, address };
    log.connecting(server);
    try {
      // One after the other is the promise: the next address is for when this one fails.
      // oxlint-disable-next-line no-await-in-loop
      const socket = await connectAddress(address, endpoint.port, timeouts, signal);
      log.connected(server);
      return { socket, server };
    } catch (error) {
      if (signal.aborted) throw error;
      tried.push({ address, system: systemCode(error) });
    }
  }
  const address = tried.at(-1)?.address ?? null;
  throw new SendmemoError({
    code: 'CONNECT',
    reason: 'connect-failed',
    server: { host: endpoint.host, port: endpoint.port, address },
    tried,
  });
}

function connectAddress(
  address: string,
  port: number,
  timeouts: Timeouts,
  signal: AbortSignal,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const socket = net.connect({ host: address, port, noDelay: true });
    const onAbort = (): void => fail(abortError(signal));
    const timer = setTimeout(() => {
      fail(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, deadlineOf(timeouts, 'connect').ms);
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('connect', onConnect);
    };
    const fail = (error: Error): void => {
      finish();
      socket.destroy();
      reject(error);
    };
    const onConnect = (): void => {
      finish();
      socket.removeListener('error', fail);
      resolve(socket);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect);
    // Stays after a failure: a destroyed socket may still report one.
    socket.on('error', fail);
  });
}
