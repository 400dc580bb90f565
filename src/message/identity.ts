/** Message-ID and Date (RFC 5322, 3.6.1 and 3.6.4): always of our making, never `@localhost`. */
import type { Mailbox } from './envelope.ts';

export interface IdentityWorld {
  readonly now: Date;
  readonly uniqueId: () => string;
  readonly hostName: string;
}

/** @returns `<…@host>`: the host is the sender's domain where it has a full one, else the machine's name. */
export function createMessageId(sender: Mailbox, world: IdentityWorld): string {
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const serves = sender.address.includes('@') && /^[\x21-\x7e]+$/.test(domain) && isFullName(domain);
  return `<${world.now.getTime().toString(36)}.${world.uniqueId()}@${serves ? domain : world.hostName}>`;
}

/** @returns a date in UTC as RFC 5322, 3.3 has it. */
export function renderDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

/** Whether a domain says to everybody which host is meant. */
export function isFullName(domain: string): boolean {
  return (
    domain.includes('.') && !domain.startsWith('[') && !/(?:^|\.)localhost(?:\.localdomain)?$/i.test(domain)
  );
}
