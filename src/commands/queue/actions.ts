/** `queue retry`, `hold`, `release` and `remove`. */
import { missingIds } from './request.ts';
import type { Selection } from './request.ts';
import type { Selected } from './select.ts';
import { selectEntries } from './select.ts';
import { queueWords } from './words.ts';
import { exitStatus } from '../../failure/consequence.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import { chooseLocale } from '../../output/locale.ts';
import type { EntryAction, Store } from '../../spool/store.ts';
import type { LoadedContext } from '../context.ts';
import { errorJson, jsonLanguage } from '../send/json.ts';

/**
 * Does one thing to each message that is meant; one that it can't be done to does not stop the others.
 * @returns the exit status
 * @throws SendmemoError usage-missing-operand; spool-unwritable where the spool can't be read
 */
export async function actOnQueue(
  store: Store,
  action: EntryAction,
  selection: Selection,
  context: LoadedContext,
): Promise<number> {
  const { ids, all, failed, server } = selection;
  if (ids.length === 0 && !all && !failed && server === null) throw missingIds(action);
  const { endpoints } = context.settings.server;
  const { output, common, system } = context;
  const report = actionReporter(context);
  let worst = 0;
  let selected = 0;
  const done = { count: 0, id: '' };
  for await (const each of selectEntries(store, action, selection, endpoints)) {
    selected += 1;
    const result = await actOn(store, action, each);
    await report(result);
    if (result.failure === null) {
      done.id ||= result.id;
      done.count += 1;
    } else worst = exitStatus(result.failure);
  }
  if (!common.json && !common.quiet && (common.verbose || output.isTerminal())) {
    const words = queueWords(chooseLocale(system.env).language);
    if (selected === 0) await output.line(words.noneMatches);
    else if (done.count > 0) await output.line(words.done[action](done));
  }
  return worst;
}

export interface ActionResult {
  readonly id: string;
  readonly failure: Failure | null;
}

/** Does it to one message. */
export async function actOn(store: Store, action: EntryAction, selected: Selected): Promise<ActionResult> {
  if ('failure' in selected) return selected;
  const { id } = selected.place;
  try {
    await store.act(action, id, selected.place);
    return { id, failure: null };
  } catch (error) {
    return { id, failure: asFailure(error) };
  }
}

/** @returns what reports one result: a line of JSON where that is asked for, and each failure on standard error */
export function actionReporter({ output, common }: LoadedContext): (result: ActionResult) => Promise<void> {
  return async ({ id, failure }) => {
    if (common.json) {
      await output.json({ id, error: failure === null ? null : errorJson(failure, await jsonLanguage()) });
    }
    if (failure !== null) await output.failure(failure);
  };
}
