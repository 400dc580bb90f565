/** A message from a device into the spool. */
import type { RelaySettings } from '../../config/settings.ts';
import { asFailure } from '../../failure/error.ts';
import type { Notice } from '../../failure/notice.ts';
import { parseSender } from '../../message/address.ts';
import type { Mailbox } from '../../message/envelope.ts';
import { tooLarge } from '../../relay/access.ts';
import type { Acceptance, RelayedMessage } from '../../relay/relay.ts';
import { sendFor } from '../../relay/sender-rewrite.ts';
import type { SenderTable } from '../../relay/sender-table.ts';
import { renderReceived } from '../../relay/trace.ts';
import { TooLarge, withinSize } from '../../relay/within-size.ts';
import type { Language } from '../../words/language.ts';
import { composeDeps } from '../compose-deps.ts';
import type { LoadedContext } from '../context.ts';
import { keepMessage } from '../keep-in-spool.ts';
import { composeSubmitted, refusal } from '../smtp-pipe/submitted.ts';

/** Of each message that comes in: there may be very many at once. */
const memoryLimitBytes = 64 * 1024;

export interface AcceptDeps {
  readonly context: LoadedContext;
  readonly relay: RelaySettings;
  /** null: the sender stays. */
  readonly senders: SenderTable | null;
  /** This machine. */
  readonly name: string;
  /** Replies are English (RFC 5321, 4.2). */
  readonly language: Language;
  /** Is given what there is to warn of. */
  readonly warn: (notices: readonly Notice[]) => void;
  /** Where the part of a message is that does not stay in memory. */
  readonly temporaryDirectory: () => string;
  /** Called after each message that was put into the spool. */
  readonly queued: () => void;
}

/** @returns what keeps one message; it is safe on the disk when that resolves to `accepted`. It never rejects. */
export function createAccept(deps: AcceptDeps): (message: RelayedMessage) => Promise<Acceptance> {
  return async (message) => {
    try {
      return await accept(message, deps);
    } catch (error) {
      const cause = rootOf(error);
      if (cause instanceof TooLarge) {
        const { reason, ...reply } = tooLarge({ sizeBytes: deps.relay.limits.sizeBytes });
        return { state: 'rejected', reason, reply };
      }
      const failure = asFailure(error);
      if (failure.code === 'INTERNAL' || failure.code === 'OUTPUT') deps.context.log.failed(failure, null);
      return {
        state: 'rejected',
        reason: failure.code === 'OUTPUT' ? 'spool' : 'message',
        reply: refusal(failure, deps.language),
      };
    }
  };
}

async function accept(message: RelayedMessage, deps: AcceptDeps): Promise<Acceptance> {
  const { context, relay, senders } = deps;
  const { system, settings, log } = context;
  const { domain } = settings.server;
  const now = new Date(system.now());
  const limited = withinSize(message.content, relay.limits.sizeBytes);
  const from: Mailbox = parseSender(
    { text: `<${message.sender.address}>`, source: 'MAIL FROM' },
    { domain },
  ).mailbox;
  const { sender, content, removedSignatures } =
    senders === null
      ? { sender: from, content: limited, removedSignatures: 0 }
      : await sendFor(limited, senders, from, domain);
  const trace = renderReceived({ ...message, name: deps.name, id: system.uniqueId().slice(0, 16), now });
  const composed = await composeSubmitted(
    { ...message, sender: { ...message.sender, address: sender.address } },
    content,
    {
      ...(await composeDeps(system, settings)),
      memoryLimitBytes,
      temporaryDirectory: deps.temporaryDirectory(),
    },
    trace,
  );
  try {
    const { entry, notices } = await keepMessage(composed, null, context);
    deps.warn(notices);
    log.queued({
      queueId: entry.id,
      messageId: entry.messageId,
      sender: entry.sender.address,
      recipients: entry.recipients.map(({ address }) => address),
      sizeBytes: entry.sizeBytes,
    });
    if (removedSignatures > 0)
      log.warning({ reason: 'relay-signature-removed', queueId: entry.id, sender: from.address });
    deps.queued();
    return {
      state: 'accepted',
      queueId: entry.id,
      reply: { code: 250, text: `2.0.0 Ok: queued as ${entry.id}` },
    };
  } finally {
    await composed.message.dispose();
  }
}

/** What a failure of reading was made of. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
