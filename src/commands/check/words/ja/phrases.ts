/** Japanese phrases that several steps of `sendmemo check` share. */
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
      return '既定値';
  }
}

/** `2026-01-01 から 2026-12-31 まで、残り 39 日`. */
export function period(from: string, to: string, { currency, days }: Validity): string {
  const span = `${day(from)} から ${day(to)} まで`;
  switch (currency) {
    case 'expired':
      return `${span}、${Math.abs(days ?? 0)} 日前に期限切れ`;
    case 'not-yet-valid':
      return `${span}、まだ有効ではありません`;
    case 'soon':
    case 'current':
      return days === null ? span : `${span}、残り ${days} 日`;
  }
}

/** What to do about a validity that ends or has not begun; null: nothing. */
export function aged({ currency }: Validity, renewal: string): string | null {
  if (currency === 'current') return null;
  return currency === 'not-yet-valid'
    ? 'このマシンの時計を合わせてください。時計が正しければ、有効になるまで待つか、発行し直してもらってください'
    : renewal;
}

/** A certificate may hold a hundred names: the first of them. */
export function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} 他 ${names.length - 6} 個` : names.join(', ');
}
