/** What composing needs from the system and from the settings. */
import os from 'node:os';
import type { Settings } from '../config/settings.ts';
import type { Aliases } from '../message/aliases.ts';
import { usableHostName } from '../message/default-sender.ts';
import type { ComposeDeps, DraftAddresses } from '../message/draft.ts';
import { unknownHost } from '../message/identity.ts';
import type { System } from '../system.ts';

/** What one message may need; names are looked up when they are asked for. */
export async function composeDeps(system: System, settings: Settings): Promise<ComposeDeps> {
  const { from, domain } = settings.server;
  return {
    cwd: system.cwd,
    stdin: system.stdinOctets(),
    now: new Date(system.now()),
    uniqueId: system.uniqueId,
    from: from === null ? null : { text: from, source: 'from in sendmemo.cfg' },
    domain,
    userName: system.userName,
    machineName: () => machineName(system),
    aliases: await aliasesOf(settings),
    get temporaryDirectory() {
      return os.tmpdir();
    },
  };
}

/** @returns the aliases of the settings, or null. @throws SendmemoError CONFIG */
export async function aliasesOf({ server, effective }: Settings): Promise<Aliases | null> {
  if (server.aliasesFile === null) return null;
  const { readAliases } = await import('../message/aliases.ts');
  const origin = effective.find(({ name }) => name === 'aliases')?.origin ?? { kind: 'default' };
  return readAliases(server.aliasesFile, origin);
}

/** @returns the name of this machine in a bounce of its own: valid in a header */
export async function reportingName(system: Pick<System, 'hostName' | 'fqdn'>): Promise<string> {
  return usableHostName(await machineName(system)) ?? unknownHost;
}

/** The full name where the machine has one. */
async function machineName(system: Pick<System, 'hostName' | 'fqdn'>): Promise<string> {
  const name = system.hostName();
  return name.includes('.') ? name : ((await system.fqdn()) ?? name);
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
