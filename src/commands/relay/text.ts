/** What `sendmemo relay` sees, as lines for people. */
import type { RelayCommandEvent } from './json.ts';
import { hostPort } from '../../text/host-port.ts';

/** @returns one line */
export function renderRelayEvent(event: RelayCommandEvent): string {
  switch (event.event) {
    case 'listening':
      return `listening on ${event.addresses.map(({ host, port }) => hostPort(host, port)).join(', ')}`;
    case 'accepted':
      return `${event.time} accepted ${event.queueId} from ${clientName(event.client)}`;
    case 'rejected': {
      const path = [
        ...(event.sender === null ? [] : [`from=<${event.sender}>`]),
        ...(event.recipient === null ? [] : [`to=<${event.recipient}>`]),
      ];
      const count = event.count === undefined ? [] : [`(${event.count} times)`];
      const { time, reason, client, reply } = event;
      return [time, 'rejected', reason, clientName(client), ...path, reply, ...count].join(' ');
    }
  }
}

function clientName({ address, user }: { readonly address: string; readonly user: string | null }): string {
  return user === null ? address : `${user}@${address}`;
}
