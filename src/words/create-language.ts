/** Makes a language of its tables: loaded with the words, which a send that succeeds has no use for. */
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
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
import type { Language } from './language.ts';
import { createSay, type Translation } from './sentence.ts';

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
