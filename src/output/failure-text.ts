/** Failures and refusals as lines of text, for standard error. */
import type { Outcome } from '../delivery.ts';
import type { Reply } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Language } from '../words/language.ts';
import { describeFailure } from '../words/language.ts';
import { replyText } from '../text/reply-text.ts';

/** `sendmemo: WHAT (CODE)`, and `hint: WHAT TO DO` if there is a hint (contract, section 5). */
export function failureLines(failure: Failure, language: Language): string[] {
  const { what, hint } = describeFailure(language, failure);
  return [`sendmemo: ${what} (${failure.code})`, ...(hint === null ? [] : [`hint: ${hint}`])];
}

/** A line for each recipient that did not get the message, with the reply, unless the failure's own line shows it. */
export function refusalLines(outcomes: readonly Outcome[], failure: Failure): string[] {
  const shown = shownReply(failure);
  return outcomes.flatMap(({ state, recipient, reply }) => {
    if (state === 'accepted' || reply === null) return [];
    const text = replyText(reply);
    return shown !== null && text === replyText(shown) ? [] : [`sendmemo: <${recipient.address}>: ${text}`];
  });
}

function shownReply(failure: Failure): Reply | null {
  if (failure.reason === 'recipients') {
    return failure.refused + failure.deferred === 1 && failure.address !== undefined
      ? (failure.example ?? null)
      : null;
  }
  return 'reply' in failure ? failure.reply : null;
}
