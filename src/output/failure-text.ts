/** Failures and refusals as lines of text, for standard error. */
import type { Outcome } from '../delivery.ts';
import type { Reply } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Language } from '../words/language.ts';
import { describeFailure } from '../words/language.ts';

/** `sendmemo: WHAT`, and `hint: WHAT TO DO` where there is one (contract, section 5). */
export function failureLines(failure: Failure, language: Language): string[] {
  const { what, hint } = describeFailure(language, failure);
  return [`sendmemo: ${what}`, ...(hint === null ? [] : [`hint: ${hint}`])];
}

/** `550 5.1.1 No such user`. */
export function replyText(reply: Reply): string {
  return [reply.code, reply.enhanced, reply.message].filter((part) => part !== null && part !== '').join(' ');
}

/** A line for each recipient that did not get the message. */
export function refusalLines(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ state, recipient, reply }) =>
    state === 'accepted' || reply === null ? [] : [`sendmemo: <${recipient.address}>: ${replyText(reply)}`],
  );
}
