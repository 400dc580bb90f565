/** Values of options and operands: text → number, or the usage failure that names the option. */
import { parseAge } from '../config/numbers.ts';
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

/** A timer of Node has 31 bits; a longer one would end at once. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * A span of time → milliseconds: seconds with an optional fraction, or a whole number with `s`, `m`, `h` or `d`.
 * @throws SendmemoError usage-option-value
 */
export function span(value: string, option: string): number {
  const number = /^\d{1,7}(\.\d{1,3})?$/.test(value) ? Number(value) * 1000 : (parseAge(value) ?? 0);
  if (!(number > 0 && number <= longestWaitMs)) throw badValue(option, value, '30, 0.5, 90s, 5m, 1h (… 24d)');
  return Math.round(number);
}
