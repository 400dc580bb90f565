import { describe, expect, test } from 'vitest';
import type { RelayFailure } from '../../src/failure/relay-failure.ts';
import { english } from '../../src/words/en.ts';
import { relaySentences } from '../../src/words/en/relay.ts';
import { japanese } from '../../src/words/ja.ts';
import { describeFailure } from '../../src/words/language.ts';

const hostile = 'a\n\u001B[31mb';
const place = { code: 'CONFIG', file: '/srv/MainServer/table', line: 7 } as const;

const failures: readonly RelayFailure[] = [
  ...(['encoding', 'colon', 'pattern', 'twice', 'mailbox'] as const).map((why): RelayFailure => ({
    ...place,
    reason: 'relay-sender-line',
    text: hostile,
    why,
  })),
  ...(['form', 'name', 'twice', 'cost'] as const).map((why): RelayFailure => ({
    ...place,
    reason: 'relay-password-line',
    why,
  })),
];

const reasons = new Set(Object.keys(relaySentences).flatMap((key) => /^relay-[a-z-]+/.exec(key)?.[0] ?? []));

describe.each([
  ['English', english],
  ['Japanese', japanese],
] as const)('%s', (_name, language) => {
  test('every reason is in the list of this test', () => {
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(reasons);
  });

  test.each(failures.map((failure) => [failure.reason, failure.why, failure] as const))(
    '%s, %s names the line and what to do',
    (_reason, _why, failure) => {
      const { what, hint } = describeFailure(language, failure);
      expect(what).toContain('/srv/MainServer/table:7: ');
      expect(`${what}${hint ?? ''}`).not.toMatch(/[\p{Cc}\u2028]|undefined|\[object/u);
      expect(hint).not.toBeNull();
    },
  );

  test('no two faults of a file have the same sentence', () => {
    const sentences = failures.map((failure) => describeFailure(language, failure).what);
    expect(new Set(sentences).size).toBe(failures.length);
  });
});
