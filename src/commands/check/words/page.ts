import type { checkSentences } from './en.ts';
import type { StepFacts, StepKind, StepState } from '../step.ts';
import type { Say, Words } from '../../../words/sentence.ts';

export type FactsOf<Kind extends StepKind> = Extract<StepFacts, { readonly kind: Kind }>;

/** The words of one language for the steps of `sendmemo check`. */
export interface CheckWords {
  readonly say: Say<typeof checkSentences>;
  /** What was seen where no failure says it, and what to change; the hint is null where nothing needs to be. */
  readonly facts: (facts: StepFacts, state: StepState) => Words;
  /** The name in EHLO, without what was offered. */
  readonly ehloName: (facts: FactsOf<'ehlo'>) => string;
}
