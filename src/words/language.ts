import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import { harmless } from '../text/control-characters.ts';
import type { Words } from './sentence.ts';

export type { Words };

/** All the sentences of one language; both throw if they do not know the reason. */
export interface Language {
  readonly failure: (failure: Failure) => Words;
  /** `what`: what happened in the failure that a warning is about, or ''. */
  readonly notice: (notice: Notice, what: string) => string;
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
