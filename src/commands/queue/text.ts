/** Entries of the spool as text and JSON: rows of `queue list` for scripts, the whole of `queue show`. */
import { errorJson } from '../send/json.ts';
import type { AgeStop } from '../../spool/age-clock.ts';
import type { CorruptEntry, Entry } from '../../spool/store.ts';
import { replyText } from '../../text/reply-text.ts';
import { tableRow } from '../../text/table.ts';
import type { Language } from '../../words/language.ts';
import { describeFailure } from '../../words/language.ts';
import { harmless } from '../../text/control-characters.ts';

const widths = [25, 8, 9, 16, 16, 5];

/** The heading of `queue list` in a pipe. */
export function queueHeading(): string {
  return tableRow(['ID', 'STATE', 'SIZE', 'QUEUED', 'NEXT TRY', 'TRIES', 'FROM → TO'], widths);
}

/** A row of `queue list` in a pipe. */
export function queueRow(entry: Entry | CorruptEntry): string {
  if ('corrupt' in entry) {
    return tableRow([entry.id, 'corrupt', '', '', '', '', harmless(entry.corrupt)], widths);
  }
  const waiting = entry.recipients.filter(({ state }) => state !== 'accepted').map(({ address }) => address);
  const [first = '', ...others] = waiting;
  const to = others.length === 0 ? first : `${first} +${others.length}`;
  const next = entry.state === 'waiting' ? minute(entry.nextTry) : '';
  return tableRow(
    [
      entry.id,
      entry.state,
      size(entry.sizeBytes),
      minute(entry.queuedAt),
      next,
      String(entry.tries),
      harmless(`<${entry.sender.address}> → ${to}`),
    ],
    widths,
  );
}

/** All that is known of one entry. */
export function queueEntryLines(entry: Entry, language: Language): string[] {
  const failure = entry.lastFailure ? describeFailure(language, entry.lastFailure) : null;
  const row = (name: string, value: string): string => `${name.padEnd(12)}${harmless(value)}`;
  return [
    row('id', entry.id),
    row(
      'state',
      entry.state +
        (entry.claimedBy
          ? ` (process ${entry.claimedBy.pid} on ${entry.claimedBy.host}, ${entry.claimedBy.life})`
          : ''),
    ),
    row('message-id', entry.messageId),
    row('subject', entry.subject),
    row('from', `<${entry.sender.address}>`),
    ...entry.recipients.map(({ address, state, lastReply }) =>
      row('to', `<${address}> ${state}${lastReply ? `: ${replyText(lastReply)}` : ''}`),
    ),
    row('size', `${entry.sizeBytes}`),
    row('queued', entry.queuedAt),
    ...(entry.submittedBy === null ? [] : [row('by user', String(entry.submittedBy))]),
    ...(entry.transit === null
      ? []
      : [row('moving', `${entry.transit.direction === 'out' ? 'to' : 'from'} ${entry.transit.store}`)]),
    row('next try', entry.state === 'waiting' ? entry.nextTry : '-'),
    row('tries', String(entry.tries)),
    ...(failure === null
      ? []
      : [row('last fault', failure.what), ...(failure.hint === null ? [] : [row('hint', failure.hint)])]),
  ];
}

/** `queue list --json`, `queue show --json`: one entry (contract, section 10). */
export function queueEntryJson(
  entry: Entry | CorruptEntry,
  words: Language,
): Readonly<Record<string, unknown>> {
  if ('corrupt' in entry) {
    const { id, state, corrupt } = entry;
    const failure = { code: 'INPUT', reason: 'spool-entry-corrupt', id, detail: corrupt } as const;
    return { id, state, corrupt, error: errorJson(failure, words) };
  }
  return {
    id: entry.id,
    state: entry.state,
    messageId: entry.messageId,
    subject: entry.subject,
    from: entry.sender.address,
    recipients: entry.recipients.map(({ address, state, lastReply }) => ({
      address,
      state,
      lastReply: lastReply && {
        code: lastReply.code,
        enhanced: lastReply.enhanced,
        message: lastReply.message,
      },
    })),
    size: entry.sizeBytes,
    queuedAt: entry.queuedAt,
    nextTry: entry.state === 'waiting' ? entry.nextTry : null,
    tries: entry.tries,
    submittedBy: entry.submittedBy,
    claimedBy: entry.claimedBy,
    transit: entry.transit,
    error: entry.lastFailure && errorJson(entry.lastFailure, words),
  };
}

/** Below `queue list` and in `queue stats`. */
export function stoppedLine({ since, code }: AgeStop): string {
  return `max-age has been stopped since ${since} because of ${code}: fix that, and the messages go out (sendmemo explain ${code})`;
}

/** `2026-01-31 10:20` of an ISO time, UTC. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes}`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
