/** A message into the spool of the settings, or on this machine while their database can't take it. */
import type { Settings, SpoolSettings } from '../config/settings.ts';
import { exitStatus } from '../failure/consequence.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import type { Composed } from '../message/draft.ts';
import { enqueue } from '../spool/enqueue.ts';
import { createQueueId } from '../spool/queue-id.ts';
import type { LoadedContext } from './context.ts';
import { openDirectorySpool, openSpool, spoolSettings } from './open-spool.ts';
import { silenceNotice } from './queue-silence.ts';
import type { Kept } from './send/message.ts';

/** For how long a process does not ask a database that could not be reached. */
const pauseMs = 30_000;
const asideUntil = new WeakMap<Settings, { readonly untilMs: number; readonly failure: Failure }>();

/**
 * @param failure of the try before, or null
 * @throws SendmemoError usage-needs-directory, spool-*
 */
export async function keepMessage(
  composed: Composed,
  failure: Failure | null,
  context: LoadedContext,
): Promise<Kept> {
  const { settings, system } = context;
  const now = new Date(system.now());
  // The same in both places: a message that the database has after all does not enter it twice.
  const id = createQueueId(now, system.uniqueId());
  const spool = spoolSettings(context, 'sendmemo --spool');
  const aside = asideUntil.get(settings);
  try {
    if (aside !== undefined && system.now() < aside.untilMs) throw new SendmemoError(aside.failure);
    const opened = await openSpool(context, 'sendmemo --spool');
    const entry = await enqueue(opened.store, composed, { id, now, lastFailure: failure });
    return { entry, notices: await silenceOf(context) };
  } catch (error) {
    if (!canWaitHere(error, spool)) throw error;
    asideUntil.set(settings, { untilMs: system.now() + pauseMs, failure: error.failure });
    const local = await openDirectorySpool(spool.directory, context, 'put');
    const entry = await enqueue(local.store, composed, { id, now, lastFailure: failure });
    return { entry, notices: [fallbackNotice(spool, entry.id, error.failure)] };
  }
}

/** A message that is in the queue is not reported as failed only because the last run is unknown. */
async function silenceOf(context: LoadedContext): Promise<readonly Notice[]> {
  const silence = await silenceNotice(context).catch(() => null);
  return silence === null ? [] : [silence];
}

/** The database can't take the message now; what an administrator must correct is an error here as well. */
function canWaitHere(error: unknown, { database }: SpoolSettings): error is SendmemoError {
  if (database?.fallback !== true || !(error instanceof SendmemoError)) return false;
  const { failure } = error;
  return failure.reason.startsWith('spool-database-') && exitStatus(failure) === 75;
}

function fallbackNotice({ directory, database }: SpoolSettings, queueId: string, failure: Failure): Notice {
  return { reason: 'kept-in-fallback', queueId, directory, database: database?.label ?? '', failure };
}
