/** The steps of `sendmemo check` → lines: one a step into a pipe, wrapped and coloured on a terminal that can. */
import type { Step, StepState } from './step.ts';
import { displayWidth } from '../../text/width.ts';
import { type CheckWords, describeFacts } from './words/page.ts';
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
/** `FAIL ` */
/** Columns of a state: `ok`, `warn`, `FAIL`. */
export const stateWidth = 4;
const indent = stateWidth + 1;

/** @returns how to show things here; NO_COLOR (no-color.org) and TERM=dumb are heeded. */
export function chooseLook({ isTerminal, columns, env }: TerminalFacts): Look {
  if (!isTerminal) return { width: null, colour: false };
  const width = Math.min(widest, Math.max(narrowest, columns ?? 80));
  const term = env['TERM'] ?? 'dumb';
  return { width, colour: !env['NO_COLOR'] && term !== 'dumb' };
}

/** What a step says and what to change. A failure's own words stand where there is one. */
export function describeStep(step: Step, { language, words }: CheckLanguage): Words {
  const { facts, failure, state } = step;
  const own = describeFacts(words, facts, state);
  if (facts.kind === 'result') return describeResult(step, { language, words });
  if (facts.kind === 'notice') return { what: describeNotice(language, facts.notice), hint: null };
  if (failure === null) return own;
  const { what, hint } = describeFailure(language, failure);
  // These say more than the failure does: all of the certificate; that the port speaks TLS after all.
  return facts.kind === 'certificate' || facts.kind === 'tls-on-port'
    ? { what: own.what, hint: own.hint ?? hint }
    : { what, hint };
}

/** The last line names one thing: what to change first, or the first warning, or that all is well. */
function describeResult(step: Step, { language, words }: CheckLanguage): Words {
  const { facts, failure } = step;
  if (facts.kind !== 'result') return { what: '', hint: null };
  if (failure !== null) {
    const { fault } = facts;
    const found = fault?.facts.kind === 'tls-on-port';
    const { what, hint } = found
      ? describeStep(fault, { language, words })
      : describeFailure(language, failure);
    return { what: words.mendFirst(Math.max(1, facts.faults), what), hint };
  }
  const { what } = describeFacts(words, facts, step.state);
  if (facts.firstWarning === null) return { what, hint: null };
  const warning = describeStep(facts.firstWarning, { language, words });
  return { what, hint: `${words.labels[facts.firstWarning.facts.kind]}: ${warning.hint ?? warning.what}` };
}

/** @returns the line of a step, or its lines on a terminal; it begins with the state, `stateWidth` columns wide. */
export function renderStep(step: Step, language: CheckLanguage, look: Look): string {
  const { words } = language;
  const { what, hint } = describeStep(step, language);
  const line = words.line(words.labels[step.facts.kind], what, step.milliseconds);
  const isSum = step.facts.kind === 'result' && step.failure === null;
  const arrow = isSum ? ' ' : ` ${words.arrow} `;
  const text = hint === null ? line : `${line}${arrow}${hint}`;
  const mark = step.state.padEnd(stateWidth);
  if (look.width === null) return `${mark} ${text}`;
  return wrap(text, look.width - indent)
    .map((part, index) => `${index === 0 ? `${mark} ` : ' '.repeat(indent)}${part}`)
    .join('\n');
}

/** The state of a step in its colour, to be written in place of the first `stateWidth` columns of its line. */
export function colouredState({ state }: Step): string {
  return `${colours[state]}${state.padEnd(stateWidth)}\u001b[0m`;
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
/** Punctuation that may not begin a line belongs to what stands before it. */
const piece = new RegExp(`(?:[${wide}]|[^ ${wide}]+)[\u3001\u3002\u300d\uff09\u30fc,;:.)]* *`, 'g');

function pieces(text: string): readonly string[] {
  return text.match(piece) ?? [];
}
