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

/** The same for warnings, which are one line. */
export type NoticeWords = {
  readonly [Reason in Notice['reason']]: (notice: Extract<Notice, { readonly reason: Reason }>) => string;
};

/** All the sentences of one language. */
export interface Language {
  readonly failures: WordsFor<Failure>;
  readonly notices: NoticeWords;
}

/** @returns the words of a language for a failure, one line each: the facts may come from a server or a file. */
export function describeFailure(language: Language, failure: Failure): Words {
  // The table is total over the reasons, and each maker takes the member of its reason: a link tsc can't follow.
  const say = language.failures[failure.reason] as (failure: Failure) => Words;
  const { what, hint } = say(failure);
  return { what: harmless(what), hint: hint === null ? null : harmless(hint) };
}

/** @returns the words of a language for a warning. */
export function describeNotice(language: Language, notice: Notice): string {
  const say = language.notices[notice.reason] as (notice: Notice) => string;
  return harmless(say(notice));
}
