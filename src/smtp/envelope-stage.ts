/**
 * MAIL, RCPT, DATA: one at a time, or in groups where the server offers PIPELINING (RFC 2920). A group is small enough
 * that writing it can't wait for a server that waits for us to read; an envelope of one group takes DATA along.
 */
import { SendmemoError } from '../failure/error.ts';
import type { Reply } from '../failure/facts.ts';
import type { Envelope, WireMessage } from '../message/envelope.ts';
import type { Capabilities } from './capabilities.ts';
import { type Ahead, exchange, readReply, refuseUnasked, type Session } from './conversation.ts';
import { lossFailure } from './deadline.ts';
import { mailCommand, recipientCommand } from './envelope-commands.ts';
import { isClosing, isOutOfSequence, judge, judgeRecipient, replyFailure, requireAccepted } from './reply.ts';

const groupCommands = 100;
const groupBytes = 8 * 1024;

/** The server's word about each recipient, in their order; null: none yet. Filled in as the replies come. */
export type RecipientReplies = (Reply | null)[];

/**
 * @param replies filled in, also where the stage fails half-way
 * @param ahead what went out for this message already, or null
 * @returns true: the server waits for the message; false: no recipient was accepted, nothing is to be sent
 * @throws SendmemoError of the stages mail, rcpt (421 or a reply that is none) and data
 */
export async function sendEnvelope(
  session: Session,
  envelope: Envelope,
  message: WireMessage,
  replies: RecipientReplies,
  ahead: Ahead | null,
): Promise<boolean> {
  const { sizeBytes } = message;
  if (ahead !== null) return sendInGroups(session, [ahead.group], replies, { sizeBytes, sent: true });
  const lines = envelopeLines(session.capabilities, envelope, message);
  return session.capabilities.pipelining
    ? sendInGroups(session, groupLines(lines), replies, { sizeBytes, sent: false })
    : sendOneByOne(session, lines, replies, sizeBytes);
}

/** @returns MAIL and RCPT of an envelope that is one group, or null */
export function onlyGroup(
  offered: Capabilities,
  envelope: Envelope,
  message: WireMessage,
): readonly string[] | null {
  const groups = groupLines(envelopeLines(offered, envelope, message));
  return groups.length === 1 ? (groups[0] ?? null) : null;
}

/** @returns the lines as they go on the wire; DATA is the last of its group (RFC 2920, 3.1) */
export function groupText(group: readonly string[], withData: boolean): string {
  return `${group.join('\r\n')}\r\n${withData ? 'DATA\r\n' : ''}`;
}

function envelopeLines(offered: Capabilities, envelope: Envelope, message: WireMessage): string[] {
  return [
    mailCommand(offered, envelope, message),
    ...envelope.recipients.map((one) => recipientCommand(offered, envelope, one)),
  ];
}

/* Replies come in the order of the commands, so every loop here waits on purpose. */
/* oxlint-disable no-await-in-loop */

async function sendOneByOne(
  session: Session,
  [mail = '', ...recipients]: readonly string[],
  replies: RecipientReplies,
  sizeBytes: number | null,
): Promise<boolean> {
  const { server } = session;
  const reply = await exchange(session, 'mail', mail);
  requireAccepted(server, 'mail', reply, sizeBytes);
  session.phase = 'transaction';
  for (const [index, command] of recipients.entries()) {
    takeRecipientReply(session, replies, index, await exchange(session, 'rcpt', command));
  }
  if (!anyAccepted(replies)) return false;
  requireAccepted(server, 'data', await exchange(session, 'data', 'DATA'), sizeBytes);
  return true;
}

async function sendInGroups(
  session: Session,
  groups: readonly (readonly string[])[],
  replies: RecipientReplies,
  { sizeBytes, sent }: { readonly sizeBytes: number | null; readonly sent: boolean },
): Promise<boolean> {
  const { server } = session;
  const single = groups.length === 1;
  const afterRefusal = session.phase === 'transaction';
  let index = -1;
  for (const group of groups) {
    if (!sent) {
      if (session.wire.hasInput) await refuseUnasked(session, index < 0 ? 'mail' : 'rcpt');
      session.wire.send(groupText(group, single));
    }
    for (let answered = 0; answered < group.length; answered++, index++) {
      if (index >= 0) {
        takeRecipientReply(session, replies, index, await readReply(session, 'rcpt'));
        continue;
      }
      const reply = await readReply(session, 'mail');
      if (judge(reply, 'mail') !== 'accepted') {
        if (sent && (afterRefusal || isOutOfSequence(reply))) throw outOfStep(session);
        const failure = replyFailure(server, 'mail', reply, sizeBytes);
        await discardReplies(session, group.length - 1, single);
        throw new SendmemoError(failure);
      }
      session.phase = 'transaction';
    }
  }
  if (!single) {
    if (!anyAccepted(replies)) return false;
    requireAccepted(server, 'data', await exchange(session, 'data', 'DATA'), sizeBytes);
    return true;
  }
  const reply = await readReply(session, 'data');
  if (anyAccepted(replies)) {
    requireAccepted(server, 'data', reply, sizeBytes);
    return true;
  }
  await closeEmptyData(session, reply);
  return false;
}

/**
 * The server has not seen the end of the transaction before: it says nothing about this message, and a session of its
 * own is due.
 */
function outOfStep(session: Session): SendmemoError {
  session.phase = 'broken';
  return new SendmemoError(lossFailure(session.server, 'mail', null));
}

function groupLines(lines: readonly string[]): string[][] {
  const groups: string[][] = [];
  let bytes = Infinity;
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line) + 2;
    const last = groups.at(-1);
    if (last && last.length < groupCommands && bytes + lineBytes <= groupBytes) {
      last.push(line);
      bytes += lineBytes;
    } else {
      groups.push([line]);
      bytes = lineBytes;
    }
  }
  return groups;
}

/** @throws SendmemoError TRANSIENT (421), PROTOCOL: what concerns more than this recipient */
function takeRecipientReply(session: Session, replies: RecipientReplies, index: number, reply: Reply): void {
  if (isClosing(reply) || judgeRecipient(reply) === 'protocol') {
    session.phase = 'broken';
    throw new SendmemoError(replyFailure(session.server, 'rcpt', reply));
  }
  replies[index] = reply;
}

function anyAccepted(replies: RecipientReplies): boolean {
  return replies.some((reply) => reply !== null && judgeRecipient(reply) === 'accepted');
}

/**
 * MAIL was refused, and the rest of its group is answered anyway: read, to stay in step. A server that accepts a
 * recipient nevertheless is not in step: a dot would deliver an empty message.
 */
async function discardReplies(session: Session, recipients: number, data: boolean): Promise<void> {
  try {
    for (let left = recipients; left > 0 && session.phase !== 'broken'; left--) {
      if (judgeRecipient(await readReply(session, 'rcpt')) === 'accepted') session.phase = 'broken';
    }
    if (data && session.phase !== 'broken') await closeEmptyData(session, await readReply(session, 'data'));
  } catch {
    // The refusal of MAIL is the result; that the session broke while it was tidied up changes nothing in it.
  }
}

/**
 * RFC 2920, 3.1: a server may accept DATA though it accepted no recipient; a lone dot ends it without a delivery, so
 * its reply is read only to stay in step.
 */
async function closeEmptyData(session: Session, reply: Reply): Promise<void> {
  if (judge(reply, 'data') !== 'accepted' || session.phase === 'broken') return;
  session.wire.send('.\r\n');
  try {
    await readReply(session, 'final');
  } catch {
    session.phase = 'broken';
  }
}
