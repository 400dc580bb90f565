/** Reads the values of options: text → number, list or word, or the usage failure that names the option. */
import { SubmissionError } from '../failure/error.ts';
import type { SourcedText } from '../message/draft.ts';
import type { OptionValues } from './command-line.ts';

export function text(options: OptionValues, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

export function list(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function flag(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

/** A text with its option's name, for messages. */
export function sourced(options: OptionValues, name: string, option: string): SourcedText | null {
  const value = text(options, name);
  return value === null ? null : { text: value, source: option };
}

export function sourcedList(options: OptionValues, name: string, option: string): SourcedText[] {
  return list(options, name).map((value) => ({ text: value, source: option }));
}

/** @throws SubmissionError usage-option-value */
export function badValue(option: string, value: string, allowed: string): SubmissionError {
  return new SubmissionError({ code: 'USAGE', reason: 'usage-option-value', option, value, allowed });
}

/**
 * A whole number in decimal digits.
 * @throws SubmissionError usage-option-value
 */
export function wholeNumber(value: string, option: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw badValue(option, value, `${least}-${most}`);
  return number;
}

/**
 * Seconds, with a fraction where wanted → milliseconds.
 * @throws SubmissionError usage-option-value
 */
export function seconds(value: string, option: string): number {
  const number = /^\d{1,7}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number > 0)) throw badValue(option, value, '1, 0.5, 300 …');
  return Math.round(number * 1000);
}
