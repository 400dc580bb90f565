import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import { harmless } from '../text/control-characters.ts';

/** What is said of a failure: what happened, and what to change, naming the setting; null where nothing can be. */
export interface Words {
  readonly what: string;
  readonly hint: string | null;
}

/** A sentence maker for each reason of a group of failures: a missing one does not compile. */
export type WordsFor<Group extends { readonly reason: string }> = {
  readonly [Reason in Group['reason']]: (failure: Extract<Group, { readonly reason: Reason }>) => Words;
};

/** The same for warnings, which are one line. `what` is what happened in a failure that a warning is about, or ''. */
export type NoticeWords = {
  readonly [Reason in Notice['reason']]: (
    notice: Extract<Notice, { readonly reason: Reason }>,
    what: string,
  ) => string;
};

/** All the sentences of one language. */
export interface Language {
  readonly failures: WordsFor<Failure>;
  readonly notices: NoticeWords;
}

/**
 * @returns the words of a language for a failure, one line each: the facts may come from a server or a file. One that
 * was stored by another version (spool, server memory) may have a reason or facts that this one does not know: it is
 * shown as it is stored.
 */
export function describeFailure(language: Language, failure: Failure): Words {
  const { failures } = language;
  if (!Object.hasOwn(failures, failure.reason)) return asStored(failure);
  // The table is total over the reasons, and each maker takes the member of its reason: a link tsc can't follow.
  const say = failures[failure.reason] as (failure: Failure) => Words;
  let words: Words;
  try {
    words = say(failure);
  } catch {
    return asStored(failure);
  }
  const { what, hint } = words;
  return { what: harmless(what), hint: hint === null ? null : harmless(hint) };
}

function asStored({ code, reason, ...facts }: Failure): Words {
  const known = Object.keys(facts).length === 0 ? '' : `: ${JSON.stringify(facts)}`;
  return { what: harmless(`${code} (${reason})${known}`), hint: null };
}

/** @returns the words of a language for a warning. */
export function describeNotice(language: Language, notice: Notice): string {
  const say = language.notices[notice.reason] as (notice: Notice, what: string) => string;
  const failure = 'failure' in notice ? notice.failure : undefined;
  const what = failure === undefined ? '' : describeFailure(language, failure).what;
  return harmless(say(notice, what));
}
