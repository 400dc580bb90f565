/** Who may hand over what to whom: the decisions of the relay, without effects. `check` asks them too. */
import type { RelaySettings } from '../config/settings.ts';
import type { SubmissionReply } from '../submission/session.ts';
import type { RejectReason, RelayClient } from './relay.ts';

export interface Rejection extends SubmissionReply {
  readonly reason: RejectReason;
}

export interface Access {
  /** Whether `relay-networks` has the address. */
  readonly isInNetworks: (address: string) => boolean;
  readonly domains: RelaySettings['domains'];
  readonly requiresTls: boolean;
  readonly requiresLogin: boolean;
  readonly sizeBytes: number;
}

/**
 * Before the greeting. Nothing that the client says can change it.
 * @returns null: it may stay
 */
export function judgeClient(
  access: Access,
  client: Pick<RelayClient, 'address' | 'isLoopback'>,
): Rejection | null {
  if (client.isLoopback || access.isInNetworks(client.address)) return null;
  return { reason: 'network', code: 554, text: `5.7.1 ${client.address} may not send mail here` };
}

/** @param size what the client announces, or null. @returns null: it may begin a message */
export function judgeSender(
  access: Access,
  client: Pick<RelayClient, 'tls' | 'user'>,
  size: string | null,
): Rejection | null {
  if (access.requiresTls && client.tls === null) {
    return { reason: 'tls', code: 530, text: '5.7.0 Must issue a STARTTLS command first' };
  }
  if (access.requiresLogin && client.user === null) {
    return { reason: 'login', code: 530, text: '5.7.0 Authentication required' };
  }
  return /^\d{1,20}$/.test(size ?? '') && Number(size) > access.sizeBytes ? tooLarge(access) : null;
}

/** @param address as it goes on, with its domain as A-labels. @returns null: it may be a recipient */
export function judgeRecipient({ domains }: Pick<Access, 'domains'>, address: string): Rejection | null {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  // `user%elsewhere@here`, `elsewhere!user@here`: a server further on may obey the route in it.
  const isRouted = /[@%!]/.test(address.slice(0, Math.max(at, 0)));
  if (domains.length === 0 || (at !== -1 && !isRouted && domains.includes(domain))) return null;
  return { reason: 'domain', code: 550, text: '5.7.1 Mail to this domain is not accepted here' };
}

export function tooLarge({ sizeBytes }: Pick<Access, 'sizeBytes'>): Rejection {
  return { reason: 'size', code: 552, text: `5.3.4 The message is larger than ${sizeBytes} octets` };
}
