/** An entry of the spool as the store gives it. */
import type { Entry } from '../../../src/spool/store.ts';

export function queueEntry(changes: Partial<Entry> = {}): Entry {
  return {
    id: '0mwrpwop81ff338bda8a8673c',
    state: 'waiting',
    messageId: '<1@example.com>',
    subject: 'Printer 12',
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
    transit: null,
    claimedBy: null,
    ...changes,
  };
}
