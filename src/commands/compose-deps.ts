/** What composing takes from the world and from the settings. */
import os from 'node:os';
import type { Settings } from '../config/settings.ts';
import type { Aliases } from '../message/aliases.ts';
import type { ComposeWorld, DraftAddresses } from '../message/draft.ts';
import { isFullName } from '../message/identity.ts';
import type { System } from '../system.ts';

/**
 * The world of one message. The machine's full name, which may have to be looked up, stands in for a sender who is not
 * known or has no domain.
 * @param from who the sender is going to be, where that is known
 */
export async function composeWorld(
  system: System,
  settings: Settings,
  from: string | null = null,
): Promise<ComposeWorld> {
  const domain = /@([^@<>\s]+)>?\s*$/.exec(from ?? '')?.[1] ?? '';
  const host = isFullName(domain) ? null : await machineName(system);
  const hostName = (): string => host ?? system.hostName();
  // Getters: most messages need none of these, and the system takes its time for each.
  return {
    cwd: system.cwd,
    stdin: system.stdinOctets(),
    now: new Date(system.now()),
    uniqueId: system.uniqueId,
    get defaultSender() {
      return settings.server.from ?? `${system.userName()}@${hostName()}`;
    },
    get hostName() {
      return hostName();
    },
    domain: settings.server.domain,
    aliases: await aliasesOf(settings),
    get temporaryDirectory() {
      return os.tmpdir();
    },
  };
}

async function aliasesOf({ server, effective }: Settings): Promise<Aliases | null> {
  if (server.aliasesFile === null) return null;
  const { readAliases } = await import('../message/aliases.ts');
  const origin = effective.find(({ name }) => name === 'aliases')?.origin ?? { kind: 'default' };
  return readAliases(server.aliasesFile, origin);
}

/** A name that may stand in a Message-ID: `localhost` says nothing to anybody else. */
async function machineName(system: System): Promise<string> {
  const name = system.hostName();
  if (name.includes('.')) return name;
  const full = await system.fqdn();
  if (full !== null) return full;
  return name === '' || name === 'localhost' ? 'host.invalid' : name;
}

/** `from` and `reply-to` of sendmemo.cfg, where the command line has none. */
export function withDefaults<D extends DraftAddresses>(draft: D, settings: Settings): D {
  const { from, replyTo } = settings.server;
  return {
    ...draft,
    from: draft.from ?? (from === null ? null : { text: from, source: 'from in sendmemo.cfg' }),
    replyTo:
      draft.replyTo ?? (replyTo === null ? null : { text: replyTo, source: 'reply-to in sendmemo.cfg' }),
  };
}
