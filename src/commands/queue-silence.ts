/** The warning that messages wait and no runner delivers them. */
import type { Notice } from '../failure/notice.ts';
import { runnerSilence, silenceSince } from '../spool/last-run.ts';
import type { LoadedContext } from './context.ts';

/**
 * @returns the warning where no runner has been in the spool for ten minutes, or null
 * @throws SendmemoError spool-database-*, where the spool is a database that can't be asked
 */
export async function silenceNotice(
  context: Pick<LoadedContext, 'system' | 'settings'>,
): Promise<Notice | null> {
  const { system, settings } = context;
  const { spool } = settings.server;
  if (spool === null) return null;
  const { directory, database } = spool;
  if (database === null) {
    const silence = runnerSilence(directory, system.now(), system.upMs());
    return silence && { reason: 'no-queue-runner', spool: directory, lastRun: silence.lastRun };
  }
  const { openSpool } = await import('./open-spool.ts');
  const { lastRun, label } = await openSpool(context, 'sendmemo queue');
  const silence = silenceSince(await lastRun.lastMs(), system.now());
  return silence && { reason: 'no-queue-runner', spool: label, lastRun: silence.lastRun };
}

/** Warns on standard error where there is reason to; call it where messages wait. */
export async function warnOfSilence(context: LoadedContext): Promise<void> {
  const notice = await silenceNotice(context);
  if (notice !== null) await context.output.warning(notice);
}
