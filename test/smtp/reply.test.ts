import { describe, expect, it } from 'vitest';
import type { Reply, Stage } from '../../src/failure/facts.ts';
import { judge, judgeRecipient, replyFailure } from '../../src/smtp/reply.ts';

const server = { host: 'mail.example.com', port: 25, address: '192.0.2.1' };

function reply(code: number, enhanced: string | null = null): Reply {
  return { code, enhanced, message: 'text', lines: ['text'] };
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
});
