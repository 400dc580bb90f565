/** The spool that the settings name, opened. */
import { SubmissionError } from '../failure/error.ts';
import { createFileStore } from '../spool/file-store.ts';
import { createProcessStart } from '../spool/owner.ts';
import type { Store } from '../spool/store.ts';
import type { LoadedContext } from './context.ts';

/**
 * The spool of the settings.
 * @throws SubmissionError usage-needs-directory, spool-unwritable, spool-unsafe
 */
export async function openStore(context: LoadedContext, command: string): Promise<Store> {
  const { spool } = context.settings.server;
  if (spool === null) throw new SubmissionError({ code: 'USAGE', reason: 'usage-needs-directory', command });
  const { system } = context;
  return createFileStore(spool.directory, {
    now: system.now,
    uniqueId: system.uniqueId,
    pid: system.pid,
    hostName: system.hostName(),
    processStart: createProcessStart(system.isAlive),
    userId: system.userId(),
    caller: system,
  });
}
