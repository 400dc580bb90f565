/** Failures and refusals as lines of text, for standard error. */
import type { Outcome } from '../delivery.ts';
import type { Failure } from '../failure/failure.ts';
import type { Language } from '../words/language.ts';
import { describeFailure } from '../words/language.ts';
import { replyText } from '../text/reply-text.ts';

/** `sendmemo: WHAT`, and `hint: WHAT TO DO` where there is one (contract, section 5). */
export function failureLines(failure: Failure, language: Language): string[] {
  const { what, hint } = describeFailure(language, failure);
  return [`sendmemo: ${what}`, ...(hint === null ? [] : [`hint: ${hint}`])];
}

/** A line for each recipient that did not get the message. */
export function refusalLines(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ state, recipient, reply }) =>
    state === 'accepted' || reply === null ? [] : [`sendmemo: <${recipient.address}>: ${replyText(reply)}`],
  );
}
