import { describe, expect, it } from 'vitest';
import type { MailLog } from '../../src/log/mail-log.ts';
import { createPinoLog } from '../../src/log/pino-log.ts';
import { isJournal, journalDestination } from '../../src/log/syslog.ts';
import { mailbox } from '../smtp/deps.ts';

/** What the real log writes, as the journal gets it. */
function lines(say: (log: MailLog) => void): readonly string[] {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line), close: () => {} };
  say(
    createPinoLog({
      level: 'trace',
      destinations: [journalDestination(destination)],
      onLost: (reason) => written.push(`lost: ${reason}`),
    }),
  );
  return written;
}

const server = { host: 'mail.example.com', port: 25, address: '192.0.2.1' };
const reply = (code: number) => ({ code, enhanced: null, message: 'said', lines: ['said'] });

describe('the log for syslog and the journal', () => {
  it('has a line for each recipient, in the words of Postfix', () => {
    const written = lines((log) =>
      log.submitted({
        messageId: '<1@example.com>',
        sender: 's@example.com',
        outcomes: [
          { state: 'accepted', recipient: mailbox('a@example.net'), reply: reply(250) },
          { state: 'refused', recipient: mailbox('b@example.net'), reply: reply(550) },
          { state: 'deferred', recipient: mailbox('c@example.net'), reply: null },
        ],
        server,
        tls: null,
        sizeBytes: 969,
        response: '250 2.0.0 Ok: queued as 4F0D2',
        failure: {
          code: 'RECIPIENTS',
          reason: 'recipients',
          server,
          refused: 1,
          deferred: 1,
          accepted: 1,
          permanent: true,
        },
        durationMs: 52,
        queueId: null,
      }),
    );
    const line = (to: string, fate: string): string =>
      `<6><1@example.com>: from=<s@example.com>, to=<${to}@example.net>, relay=mail.example.com[192.0.2.1]:25, delay=0.05, size=969, status=${fate}\n`;
    expect(written).toEqual([
      line('a', 'sent (250 2.0.0 Ok: queued as 4F0D2)'),
      line('b', 'bounced (550 RECIPIENTS)'),
      line('c', 'deferred (RECIPIENTS)'),
    ]);
  });

  it("has sendmail's text for a TLS session", () => {
    const tls = {
      mode: 'starttls',
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      bits: 256,
      verify: 'OK',
      verifyErrors: [],
    } as const;
    expect(lines((log) => log.tlsSession(server, tls, null))).toEqual([
      '<6>STARTTLS=client, relay=mail.example.com, version=TLSv1.3, verify=OK, cipher=TLS_AES_256_GCM_SHA384, bits=256/256\n',
    ]);
  });

  it('begins with the queue id what is in the spool', () => {
    const event = { queueId: 'Q1', messageId: '<1@example.com>', sender: '' };
    const failure = { code: 'DNS', reason: 'dns-no-such-name', host: 'x' } as const;
    expect(
      lines((log) => {
        log.queued({ ...event, recipients: ['a@example.net', 'b@example.net'], sizeBytes: 5 });
        log.retryLater({ ...event, nextTry: '2026-01-01T00:00:00.000Z', tries: 2, failure });
        log.bounced({ ...event, recipients: ['a@example.net'], failure });
      }),
    ).toEqual([
      '<6>Q1: message-id=<1@example.com>, from=<>, to=<a@example.net>, to=<b@example.net>, size=5, status=queued\n',
      '<6>Q1: message-id=<1@example.com>, tries=2, next=2026-01-01T00:00:00.000Z, status=deferred (DNS)\n',
      '<6>Q1: message-id=<1@example.com>, from=<>, to=<a@example.net>, status=bounced (DNS)\n',
    ]);
  });

  it('gives each line its severity, and keeps it one line', () => {
    const written = lines((log) => {
      log.warning({ reason: 'default-trust-unavailable', detail: 'one\ntwo' });
      log.failed({ code: 'INTERNAL', reason: 'internal', detail: '' }, null);
      log.dialogue('server', '250 ok\r\n<0>forged');
    });
    expect(written.map((line) => line.slice(0, 3))).toEqual(['<4>', '<3>', '<7>']);
    expect(written.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(written[0]).toContain('default-trust-unavailable');
  });
});

describe('whether a descriptor is the journal', () => {
  it('is said by systemd alone', () => {
    expect(isJournal({}, 2)).toBe(false);
    expect(isJournal({ JOURNAL_STREAM: '' }, 2)).toBe(false);
    expect(isJournal({ JOURNAL_STREAM: '1:2' }, 2)).toBe(false);
    expect(isJournal({ JOURNAL_STREAM: '1:2' }, 9999)).toBe(false);
  });
});
