import { describe, expect, test } from 'vitest';
import { findCode } from '../../../src/commands/explain/find.ts';
import { failureCodes } from '../../../src/failure/codes.ts';
import { exitStatus, exitStatuses } from '../../../src/failure/consequence.ts';
import { asFailure } from '../../../src/failure/error.ts';
import type { Failure } from '../../../src/failure/failure.ts';
import { explainWordsEn } from '../../../src/words/explain/en.ts';
import { fold } from '../../../src/text/fold.ts';
import { displayWidth } from '../../../src/text/width.ts';
import { explainWordsJa } from '../../../src/words/explain/ja.ts';
import { codeStatuses } from '../../../src/failure/statuses.ts';
import { codeList, explainLines, explanation, explanationLines } from '../../../src/commands/explain/text.ts';

describe('which code is meant', () => {
  test.each([...failureCodes])('%s in any case', (code) => {
    for (const word of [code, code.toLowerCase(), ` ${code.replaceAll('_', '-').toLowerCase()} `]) {
      expect(findCode(word)).toEqual({ kind: 'code', code });
    }
  });

  test.each([
    ['CERT_HOSTNAM', ['CERT_HOSTNAME']],
    ['cert-host', ['CERT_HOSTNAME']],
    ['crl', ['CRL_MISSING', 'CRL_EXPIRED']],
    ['TIMOUT', ['TIMEOUT']],
    ['banana', []],
    ['71', []],
    ['', []],
  ])('%j is unknown; near to it is %j', (word, nearest) => {
    let failure: Failure | null = null;
    try {
      findCode(word);
    } catch (error) {
      failure = asFailure(error);
    }
    expect(failure).toEqual({ code: 'USAGE', reason: 'usage-unknown-code', word, nearest });
  });
});

test.each([
  ['EnableTLS', 'EnableTLS', 'sendmemo-ssl.cfg'],
  ['EnableTsl', 'EnableTLS', 'sendmemo-ssl.cfg'],
  ['smtp-server-host', 'smtp-server-host', 'sendmemo.cfg'],
])('%s is a setting, not a code', (word, name, file) => {
  expect(() => findCode(word)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ setting: { name, file } }) }),
  );
});

describe.each([
  ['en', explainWordsEn],
  ['ja', explainWordsJa],
])('the pages in %s', (language, words) => {
  test.each([...failureCodes])('%s says what it means, why it comes and what to do', (code) => {
    const { title, meaning, causes, remedies } = explanation(code, words);
    for (const text of [title, ...meaning, ...causes, ...remedies]) {
      expect(text).toMatch(/^[^\n]{4,}$/);
      expect(/[\u3040-\u30ff\u4e00-\u9fff]/.test(text)).toBe(
        language === 'ja' && !/^[\x20-\x7e]+$/.test(text),
      );
    }
    expect(Math.min(meaning.length, causes.length, remedies.length)).toBeGreaterThan(0);
  });

  test('fit a terminal of 80 columns', () => {
    for (const code of failureCodes) {
      for (const line of explanationLines(explanation(code, words), words)) {
        expect(displayWidth(line)).toBeLessThanOrEqual(80);
      }
    }
  });

  test('the list has every code, with its statuses', () => {
    const lines = codeList(failureCodes, words);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...failureCodes]);
    for (const line of lines) expect(line).toMatch(/ \d\d(, \d\d)*  /);
  });
});

test.each(exitStatuses.map((status) => [status]))(
  'status %i has the codes that can end with it',
  (status) => {
    const codes = failureCodes.filter((code) => codeStatuses[code].includes(status));
    expect(findCode(String(status))).toEqual({ kind: 'status', status, codes });
    for (const words of [explainWordsEn, explainWordsJa]) {
      const lines = explainLines(findCode(String(status)), words);
      expect(lines[0]).toContain(String(status));
      expect(lines.slice(-codes.length || lines.length).map((line) => line.split(' ')[0])).toEqual(
        codes.length === 0 ? expect.anything() : codes,
      );
    }
  },
);

test('the two languages say as much as each other', () => {
  for (const code of failureCodes) {
    for (const part of ['meaning', 'causes', 'remedies'] as const) {
      expect([code, part, explanation(code, explainWordsJa)[part].length]).toEqual([
        code,
        part,
        explanation(code, explainWordsEn)[part].length,
      ]);
    }
  }
});

const server = { host: 'mail.example.com', port: 25, address: null };
const reply = (code: number) => ({ code, enhanced: null, message: '', lines: [] });
const origin = { kind: 'default' } as const;

test.each<Failure>([
  { code: 'DNS', reason: 'dns-no-such-name', host: 'x' },
  { code: 'DNS', reason: 'dns-unreachable', host: 'x', system: 'EAI_AGAIN' },
  { code: 'STARTTLS_REFUSED', reason: 'starttls-refused', server, reply: reply(454) },
  { code: 'STARTTLS_REFUSED', reason: 'starttls-refused', server, reply: reply(554) },
  { code: 'RECIPIENTS', reason: 'recipients', server, refused: 1, deferred: 0, accepted: 0, permanent: true },
  {
    code: 'RECIPIENTS',
    reason: 'recipients',
    server,
    refused: 0,
    deferred: 1,
    accepted: 0,
    permanent: false,
  },
  { code: 'OUTPUT', reason: 'already-exists', path: 'x' },
  { code: 'OUTPUT', reason: 'output-failed', target: 'x', system: 'EPIPE' },
  { code: 'CONFIG', reason: 'cfg-lone-cr', file: 'x', line: 1 },
  {
    code: 'CONFIG',
    reason: 'cfg-secret-exposed',
    origin,
    name: 'auth-password-file',
    path: 'x',
    mode: 0o644,
  },
  { code: 'INPUT', reason: 'stdin-failed', system: 'EIO' },
  { code: 'INPUT', reason: 'raw-nul', line: 1 },
  { code: 'SIZE', reason: 'size-limit', server, sizeBytes: 2, limitBytes: 1 },
  { code: 'CONNECT', reason: 'connect-failed', server, tried: [] },
  { code: 'REFUSED', reason: 'refused', server, stage: 'mail', reply: reply(550) },
  { code: 'INTERNAL', reason: 'internal', detail: 'x' },
])('the status that $reason ends with stands on the page of $code', (failure) => {
  expect(codeStatuses[failure.code]).toContain(exitStatus(failure));
});

test('text folds at blanks, Japanese nearly everywhere, and no line begins with a full stop', () => {
  expect(fold('one two three', 7)).toEqual(['one two', 'three']);
  expect(fold('あいうえ。お', 8)).toEqual(['あいう', 'え。お']);
  expect(fold('あい (うえ)', 6)).toEqual(['あい', '(うえ)']);
  expect(displayWidth('aあ。')).toBe(5);
});
