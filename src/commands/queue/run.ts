/** `sendmemo queue …`, `sendmail -bp` and `sendmail -q`. */
import type { QueueRequest } from './request.ts';
import { findIds } from './select.ts';
import { queueEntryJson, queueEntryLines } from './text.ts';
import { isServerDirectory } from '../../config/locate.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asFailure, SendmemoError } from '../../failure/error.ts';
import type { Store } from '../../spool/store.ts';
import type { LoadedContext, ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { openSpool, spoolSettings } from '../open-spool.ts';
import { errorJson, jsonLanguage } from '../send/json.ts';

/** @returns the exit status. @throws SendmemoError of the configuration and the spool */
export async function runQueueCommand(request: QueueRequest, program: ProgramContext): Promise<number> {
  if (request.action === 'init' && request.print) return (await import('./init.ts')).printSql(program);
  const { context, server } = withoutSelector(request, program);
  const loaded = await loadContext(context);
  if (request.action === 'init') return (await import('./init.ts')).initQueue(loaded);
  if (request.action === 'move') return (await import('./move.ts')).moveQueue(request.to, loaded);
  const command = `sendmemo queue ${request.action}`;
  const opened = await openSpool(loaded, command);
  const { store } = opened;
  switch (request.action) {
    case 'run': {
      const { runOnce, runSome } = await import('./deliver.ts');
      const place = { ...opened, spool: spoolSettings(loaded, command) };
      return request.ids.length === 0
        ? runOnce(place, request.watch, loaded)
        : runSome(place, request.ids, request.watch, loaded);
    }
    case 'list':
      return (await import('./list.ts')).listQueue(opened, loaded);
    case 'show':
      return show(store, request.ids, loaded);
    case 'stats':
      return (await import('./stats.ts')).showStatistics(opened, loaded);
    case 'retry':
    case 'hold':
    case 'release':
    case 'remove': {
      const { actOnQueue } = await import('./actions.ts');
      return actOnQueue(store, request.action, { ...request.selection, server }, loaded);
    }
  }
}

/**
 * `--server` of an action names the mail server whose messages are meant, where something else says which spool that
 * is, or where no server directory has that name.
 */
function withoutSelector(
  request: QueueRequest,
  program: ProgramContext,
): { readonly context: ProgramContext; readonly server: string | null } {
  const { server, ...settings } = program.common.settings;
  if (!('selection' in request) || request.selection.ids.length > 0 || server === undefined) {
    return { context: program, server: null };
  }
  const { env, cwd } = program.system;
  const isPlaceKnown = [settings.serverDir, settings.config, env['SENDMEMO_SERVER'] || undefined].some(
    (place) => place !== undefined,
  );
  if (!isPlaceKnown && isServerDirectory(server, { env, cwd })) return { context: program, server: null };
  return { context: { ...program, common: { ...program.common, settings } }, server };
}

async function show(
  store: Store,
  ids: readonly string[],
  { output, common }: LoadedContext,
): Promise<number> {
  let worst = 0;
  const words = await jsonLanguage();
  for (const selected of await findIds(store.places(), ids)) {
    try {
      if ('failure' in selected) throw new SendmemoError(selected.failure);
      const entry = await store.get(selected.place.id);
      if (common.json) await output.json(queueEntryJson(entry, words));
      else await output.line([...queueEntryLines(entry, await output.language()), ''].join('\n'));
    } catch (error) {
      const failure = asFailure(error);
      const id = 'failure' in selected ? selected.id : selected.place.id;
      if (common.json) await output.json({ id, error: errorJson(failure, words) });
      await output.failure(failure);
      worst = exitStatus(failure);
    }
  }
  return worst;
}
