/** A composed message into the spool. Its octets are fixed here, Message-ID and Date with them. */
import type { Failure } from '../failure/failure.ts';
import type { Envelope, Message } from '../message/envelope.ts';
import type { Entry, QueueId, Store } from './store.ts';

export interface EnqueueOptions {
  /** Of createQueueId: no entry can have it yet. */
  readonly id: QueueId;
  readonly now: Date;
  /** Of the try before it was put here, or null. */
  readonly lastFailure: Failure | null;
}

/**
 * Puts a message into the spool, in the form for a server that can take everything; it is adapted to the real server
 * when it is sent. Safe on the disk when this resolves.
 * @throws SendmemoError spool-unwritable; what reading the message fails with (file-changed, file-unreadable …)
 */
export async function enqueue(
  store: Store,
  { envelope, message }: { readonly envelope: Envelope; readonly message: Message },
  { id, now, lastFailure }: EnqueueOptions,
): Promise<Entry> {
  const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
  return store.put({
    id,
    isNew: true,
    messageId: message.messageId,
    subject: message.subject,
    envelope,
    eightBit: wire.body === '8bitmime',
    smtpUtf8: wire.smtpUtf8,
    message: wire.open(),
    nextTry: now,
    lastFailure,
  });
}
