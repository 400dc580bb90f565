/**
 * One message over one open session: MAIL, RCPT, DATA, and what became of each recipient. Refusals of recipients are
 * values; only what concerns the whole message is a failure of its own.
 */
import type { Outcome, Submission } from '../delivery.ts';
import { consequence } from '../failure/consequence.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import type { Mailbox, Message, WireMessage } from '../message/envelope.ts';
import { sendContent } from './content.ts';
import { exchange, type Session, withSessionFacts } from './conversation.ts';
import { abortable, abortError, lossFailure } from './deadline.ts';
import { requireTakeable } from './envelope-commands.ts';
import { sendEnvelope, type RecipientReplies } from './envelope-stage.ts';
import { isClosing, judge, judgeRecipient } from './reply.ts';
import { runAhead, takeAhead } from './run-ahead.ts';
import { replyText } from '../text/reply-text.ts';

export interface Transaction {
  readonly outcomes: readonly Outcome[];
  readonly response: string | null;
  readonly failure: Failure | null;
  readonly sizeBytes: number | null;
}

/**
 * Submits one message; never rejects. The session's phase says what may follow.
 * @param following the message that may go ahead with this one, or null; asked for once, when this one goes out
 */
export async function submitMessage(
  session: Session,
  submission: Submission,
  following: () => Submission | null = () => null,
): Promise<Transaction> {
  const { envelope, message } = submission;
  const { server, capabilities: offered } = session;
  const replies: RecipientReplies = envelope.recipients.map(() => null);
  let sizeBytes: number | null = null;
  let final: Reply | null = null;
  session.messages++;
  try {
    const ahead = takeAhead(session, submission);
    const wired = ahead?.message ?? (await wireForm(session, message));
    ({ sizeBytes } = wired);
    if (ahead === null) {
      requireTakeable(server, offered, envelope, wired);
      if (envelope.dsn && !offered.dsn) session.notices.push({ reason: 'dsn-not-offered', server });
      if (session.phase === 'transaction') await reset(session);
    }
    if (await sendEnvelope(session, envelope, wired, replies, ahead)) {
      final = await sendContent(session, wired, () => runAhead(session, following()));
    }
  } catch (error) {
    const failure = withMessage(message, withSessionFacts(session, asFailure(error)));
    return { ...failedOutcomes(envelope.recipients, replies, failure), failure, sizeBytes };
  }
  const outcomes = envelope.recipients.map((recipient, index) =>
    answeredOutcomes(recipient, replies[index] ?? null),
  );
  return {
    outcomes,
    response: final && replyText(final),
    failure: recipientsFailure(session, outcomes),
    sizeBytes,
  };
}

async function wireForm({ capabilities, signal }: Session, message: Message): Promise<WireMessage> {
  const form = message.toWire(capabilities);
  const wired = form instanceof Promise ? await abortable(form, signal) : form;
  if (signal.aborted) throw abortError(signal);
  return wired;
}

/** Who looks for a message of unknown fate in a server's log needs its identifier. */
function withMessage({ messageId }: Submission['message'], failure: Failure): Failure {
  return failure.reason === 'delivery-unknown' ? { ...failure, messageId } : failure;
}

/**
 * Clears a transaction that came to nothing. A server that refuses even that says nothing about this message: the
 * session counts as lost.
 * @throws SendmemoError of the stage rset
 */
async function reset(session: Session): Promise<void> {
  const reply = await exchange(session, 'rset', 'RSET');
  if (judge(reply, 'rset') !== 'accepted') {
    session.phase = 'broken';
    throw new SendmemoError(lossFailure(session.server, 'rset', null));
  }
  session.phase = 'ready';
}

function answeredOutcomes(recipient: Mailbox, reply: Reply | null): Outcome {
  if (reply === null) return { state: 'deferred', recipient, reply };
  switch (judgeRecipient(reply)) {
    case 'accepted':
      return { state: 'accepted', recipient, reply };
    case 'permanent':
      return { state: 'refused', recipient, reply };
    case 'transient':
    case 'protocol':
      return { state: 'deferred', recipient, reply };
  }
}

/** The message as a whole failed: who was accepted shares its fate, who was refused before stays refused. */
function failedOutcomes(
  recipients: readonly Mailbox[],
  replies: RecipientReplies,
  failure: Failure,
): { readonly outcomes: readonly Outcome[]; readonly response: string | null } {
  const fate = fateOf(failure);
  const outcomes = recipients.map((recipient, index): Outcome => {
    const own = answeredOutcomes(recipient, replies[index] ?? null);
    return own.state === 'accepted' || own.reply === null ? { ...fate, recipient } : own;
  });
  const reply = 'stage' in failure && failure.stage === 'final' && 'reply' in failure ? failure.reply : null;
  return { outcomes, response: reply && replyText(reply) };
}

/** What a failure of the whole message means for each of its recipients. */
function fateOf(failure: Failure): { readonly state: 'refused' | 'deferred'; readonly reply: Reply | null } {
  const { scope, again } = consequence(failure);
  return {
    state: again === 'no' ? 'refused' : 'deferred',
    reply: scope === 'message' && 'reply' in failure ? failure.reply : null,
  };
}

/** Outcomes where no session came about, or none that got as far as the recipients. */
export function unreachedOutcomes(recipients: readonly Mailbox[], failure: Failure): readonly Outcome[] {
  const fate = fateOf(failure);
  return recipients.map((recipient) => ({ ...fate, recipient }));
}

/** RECIPIENTS where some or all were not accepted, for good if one was refused for good; null: all accepted. */
function recipientsFailure(session: Session, outcomes: readonly Outcome[]): Failure | null {
  const count = (state: Outcome['state']): number => outcomes.filter((one) => one.state === state).length;
  const [accepted, refused, deferred] = [count('accepted'), count('refused'), count('deferred')];
  if (refused + deferred === 0) return null;
  const worst = refused > 0 ? 'refused' : 'deferred';
  const example = outcomes.find(({ state, reply }) => state === worst && reply !== null);
  return withSessionFacts(session, {
    code: 'RECIPIENTS',
    reason: 'recipients',
    server: session.server,
    refused,
    deferred,
    accepted,
    permanent: refused > 0,
    ...(example?.reply ? { example: example.reply, address: example.recipient.address } : {}),
  });
}

/**
 * Whether a session that was used before had died meanwhile: it ended, or was silent, before a word about this message.
 * It may then be replaced unnoticed.
 */
export function diedIdle(failure: Failure): boolean {
  switch (failure.reason) {
    case 'connection-lost':
    case 'stage-timeout':
      return failure.stage === 'mail' || failure.stage === 'rset';
    case 'transient':
      return isClosing(failure.reply) && (failure.stage === 'mail' || failure.stage === 'rset');
    default:
      return false;
  }
}
