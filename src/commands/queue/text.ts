/** The spool for people: rows of `queue list`, the whole of `queue show`, the sum of a run. */
import type { RunSum } from './actions.ts';
import type { AgeStop } from '../../spool/age-clock.ts';
import type { QueueStatistics } from '../../spool/statistics.ts';
import type { CorruptEntry, Entry } from '../../spool/store.ts';
import { replyText } from '../../text/reply-text.ts';
import { tableRow } from '../../text/table.ts';
import type { Language } from '../../words/language.ts';
import { describeFailure } from '../../words/language.ts';
import { harmless } from '../../text/control-characters.ts';

const widths = [25, 8, 9, 16, 16, 5];

/** The heading of `queue list`. */
export function queueHeading(): string {
  return tableRow(['ID', 'STATE', 'SIZE', 'QUEUED', 'NEXT TRY', 'TRIES', 'FROM → TO'], widths);
}

/** A row of `queue list`. */
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
    row('next try', entry.state === 'waiting' ? entry.nextTry : '-'),
    row('tries', String(entry.tries)),
    ...(failure === null
      ? []
      : [row('last fault', failure.what), ...(failure.hint === null ? [] : [row('hint', failure.hint)])]),
  ];
}

/** `queue list --json`, `queue show --json`: one entry (contract, section 10). */
export function queueEntryJson(entry: Entry | CorruptEntry): Record<string, unknown> {
  if ('corrupt' in entry) return { id: entry.id, state: entry.state, corrupt: entry.corrupt };
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
    error: entry.lastFailure && { code: entry.lastFailure.code, reason: entry.lastFailure.reason },
  };
}

/** The sum of a run, for a person who watches. */
export function runSumLine(sum: RunSum): string {
  return `tried ${sum.tried}: sent ${sum.sent}, to be tried again ${sum.retry}, failed ${sum.failed}, not begun ${sum.waits}`;
}

/** Below `queue list` and in `queue stats`. */
export function stoppedLine({ since, code }: AgeStop): string {
  return `max-age stands still since ${since} because of ${code}: fix that, and the messages go out (sendmemo explain ${code})`;
}

/** `queue stats`. */
export function statisticsLines(statistics: QueueStatistics): string[] {
  const { counts } = statistics;
  return [
    `waiting ${counts.waiting} (due ${statistics.due}), active ${counts.active}, held ${counts.held}, failed ${counts.failed}`,
    `oldest: ${statistics.oldestAgeSeconds === null ? '-' : `${statistics.oldestAgeSeconds} s`}, next try: ${statistics.nextTry ?? '-'}`,
    ...(statistics.stopped === null ? [] : [stoppedLine(statistics.stopped)]),
    ...(statistics.unknownFiles === 0
      ? []
      : [`files that are none of sendmemo's: ${statistics.unknownFiles}`]),
  ];
}

/** `2026-01-31 10:20` of an ISO time, UTC. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes}`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
