/** The settings of the relay as the decisions about its clients (access.ts) need them. */
import type { RelaySettings } from '../config/settings.ts';
import type { Access } from './access.ts';

/** @returns who may do what by these settings */
export function accessOf(relay: RelaySettings): Access {
  return {
    isInNetworks: relay.networks.contains,
    domains: relay.domains,
    requiresTls: relay.tls?.mode === 'require-starttls',
    requiresLogin: relay.passwordFile !== null,
    sizeBytes: relay.limits.sizeBytes,
  };
}
