import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListView } from '../../../src/commands/queue/list-text.ts';
import { listCells, listLine, listSumLines, listWidths } from '../../../src/commands/queue/list-text.ts';
import { queueWords } from '../../../src/commands/queue/words.ts';
import type { Failure } from '../../../src/failure/failure.ts';
import type { Entry } from '../../../src/spool/store.ts';
import { displayWidth } from '../../../src/text/width.ts';
import { english } from '../../../src/words/en.ts';
import { japanese } from '../../../src/words/ja.ts';
import { queueEntry } from './entries.ts';

const nowMs = Date.parse('2026-01-01T03:00:00Z');

function viewOf(width: number, name: 'en' | 'ja' = 'en'): ListView {
  const language = name === 'ja' ? japanese : english;
  return { words: queueWords(name), language, nowMs, width };
}

const server = { host: 'mail.example.com', port: 25, address: null };
const connect: Failure = {
  code: 'CONNECT',
  reason: 'connect-failed',
  server,
  tried: [{ address: '192.0.2.1', system: 'ECONNREFUSED' }],
};
const full = { code: 452, enhanced: '4.2.2', message: 'mailbox full', lines: ['4.2.2 mailbox full'] };
const deferred: Failure = {
  code: 'RECIPIENTS',
  reason: 'recipients',
  server,
  refused: 0,
  deferred: 1,
  accepted: 1,
  permanent: false,
  example: full,
};

/** What people, servers and other programs write, and what steers a terminal. */
const foreignText = fc.string({
  unit: fc.constantFrom('a', ' ', '日', '本', '\u001b[2J', '\r', '\n', '\u202e', '\u009b', '🖨', '\t'),
  maxLength: 60,
});
const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    subject: foreignText,
    tries: fc.nat(2000),
    state: fc.constantFrom('waiting' as const, 'active' as const, 'held' as const, 'failed' as const),
    lastFailure: fc.constantFrom(null, connect, deferred),
    message: foreignText,
    address: fc.string({ unit: fc.constantFrom('a', '.', '日', '@'), minLength: 1, maxLength: 60 }),
    more: fc.nat(3),
    host: fc.option(foreignText),
  })
  .map(({ message, address, more, host, ...fields }) =>
    queueEntry({
      ...fields,
      claimedBy: host === null ? null : { pid: 1, host, life: 'alive' },
      recipients: Array.from({ length: more + 1 }, () => ({
        address,
        needsSmtpUtf8: false,
        state: 'pending' as const,
        lastReply: { ...full, message },
      })),
    }),
  );

describe('the list on a terminal', () => {
  it.each(['en', 'ja'] as const)(
    'is never wider than the terminal, and nothing in it steers it (%s)',
    (name) => {
      fc.assert(
        fc.property(
          fc.array(anyEntry, { minLength: 1, maxLength: 5 }),
          fc.integer({ min: 48, max: 200 }),
          (entries, width) => {
            const view = viewOf(width, name);
            const rows = [view.words.headings, ...entries.map((entry) => listCells(entry, view, 10))];
            const widths = listWidths(rows, view);
            const sum = {
              counts: { waiting: entries.length, active: 1, held: 2, failed: 3 },
              sizeBytes: 12_345,
              lastRunMs: nowMs - 40_000,
              outage: { since: '2026-01-01T02:30:00.000Z', failure: connect, reported: [] },
            };
            for (const line of rows.map((cells) => listLine(cells, widths, view))) {
              expect(displayWidth(line), line).toBeLessThanOrEqual(width);
              expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
            }
            for (const line of listSumLines(sum, view))
              expect(displayWidth(line), line).toBeLessThanOrEqual(width);
          },
        ),
      );
    },
  );

  it.each([
    [
      'a message that was never tried',
      queueEntry(),
      ['3h', '0', 'now', 'b@example.com', 'Printer 12', 'not tried yet'],
    ],
    [
      'one that a process of another host has',
      queueEntry({ state: 'active', claimedBy: { pid: 4711, host: 'print2.example.com', life: 'alive' } }),
      ['3h', '0', 'active', 'b@example.com', 'Printer 12', 'process 4711 on print2.example.com'],
    ],
    [
      'one that waits for its next try',
      queueEntry({ tries: 2, nextTry: '2026-01-01T03:04:30.000Z', lastFailure: connect }),
      [
        '3h',
        '2',
        '4m',
        'b@example.com',
        'Printer 12',
        expect.stringMatching(/^CONNECT: .*mail\.example\.com/),
      ],
    ],
    [
      'one that some have, with the answer about another',
      queueEntry({
        state: 'held',
        lastFailure: deferred,
        recipients: [
          { address: 'has@example.com', needsSmtpUtf8: false, state: 'accepted', lastReply: null },
          { address: 'full@example.com', needsSmtpUtf8: false, state: 'pending', lastReply: full },
          { address: 'c@example.com', needsSmtpUtf8: false, state: 'pending', lastReply: full },
        ],
      }),
      ['3h', '0', 'held', 'full@example.com +1', 'Printer 12', '452 4.2.2 mailbox full'],
    ],
  ] as const)('shows %s', (_name, entry, cells) => {
    expect(listCells(entry, viewOf(80), 10)).toEqual(['0mwrpwop81', ...cells]);
  });

  it('shows a damaged entry among the others', () => {
    const cells = listCells(
      { id: 'x'.repeat(25), state: 'failed', corrupt: 'envelope.json\u001b is empty' },
      viewOf(80),
      10,
    );
    expect(cells.join('|')).toBe('xxxxxxxxxx|||damaged|||envelope.json\\u001b is empty');
  });
});
