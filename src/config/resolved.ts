/** A setting with the value that holds and where that came from, and the failures that speak of it. */
import type { ConfigFailure } from '../failure/config-failure.ts';
import { SendmemoError } from '../failure/error.ts';
import type { Origin } from '../failure/facts.ts';
import type { NetworkFault } from '../failure/relay-failure.ts';
import type { Setting } from './setting.ts';
import { allowedValues } from './settings-table.ts';
import { hasForm, nearestValue } from './value-forms.ts';

export interface ResolvedSetting {
  readonly setting: Setting;
  /** As written, or the default. */
  readonly text: string;
  readonly origin: Origin;
}

/** Shown instead of a value that may contain a secret. */
export const mask = '********';

/** The default of a setting. */
export function byDefault(setting: Setting): ResolvedSetting {
  return { setting, text: setting.default, origin: { kind: 'default' } };
}

/**
 * Looks at the form of a value. An empty one is the default, save on the command line.
 * @throws SendmemoError CONFIG cfg-value; USAGE usage-option-value for an option
 */
export function resolveSetting(setting: Setting, text: string, origin: Origin): ResolvedSetting {
  if (text === '' && origin.kind !== 'option') return byDefault(setting);
  const resolved = { setting, text, origin };
  if (!hasForm(text, setting.form)) throw wrongValue(resolved);
  return resolved;
}

/**
 * @param detail what is known only to who has read the value
 * @returns the failure of a value that is not allowed
 */
export function wrongValue(
  { setting, text, origin }: ResolvedSetting,
  { nearest, fault }: { readonly nearest?: string | null; readonly fault?: NetworkFault } = {},
): SendmemoError {
  const allowed = allowedValues(setting);
  const value = setting.form.kind === 'proxy' || setting.name === 'spool' ? withoutPassword(text) : text;
  if (origin.kind === 'option') {
    return new SendmemoError({
      code: 'USAGE',
      reason: 'usage-option-value',
      option: origin.option,
      value,
      allowed,
    });
  }
  return configError({
    code: 'CONFIG',
    reason: 'cfg-value',
    origin,
    name: setting.name,
    value,
    allowed,
    nearest: nearest ?? nearestValue(text, setting.form),
    form: setting.form.kind,
    ...(fault === undefined ? {} : { fault }),
  });
}

/** A password that was written where none belongs. */
function withoutPassword(text: string): string {
  const [scheme = ''] = /^[^:]*:\/\//.exec(text) ?? [];
  return scheme + text.slice(scheme.length).replace(/:[^]*@/, `:${mask}@`);
}

/** @returns what a parser made of the text. @throws SendmemoError where it made nothing of it */
export function parsed<Value>(resolved: ResolvedSetting, parse: (text: string) => Value | null): Value {
  const value = parse(resolved.text);
  if (value === null) throw wrongValue(resolved);
  return value;
}

/** @returns the text, or null where nothing was set and there is no default. */
export function textOf(resolved: ResolvedSetting): string | null {
  return resolved.text === '' ? null : resolved.text;
}

/** Narrows the failure for callers that build one in place. */
export function configError(failure: ConfigFailure, cause?: unknown): SendmemoError {
  return new SendmemoError(failure, { cause });
}

/** @returns the failure of a setting that is useless without another one */
export function incomplete({ setting, origin }: ResolvedSetting, missing: string): SendmemoError {
  return configError({ code: 'CONFIG', reason: 'cfg-pair-incomplete', origin, given: setting.name, missing });
}

/** @returns the failure of two values that exclude each other; one that may hold a secret is not repeated */
export function conflict(one: ResolvedSetting, other: ResolvedSetting): SendmemoError {
  const shown = ({ setting, text }: ResolvedSetting): string => (setting.masked === true ? mask : text);
  return configError({
    code: 'CONFIG',
    reason: 'cfg-conflict',
    origin: one.origin,
    name: one.setting.name,
    value: shown(one),
    other: other.setting.name,
    otherValue: shown(other),
  });
}

/** Compiles only if no setting of the table is left: a row that is never read is a type error. */
export function allRead(unread: Readonly<Record<string, never>>): void {
  void unread;
}
