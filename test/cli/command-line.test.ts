/** What is said of words that the command line does not take. */
import { expect, test } from 'vitest';
import { findCommand, readCommandLine } from '../../src/cli/command-line.ts';
import { span } from '../../src/cli/values.ts';
import { SendmemoError } from '../../src/failure/error.ts';
import type { Failure } from '../../src/failure/failure.ts';

function failureOf(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof SendmemoError) return error.failure;
    throw error;
  }
  throw new Error('nothing was refused');
}

const read = (...words: readonly string[]) => readCommandLine(findCommand(words));

test.each([
  ['--host=x', '-H HOST'],
  ['--port', '-p PORT'],
  ['--server-port', '-p PORT'],
  ['--tls', '--set EnableTLS=1'],
  ['--user', '--set auth-user=NAME'],
  ['--password', '--set auth-password-file=FILE'],
  ['--debug', '-v'],
  ['--attachment', '--attach FILE'],
  ['-r', '--from ADDR'],
  ['-c', '--cc ADDR'],
  ['-t', '--raw --read-recipients'],
  ['-S', '--set NAME=VALUE'],
  ['--sub', '--subject'],
  ['--sujbect', '--subject'],
  ['--auth-user', '--set auth-user=VALUE'],
  ['--enabletls', '--set EnableTLS=VALUE'],
  ['--frobnicate', null],
])('%s: did you mean %s', (option, nearest) => {
  expect(failureOf(() => read(option, 'a@example.com'))).toMatchObject({
    reason: 'usage-unknown-option',
    nearest,
  });
});

test.each([
  [['check', 'extra'], 'extra'],
  [['config', 'show', 'EnableTLS'], 'EnableTLS'],
  [['explain', 'USAGE', 'more'], 'more'],
])('%j has an argument too many', (words, operand) => {
  expect(failureOf(() => read(...words))).toMatchObject({ reason: 'usage-excess-operand', operand });
});

test.each([
  ['30', 30_000],
  ['0.5', 500],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['24d', 2_073_600_000],
])('%s is a span of time', (text, milliseconds) => {
  expect(span(text, '--timeout')).toBe(milliseconds);
});

// Node's timers end at once past 31 bits.
test.each([['0'], ['-1'], ['1 h'], ['1w'], ['25d'], ['9999999'], ['']])('%j is none', (text) => {
  expect(failureOf(() => span(text, '--timeout'))).toMatchObject({ reason: 'usage-option-value' });
});
