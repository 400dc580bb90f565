/**
 * `sendmemo check` on a terminal: for each server the path as one line, then only what is wrong or worth knowing, each
 * once, with what to change.
 */
import type { Step, StepState } from './step.ts';
import { findingsOf, type Finding } from './findings.ts';
import { pathOf, type PathItem } from './path.ts';
import { type CheckLanguage, coloured, describeStep, type Look, marked, wrap } from './text.ts';
import { harmless } from '../../text/control-characters.ts';
import { hostPort } from '../../text/host-port.ts';
import { plural } from './words/phrases.ts';
import { displayWidth } from '../../text/width.ts';
import { size } from '../../text/units.ts';

/** Signs of the path line; words where the terminal's charset may not have them. */
export interface Marks {
  readonly marks: Readonly<Record<PathItem['state'], string>>;
}

export const signs: Marks = { marks: { ok: '✓', warn: '!', FAIL: '✗', none: '–' } };
export const asciiSigns: Marks = { marks: { ok: 'ok', warn: 'warn', FAIL: 'FAIL', none: '-' } };

export type ScreenLook = Look & Marks & { readonly width: number };

/** @returns the lines of the screen, colours included. */
export function renderScreen(
  steps: readonly Step[],
  language: CheckLanguage,
  look: ScreenLook,
): readonly string[] {
  const findings = findingsOf(steps);
  return [
    ...groups(steps).flatMap((group) => [
      ...header(group, steps, language),
      ...pathLines(group, language, look),
    ]),
    ...findings.flatMap((finding) => findingLines(finding, language, look)),
    ...lastLines(findings, language, look),
  ];
}

/** What -q leaves: the faults. @returns the lines, colours included */
export function renderFaults(
  steps: readonly Step[],
  language: CheckLanguage,
  look: ScreenLook,
): readonly string[] {
  return findingsOf(steps)
    .filter(({ severity }) => severity === 'error')
    .flatMap((finding) => findingLines(finding, language, look));
}

/** @returns the path as far as it was gone, as plain text. */
export function pathSoFar(steps: readonly Step[], language: CheckLanguage, look: Marks): string {
  const items = pathOf(groups(steps).at(-1) ?? []).filter(({ state }) => state !== 'none');
  return items.map((item) => itemText(item, language, look)).join('  ');
}

/** The steps of each server; those before the first belong to it. */
function groups(steps: readonly Step[]): readonly (readonly Step[])[] {
  const all: Step[][] = [[]];
  let servers = 0;
  for (const step of steps) {
    if (step.facts.kind === 'server' && servers++ > 0) all.push([]);
    all.at(-1)?.push(step);
  }
  return all;
}

/** `mail.example.com:587 (192.0.2.1), settings from /etc/sendmemo`. */
function header(group: readonly Step[], steps: readonly Step[], { words }: CheckLanguage): readonly string[] {
  const server = group.find(({ facts }) => facts.kind === 'server')?.facts;
  if (server?.kind !== 'server') return [];
  const used = group.find(({ facts }) => facts.kind === 'connection' && facts.used)?.facts;
  const address = used?.kind === 'connection' && used.address !== server.host ? ` (${used.address})` : '';
  const directory = steps.find(({ facts }) => facts.kind === 'directory')?.facts;
  const from =
    server.number === 1 && directory?.kind === 'directory' && directory.directory !== null
      ? `, ${words.say('settings-from', { directory: directory.directory })}`
      : '';
  return [harmless(`${hostPort(server.host, server.port)}${address}${from}`)];
}

function pathLines(group: readonly Step[], language: CheckLanguage, look: ScreenLook): readonly string[] {
  const lines: { text: string; width: number }[] = [];
  for (const item of pathOf(group)) {
    const plain = itemText(item, language, look);
    const width = displayWidth(plain);
    const text = look.colour ? colouredItem(item, plain, look) : plain;
    const last = lines.at(-1);
    if (last === undefined || last.width + 2 + width > look.width) lines.push({ text, width });
    else {
      last.text += `  ${text}`;
      last.width += 2 + width;
    }
  }
  return lines.map(({ text }) => text);
}

/** `certificate ✓ 87 days`. */
function itemText(item: PathItem, { words }: CheckLanguage, { marks }: Marks): string {
  const { part, state, milliseconds, days, value } = item;
  if (part === 'size')
    return `${words.say('path.size', {})} ${typeof value === 'number' ? size(value) : marks.none}`;
  const name = part === 'tls' && typeof value === 'string' ? value : words.say(`path.${part}`, {});
  const details = [
    ...(part === 'auth' && typeof value === 'string' && state === 'ok' ? [value] : []),
    ...(days === null || state === 'FAIL' ? [] : [words.say('days', { days, plural: plural(days) })]),
    ...(milliseconds === null || state === 'FAIL' || part === 'test' ? [] : [`${milliseconds} ms`]),
  ];
  return harmless([name, marks[state], ...details].join(' '));
}

function colouredItem({ state }: PathItem, plain: string, { marks }: Marks): string {
  if (state === 'none') return plain;
  return plain.replace(` ${marks[state]}`, () => ` ${coloured(state, marks[state])}`);
}

/** `FAIL label: what (CODE)`, and below it `     Fix: …`. */
function findingLines({ step }: Finding, language: CheckLanguage, look: ScreenLook): readonly string[] {
  const { words } = language;
  const { what, hint } = describeStep(step, language, 'screen');
  const label = words.say(`label.${step.facts.kind}`, {});
  const texts = [`${label}: ${what}`, ...(hint === null ? [] : [`${words.say('fix', {})} ${hint}`])];
  return block(step.state, texts, look);
}

function lastLines(
  findings: readonly Finding[],
  { words }: CheckLanguage,
  look: ScreenLook,
): readonly string[] {
  const faults = findings.filter(({ severity }) => severity === 'error').length;
  const warned = findings.length - faults;
  const warnings = warned === 0 ? '' : words.say('sum.warnings', { warned, plural: plural(warned) });
  const problems = words.say('sum.problems', { faults, plural: plural(faults) });
  const sum = words.say(faults === 0 ? 'sum.good' : 'sum.failed', { problems, warnings });
  const text = `${sum} (${words.say('everyStep', {})})`;
  return block(faults === 0 ? 'ok' : 'FAIL', [text], look);
}

function block(state: StepState, texts: readonly string[], look: ScreenLook): readonly string[] {
  const lines = texts.flatMap((text) => wrap(harmless(text), look.width - marked(state).length - 1));
  const mark = look.colour ? coloured(state, marked(state)) : marked(state);
  return lines.map((line, index) => `${index === 0 ? mark : ' '.repeat(marked(state).length)} ${line}`);
}
