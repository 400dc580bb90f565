/** A server → a connected socket: each address in its turn, or through the proxy; nothing said yet. */
import net from 'node:net';
import type { Endpoint, Timeouts } from '../config/settings.ts';
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { ServerFacts } from '../failure/facts.ts';
import { type MailLog, noLog } from '../log/mail-log.ts';
import { abortError, deadlineOf } from './deadline.ts';
import { resolveEndpoint } from './endpoint.ts';
import type { ResolvedAddress, WayOut } from './submitter.ts';

export interface Connected {
  readonly socket: net.Socket;
  readonly server: ServerFacts;
}

export interface ConnectDeps {
  readonly timeouts: Timeouts;
  readonly wayOut: WayOut;
  readonly lookup: (host: string) => Promise<readonly ResolvedAddress[]>;
  readonly log?: Pick<MailLog, 'connecting' | 'connected'>;
}

/**
 * The addresses of a server, in order.
 * @returns null where a proxy looks the name up
 * @throws SendmemoError as resolveEndpoint
 */
export async function addressesOf(
  endpoint: Endpoint,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[] | null> {
  return deps.wayOut.proxy === null ? await resolveEndpoint(endpoint, deps, signal) : null;
}

/**
 * @param addresses null: through the proxy
 * @throws SendmemoError connect-failed, with each address and why; proxy-failed; the signal's reason
 */
export async function connectEndpoint(
  endpoint: Endpoint,
  addresses: readonly ResolvedAddress[] | null,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<Connected> {
  const { proxy } = deps.wayOut;
  if (proxy === null || addresses !== null) {
    return await connectAddresses(endpoint, addresses ?? [], deps, signal);
  }
  const { connectThroughProxy } = await import('./proxy/connect.ts');
  const socket = await connectThroughProxy(endpoint, proxy, deps, signal);
  return { socket, server: { host: endpoint.host, port: endpoint.port, address: null } };
}

/**
 * One address after the other, none longer than connect-timeout.
 * @throws SendmemoError connect-failed, with each address and why; the signal's reason
 */
export async function connectAddresses(
  { host, port }: Endpoint,
  addresses: readonly ResolvedAddress[],
  { timeouts, wayOut, log = noLog }: ConnectDeps,
  signal: AbortSignal,
): Promise<Connected> {
  const tried: { address: string; system: string }[] = [];
  const { sourceAddress } = wayOut;
  for (const { address, family } of addresses) {
    if (sourceAddress !== null && net.isIP(sourceAddress) !== family) {
      tried.push({ address, system: 'EAFNOSUPPORT' });
      continue;
    }
    const server = { host, port, address };
    log.connecting(server);
    try {
      const options = {
        host: address,
        port,
        ...(sourceAddress === null ? {} : { localAddress: sourceAddress }),
      };
      // One after the other is the promise: the next address is for when this one fails.
      // oxlint-disable-next-line no-await-in-loop
      const socket = await connectAddress(options, timeouts, signal);
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
    server: { host, port, address },
    tried,
    ...(sourceAddress === null ? {} : { sourceAddress }),
  });
}

function connectAddress(
  options: { readonly host: string; readonly port: number; readonly localAddress?: string },
  timeouts: Timeouts,
  signal: AbortSignal,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const socket = net.connect({ ...options, noDelay: true });
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
