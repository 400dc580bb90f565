/**
 * The only judge of replies (RFC 5321, 4.2.1 and 4.3.2): reply × stage → what it means. Nobody else looks at a
 * reply code to decide.
 */
import { SendmemoError } from '../failure/error.ts';
import type { Reply, ServerFacts, Stage } from '../failure/facts.ts';
import type { Failure } from '../failure/failure.ts';
import { replyText } from '../text/reply-text.ts';

export type Judgement = 'accepted' | 'transient' | 'permanent' | 'protocol';

/** Positive replies that belong to one verb alone: to another they mean that the two sides are out of step. */
const ownCode: Partial<Record<Stage, number>> = {
  greeting: 220,
  starttls: 220,
  auth: 235,
  quit: 221,
};
const foreignCodes = new Set([211, 214, 220, 221, 235]);

/** @returns what a reply means at a stage. */
export function judge(reply: Reply, stage: Stage): Judgement {
  if (reply.code >= 500) return 'permanent';
  if (reply.code >= 400) return 'transient';
  if (stage === 'data') return reply.code === 354 ? 'accepted' : 'protocol';
  if (reply.code >= 300) return 'protocol';
  const own = ownCode[stage];
  if (own !== undefined) return reply.code === own ? 'accepted' : 'protocol';
  if (stage === 'content') return 'protocol';
  return foreignCodes.has(reply.code) ? 'protocol' : 'accepted';
}

/**
 * The same for RCPT: "too many recipients" (RFC 5321, 4.5.3.1.10, also in its old form, a 552) is temporary. A 552 with
 * another enhanced code, or about the size of the message, is what it says.
 * @returns what becomes of this one recipient
 */
export function judgeRecipient(reply: Reply): Judgement {
  if (
    reply.code === 552 &&
    (reply.enhanced === null ? !speaksOfSize(reply.message) : reply.enhanced === '5.5.3')
  ) {
    return 'transient';
  }
  return judge(reply, 'rcpt');
}

/** 421: the server ends the session, whatever the command was (RFC 5321, 3.8). */
export function isClosing(reply: Reply): boolean {
  return reply.code === 421;
}

/** 503: the server expected another command (RFC 5321, 4.2.2). */
export function isOutOfSequence(reply: Reply): boolean {
  return reply.code === 503;
}

/** @returns the failure of a reply that was not accepted; `sizeBytes` of the message, where known, for SIZE. */
export function replyFailure(
  server: ServerFacts,
  stage: Stage,
  reply: Reply,
  sizeBytes: number | null = null,
): Failure {
  if (isClosing(reply)) return { code: 'TRANSIENT', reason: 'transient', server, stage, reply };
  switch (judge(reply, stage)) {
    case 'transient':
    case 'permanent':
      if (refusesSize(stage) && isAboutSize(reply)) {
        return { code: 'SIZE', reason: 'size-refused', server, stage, sizeBytes, reply };
      }
      return reply.code < 500
        ? { code: 'TRANSIENT', reason: 'transient', server, stage, reply }
        : { code: 'REFUSED', reason: 'refused', server, stage, reply };
    case 'protocol':
    case 'accepted':
      return { code: 'PROTOCOL', reason: 'protocol-reply', server, stage, text: replyText(reply) };
  }
}

/** @throws SendmemoError TRANSIENT, REFUSED, SIZE, PROTOCOL, where the reply is not accepted at this stage */
export function requireAccepted(
  server: ServerFacts,
  stage: Stage,
  reply: Reply,
  sizeBytes: number | null = null,
): void {
  if (judge(reply, stage) === 'accepted') return;
  throw new SendmemoError(replyFailure(server, stage, reply, sizeBytes));
}

function refusesSize(stage: Stage): boolean {
  return stage === 'mail' || stage === 'data' || stage === 'content' || stage === 'final';
}

/**
 * Whether a refusal is about the size of the message: by its enhanced code (RFC 3463: x.2.3 and x.3.4), by 552 where
 * no enhanced code says otherwise (Gmail refuses content with 552 5.7.0), or by its text (Courier's 534).
 */
function isAboutSize({ code, enhanced, message }: Reply): boolean {
  if (enhanced !== null && /^.\.(?:2\.3|3\.4)$/.test(enhanced)) return true;
  if (code === 552 && (enhanced === null || !/^5\.[1567]\./.test(enhanced))) return true;
  return speaksOfSize(message);
}

/** Words about the message's size, and not about the length of a line, a header or a list of recipients. */
function speaksOfSize(message: string): boolean {
  if (/\b(?:headers?|lines?|recipients?|connections?|rate|address|command)\b/i.test(message)) return false;
  return (
    /\b(?:too (?:big|large)|larger than)\b/i.test(message) ||
    /\b(?:message|mail) (?:is )?too long\b/i.test(message) ||
    (/\b(?:size|length)\b/i.test(message) && /\b(?:exceed|over |maximum|limit)/i.test(message))
  );
}
