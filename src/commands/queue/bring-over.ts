/** What was kept on this machine while the database could not be reached goes to the database (spool-fallback). */
import fs from 'node:fs';
import type { SpoolSettings } from '../../config/settings.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { moveEntries } from '../../spool/move.ts';
import type { Store } from '../../spool/store.ts';
import type { LoadedContext } from '../context.ts';
import { isForeignSpool, openDirectorySpool } from '../open-spool.ts';

/** @returns a name for the directory that no directory of another host has */
export function directoryName(directory: string, { hostName }: LoadedContext['system']): string {
  try {
    return `${hostName()}:${fs.realpathSync(directory)}`;
  } catch {
    return `${hostName()}:${directory}`;
  }
}

/**
 * @param store of the database
 * @param onFailure what could not be moved, each once; it stays on this machine
 * @returns what moves everything that is there now, and says how many messages that were; it never rejects
 */
export function bringOver(
  { directory, database }: SpoolSettings,
  store: Store,
  context: LoadedContext,
  onFailure: (failure: Failure) => Promise<void>,
): () => Promise<number> {
  const { system, signal } = context;
  const reported = new Set<string>();
  let isFirst = true;

  async function tell(failure: Failure): Promise<void> {
    const key = JSON.stringify(failure);
    if (!reported.has(key)) await onFailure(failure);
    reported.add(key);
  }

  /** Looks into the drop directory as well. */
  async function isEmpty(local: Store): Promise<boolean> {
    for (const found of await local.recover()) {
      if (found.state === 'not-taken') await tell(found.failure);
    }
    const { counts } = await local.summary(new Date(system.now()));
    return Object.values(counts).every((count) => count === 0);
  }

  return async () => {
    // Of another user: the runner of that user moves what is there.
    const isHere = fs.existsSync(directory) && !isForeignSpool(directory, system.userId());
    if (database?.fallback !== true || !isHere) return 0;
    let moved = 0;
    try {
      const local = await openDirectorySpool(directory, context, 'read');
      // The first time, also what an earlier process had half moved: that asks the database.
      if (!isFirst && (await isEmpty(local.store))) return 0;
      isFirst = false;
      const from = { store: local.store, name: directoryName(directory, system) };
      for await (const event of moveEntries(from, { store, name: database.label }, signal)) {
        if (event.event === 'moved') moved += 1;
        if (event.event === 'fault') await tell(event.failure);
      }
    } catch (error) {
      await tell(asFailure(error));
    }
    return moved;
  };
}
