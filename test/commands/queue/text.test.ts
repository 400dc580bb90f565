import { expect, test } from 'vitest';
import { queueEntryLines } from '../../../src/commands/queue/text.ts';
import { english } from '../../../src/words/en.ts';
import { queueEntry } from './entries.ts';

test('what a message says of itself is shown on its own line, and moves no cursor', () => {
  const entry = queueEntry({
    messageId: '<1@example.com>\u001b[2J',
    subject: '\u001b[31mred\r\nstate       sent\u009b0m\u202e',
  });
  const lines = queueEntryLines(entry, english);
  expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(lines.find((line) => line.startsWith('subject'))).toContain('red');
  expect(lines.filter((line) => line.startsWith('state'))).toEqual(['state       waiting']);
});
