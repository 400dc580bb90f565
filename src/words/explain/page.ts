/** The texts of `sendmemo explain CODE`: a page for each code and language. A missing one does not compile. */
import type { FailureCode } from '../../failure/codes.ts';
import type { ExitStatus } from '../../failure/consequence.ts';

export interface ExplainPage {
  /** The fault, in half a sentence. */
  readonly title: string;
  /** What it means for the message: paragraphs, a line each. */
  readonly meaning: string;
  /** Common causes: one sentence each, the most likely first. */
  readonly causes: readonly string[];
  /** What to do: one sentence each, in the order in which to try them. */
  readonly remedies: readonly string[];
}

export type ExplainPages = { readonly [Code in FailureCode]: ExplainPage };

/** One page with its code and statuses. */
export interface Explanation extends Omit<ExplainPage, 'meaning'> {
  readonly meaning: readonly string[];
  readonly code: FailureCode;
  readonly statuses: readonly ExitStatus[];
}

/** The headings and the words of the statuses in one language. */
export interface ExplainWords {
  readonly pages: ExplainPages;
  readonly meaning: string;
  readonly causes: string;
  readonly remedies: string;
  readonly status: string;
  /** sysexits.h in words; 0 is success. */
  readonly statuses: { readonly [Status in ExitStatus]: string };
}
