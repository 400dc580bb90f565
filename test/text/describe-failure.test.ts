import { expect, test } from 'vitest';
import type { Failure } from '../../src/failure/failure.ts';
import { english } from '../../src/words/en.ts';
import { japanese } from '../../src/words/ja.ts';
import { describeFailure } from '../../src/words/language.ts';

test.each([
  ['an unknown code and reason', { code: 'LATER', reason: 'from-a-later-version', detail: 'x' }],
  ['an unknown reason', { code: 'CONNECT', reason: 'toString' }],
  ['facts that are missing', { code: 'TRANSIENT', reason: 'transient', stage: 'mail' }],
])('a stored failure with %s is shown as it is stored', (_title, stored) => {
  for (const language of [english, japanese]) {
    const { code, reason, ...facts } = stored;
    const { what } = describeFailure(language, stored as unknown as Failure);
    expect(what).toContain(`${code} (${reason})`);
    for (const fact of Object.values(facts)) expect(what).toContain(fact);
  }
});
