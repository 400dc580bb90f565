import { expect, test } from 'vitest';
import { queueEntryLines } from '../../../src/commands/queue/text.ts';
import { english } from '../../../src/words/en.ts';
import type { Entry } from '../../../src/spool/store.ts';

test('what a message says of itself is shown on its own line, and moves no cursor', () => {
  const entry: Entry = {
    id: '0mwrpwop81ff338bda8a8673c',
    state: 'waiting',
    messageId: '<1@example.com>\u001b[2J',
    subject: '\u001b[31mred\r\nstate       sent\u009b0m\u202e',
    sender: { address: 'a@example.com', needsSmtpUtf8: false },
    recipients: [{ address: 'b@example.com', needsSmtpUtf8: false, state: 'pending', lastReply: null }],
    dsn: null,
    sizeBytes: 10,
    eightBit: false,
    smtpUtf8: false,
    queuedAt: '2026-01-01T00:00:00.000Z',
    agedFrom: '2026-01-01T00:00:00.000Z',
    nextTry: '2026-01-01T00:00:00.000Z',
    tries: 0,
    lastFailure: null,
    submittedBy: null,
    claimedBy: null,
  };
  const lines = queueEntryLines(entry, english);
  expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(lines.find((line) => line.startsWith('subject'))).toContain('red');
  expect(lines.filter((line) => line.startsWith('state'))).toEqual(['state       waiting']);
});
