/** How connections leave this machine, for mail and for everything that a login asks for. */
import type net from 'node:net';
import type { Endpoint, ServerSettings } from '../config/settings.ts';
import { addressesOf, connectEndpoint, type ConnectDeps } from '../smtp/connect.ts';
import type { WayOut } from '../smtp/submitter.ts';

/** @returns the way out of the settings */
export function wayOutOf({ proxy, sourceAddress }: Pick<ServerSettings, 'proxy' | 'sourceAddress'>): WayOut {
  return { proxy, sourceAddress };
}

/** @throws SendmemoError DNS; CONNECT connect-failed, proxy-failed; the signal's reason */
export type Connect = (endpoint: Endpoint, signal: AbortSignal) => Promise<net.Socket>;

/** @returns a function that connects to any server in the way the settings say; nothing is said over it yet */
export function openConnect(
  settings: Pick<ServerSettings, 'timeouts' | 'proxy' | 'sourceAddress'>,
  lookup: ConnectDeps['lookup'],
): Connect {
  const deps = { timeouts: settings.timeouts, wayOut: wayOutOf(settings), lookup };
  return async (endpoint, signal) => {
    const addresses = await addressesOf(endpoint, deps, signal);
    const { socket } = await connectEndpoint(endpoint, addresses, deps, signal);
    return socket;
  };
}
