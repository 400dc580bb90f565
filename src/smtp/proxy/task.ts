/** What a proxy is asked for, and how it says no. */
import type net from 'node:net';
import type { Endpoint } from '../../config/settings.ts';
import type { ProxyFault } from '../../failure/session-failure.ts';
import type { ProxyReader } from './reader.ts';

export interface ProxyTask {
  readonly socket: net.Socket;
  readonly reader: ProxyReader;
  /** A name in ASCII, or an address. */
  readonly target: Endpoint;
  readonly login: { readonly user: string; readonly password: string } | null;
}

export class ProxyRefusal extends Error {
  readonly why: ProxyFault;
  /** In the proxy's words. */
  readonly detail: string;

  constructor(why: ProxyFault, detail: string) {
    super(why);
    this.why = why;
    this.detail = detail;
  }
}

export function refuse(why: ProxyFault, detail: string): ProxyRefusal {
  return new ProxyRefusal(why, detail);
}
