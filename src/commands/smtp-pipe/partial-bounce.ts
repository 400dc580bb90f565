/**
 * A message that only some recipients have got, for a caller that can't get a reply for each of them (the reply
 * to the final dot of `sendmail -bs`): its sender gets a DSN for the others, as the spool does it.
 */
import type { SendResult } from '../send/message.ts';
import { sendMessage } from '../send/message.ts';
import type { Outcome } from '../../delivery.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Composed } from '../../message/draft.ts';
import { jsonLanguage } from '../send/json.ts';
import { describeFailure } from '../../words/language.ts';
import type { Submitter } from '../../smtp/submitter.ts';
import type { EntryRecipient } from '../../spool/store.ts';
import { reportingName } from '../compose-deps.ts';
import type { LoadedContext } from '../context.ts';
import { keepInSpool } from '../send/submit.ts';

/**
 * Whether a recipient has the message, or will get it from the spool; `failed` are the recipients that have neither.
 * @returns null: no recipient has it, so it can be rejected as a whole
 */
export function partlyServed({
  report,
  queueId,
  status,
}: SendResult): { readonly failed: readonly Outcome[] } | null {
  if (report === null) return status === 'queued' ? { failed: [] } : null;
  const kept = queueId !== null;
  const failed = report.outcomes.filter(
    ({ state }) => state === 'refused' || (state === 'deferred' && !kept),
  );
  return failed.length < report.outcomes.length ? { failed } : null;
}

/**
 * Sends the DSN, over the same servers, or into the spool where they don't take it now. Never rejects: a DSN that can't
 * be sent is reported on standard error and in the log.
 * @returns whether the sender will be notified; false also where it wants no DSN or has no address
 */
export async function notifySender(
  composed: Composed,
  failed: readonly Outcome[],
  failure: Failure,
  { deliver }: Submitter,
  context: LoadedContext,
): Promise<boolean> {
  const { system, settings, log, signal, output } = context;
  const { envelope, message } = composed;
  const { createBounce, wantsBounce } = await import('../../spool/bounce.ts');
  const recipients = failed.map(({ recipient }) => recipient.address);
  log.bounced({
    queueId: null,
    messageId: message.messageId,
    sender: envelope.sender.address,
    recipients,
    failure,
  });
  if (!wantsBounce(envelope)) return false;
  try {
    const { storedMessage } = await import('../../message/stored.ts');
    const language = await jsonLanguage();
    const now = new Date(system.now());
    const wire = await message.toWire({ eightBitMime: true, smtpUtf8: true });
    const hostName = await reportingName(system);
    const refused = failed.map(({ recipient, reply }): EntryRecipient => {
      return { ...recipient, state: 'refused', lastReply: reply };
    });
    const bounce = await createBounce(
      {
        entry: {
          id: system.uniqueId(),
          messageId: message.messageId,
          subject: message.subject,
          sender: envelope.sender,
          dsn: envelope.dsn,
          sizeBytes: wire.sizeBytes ?? Number.POSITIVE_INFINITY,
          smtpUtf8: wire.smtpUtf8,
          queuedAt: now.toISOString(),
          agedFrom: now.toISOString(),
        },
        openMessage: () => wire.open(),
      },
      { refused, failure, now, hostName, describe: (one) => describeFailure(language, one).what },
    );
    const chunks: Buffer[] = [];
    for await (const chunk of bounce.message) chunks.push(chunk);
    const octets = Buffer.concat(chunks);
    const { messageId, subject, eightBit, smtpUtf8 } = bounce;
    const dsn: Composed = {
      envelope: bounce.envelope,
      message: storedMessage({
        messageId,
        subject,
        sizeBytes: octets.length,
        eightBit,
        smtpUtf8,
        open: async function* () {
          yield octets;
        },
      }),
    };
    const { delivery, spool } = settings.server;
    const result = await sendMessage(
      dsn,
      delivery === 'direct' && spool !== null ? 'spool-on-failure' : delivery,
      {
        deliver,
        enqueue: (kept, failure) => keepInSpool(kept, failure, context),
        monotonic: system.monotonic,
        log,
        signal,
      },
    );
    if (result.failure === null) return true;
    await output.failure(result.failure);
  } catch (error) {
    await output.failure(asFailure(error));
  }
  return false;
}
