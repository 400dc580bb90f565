/** The relay as the settings make it, and what it says to clients from outside: its own decisions, asked without a packet. */
import type { RelaySettings, Settings } from '../../config/settings.ts';
import { asFailure } from '../../failure/error.ts';
import { judgeClient } from '../../relay/access.ts';
import { accessOf } from '../../relay/settings-access.ts';
import { hostPort } from '../../text/host-port.ts';
import { failed, seen, type Step } from './step.ts';

/** Addresses of no real network (RFC 5737, RFC 3849), as examples of the rest of the Internet. */
const outside = ['198.51.100.25', '203.0.113.25', '2001:db8:ffff::25'];

/** @returns no step where nothing of the relay is set */
export async function relaySteps(settings: Settings): Promise<readonly Step[]> {
  const isSet = settings.effective.some(
    ({ name, origin }) => name.startsWith('relay-') && origin.kind !== 'default',
  );
  if (!isSet) return [];
  try {
    const relay = await settings.relay();
    const admitted = outside.filter((address) => {
      return judgeClient(accessOf(relay), { address, isLoopback: false }) === null;
    });
    return [
      seen({ kind: 'relay', ...factsOf(relay), admitted }, { state: admitted.length > 0 ? 'warn' : 'ok' }),
    ];
  } catch (error) {
    const facts = { listen: [], networks: [], domains: [], tls: 'none', login: false, admitted: [] } as const;
    // Mail from this machine goes its way without the relay.
    return [{ ...failed({ kind: 'relay', ...facts }, asFailure(error)), state: 'warn' }];
  }
}

function factsOf(relay: RelaySettings) {
  return {
    listen: relay.listen.map(({ host, port }) => hostPort(host, port)),
    networks: relay.networks.list,
    domains: relay.domains,
    tls: relay.tls?.mode ?? 'none',
    login: relay.passwordFile !== null,
  } as const;
}
