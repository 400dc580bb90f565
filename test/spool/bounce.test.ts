import { simpleParser } from 'mailparser';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failure/failure.ts';
import type { BounceFacts } from '../../src/spool/bounce.ts';
import { createBounce, wantsBounce } from '../../src/spool/bounce.ts';
import type { Claim, EntryRecipient } from '../../src/spool/store.ts';
import { reply, server } from './run.ts';

const original = 'From: <printer@example.com>\r\nSubject: Toner\r\nX-Job: 4711\r\n\r\nbody line\r\n';

function claimOf(changes: Partial<Claim['entry']> = {}, message = original): Claim {
  return {
    entry: {
      id: '0mm7xyz120123456789abcdef',
      state: 'active',
      messageId: '<1@example.com>',
      subject: 'Toner',
      sender: { address: 'printer@example.com', needsSmtpUtf8: false },
      recipients: [],
      dsn: null,
      sizeBytes: Buffer.byteLength(message),
      eightBit: false,
      smtpUtf8: false,
      queuedAt: '2026-03-01T12:00:00.000Z',
      agedFrom: '2026-03-01T12:00:00.000Z',
      nextTry: '2026-03-01T12:00:00.000Z',
      tries: 3,
      lastFailure: null,
      submittedBy: null,
      transit: null,
      claimedBy: null,
      ...changes,
    },
    openMessage: () => Readable.from([Buffer.from(message)]),
    noteBounce: async () => false,
    record: async () => {},
    release: async () => {},
    finish: async () => {},
  };
}

function refused(address: string, said: EntryRecipient['lastReply'], needsSmtpUtf8 = false): EntryRecipient {
  return { address, needsSmtpUtf8, state: 'refused', lastReply: said };
}

const recipients: Failure = {
  code: 'RECIPIENTS',
  reason: 'recipients',
  server,
  refused: 1,
  deferred: 0,
  accepted: 0,
  permanent: true,
};
const expired: Failure = { code: 'TRANSIENT', reason: 'expired', maxAgeSeconds: 432_000, last: 'CONNECT' };

const facts: BounceFacts = {
  refused: [refused('a@example.com', reply(550, '5.1.1', 'no such user'))],
  failure: recipients,
  now: new Date('2026-03-01T12:30:00Z'),
  hostName: 'print.example.com',
  describe: null,
};

async function bounceOf(claim: Claim, changes: Partial<BounceFacts> = {}) {
  const entry = await createBounce(claim, { ...facts, ...changes });
  const octets = await buffer(entry.message);
  return { entry, octets, text: octets.toString(), mail: await simpleParser(octets) };
}

/** A part of the report by its type, as it stands on the wire. */
function part(text: string, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(text)?.[1];
  for (const each of text.split(`\r\n--${boundary}`).slice(1)) {
    const end = each.indexOf('\r\n\r\n');
    if (each.slice(0, end).includes(`Content-Type: ${type}`)) return each.slice(end + 4);
  }
  throw new Error(`no ${type}`);
}

describe('the DSN', () => {
  test('is a multipart/report from the null sender to the sender, for machines and for people', async () => {
    const { entry, text, mail } = await bounceOf(claimOf());
    expect(entry.envelope).toEqual({
      sender: { address: '', needsSmtpUtf8: false },
      recipients: [{ address: 'printer@example.com', needsSmtpUtf8: false }],
      dsn: null,
    });
    expect(mail.headers.get('content-type')).toMatchObject({
      value: 'multipart/report',
      params: { 'report-type': 'delivery-status' },
    });
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(mail.messageId).toBe(entry.messageId);
    expect(mail.inReplyTo).toBe('<1@example.com>');
    expect(mail.date?.toISOString()).toBe('2026-03-01T12:30:00.000Z');
    expect(mail.text).toContain('a@example.com');
    expect(mail.text).toContain('550 5.1.1 no such user');
    expect(part(text, 'message/delivery-status').trimEnd().split('\r\n')).toEqual([
      'Reporting-MTA: dns; print.example.com',
      'Arrival-Date: Sun, 01 Mar 2026 12:00:00 +0000',
      '',
      'Final-Recipient: rfc822; a@example.com',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      'Last-Attempt-Date: Sun, 01 Mar 2026 12:30:00 +0000',
    ]);
    expect(part(text, 'text/rfc822-headers')).toContain('X-Job: 4711');
    expect(text).not.toContain('body line');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(entry).toMatchObject({ eightBit: false, smtpUtf8: false });
  });

  test('RET=FULL brings the whole message back, the envelope id is repeated', async () => {
    const { text } = await bounceOf(claimOf({ dsn: { notify: null, ret: 'full', envid: 'QQ314159' } }));
    expect(part(text, 'message/delivery-status')).toMatch(/^Original-Envelope-Id: QQ314159\r\n/);
    expect(part(text, 'message/rfc822')).toContain('body line');
  });

  test('a message whose time ran out is 4.4.7, also without a word of the server', async () => {
    const { text } = await bounceOf(claimOf(), {
      failure: expired,
      refused: [refused('a@example.com', null)],
    });
    const status = part(text, 'message/delivery-status');
    expect(status).toContain('Status: 4.4.7\r\n');
    expect(status).toContain('Diagnostic-Code: x-sendmemo; TRANSIENT expired\r\n');
  });

  test('what a server said makes no fields and no lines of its own', async () => {
    const said = reply(550, '5.7.1', 'no\r\nAction: delivered\u0000 für dich');
    const { text, mail } = await bounceOf(claimOf(), { refused: [refused('a@example.com', said)] });
    expect(part(text, 'message/delivery-status').match(/^Action:/gm)).toHaveLength(1);
    expect(text).not.toContain('\u0000');
    expect(mail.text).toContain('für dich');
  });

  test('sentences of another language arrive as they are', async () => {
    const describe = () => '5 日間にわたって再送しましたが、断念しました。';
    const { entry, mail, octets } = await bounceOf(claimOf(), { failure: expired, describe });
    expect(mail.text).toContain('5 日間にわたって再送しましたが、断念しました。');
    expect(octets.every((octet) => octet < 0x80)).toBe(true);
    expect(entry.eightBit).toBe(false);
  });

  test('8-bit originals and UTF-8 addresses are declared', async () => {
    const message = 'From: <printer@example.com>\r\nSubject: für\r\n\r\nbody\r\n';
    const { entry, text } = await bounceOf(claimOf({ smtpUtf8: true, eightBit: true }, message), {
      refused: [refused('jürgen@example.com', null, true)],
    });
    expect(entry).toMatchObject({ eightBit: true, smtpUtf8: true });
    expect(part(text, 'message/global-delivery-status')).toContain(
      'Final-Recipient: utf-8; jürgen@example.com',
    );
    expect(part(text, 'message/global-headers')).toContain('Subject: für');
  });

  test('the same refusal makes the same id, another one another', async () => {
    const one = await bounceOf(claimOf());
    const again = await bounceOf(claimOf(), { now: new Date('2026-03-02T00:00:00Z') });
    const other = await bounceOf(claimOf(), { refused: [refused('b@example.com', null)] });
    const retried = await bounceOf(claimOf({ agedFrom: '2026-03-09T12:00:00.000Z' }));
    expect(again.entry.id).toBe(one.entry.id);
    expect(new Set([one, other, retried].map(({ entry }) => entry.id)).size).toBe(3);
  });

  test('a header without an end goes back only in part', async () => {
    const endless = 'X-Long: x\r\n'.repeat(20_000);
    const { octets } = await bounceOf(claimOf({}, endless));
    expect(octets.length).toBeLessThan(70 * 1024);
  });
});

describe('who gets a DSN', () => {
  const sender = { address: 'printer@example.com', needsSmtpUtf8: false };
  const dsn = (notify: 'never' | readonly ('failure' | 'delay' | 'success')[] | null) => ({
    notify,
    ret: null,
    envid: null,
  });
  test.each([
    ['a sender', { sender, dsn: null }, true],
    ['the null sender, never', { sender: { ...sender, address: '' }, dsn: dsn(['failure']) }, false],
    ['NOTIFY=NEVER, none', { sender, dsn: dsn('never') }, false],
    ['NOTIFY=SUCCESS alone, none', { sender, dsn: dsn(['success']) }, false],
    ['NOTIFY=FAILURE', { sender, dsn: dsn(['delay', 'failure']) }, true],
    ['RET or ENVID alone', { sender, dsn: dsn(null) }, true],
  ] as const)('%s', (_title, entry, wanted) => {
    expect(wantsBounce(entry)).toBe(wanted);
  });
});
