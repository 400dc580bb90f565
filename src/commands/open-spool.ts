/** The spool that the settings name, opened. */
import fs from 'node:fs';
import { SendmemoError } from '../failure/error.ts';
import type { FileStoreDeps } from '../spool/file-store.ts';
import { createFileStore } from '../spool/file-store.ts';
import { createProcessStart } from '../spool/owner.ts';
import type { Store } from '../spool/store.ts';
import type { LoadedContext } from './context.ts';

/**
 * The spool of the settings.
 * @throws SendmemoError usage-needs-directory, spool-unwritable, spool-unsafe, spool-foreign
 */
export async function openStore(context: LoadedContext, command: string): Promise<Store> {
  const { spool } = context.settings.server;
  if (spool === null) throw new SendmemoError({ code: 'USAGE', reason: 'usage-needs-directory', command });
  const { system } = context;
  const deps: FileStoreDeps = {
    now: system.now,
    uniqueId: system.uniqueId,
    pid: system.pid,
    hostName: system.hostName(),
    processStart: createProcessStart(system.isAlive),
    userId: system.userId(),
    caller: system,
  };
  if (!isForeignSpool(spool.directory, system.userId())) return createFileStore(spool.directory, deps);
  const { createDropStore } = await import('../spool/drop-store.ts');
  return createDropStore(spool.directory, deps, command.startsWith('sendmemo queue') ? 'read' : 'put');
}

/** @returns whether the spool is there and belongs to another user than this one, who is not root. */
function isForeignSpool(directory: string, userId: number | null): boolean {
  if (userId === null || userId === 0) return false;
  const status = fs.statSync(directory, { throwIfNoEntry: false });
  return status !== undefined && status.uid !== userId;
}
