/** One submission in words: what goes to a person, line by line. */
import type { SendResult } from '../commands/send.ts';
import type { Outcome } from '../delivery.ts';
import type { Reply } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Language } from './words/words.ts';
import { describeFailure } from './words/words.ts';

/** `sendmemo: WHAT`, and `hint: WHAT TO DO` where there is one (contract, section 5). */
export function failureLines(failure: Failure, language: Language): string[] {
  const { what, hint } = describeFailure(language, failure);
  return [`sendmemo: ${what}`, ...(hint === null ? [] : [`hint: ${hint}`])];
}

/** `550 5.1.1 No such user`. */
export function replyText(reply: Reply): string {
  return [reply.code, reply.enhanced, reply.message].filter((part) => part !== null && part !== '').join(' ');
}

/** A line for each recipient that did not get the message. */
export function refusalLines(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ state, recipient, reply }) =>
    state === 'accepted' || reply === null ? [] : [`sendmemo: <${recipient.address}>: ${replyText(reply)}`],
  );
}

/** The line for a person who watches: on a terminal, and with `-v`. */
export function successLine(result: SendResult): string {
  const { report } = result;
  if (result.queueId !== null) return `queued as ${result.queueId}`;
  const accepted = report?.outcomes.filter(({ state }) => state === 'accepted') ?? [];
  const names = accepted.map(({ recipient }) => recipient.address).join(', ');
  const tls = report?.tls ? ` (${report.tls.version ?? report.tls.mode}, verify=${report.tls.verify})` : '';
  const server = report?.server ? `${report.server.host}:${report.server.port}` : '';
  return `sent to ${names} by ${server}${tls}: ${report?.response ?? ''}`;
}
