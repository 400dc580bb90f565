import { expect, test } from 'vitest';
import { completionAnswer } from '../../../src/commands/completion/answer.ts';

test('bash has words of their own for = and what stands around it', () => {
  expect(completionAnswer('bash', ['sink', '--tls', '=', 'st'], 'en')).toEqual(['words', 'starttls']);
  expect(completionAnswer('bash', ['sink', '--tls', '='], 'en')).toEqual([
    'words',
    'none',
    'starttls',
    'smtps',
  ]);
  expect(completionAnswer('bash', ['--server', '=', 'x', 'completion', 'z'], 'en')).toEqual(['words', 'zsh']);
});

test('zsh gets its descriptions after a colon, and colons in words escaped', () => {
  const [kind, ...lines] = completionAnswer('zsh', ['que'], 'en');
  expect(kind).toBe('words');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^queue:run, list, /);
});

test('fish gets them after a tabulator', () => {
  expect(completionAnswer('fish', ['--subj'], 'en')).toEqual(['words', '--subject\tsubject']);
  expect(completionAnswer('fish', ['--body-file', ''], 'en')).toEqual(['file']);
});
