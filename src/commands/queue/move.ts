/** `queue move --to DIR|URL`: moves every message that is not being delivered to another spool. */
import path from 'node:path';
import { directoryName } from './bring-over.ts';
import { queueWords } from './words.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { SendmemoError } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { MoveEnd } from '../../spool/move.ts';
import { moveEntries } from '../../spool/move.ts';
import type { LoadedContext } from '../context.ts';
import { openDatabase, openDirectorySpool, openSpool, spoolSettings } from '../open-spool.ts';
import { errorJson, jsonLanguage } from '../send/json.ts';

const command = 'sendmemo queue move';
/** Some messages stay where they are for now. */
const tryAgain = 75;

/**
 * @param to a directory, `directory` (that of the settings), or a URL
 * @returns the exit status: 75 if a message stays because it is being delivered
 * @throws SendmemoError usage-conflict, spool-*, cfg-spool-url
 */
export async function moveQueue(to: string, context: LoadedContext): Promise<number> {
  const { system, settings, output, common, signal } = context;
  const { directory, database } = spoolSettings(context, command);
  const fromName = database?.label ?? directoryName(directory, system);
  const isDatabase = /^[a-z]+:\/\//i.test(to);
  const target = isDatabase ? await settings.databaseAt(to) : null;
  const targetDirectory = to === 'directory' ? directory : path.resolve(system.cwd, to);
  const toName = target?.label ?? directoryName(targetDirectory, system);
  if (toName === fromName) {
    const spool = database?.label ?? directory;
    throw new SendmemoError({ code: 'USAGE', reason: 'usage-same-spool', spool });
  }
  const from: MoveEnd = { name: fromName, store: (await openSpool(context, command)).store };
  const store =
    target === null
      ? (await openDirectorySpool(targetDirectory, context, 'read')).store
      : await openDatabase(target, context);
  const words = queueWords(chooseLocale(system.env).language);
  const sum = { moved: 0, busy: 0, failed: 0 };
  let worst: Failure | null = null;
  for await (const event of moveEntries(from, { name: toName, store }, signal)) {
    if (event.event === 'moved') sum.moved += 1;
    else if (event.event === 'busy') sum.busy += 1;
    else {
      sum.failed += 1;
      worst = event.failure;
      await output.failure(event.failure);
    }
  }
  if (common.json) {
    const error = worst === null ? null : errorJson(worst, await jsonLanguage());
    await output.json({ ...sum, error });
  } else if (!common.quiet) {
    await output.line(words.moved(sum.moved, target?.label ?? targetDirectory));
    if (sum.busy > 0) await output.message(`sendmemo: ${words.notMoved(sum.busy)}`);
  }
  if (signal.aborted) throw signal.reason;
  return worst !== null ? exitStatus(worst) : sum.busy > 0 ? tryAgain : 0;
}
