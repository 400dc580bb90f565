/** The Received field of the relay (RFC 5321, 4.4; RFC 3848 for the protocol). */
import type { RelayClient } from './relay.ts';
import { rfc5322Date } from '../text/date.ts';

export interface TraceFacts {
  readonly client: RelayClient;
  /** As the client said it. */
  readonly helo: string;
  readonly extended: boolean;
  /** This machine. */
  readonly name: string;
  readonly id: string;
  readonly now: Date;
}

/** @returns the field, folded, with its CRLF; a name that could be anything else than a name is left out */
export function renderReceived({ client, helo, extended, name, id, now }: TraceFacts): string {
  const { tls, user, address } = client;
  const literal = address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
  const said = /^[A-Za-z0-9[\]._:-]{1,255}$/.test(helo) ? helo : 'unknown';
  const protocol = `${extended ? 'E' : ''}SMTP${tls === null ? '' : 'S'}${user === null ? '' : 'A'}`;
  return [
    `Received: from ${said} (${literal})`,
    `\tby ${name} (sendmemo relay) with ${extended ? protocol : 'SMTP'} id ${id}`,
    ...(tls === null ? [] : [`\t(${tls.version} ${tls.cipher})`]),
  ]
    .join('\r\n')
    .concat(`;\r\n\t${rfc5322Date(now)}\r\n`);
}
