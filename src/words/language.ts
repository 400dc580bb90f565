import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import { harmless } from '../text/control-characters.ts';
import { configDecisions } from './decide/config.ts';
import { databaseDecisions } from './decide/database.ts';
import type { Decisions } from './decide/decisions.ts';
import { loginDecisions } from './decide/login.ts';
import { messageDecisions } from './decide/message.ts';
import { noticeDecisions } from './decide/notices.ts';
import { oauthDecisions } from './decide/oauth.ts';
import { relayDecisions } from './decide/relay.ts';
import { runDecisions } from './decide/run.ts';
import { sessionDecisions } from './decide/session.ts';
import { tlsDecisions, trustFileDecisions } from './decide/tls.ts';
import { usageDecisions } from './decide/usage.ts';
import type { FailureSentences, NoticeSentences } from './en/sentences.ts';
import { createSay, type Translation, type Words } from './sentence.ts';

export type { Words };

/** All the sentences of one language; both throw if they do not know the reason. */
export interface Language {
  readonly failure: (failure: Failure) => Words;
  /** `what`: what happened in the failure that a warning is about, or ''. */
  readonly notice: (notice: Notice, what: string) => string;
}

/**
 * @returns the language of these tables. A key that the English tables have and these have not, or a place that only
 * these have, is a type error.
 */
export function createLanguage<
  const Failures extends Record<keyof FailureSentences, string>,
  const Notices extends Record<keyof NoticeSentences, string>,
>(
  failures: Failures & Translation<FailureSentences, Failures>,
  notices: Notices & Translation<NoticeSentences, Notices>,
): Language {
  const say = createSay<FailureSentences>(failures);
  const decided: Decisions<Failure> = {
    ...usageDecisions(say),
    ...configDecisions(say),
    ...trustFileDecisions(say),
    ...tlsDecisions(say),
    ...messageDecisions(say),
    ...sessionDecisions(say),
    ...loginDecisions(say),
    ...oauthDecisions(say),
    ...relayDecisions(say),
    ...runDecisions(say),
    ...databaseDecisions(say),
  };
  const sayNotice = createSay<NoticeSentences>(notices);
  const decidedNotices = noticeDecisions(sayNotice);
  // Both are total over the reasons, and each takes the member of its reason: a link tsc can't follow.
  return {
    failure: ownOr(decided, (failure: Failure) => say.words(failure.reason as never, failure as never)),
    notice: ownOr(decidedNotices, (notice: Notice) => sayNotice(notice.reason as never, notice as never)),
  };
}

/** The maker for the reason, or else the common one. */
function ownOr<Facts extends { readonly reason: string }, Result>(
  makers: object,
  common: (facts: Facts) => Result,
): (facts: Facts, what?: string) => Result {
  const own = makers as Readonly<Record<string, (facts: Facts, what?: string) => Result>>;
  return (facts, what) =>
    Object.hasOwn(own, facts.reason) ? (own[facts.reason] ?? common)(facts, what) : common(facts);
}

/**
 * @returns the words of a language for a failure, one line each: the facts may come from a server or a file. One that
 * was stored by another version (spool, server memory) may have a reason or facts that this one does not know: it is
 * shown as it is stored.
 */
export function describeFailure(language: Language, failure: Failure): Words {
  try {
    const { what, hint } = language.failure(failure);
    return { what: harmless(what), hint: hint === null ? null : harmless(hint) };
  } catch {
    return asStored(failure);
  }
}

function asStored({ code, reason, ...facts }: Failure): Words {
  const known = Object.keys(facts).length === 0 ? '' : `: ${JSON.stringify(facts)}`;
  return { what: harmless(`${code} (${reason})${known}`), hint: null };
}

/** @returns the words of a language for a warning. */
export function describeNotice(language: Language, notice: Notice): string {
  const failure = 'failure' in notice ? notice.failure : undefined;
  const what = failure === undefined ? '' : describeFailure(language, failure).what;
  return harmless(language.notice(notice, what));
}
