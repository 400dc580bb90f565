/** The ports of the relay: those of relay-listen, or those that systemd has opened. */
import { isLoopback } from '../../config/networks.ts';
import type { Endpoint, ListenAddress, RelaySettings } from '../../config/settings.ts';
import { SendmemoError } from '../../failure/error.ts';
import type { OpenPort } from '../../relay/listener.ts';
import { openPort } from '../../relay/listener.ts';
import type { System } from '../../system.ts';

/** The first descriptor that a service manager passes (sd_listen_fds(3)). */
const firstDescriptor = 3;

/** @returns the descriptors of sockets that were passed to this process. */
function inheritedSockets({ env, pid }: Pick<System, 'env' | 'pid'>): readonly number[] {
  if (env['LISTEN_PID'] !== String(pid)) return [];
  const count = Number(env['LISTEN_FDS']);
  return Number.isInteger(count) && count > 0 && count < 100
    ? Array.from({ length: count }, (_, at) => firstDescriptor + at)
    : [];
}

/**
 * @throws SendmemoError cannot-listen; CONFIG cfg-pair-incomplete for an address beyond loopback without relay-networks,
 * which a socket unit may have too; relay-loop
 */
export async function openPorts(
  relay: RelaySettings,
  endpoints: readonly Endpoint[],
  system: Pick<System, 'env' | 'pid'>,
): Promise<readonly OpenPort[]> {
  const inherited = inheritedSockets(system);
  const wanted = inherited.length > 0 ? inherited.map((fd) => ({ fd })) : relay.listen;
  const ports: OpenPort[] = [];
  try {
    for (const at of wanted) {
      ports.push(await openPort(at));
    }
    const outward = ports.find(({ address }) => !isLoopback(address.host));
    if (outward !== undefined && relay.networks.list.length === 0) {
      throw new SendmemoError({
        code: 'CONFIG',
        reason: 'cfg-pair-incomplete',
        origin: { kind: 'default' },
        given: 'relay-listen',
        missing: 'relay-networks',
      });
    }
    for (const { address } of ports) refuseLoop(address, endpoints);
    return ports;
  } catch (error) {
    for (const port of ports) port.close();
    throw error;
  }
}

/** Mail that goes back to the relay would never leave this machine. */
function refuseLoop(listen: ListenAddress, endpoints: readonly Endpoint[]): void {
  const isAny = listen.host === '0.0.0.0' || listen.host === '::';
  for (const { host, port } of endpoints) {
    const isHere = host === 'localhost' || isLoopback(host);
    const isSame = host === listen.host || (isHere && (isAny || isLoopback(listen.host)));
    if (port === listen.port && isSame)
      throw new SendmemoError({ code: 'CONFIG', reason: 'relay-loop', host, port });
  }
}
