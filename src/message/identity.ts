/** Message-ID and Date (RFC 5322, 3.6.1 and 3.6.4): always of our making, never `@localhost`. */
import { usableHostName } from './default-sender.ts';
import type { Mailbox } from './envelope.ts';

export interface IdentityDeps {
  readonly now: Date;
  readonly uniqueId: () => string;
  readonly machineName: () => Promise<string>;
}

/** For a machine without a usable name: a reserved one (RFC 2606). */
export const unknownHost = 'host.invalid';

/** @returns `<…@host>`: the host is the sender's domain where it has a full one, else the machine's name. */
export async function createMessageId(sender: Mailbox, deps: IdentityDeps): Promise<string> {
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const serves = sender.address.includes('@') && isFullName(domain);
  const host = serves ? domain : (usableHostName(await deps.machineName()) ?? unknownHost);
  return `<${deps.now.getTime().toString(36)}.${deps.uniqueId()}@${host}>`;
}

/** Whether a domain says to everybody which host is meant. */
function isFullName(domain: string): boolean {
  return domain.includes('.') && usableHostName(domain) === domain;
}
