/** Why a message is still in the spool: the last reply about its recipients, or the last failure. */
import type { Entry } from '../../spool/store.ts';

type ShownReply = Pick<
  NonNullable<Entry['recipients'][number]['lastReply']>,
  'code' | 'enhanced' | 'message'
>;

export interface EntryReason {
  /** The code of the last failure. */
  readonly code: string;
  /** What the server answered, where the reason is an answer. */
  readonly reply: ShownReply | null;
}

/** @returns null for a message that was not tried yet */
export function reasonOf({ lastFailure, recipients }: Entry): EntryReason | null {
  if (lastFailure === null) return null;
  return { code: lastFailure.code, reply: replyOf(lastFailure, recipients) };
}

function replyOf(failure: object, recipients: Entry['recipients']): ShownReply | null {
  if ('reply' in failure) return asReply(failure.reply);
  const left = recipients.find(
    ({ state, lastReply }) => state !== 'accepted' && (lastReply?.code ?? 0) >= 400,
  );
  return 'example' in failure ? (left?.lastReply ?? asReply(failure.example)) : null;
}

/** A stored failure may be of another version. */
function asReply(value: unknown): ShownReply | null {
  if (typeof value !== 'object' || value === null) return null;
  const { code, enhanced = null, message } = value as Readonly<Record<string, unknown>>;
  if (typeof code !== 'number' || typeof message !== 'string') return null;
  return { code, enhanced: typeof enhanced === 'string' ? enhanced : null, message };
}
