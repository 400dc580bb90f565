/**
 * The default sender of a message: `from` of sendmemo.cfg, else the user at this machine. Nothing is looked
 * up before it is needed. An address without a domain (cron's `From: root`) is not one that anybody set.
 */
import { SendmemoError } from '../failure/error.ts';
import type { ParsedAddress } from './address.ts';
import { parseAddress } from './address.ts';
import { hasControl } from './address-tokens.ts';
import { toWireDomain } from './domain.ts';
import type { SourcedText } from './draft.ts';
import type { Mailbox } from './envelope.ts';
import { quoteLocal, toMailbox } from './mailbox.ts';

export interface SenderDeps {
  /** `from` of sendmemo.cfg. */
  readonly from: SourcedText | null;
  /** `domain` of sendmemo.cfg. */
  readonly domain: string | null;
  /** Login name of the caller, whatever signs it has. */
  readonly userName: () => string;
  /** Name of this machine as the system has it; may be a full name, and need not be a legal one. */
  readonly machineName: () => Promise<string>;
}

/**
 * @returns the sender where none was named
 * @throws ADDRESS default-sender-unusable
 */
export async function defaultSender(deps: SenderDeps): Promise<ParsedAddress> {
  if (deps.from !== null) return parseAddress(deps.from, { domain: deps.domain });
  const local = localPart(deps.userName());
  if (local === null) throw await unusable(deps, 'user');
  const mailbox = await atThisMachine(local, deps);
  return { name: '', mailbox, isLocal: false, span: { start: 0, end: 0 } };
}

/**
 * A sender that has no domain becomes `from`, where that is set; else it is completed with `domain`, else with the name
 * of this machine. Another one stays.
 * @param sender read with the same `domain`
 * @throws ADDRESS default-sender-unusable
 */
export async function senderWithDomain(
  { mailbox, isLocal }: Pick<ParsedAddress, 'mailbox' | 'isLocal'>,
  deps: SenderDeps,
): Promise<Mailbox> {
  if (!isLocal) return mailbox;
  if (deps.from !== null) return (await defaultSender(deps)).mailbox;
  return deps.domain === null ? atThisMachine(mailbox.address, deps) : mailbox;
}

/** @returns a name that is valid after an @ everywhere, or null: `localhost` is not. */
export function usableHostName(name: string): string | null {
  const host = toWireDomain(name.replace(/\.$/, ''));
  return host === null || host.startsWith('[') || /^(?:.*\.)?localhost(?:\.localdomain\d*)?$/i.test(host)
    ? null
    : host;
}

/** Quoted where that makes it legal (`EXAMPLE\user`); null where nothing does. */
function localPart(user: string): string | null {
  const local = quoteLocal(user);
  return user === '' || hasControl(user) || typeof toMailbox(local, null, null) === 'string' ? null : local;
}

async function atThisMachine(local: string, deps: SenderDeps): Promise<Mailbox> {
  const host = usableHostName(await deps.machineName());
  const domain = host ?? deps.domain;
  if (domain === null) throw await unusable(deps, 'host');
  const mailbox = toMailbox(local, domain, deps.domain);
  if (typeof mailbox === 'string') throw await unusable(deps, 'user');
  return mailbox;
}

async function unusable(deps: SenderDeps, why: 'user' | 'host'): Promise<SendmemoError> {
  return new SendmemoError({
    code: 'ADDRESS',
    reason: 'default-sender-unusable',
    user: deps.userName(),
    host: await deps.machineName(),
    why,
  });
}
