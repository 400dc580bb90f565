/** What `sendmemo relay --json` prints, a line each (docs/json.md). */
import type { ListenAddress } from '../../config/settings.ts';
import type { RelayEvent } from '../../relay/relay.ts';

/** `time` is ISO 8601, UTC. */
export type RelayCommandEvent = { readonly time: string } & (
  | { readonly event: 'listening'; readonly addresses: readonly ListenAddress[] }
  | RelayEvent
);
