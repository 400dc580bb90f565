/**
 * The envelope of the next message, in the same write as the message before it (RFC 2920, 3.1, and its example, which
 * sends QUIT with the final dot). It saves a round trip and a write for each message but the first. The text of the
 * next message waits for its own 354, so a lost connection still leaves at most one message unknown
 * (docs/decisions/0008-the-next-envelope.md).
 */
import type { Submission } from '../delivery.ts';
import type { Reply } from '../failure/facts.ts';
import type { Ahead, Session } from './conversation.ts';
import { requireTakeable } from './envelope-commands.ts';
import { groupText, onlyGroup } from './envelope-stage.ts';

/**
 * RFC 2920 allows it everywhere, but Dovecot 2.4 closes the connection, which leaves the message before it unknown. So
 * only servers that name themselves as one that our tests run against get it (test/mta/every-server.test.ts).
 */
export function namesTestedServer({ message }: Reply): boolean {
  return /\bESMTP (?:Postfix|Exim|Sendmail|OpenSMTPD)\b/.test(message);
}

/**
 * Chooses what can go along with the message that is about to be sent, and notes it in the session.
 * @param next null: nothing follows, or it may not
 * @returns command lines with their CRLF; '' where the next message has to wait for its turn
 */
export function runAhead(session: Session, next: Submission | null): string {
  if (next === null || !session.takesAhead || !session.capabilities.pipelining) return '';
  const { capabilities: offered, server } = session;
  const { envelope } = next;
  if (envelope.dsn !== null && !offered.dsn) return '';
  try {
    const message = next.message.toWire(offered);
    if (message instanceof Promise) {
      message.catch(() => {});
      return '';
    }
    requireTakeable(server, offered, envelope, message);
    const group = onlyGroup(offered, envelope, message);
    if (group === null) return '';
    session.ahead = { submission: next, message, group };
    return groupText(group, true);
  } catch {
    // It fails when its turn comes.
    return '';
  }
}

/** @returns what went ahead for this message, which is then no longer noted; null: nothing did */
export function takeAhead(session: Session, submission: Submission): Ahead | null {
  const { ahead } = session;
  if (ahead?.submission !== submission) return null;
  session.ahead = null;
  return ahead;
}
