/** A message that goes into the spool, and what that means for its result. Loaded only where one does. */
import type { SendResult, SendTools } from './message.ts';
import type { DeliveryReport, Outcome } from '../../delivery.ts';
import { asFailure } from '../../failure/error.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Notice } from '../../failure/notice.ts';
import type { Composed } from '../../message/draft.ts';

/** Puts the message into the spool, for the recipients that have no final answer yet. */
export async function keep(
  composed: Composed,
  tools: SendTools,
  report: DeliveryReport | null,
): Promise<SendResult> {
  const { messageId } = composed.message;
  const notices = report?.notices ?? [];
  const recipients = report
    ? report.outcomes.filter(({ state }) => state === 'deferred').map(({ recipient }) => recipient)
    : composed.envelope.recipients;
  try {
    const envelope = { ...composed.envelope, recipients };
    const kept = await tools.enqueue({ envelope, message: composed.message }, report?.failure ?? null);
    const { entry } = kept;
    tools.log.queued({
      queueId: entry.id,
      messageId,
      sender: envelope.sender.address,
      recipients: recipients.map(({ address }) => address),
      sizeBytes: entry.sizeBytes,
    });
    const failure = report === null ? null : refusal(report);
    return {
      status: failure === null ? 'queued' : 'partial',
      messageId,
      report,
      queueId: entry.id,
      failure,
      notices: [...notices, ...(report === null ? [] : keptNotice(entry.id, report)), ...kept.notices],
    };
  } catch (error) {
    return { status: 'failed', messageId, report, queueId: null, failure: asFailure(error), notices };
  }
}

/** What remains a failure once the deferred recipients are in the spool: those that were refused; null: none was. */
function refusal({ failure, outcomes }: DeliveryReport): Failure | null {
  const refused = outcomes.filter(({ state }) => state === 'refused');
  const [first] = refused;
  if (failure === null || first === undefined) return null;
  if (failure.reason !== 'recipients') return failure;
  return {
    ...failure,
    refused: refused.length,
    deferred: 0,
    accepted: outcomes.length - refused.length,
    address: first.recipient.address,
    ...(first.reply === null ? {} : { example: first.reply }),
  };
}

function keptNotice(queueId: string, { failure, outcomes }: DeliveryReport): readonly Notice[] {
  if (failure === null) return [];
  const those = (state: Outcome['state']): readonly Outcome[] =>
    outcomes.filter((each) => each.state === state);
  return [
    {
      reason: 'kept-in-spool',
      queueId,
      failure,
      deferred: those('deferred').map(({ recipient, reply }) => ({ address: recipient.address, reply })),
      delivered: those('accepted').map(({ recipient }) => recipient.address),
    },
  ];
}
