import { describe, expect, it } from 'vitest';
import type { Reply, Stage } from '../../src/failure/facts.ts';
import { judge, judgeRecipient, replyFailure } from '../../src/smtp/reply.ts';

const server = { host: 'mail.example.com', port: 25, address: '192.0.2.1' };

function reply(code: number, enhanced: string | null = null, message = 'text'): Reply {
  return { code, enhanced, message, lines: [message] };
}

describe('a reply at a stage', () => {
  const rows: readonly (readonly [number, Stage, string])[] = [
    [220, 'greeting', 'accepted'],
    [250, 'greeting', 'protocol'],
    [554, 'greeting', 'permanent'],
    [421, 'greeting', 'transient'],
    [250, 'ehlo', 'accepted'],
    [220, 'ehlo', 'protocol'],
    [220, 'starttls', 'accepted'],
    [250, 'starttls', 'protocol'],
    [235, 'auth', 'accepted'],
    [250, 'auth', 'protocol'],
    [334, 'auth', 'protocol'],
    [250, 'mail', 'accepted'],
    [354, 'mail', 'protocol'],
    [250, 'rcpt', 'accepted'],
    [251, 'rcpt', 'accepted'],
    [252, 'rcpt', 'accepted'],
    [221, 'rcpt', 'protocol'],
    [354, 'data', 'accepted'],
    [250, 'data', 'protocol'],
    [334, 'data', 'protocol'],
    [250, 'content', 'protocol'],
    [250, 'final', 'accepted'],
    [354, 'final', 'protocol'],
    [451, 'final', 'transient'],
    [221, 'quit', 'accepted'],
  ];
  it.each(rows)('%i at %s is %s', (code, stage, judgement) => {
    expect(judge(reply(code), stage)).toBe(judgement);
  });

  it.each([
    [552, 'mail', 'SIZE'],
    [552, 'data', 'SIZE'],
    [552, 'final', 'SIZE'],
    [552, 'ehlo', 'REFUSED'],
    [550, 'final', 'REFUSED'],
    [452, 'mail', 'TRANSIENT'],
    [421, 'final', 'TRANSIENT'],
    [250, 'data', 'PROTOCOL'],
  ] as const)('%i at %s is %s', (code, stage, failure) => {
    expect(replyFailure(server, stage, reply(code)).code).toBe(failure);
  });

  it('defers a recipient that is one too many, also in the old form', () => {
    expect(judgeRecipient(reply(452, '4.5.3'))).toBe('transient');
    expect(judgeRecipient(reply(552, '5.5.3'))).toBe('transient');
    expect(judgeRecipient(reply(552, '5.2.2'))).toBe('permanent');
  });

  it.each([
    [552, null, 'Requested mail action aborted: exceeded storage allocation', 'transient'],
    [552, null, 'Message size exceeds fixed limit', 'permanent'],
    [552, '5.3.4', 'Message too big', 'permanent'],
    [552, '5.5.3', 'Too many recipients', 'transient'],
    [452, null, 'Too many recipients', 'transient'],
  ] as const)('%i %s %s to RCPT is %s', (code, enhanced, message, judgement) => {
    expect(judgeRecipient(reply(code, enhanced, message))).toBe(judgement);
  });

  it.each([
    [534, null, 'SIZE=Message too big.', 'SIZE'],
    [554, '5.3.4', 'No', 'SIZE'],
    [554, '5.2.3', 'No', 'SIZE'],
    [523, null, 'Message length exceeds administrative limit', 'SIZE'],
    [550, null, 'Maximum message size exceeded', 'SIZE'],
    [554, null, 'Your message exceeded our size limits', 'SIZE'],
    [554, null, 'Message is larger than 10 MB', 'SIZE'],
    [452, '4.3.4', 'Later', 'SIZE'],
    [452, null, 'Message size exceeds the space left', 'SIZE'],
    [452, '4.3.1', 'Insufficient system storage', 'TRANSIENT'],
    [452, null, 'Too many recipients', 'TRANSIENT'],
    [552, '5.2.2', 'Mailbox full', 'SIZE'],
    [552, '5.7.0', 'Blocked for its content', 'REFUSED'],
    [554, null, 'Line length exceeds the limit', 'REFUSED'],
    [550, null, 'Message rate limit exceeded', 'REFUSED'],
    [554, '5.7.1', 'Rejected', 'REFUSED'],
  ] as const)('%i %s %s is %s', (code, enhanced, message, failure) => {
    expect(replyFailure(server, 'final', reply(code, enhanced, message)).code).toBe(failure);
  });
});
