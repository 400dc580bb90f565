/** The steps of `sendmemo check` → lines: one a step into a pipe, wrapped and coloured on a terminal that can. */
import type { Step, StepState } from './step.ts';
import { harmless } from '../../text/control-characters.ts';
import { displayWidth } from '../../text/width.ts';
import type { CheckWords } from './words/decide.ts';
import type { Language, Words } from '../../words/language.ts';
import { describeFailure, describeNotice } from '../../words/language.ts';

export interface CheckLanguage {
  readonly language: Language;
  readonly words: CheckWords;
}

export interface Look {
  /** Columns to wrap at; null: one line a step. */
  readonly width: number | null;
  readonly colour: boolean;
}

interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Narrower than that no line can be wrapped well, wider than that none is read well. */
const narrowest = 40;
const widest = 120;

/** @returns how to show things here; NO_COLOR (no-color.org) and TERM=dumb are heeded. */
export function chooseLook({ isTerminal, columns, env }: TerminalFacts): Look {
  if (!isTerminal) return { width: null, colour: false };
  const width = Math.min(widest, Math.max(narrowest, columns ?? 80));
  const term = env['TERM'] ?? 'dumb';
  return { width, colour: !env['NO_COLOR'] && term !== 'dumb' };
}

/**
 * What a step says and what to change. A failure's own words come first, with its code; in a line for each step the
 * rows of the names follow.
 */
export function describeStep(
  step: Step,
  { language, words }: CheckLanguage,
  place: 'line' | 'screen' = 'line',
): Words {
  const { facts, failure, state } = step;
  const own = words.facts(facts, state);
  if (facts.kind === 'result') return describeResult(step, { language, words });
  if (facts.kind === 'notice') return { what: describeNotice(language, facts.notice), hint: null };
  if (facts.kind === 'ehlo' && place === 'screen' && failure === null)
    return { ...own, what: words.ehloName(facts) };
  if (failure === null) return own;
  const { what, hint } = describeFailure(language, failure);
  const coded = `${what} (${failure.code})`;
  switch (facts.kind) {
    // It says more than the failure does: all of the certificate.
    case 'certificate':
      return place === 'screen' ? { what: coded, hint } : { what: own.what, hint: own.hint ?? hint };
    // The port speaks TLS after all.
    case 'tls-on-port':
      return { what: `${own.what} (${failure.code})`, hint: own.hint };
    case 'name':
      return { what: place === 'screen' ? coded : `${coded}; ${own.what}`, hint };
    default:
      return { what: coded, hint };
  }
}

/** The last line of all steps: how many problems, and what to change first. */
function describeResult({ facts, failure, state }: Step, language: CheckLanguage): Words {
  const { words } = language;
  if (facts.kind !== 'result' || failure === null) return words.facts(facts, state);
  const { fault } = facts;
  const { hint } =
    fault?.facts.kind === 'tls-on-port'
      ? describeStep(fault, language)
      : describeFailure(language.language, failure);
  const faults = Math.max(1, facts.faults);
  const problems = words.say(faults === 1 ? 'problems.one' : 'problems', { faults, code: failure.code });
  return { what: problems, hint: hint === null ? null : `${words.say('fix', {})} ${hint}` };
}

/** @returns the line of a step; it begins with the state. */
export function renderStep(step: Step, language: CheckLanguage, look: Look): string {
  const { words } = language;
  const { what, hint } = describeStep(step, language);
  const { milliseconds } = step;
  const label = words.say(`label.${step.facts.kind}`, {});
  const line = words.say('line', { label, text: what, milliseconds });
  const arrow = step.facts.kind === 'result' ? '. ' : ` ${words.say('arrow', {})} `;
  const text = harmless(hint === null ? line : `${line}${arrow}${hint}`);
  const mark = marked(step.state);
  if (look.width === null) return `${mark} ${text}`;
  const shown = look.colour ? coloured(step.state, mark) : mark;
  return wrap(text, look.width - mark.length - 1)
    .map((part, index) => `${index === 0 ? shown : ' '.repeat(mark.length)} ${part}`)
    .join('\n');
}

/** A state in the columns that it takes at the start of a line. */
export function marked(state: StepState): string {
  return state.padEnd(4);
}

export function coloured(state: StepState, text: string): string {
  return `${colours[state]}${text}\u001b[0m`;
}

const colours: Readonly<Record<StepState, string>> = {
  ok: '\u001b[32m',
  warn: '\u001b[33m',
  FAIL: '\u001b[1;31m',
};

/**
 * Breaks at blanks and between wide characters. What is to be copied stays whole: a long word, `Name = value`; so does a
 * time with its unit.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const whole = text.replaceAll(' = ', '\u00a0=\u00a0').replaceAll(/(\(\d+) (?=ms\))/g, '$1\u00a0');
  for (const piece of pieces(whole)) {
    if (line !== '' && displayWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()].map((part) => part.replaceAll('\u00a0', ' '));
}

const wide = '\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6';
/** Punctuation that may not begin a line belongs to what comes before it. */
const piece = new RegExp(`(?:[${wide}]|[^ ${wide}]+)[\u3001\u3002\u300d\uff09\u30fc,;:.)]* *`, 'g');

function pieces(text: string): readonly string[] {
  return text.match(piece) ?? [];
}
