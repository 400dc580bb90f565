/** The password file on the disk: changed under a lock, replaced as a whole. Owner and group stay those that it has. */
import fs from 'node:fs';
import path from 'node:path';
import { SendmemoError } from '../../failure/error.ts';
import { replaceFile } from '../../files/durable.ts';
import type { Within } from '../../files/foreign.ts';
import { asOwnerOf } from '../../files/foreign.ts';
import { operationsWithin } from '../../files/operations-within.ts';
import { readShared, withLock } from '../../files/shared-update.ts';
import type { System } from '../../system.ts';

/** Root changes a file in its own directory as root, whoever owns the file: only root could put another one there. */
function rules(file: string, system: System): Within {
  return asOwnerOf(path.dirname(file), system);
}

/**
 * @returns its text, or null where it is not there
 * @throws SendmemoError cannot-create, with ELOOP for a link and EFTYPE for anything else that is no file
 */
export function readPasswordFile(file: string, system: System): string | null {
  return readShared(file, rules(file, system));
}

/**
 * @param change makes the new text; what it throws leaves the file as it is
 * @returns what `change` found
 * @throws SendmemoError cannot-create, with EBUSY where another process is changing it
 */
export async function changePasswordFile(
  file: string,
  system: System,
  change: (text: string) => { readonly text: string; readonly existed: boolean },
): Promise<boolean> {
  const within = rules(file, system);
  const { now, sleep } = system;
  const unique = system.uniqueId();
  return withLock(file, { unique, now, sleep, within, renew: true, patienceMs: 5000 }, async (isHeld) => {
    const before = within(() => fs.lstatSync(file, { throwIfNoEntry: false }));
    const { text, existed } = change(readPasswordFile(file, system) ?? '');
    if (!isHeld()) throw busy(file);
    await replaceFile(file, text, {
      unique,
      // The group may read it, because the relay may be in it; others may not.
      mode: before === undefined ? 0o600 : before.mode & 0o640,
      ...(before === undefined ? {} : { owner: { userId: before.uid, groupId: before.gid } }),
      files: operationsWithin(within),
    });
    return existed;
  });
}

function busy(file: string): SendmemoError {
  return new SendmemoError({ code: 'OUTPUT', reason: 'cannot-create', path: file, system: 'EBUSY' });
}
