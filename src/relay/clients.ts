/** What each client has used up: connections, messages of this minute, failed logins. */
import { addressOctets } from '../config/networks.ts';
import type { RelaySettings } from '../config/settings.ts';
import type { RejectReason } from './relay.ts';

/** How many logins may fail in `loginWindowMs` before no more are tried. */
const failedLogins = 10;
const loginWindowMs = 10 * 60_000;
const minuteMs = 60_000;

interface Usage {
  connections: number;
  messages: number;
  messagesSince: number;
  failures: number;
  /** Logins that are being checked. */
  logins: number;
  failuresSince: number;
}

/** A login that is being checked; one of the two is called once. */
export interface LoginTry {
  failed(): void;
  /** It succeeded, or was not checked: it counts no longer. */
  ended(): void;
}

export interface Clients {
  /** @returns why one more connection is too many, or null: it is counted until `closed` */
  opened(address: string): Extract<RejectReason, 'connections' | 'client-connections'> | null;
  closed(address: string): void;
  /** Counts a message. @returns whether it is within the rate */
  mayBegin(address: string): boolean;
  /**
   * Counts a login that begins. `blocked`: too many have failed; `busy`: so many are being checked that too many may.
   */
  beginLogin(address: string): LoginTry | 'blocked' | 'busy';
  /** Connections that are open. */
  readonly connections: number;
}

/** @param now milliseconds that never run backwards */
export function createClients(
  limits: Pick<RelaySettings['limits'], 'connections' | 'clientConnections' | 'clientRate'>,
  now: () => number,
): Clients {
  const usages = new Map<string, Usage>();
  let connections = 0;

  const usageOf = (address: string): Usage => {
    const key = clientKey(address);
    let usage = usages.get(key);
    if (usage === undefined) {
      const time = now();
      usage = {
        connections: 0,
        messages: 0,
        messagesSince: time,
        failures: 0,
        logins: 0,
        failuresSince: time,
      };
      usages.set(key, usage);
    }
    if (now() - usage.messagesSince >= minuteMs) Object.assign(usage, { messages: 0, messagesSince: now() });
    if (now() - usage.failuresSince >= loginWindowMs)
      Object.assign(usage, { failures: 0, failuresSince: now() });
    return usage;
  };
  const forget = (): void => {
    for (const [key, usage] of usages) {
      const isOld = now() - Math.max(usage.messagesSince, usage.failuresSince) >= loginWindowMs;
      if (usage.connections === 0 && usage.logins === 0 && isOld) usages.delete(key);
    }
  };

  return {
    get connections() {
      return connections;
    },
    opened(address) {
      if (usages.size > 10_000) forget();
      const usage = usageOf(address);
      if (connections >= limits.connections) return 'connections';
      if (usage.connections >= limits.clientConnections) return 'client-connections';
      connections += 1;
      usage.connections += 1;
      return null;
    },
    closed(address) {
      connections -= 1;
      usageOf(address).connections -= 1;
    },
    mayBegin(address) {
      const usage = usageOf(address);
      if (limits.clientRate !== null && usage.messages >= limits.clientRate) return false;
      usage.messages += 1;
      return true;
    },
    beginLogin(address) {
      const usage = usageOf(address);
      if (usage.failures >= failedLogins) return 'blocked';
      if (usage.failures + usage.logins >= failedLogins) return 'busy';
      usage.logins += 1;
      return {
        failed() {
          usage.logins -= 1;
          usageOf(address).failures += 1;
        },
        ended() {
          usage.logins -= 1;
        },
      };
    },
  };
}

/** A client with IPv6 has at least a /64 of addresses (RFC 6177): they count as one. */
export function clientKey(address: string): string {
  const octets = addressOctets(address);
  return octets?.length === 16 ? octets.slice(0, 8).join('.') : address;
}
