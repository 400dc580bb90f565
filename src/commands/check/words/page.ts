import type { FailureCode } from '../../../failure/codes.ts';
import type { PathPart } from '../path.ts';
import type { StepFacts, StepKind, StepState } from '../step.ts';
import type { Words } from '../../../words/language.ts';

export type FactsOf<Kind extends StepKind> = Extract<StepFacts, { readonly kind: Kind }>;

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
  | 'token-certificate'
  | 'login'
  | 'sender'
  | 'log-file'
  | 'spool'
  | 'spool-database'
  | 'spool-durability'
  | 'spool-standbys'
  | 'spool-fallback';

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
  /** What the last line of all steps says where something failed. */
  readonly problems: (faults: number, code: FailureCode) => string;
  /** Stands before what to change. */
  readonly fix: string;
  /** What was said in EHLO, without what was offered. */
  readonly ehloName: (facts: FactsOf<'ehlo'>) => string;
  /** The items of the path line. */
  readonly path: { readonly [Part in PathPart]: string };
  readonly detail: {
    readonly milliseconds: (milliseconds: number) => string;
    readonly days: (days: number) => string;
  };
  readonly settingsFrom: (directory: string) => string;
  /** The last line of the screen. */
  readonly sum: (faults: number, warned: number) => string;
  /** Where the steps are that the screen does not show. */
  readonly everyStep: string;
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
