import type { StepFacts, StepKind, StepState } from '../step.ts';
import type { Words } from '../../../words/language.ts';

type FactsOf<Kind extends StepKind> = Extract<StepFacts, { readonly kind: Kind }>;

type TextsFor<Kinds extends StepKind> = {
  readonly [Kind in Kinds]: (facts: FactsOf<Kind>, state: StepState) => Words;
};

/** Steps that are taken before any packet. */
type LocalKind =
  | 'configuration'
  | 'directory'
  | 'cfg-file'
  | 'settings'
  | 'defaults'
  | 'notice'
  | 'encryption'
  | 'protocols'
  | 'passed-over'
  | 'ca-file'
  | 'ca-certificate'
  | 'ca-path'
  | 'global-trust'
  | 'crl'
  | 'client-certificate'
  | 'client-key'
  | 'login'
  | 'log-file'
  | 'spool';

export type LocalTexts = TextsFor<LocalKind>;
export type ServerTexts = TextsFor<Exclude<StepKind, LocalKind>>;

/** The words of one language for the steps of `sendmemo check`: total over the kinds. */
export interface CheckWords {
  /** What the step is about: stands in front of its text. */
  readonly labels: { readonly [Kind in StepKind]: string };
  /** What was seen where no failure says it, and what to change; the hint is null where nothing needs to be. */
  readonly texts: LocalTexts & ServerTexts;
  /** `label: text (12 ms)` in the punctuation of the language. */
  readonly line: (label: string, text: string, milliseconds: number | null) => string;
  /** Stands between what was seen and what to change. */
  readonly arrow: string;
  /** What the last line says of the fault that is to be mended first. */
  readonly mendFirst: (faults: number, what: string) => string;
}

/** @returns the words of a language for what a step saw. */
export function describeFacts(words: CheckWords, facts: StepFacts, state: StepState): Words {
  // The table is total over the kinds, and each maker takes the member of its kind: a link tsc can't follow.
  const say = words.texts[facts.kind] as (facts: StepFacts, state: StepState) => Words;
  return say(facts, state);
}

/** The day of an ISO time. */
export function day(time: string): string {
  return time.slice(0, 10);
}
