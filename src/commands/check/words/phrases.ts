/** Parts of sentences that several steps of `sendmemo check` share: periods, plurals, names of a certificate. */
import type { StepFacts, Validity } from '../step.ts';
import type { NameRow } from '../../../tls/report.ts';
import type { Say } from '../../../words/sentence.ts';
import type { checkSentences } from './en.ts';

export type CheckSentences = typeof checkSentences;
export type SayCheck = Say<CheckSentences>;
export type EhloFacts = Extract<StepFacts, { readonly kind: 'ehlo' }>;

/** The s of an English plural. */
export function plural(count: number): string {
  return count === 1 ? '' : 's';
}

/** The day of an ISO time. */
export function day(time: string): string {
  return time.slice(0, 10);
}

/** `2026-01-01 to 2026-12-31, 39 days left`. */
export function periodOf(say: SayCheck, from: string, to: string, { currency, days }: Validity): string {
  const span = say('period', { from: day(from), to: day(to) });
  const left = currency === 'expired' ? Math.abs(days ?? 0) : (days ?? 0);
  const count = say('days', { days: left, plural: plural(left) });
  switch (currency) {
    case 'expired':
    case 'not-yet-valid':
      return say(`period.${currency}`, { span, count });
    case 'soon':
    case 'current':
      return days === null ? span : say('period.left', { span, count });
  }
}

/** A certificate may hold a hundred names: the first of them. */
export function listed(say: SayCheck, names: readonly string[]): string {
  const more = names.length - 6;
  return more > 0 ? say('certificate.more', { names: names.slice(0, 6), more }) : names.join(', ');
}

/** `as print.example.com (from Hostname)`. */
export function ehloName(say: SayCheck, { name, nameFrom }: EhloFacts): string {
  return say('ehlo.name', { name, from: say(`ehlo.name.${nameFrom}`, {}) });
}

/** Why a name of the certificate does not match. */
export function mismatch(say: SayCheck, { why }: NameRow): string {
  return say(`mismatch.${why ?? 'different'}`, {});
}

/** The kinds of names in a certificate. */
export const kinds = { dns: 'DNS', ip: 'IP', cn: 'CN' } as const;
