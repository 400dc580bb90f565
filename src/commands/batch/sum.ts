/** A batch in numbers, and the exit status that they come to. */
import { exitStatus } from '../../failure/consequence.ts';
import type { Failure } from '../../failure/failure.ts';
import type { BatchEvent } from './pipeline.ts';

export interface BatchSum {
  /** Lines that have been dealt with. */
  done: number;
  sent: number;
  queued: number;
  partial: number;
  failed: number;
  /** Sent by an earlier run. */
  passedOver: number;
  /** Not begun, because the batch was ended. */
  notBegun: number;
  /** The line whose status is that of the batch; null: all were taken. */
  worst: { readonly line: number; readonly failure: Failure } | null;
}

/** @returns the sum of nothing */
export function emptyBatchSum(): BatchSum {
  return { done: 0, sent: 0, queued: 0, partial: 0, failed: 0, passedOver: 0, notBegun: 0, worst: null };
}

/** Counts one line. */
export function countLine(sum: BatchSum, event: BatchEvent): void {
  if (event.fate === 'not-begun') {
    sum.notBegun += 1;
    return;
  }
  sum.done += 1;
  if (event.fate === 'passed-over') {
    sum.passedOver += 1;
    return;
  }
  const { line, result } = event;
  sum[result.status] += 1;
  if (result.failure !== null) sum.worst = worse(sum.worst, { line, failure: result.failure });
}

/** The one of two whose failure counts more; the first where they are equal. */
function worse(before: BatchSum['worst'], next: NonNullable<BatchSum['worst']>): BatchSum['worst'] {
  return before !== null && severity(before.failure) >= severity(next.failure) ? before : next;
}

/** What passes by itself (75) is less than what does not; of the others the highest status counts. */
function severity(failure: Failure): number {
  const status = exitStatus(failure);
  return status === 75 ? 1 : status;
}

/** @returns the exit status: that of the worst line, or 0 */
export function batchStatus({ worst }: BatchSum): number {
  return worst === null ? 0 : exitStatus(worst.failure);
}
