/** The warning that messages wait and no runner delivers them. */
import type { Notice } from '../failure/notice.ts';
import { runnerSilence } from '../spool/last-run.ts';
import type { LoadedContext } from './context.ts';

/** @returns the warning where no runner has been in the spool for ten minutes, or null */
export function silenceNotice({
  system,
  settings,
}: Pick<LoadedContext, 'system' | 'settings'>): Notice | null {
  const { spool } = settings.server;
  if (spool === null) return null;
  const silence = runnerSilence(spool.directory, system.now(), system.upMs());
  return silence && { reason: 'no-queue-runner', spool: spool.directory, lastRun: silence.lastRun };
}

/** Warns on standard error where there is reason to; call it where messages wait. */
export async function warnOfSilence(context: LoadedContext): Promise<void> {
  const notice = silenceNotice(context);
  if (notice !== null) await context.output.warning(notice);
}
