import { describe, expect, it } from 'vitest';
import { seen, type Step } from '../../../src/commands/check/step.ts';
import { checkJson } from '../../../src/commands/check/json.ts';
import { chooseLook, describeStep, renderStep, wrap } from '../../../src/commands/check/text.ts';
import { english } from '../../../src/words/en.ts';
import { createCheckWords } from '../../../src/commands/check/words/decide.ts';
import { checkSentences as checkWordsEn } from '../../../src/commands/check/words/en.ts';
import { japanese } from '../../../src/words/ja.ts';
import { checkSentences as checkWordsJa } from '../../../src/commands/check/words/ja.ts';

const en = { language: english, words: createCheckWords(checkWordsEn) };
const ja = { language: japanese, words: createCheckWords(checkWordsJa) };
const pipe = { width: null, colour: false };

const server = { host: 'mail.example.com', port: 25, address: null };
const refused: Step = {
  facts: { kind: 'connection', address: '192.0.2.1', port: 25, local: null, used: true },
  state: 'FAIL',
  failure: {
    code: 'CONNECT',
    reason: 'connect-failed',
    server,
    tried: [{ address: '192.0.2.1', system: 'ECONNREFUSED' }],
  },
  milliseconds: 12,
  server,
};
const result = (fault: Step | null, firstWarning: Step | null = null): Step =>
  seen(
    {
      kind: 'result',
      faults: fault === null ? 0 : 1,
      fault,
      warned: firstWarning === null ? 0 : 1,
      firstWarning,
    },
    fault === null ? {} : { state: 'FAIL', failure: fault.failure },
  );

describe('a step', () => {
  it.each([en, ja])('is one line into a pipe: its state, what was seen, what to change', (language) => {
    const line = renderStep(refused, language, pipe);
    expect(line).toMatch(/^FAIL \S.*192\.0\.2\.1.* -> .*smtp-server-port/);
    expect(line).not.toContain('\n');
  });

  it('of a terminal is wrapped under its own text, and its state alone has a colour', () => {
    const text = renderStep(refused, en, { width: 60, colour: true });
    const colour = '\u001b[1;31mFAIL\u001b[0m ';
    expect(text.slice(0, colour.length)).toBe(colour);
    const lines = `FAIL ${text.slice(colour.length)}`.split('\n');
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {5}\S/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('that warns or fails says what to change in both languages', () => {
    const facts: readonly Step['facts'][] = [
      { kind: 'encryption', mode: 'off', file: 'f' },
      { kind: 'starttls', outcome: 'unused', file: 'f' },
      { kind: 'starttls', outcome: 'not-offered', file: 'f' },
      { kind: 'log-file', path: 'f', problem: 'EACCES' },
      { kind: 'client-key', file: 'f', mode: 0o644, exposed: true },
      { kind: 'tls-on-port', port: 465, version: 'TLSv1.3' },
      { kind: 'directory', directory: null, origin: null },
      { kind: 'sender', address: 'root@vm', from: 'default' },
      { kind: 'ehlo', when: 'plain', name: '[192.0.2.1]', nameFrom: 'address', offered: [] },
      {
        kind: 'name',
        host: 'mail.example.com',
        matching: null,
        rows: [{ name: 'a.example.com', kind: 'dns', matched: false, why: 'different' }],
        compared: 1,
        passedOver: true,
      },
    ];
    for (const one of facts) {
      for (const language of [en, ja]) {
        expect(describeStep(seen(one, { state: 'warn' }), language).hint, one.kind).not.toBe(null);
      }
    }
  });

  it('of a backup that would not be used does not say that it would', () => {
    const facts = { kind: 'verify', word: 'FAIL', codes: ['CERT_EXPIRED'], used: false } as const;
    const [warned, fails] = (['warn', 'FAIL'] as const).map((state) =>
      describeStep(seen(facts, { state }), en),
    );
    expect(warned).toEqual(fails);
  });
});

describe('the last line', () => {
  it.each([en, ja])('counts the problems and says what to change first', (language) => {
    const { what, hint } = describeStep(refused, language);
    const line = renderStep(result(refused), language, pipe);
    expect(line).toMatch(/^FAIL .*1.*\(CONNECT\)\. /);
    expect(line).toContain(hint);
    expect(line).not.toContain(what);
  });

  it('counts the warnings', () => {
    const warning = seen({ kind: 'starttls', outcome: 'unused', file: 'f.cfg' }, { state: 'warn' });
    expect(describeStep(result(null, warning), en)).toEqual({
      what: 'mail can be sent; 1 warning',
      hint: null,
    });
    expect(describeStep(result(null), en).hint).toBe(null);
  });
});

describe('wrapping', () => {
  it('keeps whole what is to be copied', () => {
    expect(wrap('write EnableTLS = 1 now', 12)).toEqual(['write', 'EnableTLS = 1', 'now']);
    expect(wrap(`a ${'F'.repeat(20)} b`, 10)).toEqual(['a', 'F'.repeat(20), 'b']);
  });

  it('breaks between wide characters, and never before a full stop', () => {
    expect(wrap('証明書です。次', 8)).toEqual(['証明書で', 'す。次']);
    expect(wrap('証明書です。次', 10)).toEqual(['証明書で', 'す。次']);
  });
});

describe('the look', () => {
  it.each<[string, Parameters<typeof chooseLook>[0], ReturnType<typeof chooseLook>]>([
    ['a pipe', { isTerminal: false, columns: undefined, env: { TERM: 'xterm' } }, pipe],
    ['a terminal', { isTerminal: true, columns: 80, env: { TERM: 'xterm' } }, { width: 80, colour: true }],
    [
      'NO_COLOR',
      { isTerminal: true, columns: 80, env: { TERM: 'xterm', NO_COLOR: '1' } },
      { width: 80, colour: false },
    ],
    [
      'a dumb terminal',
      { isTerminal: true, columns: undefined, env: { TERM: 'dumb' } },
      { width: 80, colour: false },
    ],
    ['no TERM', { isTerminal: true, columns: 500, env: {} }, { width: 120, colour: false }],
  ])('of %s', (_name, facts, look) => {
    expect(chooseLook(facts)).toEqual(look);
  });
});

describe('the JSON object', () => {
  it('has a state, a time and the facts of each step, and the error with its status', () => {
    const failure = refused.failure;
    const object = checkJson([refused, result(refused)], { failure, server, tls: null }, en);
    expect(object).toMatchObject({
      status: 'failed',
      exit: 75,
      server,
      tls: null,
      steps: [
        { step: 'connection', state: 'FAIL', code: 'CONNECT', ms: 12, facts: { address: '192.0.2.1' } },
      ],
      error: { code: 'CONNECT', exit: 75 },
    });
  });

  it('tells a warning from nothing at all', () => {
    const fine = seen({ kind: 'greeting', text: '220 hello' });
    const none = { failure: null, server, tls: null };
    expect(checkJson([fine], none, en)).toMatchObject({ status: 'ok', exit: 0, error: null });
    expect(checkJson([{ ...fine, state: 'warn' }], none, en)).toMatchObject({ status: 'warned', exit: 0 });
  });
});
