/** Values of options and operands: text → number, or the usage failure that names the option. */
import { SendmemoError } from '../failure/error.ts';

/** @returns the failure of a value that is not allowed */
export function badValue(option: string, value: string, allowed: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-option-value', option, value, allowed });
}

/** @returns the failure of two options that exclude each other */
export function conflict(option: string, other: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-conflict', option, other });
}

/** @returns the failure of an option (or command) that is useless without another option */
export function optionNeeded(option: string, command: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-option-needed', option, command });
}

/**
 * A whole number in decimal digits.
 * @throws SendmemoError usage-option-value
 */
export function wholeNumber(value: string, option: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw badValue(option, value, `${least}-${most}`);
  return number;
}

/**
 * Seconds, with an optional fraction → milliseconds.
 * @throws SendmemoError usage-option-value
 */
export function seconds(value: string, option: string): number {
  const number = /^\d{1,7}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number > 0)) throw badValue(option, value, '1, 0.5, 300 …');
  return Math.round(number * 1000);
}
