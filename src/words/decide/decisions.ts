import type { Failure } from '../../failure/failure.ts';
import type { FailureSentences } from '../en/sentences.ts';
import type { Plain, Say, Words } from '../sentence.ts';

export type SayFailure = Say<FailureSentences>;

type Own<Group, Reason> = (failure: Extract<Group, { readonly reason: Reason }>) => Words;

/** A reason whose sentence and hint are filled by its facts as they are. */
type PlainReason = keyof {
  [
    Reason in Failure['reason'] as `${Reason}.hint` extends keyof FailureSentences
      ? Plain<FailureSentences, Extract<Failure, { readonly reason: Reason }>>['reason']
      : never
  ]: true;
};

/** How failures are put into words; plain reasons need no entry. */
export type Decisions<Group extends Failure> = {
  readonly [Reason in Exclude<Group['reason'], PlainReason>]: Own<Group, Reason>;
} & { readonly [Reason in Group['reason'] & PlainReason]?: Own<Group, Reason> };
