/** A sentence for each remark of an import: a missing one does not compile. */
import type { Remark, RemarkReason } from '../page.ts';

export type RemarkSentences = {
  readonly [Reason in RemarkReason]: (remark: Remark, program: string) => string;
};
