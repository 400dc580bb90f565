/** `sendmemo queue …`: options and operands → QueueRequest. Also `sendmail -bp` and `-q`. */
import type { EntryAction } from '../../spool/store.ts';
import { optionNeeded } from '../../cli/values.ts';
import { SendmemoError } from '../../failure/error.ts';

/** Which messages an action is for: those of the ids, or all that the other fields name. */
export interface Selection {
  /** Ids, or beginnings of them. */
  readonly ids: readonly string[];
  /** Every message that the action can do something to. */
  readonly all: boolean;
  /** Those that have failed. */
  readonly failed: boolean;
  /** Those of one server: `host` or `host:port`; null: of any. */
  readonly server: string | null;
}

export type QueueRequest = { readonly command: 'queue' } & (
  | { readonly action: 'run'; readonly watch: boolean; readonly ids: readonly string[] }
  | { readonly action: 'list' | 'stats' }
  /** `print`: only says what it would do. */
  | { readonly action: 'init'; readonly print: boolean }
  /** `to`: a directory, `directory`, or a URL. */
  | { readonly action: 'move'; readonly to: string }
  | { readonly action: 'show'; readonly ids: readonly string[] }
  | { readonly action: EntryAction; readonly selection: Omit<Selection, 'server'> }
);

interface ActionOptions {
  readonly all: boolean;
  readonly failed?: boolean;
  readonly server: string | null;
}

/** @throws SendmemoError usage-missing-operand, usage-conflict */
export function actionRequest(
  action: EntryAction,
  { all, failed = false, server }: ActionOptions,
  ids: readonly string[],
): QueueRequest {
  const option = all ? '--all' : failed ? '--failed' : null;
  if (ids.length > 0 && option !== null)
    throw new SendmemoError({ code: 'USAGE', reason: 'usage-conflict', option, other: 'ID' });
  // Whether --server names messages is known when the command is run.
  if (ids.length === 0 && option === null && server === null) throw missingIds(action);
  return { command: 'queue', action, selection: { ids, all, failed } };
}

/** @throws SendmemoError usage-option-needed */
export function moveRequest(to: string | null): QueueRequest {
  if (to === null || to === '') throw optionNeeded('--to', 'sendmemo queue move');
  return { command: 'queue', action: 'move', to };
}

/** Nothing says which messages are meant. */
export function missingIds(action: EntryAction): SendmemoError {
  return new SendmemoError({
    code: 'USAGE',
    reason: 'usage-missing-operand',
    command: `sendmemo queue ${action}`,
    operand: 'id',
  });
}
