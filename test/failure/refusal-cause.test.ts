import { describe, expect, it } from 'vitest';
import type { Reply, SessionFacts, Stage } from '../../src/failure/facts.ts';
import { refusalCause } from '../../src/failure/refusal-cause.ts';
import { english } from '../../src/words/en.ts';
import { japanese } from '../../src/words/ja.ts';
import { describeFailure } from '../../src/words/language.ts';

/** `550 5.7.1 text`. */
function replyOf(text: string): Reply {
  const [, code = '', enhanced = null, message = ''] = /^(\d{3})(?: (\d\.\d+\.\d+))? ?(.*)$/.exec(text) ?? [];
  return { code: Number(code), enhanced, message, lines: [message] };
}

const plain: SessionFacts = { encrypted: false, clientCertificate: false, loggedIn: false };
const secured: SessionFacts = { ...plain, encrypted: true };
const server = { host: 'mail.example.com', port: 465, address: '192.0.2.1' };

describe('the cause of a refusal', () => {
  it.each<[Stage, string, SessionFacts | undefined, string | null]>([
    ['mail', '530 5.7.0 Must issue a STARTTLS command first', plain, 'starttls-first'],
    ['mail', '550 5.7.0 Authentication required', plain, 'login-first'],
    ['mail', '530 5.7.57 SMTP; Client was not authenticated to send mail', plain, 'login-first'],
    ['mail', '454 4.7.0 not authenticated', secured, 'login-or-certificate'],
    ['mail', '454 4.7.0 not authenticated', { ...secured, loggedIn: true }, 'client-certificate'],
    ['mail', '454 4.7.0 not authenticated', { ...secured, clientCertificate: true }, 'login-first'],
    ['rcpt', '550 5.7.1 Client certificate not trusted', secured, 'client-certificate'],
    [
      'mail',
      '550 5.7.30 Basic authentication is not supported for Client Submission.',
      { ...secured, loggedIn: true },
      'passwords-off',
    ],
    ['final', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', secured, 'send-as'],
    [
      'final',
      '554 5.2.252 SendAsDenied; a@example.com not allowed to send as b@example.com',
      secured,
      'send-as',
    ],
    ['rcpt', '553 5.7.1 <a@example.com>: Sender address rejected: not owned by user b', secured, 'send-as'],
    [
      'final',
      '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@example.com',
      secured,
      'address-not-verified',
    ],
    ['rcpt', '550 5.7.1 Relaying denied', plain, 'relay-denied'],
    ['rcpt', '554 5.7.1 <b@example.net>: Relay access denied', plain, 'relay-denied'],
    ['rcpt', '454 4.7.1 <b@example.net>: Relay access denied', plain, 'relay-denied'],
    ['final', '550 5.7.26 This mail is unauthenticated', secured, 'sender-policy'],
    ['final', '550 5.7.1 rejected because of its DMARC policy', plain, 'sender-policy'],
    ['final', '550 5.7.25 No', plain, 'reverse-dns'],
    ['greeting', '554 5.7.1 Service unavailable; listed by zen.spamhaus.example', plain, 'block-list'],
    ['mail', '553 5.1.8 <a@b.invalid>... Domain of sender address does not exist', plain, 'sender-domain'],
    ['mail', '501 5.1.8 No', plain, 'sender-domain'],
    ['mail', '553 sorry', plain, 'sender-domain'],
    ['rcpt', '450 4.7.1 Try again later', plain, 'greylisted'],
    ['rcpt', '451 Greylisted, please come back', plain, 'greylisted'],
    ['greeting', '421 4.7.0 Too many connections', plain, 'rate-limited'],
    ['mail', '421 4.7.28 Unusual rate of mail', plain, 'rate-limited'],
    ['greeting', '421 4.7.66 No', plain, 'rate-limited'],
    ['mail', '452 4.3.1 Insufficient system storage', plain, 'disk-full'],
    ['rcpt', '452 4.2.2 Mailbox full', plain, 'mailbox-full'],
    ['rcpt', '550 5.1.1 No such user', plain, 'no-such-user'],
    ['ehlo', '421 4.3.0 Temporary internal error', plain, 'server-fault'],
    ['mail', '550 5.7.1 No', plain, null],
    ['ehlo', '550 Bad name', plain, null],
  ])('at %s, %s', (stage, text, session, cause) => {
    expect(refusalCause(stage, replyOf(text), session)).toBe(cause);
  });

  it('takes time that grows with the text only', () => {
    const message = `${'message size sender domain not '.repeat(3000)}!`;
    const reply = { code: 550, enhanced: null, message, lines: [message] };
    expect(refusalCause('mail', reply, plain)).toBeNull();
  });
});

describe.each([english, japanese])('a hint', (language) => {
  const hintOf = (failure: Parameters<typeof describeFailure>[1]) =>
    describeFailure(language, failure).hint ?? '';

  it('never advises what is set', () => {
    const silent = { code: 'NO_GREETING', reason: 'no-greeting', server, seconds: 1 } as const;
    for (const closed of [true, false]) {
      expect(hintOf({ ...silent, closed, session: secured })).not.toContain('EnableTLS = 2');
      expect(hintOf({ ...silent, closed, session: plain })).toContain('EnableTLS = 2');
    }
    expect(
      hintOf({ ...silent, closed: true, session: { ...secured, clientCertificate: true } }),
    ).not.toContain('CertFile');
  });

  it('about a token does not speak of a password', () => {
    const refused = {
      code: 'AUTH',
      reason: 'auth-refused',
      server,
      user: 'u',
      reply: replyOf('535 5.7.8 No'),
    } as const;
    expect(hintOf({ ...refused, mechanism: 'XOAUTH2' })).not.toBe(hintOf({ ...refused, mechanism: 'PLAIN' }));
    expect(hintOf({ ...refused, mechanism: 'XOAUTH2' })).not.toContain('auth-password-file');
    const faulty = { ...refused, mechanism: 'PLAIN', reply: replyOf('535 internal error') };
    expect(hintOf(faulty)).not.toContain('auth-user');
  });

  it('about a missing login names the login, not the sender', () => {
    const reply = replyOf('550 5.7.0 Authentication required');
    const hint = hintOf({ code: 'REFUSED', reason: 'refused', server, stage: 'mail', reply, session: plain });
    expect(hint).toContain('auth-user');
    expect(hint).not.toContain('--from');
  });

  it('about recipients follows what the server said of one', () => {
    const some = {
      code: 'RECIPIENTS',
      reason: 'recipients',
      server,
      refused: 1,
      deferred: 0,
      accepted: 0,
      permanent: true,
    } as const;
    expect(hintOf({ ...some, example: replyOf('550 5.7.1 Relaying denied') })).toContain('auth-user');
    expect(hintOf({ ...some, example: replyOf('550 5.1.1 No such user') })).not.toContain('auth-user');
  });
});
