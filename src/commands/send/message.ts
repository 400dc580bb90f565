/**
 * One composed message: to a server, into the spool, or both in turn (contract, sections 4 and 10). What became of it
 * decides; nothing is printed here.
 */
import type { DeliveryMode } from '../../config/settings.ts';
import type { Deliver, DeliveryReport, SendResult } from '../../delivery.ts';
import { consequence } from '../../failure/consequence.ts';
import type { Failure } from '../../failure/failure.ts';
import type { Notice } from '../../failure/notice.ts';
import type { MailLog } from '../../log/mail-log.ts';
import type { Composed } from '../../message/draft.ts';
import type { Entry } from '../../spool/store.ts';

export type { SendResult } from '../../delivery.ts';

/** A message in the spool, and what there is to warn of. */
export interface Kept {
  readonly entry: Entry;
  readonly notices: readonly Notice[];
}

export interface SendTools {
  readonly deliver: Deliver;
  /**
   * Puts the message into the spool; safe on the disk when it resolves.
   * @param failure of the try before, or null
   */
  readonly enqueue: (composed: Composed, failure: Failure | null) => Promise<Kept>;
  readonly monotonic: () => number;
  readonly log: MailLog;
  readonly signal: AbortSignal;
}

/** A run that failed before there was a message. */
export function failedBefore(failure: Failure): SendResult {
  return { status: 'failed', messageId: null, report: null, queueId: null, failure, notices: [] };
}

/**
 * Submits one message in the mode that was asked for. Never rejects: faults are in the result.
 */
export async function sendMessage(
  composed: Composed,
  mode: DeliveryMode,
  tools: SendTools,
): Promise<SendResult> {
  if (mode === 'spool') return (await import('./keep.ts')).keep(composed, tools, null);
  const began = tools.monotonic();
  const report = await tools.deliver(composed, tools.signal);
  tools.log.submitted({
    messageId: composed.message.messageId,
    sender: composed.envelope.sender.address,
    outcomes: report.outcomes,
    server: report.server,
    tls: report.tls,
    sizeBytes: report.sizeBytes,
    response: report.response,
    failure: report.failure,
    durationMs: Math.round(tools.monotonic() - began),
    queueId: null,
  });
  if (mode === 'spool-on-failure' && hasDeferred(report)) {
    return (await import('./keep.ts')).keep(composed, tools, report);
  }
  return direct(composed, report);
}

function direct(composed: Composed, report: DeliveryReport): SendResult {
  const { messageId } = composed.message;
  const accepted = report.outcomes.some((outcome) => outcome.state === 'accepted');
  const status = report.failure === null ? 'sent' : accepted ? 'partial' : 'failed';
  return { status, messageId, report, queueId: null, failure: report.failure, notices: report.notices };
}

/** Something of it may still arrive later: recipients that were not refused for good, after a temporary fault. */
function hasDeferred({ failure, outcomes }: DeliveryReport): boolean {
  if (failure === null) return false;
  return (
    (failure.code === 'RECIPIENTS' || consequence(failure).again === 'yes') &&
    outcomes.some(({ state }) => state === 'deferred')
  );
}
