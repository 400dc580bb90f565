/** English phrases that several steps of `sendmemo check` share. */
import type { SettingFacts, Validity } from '../../step.ts';
import type { Origin } from '../../../../failure/facts.ts';
import { day } from '../page.ts';
import { harmless as shown } from '../../../../text/control-characters.ts';
import type { Words } from '../../../../words/language.ts';

/** What was seen, and what to change. */
export function said(what: string, hint: string | null = null): Words {
  return { what, hint };
}

/** `Name = value`. */
export function assignment({ name, value }: SettingFacts): string {
  return `${name} = ${shown(value)}`;
}

/** `sendmemo-ssl.cfg:3`: the directory stands in the lines before. */
export function source(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${shown(origin.file.replace(/^.*\//, ''))}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return 'default';
  }
}

/** `2026-01-01 to 2026-12-31, 39 days left`. */
export function period(from: string, to: string, { currency, days }: Validity): string {
  const span = `${day(from)} to ${day(to)}`;
  const count = (number: number): string => `${number} day${number === 1 ? '' : 's'}`;
  switch (currency) {
    case 'expired':
      return `${span}, EXPIRED ${count(Math.abs(days ?? 0))} ago`;
    case 'not-yet-valid':
      return `${span}, NOT YET VALID`;
    case 'soon':
    case 'current':
      return days === null ? span : `${span}, ${count(days)} left`;
  }
}

/** What to do about a validity that ends or has not begun; null: nothing. */
export function aged({ currency }: Validity, renewal: string): string | null {
  if (currency === 'current') return null;
  return currency === 'not-yet-valid'
    ? "set this machine's clock; if it is right, wait or have it reissued"
    : renewal;
}

/** A certificate may hold a hundred names: the first of them. */
export function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
}
