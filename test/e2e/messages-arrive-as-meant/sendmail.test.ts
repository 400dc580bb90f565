/** The sendmail entry: what cron, PHP, git and the others pass (section 4). */
import { describe, expect, it } from 'vitest';
import { commandPath, run } from '../support/command.ts';
import { arrived, expectCleanWire, headerOf, parsed } from '../support/mail.ts';
import { expectQuiet, expectSaid } from '../support/result.ts';
import { submit } from '../support/submission.ts';
import type { Submission, Submitted } from '../support/submission.ts';
import { directory } from '../support/directory.ts';
import { startMailServer } from '../support/mail-server.ts';
import { spawn } from 'node:child_process';

const message = 'From: app@example.com\nTo: ops@example.com\nBcc: hidden@example.net\nSubject: s\n\ntext\n';
const bare = 'Subject: s\n\ntext\n';

async function sendmail(args: readonly string[], stdin: string, more: Submission = {}): Promise<Submitted> {
  const sent = await submit({ program: 'sendmail', args, stdin, ...more });
  expectCleanWire(sent);
  return sent;
}

const recipients = (sent: Submitted) =>
  sent.transactions[0]?.to.map((one) => /<(.*?)>/.exec(one)?.[1]).toSorted();
const sender = (sent: Submitted) => /<(.*?)>/.exec(sent.transactions[0]?.from ?? '')?.[1];

describe.concurrent('the argument lists of', () => {
  const both = ['hidden@example.net', 'ops@example.com'];
  const callers: readonly [string, readonly string[], string, readonly string[], string | null][] = [
    ['vixie-cron', ['-i', '-FCronDaemon', '-B8BITMIME', '-oem', 'root'], bare, ['root'], null],
    ['cronie', ['-FCronDaemon', '-i', '-odi', '-oem', '-oi', '-t', '-f', 'root'], message, both, null],
    ['busybox crond', ['-ti'], message, both, 'app@example.com'],
    ['PHP', ['-t', '-i'], message, both, 'app@example.com'],
    ['PHP with -f', ['-t', '-i', '-fbounce@example.com'], message, both, 'bounce@example.com'],
    [
      'git send-email',
      ['-f', 'dev@example.com', '-i', 'a@example.com', 'b@example.com'],
      message,
      ['a@example.com', 'b@example.com'],
      'dev@example.com',
    ],
    ['bsd-mailx', ['-i', 'a@example.com'], message, ['a@example.com'], 'app@example.com'],
    [
      's-nail',
      ['-i', '-r', 'me@example.com', '--', 'a@example.com'],
      message,
      ['a@example.com'],
      'me@example.com',
    ],
    [
      'mutt',
      ['-oem', '-oi', '-f', 'me@example.com', '-N', 'failure,delay', '-R', 'hdrs', '--', 'a@example.com'],
      message,
      ['a@example.com'],
      'me@example.com',
    ],
    ['CUPS', ['-i', 'a@example.com'], message, ['a@example.com'], 'app@example.com'],
    ['LPRng', ['-oi', '-t'], message, both, 'app@example.com'],
    ['smartd', ['-i', '-t'], message, both, 'app@example.com'],
    ['mdadm', ['-t'], message, both, 'app@example.com'],
    ['at', ['-i', 'root'], bare, ['root'], null],
    ['logwatch', ['-t', '-oi'], message, both, 'app@example.com'],
    ['split forms', ['-o', 'i', '-B', '8BITMIME', '-F', 'Full Name', '-t'], message, both, 'app@example.com'],
    ['-bm and -v', ['-bm', '-i', '-t'], message, both, 'app@example.com'],
    ['-O', ['-O', 'DeliveryMode=i', '-ODeliveryMode=b', '-t'], message, both, 'app@example.com'],
    [
      '-t with more recipients',
      ['-t', 'c@example.com'],
      message,
      ['c@example.com', ...both],
      'app@example.com',
    ],
    ["-f ''", ['-f', '', '-t'], message, both, ''],
    ["-f '<>'", ['-f', '<>', '-t'], message, both, ''],
    ['-f joined', ['-f<x@example.com>', '-t'], message, both, 'x@example.com'],
    ['a list', ['-i', 'a@example.com,b@example.com'], bare, ['a@example.com', 'b@example.com'], null],
  ];
  it.each(callers)('%s deliver once', async (_, args, stdin, to, from) => {
    const sent = await sendmail(args, stdin);
    expectQuiet(sent);
    expect(sent.transactions).toHaveLength(1);
    expect(recipients(sent)).toEqual(to);
    if (from !== null) expect(sender(sent)).toBe(from);
    expect(arrived(sent).toString()).not.toMatch(/hidden|^bcc/im);
    expect((await parsed(arrived(sent))).text).toBe('text\n');
  });
});

describe.concurrent('sendmail', () => {
  it("sends cron's own message from `from`, and keeps the name that cron gives", async () => {
    const cron = 'From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@vm> job\n\ntext\n';
    const sent = await sendmail(['-i', '-FCronDaemon', 'root'], cron, { cfg: 'from = cron@example.com\n' });
    expectQuiet(sent);
    expect(sender(sent)).toBe('cron@example.com');
    expect(recipients(sent)).toEqual(['root']);
    expect(headerOf(arrived(sent))).toMatch(/^From: cron@example\.com \(Cron Daemon\)\r?$/m);
  });

  it.each([
    ['-t', '-i', '-fx@example.com', '--log-file=shell.php'],
    ['-i', 'ops@example.com', '--server-dir=/tmp/x@example.com'],
    ['-i', 'ops@example.com', '-f', 'x@example.com'],
  ])('takes no option that a caller may have smuggled in: %j', async (...args) => {
    const sent = await sendmail(args, message);
    expectSaid(sent, 64);
    expect(sent.connections).toHaveLength(0);
  });

  it('writes the full name of -F into a From that it adds', async () => {
    const sent = await sendmail(['-i', '-FCron Daemon', '-f', 'root@example.com', 'ops'], bare);
    expect(headerOf(arrived(sent))).toMatch(/^From: "?Cron Daemon"? <root@example\.com>\r?$/m);
  });

  it('ends at a lone dot without -i, and not with it', async () => {
    const dotted = 'From: a@example.com\n\nbefore\n.\nafter\n';
    expect((await parsed(arrived(await sendmail(['x@example.com'], dotted)))).text).toBe('before\n');
    for (const keep of ['-i', '-oi']) {
      const whole = await sendmail([keep, 'x@example.com'], dotted);
      expect((await parsed(arrived(whole))).text).toBe('before\n.\nafter\n');
    }
  });

  it('asks for DSN with -N and -R and -V', async () => {
    const sent = await sendmail(['-i', '-N', 'never', '-Rhdrs', '-V', 'env1', 'x@example.com'], message);
    expect(sent.transactions[0]?.to[0]).toMatch(/NOTIFY=NEVER/i);
    expect(sent.transactions[0]?.from).toMatch(/RET=HDRS/i);
    expect(sent.transactions[0]?.from).toMatch(/ENVID=env1/);
  });

  it('is also a command of sendmemo', async () => {
    const sent = await submit({ args: ['sendmail', '-oi', '-t'], stdin: message });
    expectQuiet(sent);
    expect(recipients(sent)).toEqual(['hidden@example.net', 'ops@example.com']);
  });

  it('takes -C as --config', async () => {
    await using home = await directory({ 'x.cfg': 'EnableTSL = 1\n' });
    const sent = await sendmail(['-C', home.file('x.cfg'), '-t'], message);
    expectSaid(sent, 78, /x\.cfg:1:/);
    expect(sent.connections).toHaveLength(0);
  });

  it.each(['-bd', '-bi', '-bt', '-bv'])('refuses %s by name', async (option) => {
    const sent = await sendmail([option], '');
    expectSaid(sent, 64, new RegExp(option));
  });

  it('without a recipient is 64, with -t and none in the message too', async () => {
    for (const args of [['-i'], ['-t', '-i']]) {
      const sent = await sendmail(args, 'From: a@example.com\nSubject: x\n\ntext\n');
      expect([64, 65]).toContain(sent.status);
      expect(sent.connections).toHaveLength(0);
    }
  });

  it('never drops a bad recipient silently', async () => {
    const sent = await sendmail(['-i', 'good@example.com', 'a b@example.com'], message);
    expectSaid(sent, 65);
    expect(sent.transactions).toHaveLength(0);
  });

  it('speaks SMTP on standard input with -bs', async () => {
    const script = [
      'EHLO app.example.com',
      'MAIL FROM:<app@example.com> XYZ=1',
      'MAIL FROM:<app@example.com>',
      'RCPT TO:<ops@example.com>',
      'DATA',
      ...message.trimEnd().split('\n'),
      '..dot',
      '.',
      'QUIT',
      '',
    ].join('\r\n');
    const sent = await sendmail(['-bs'], script);
    expect(sent.status, sent.stderr).toBe(0);
    expect(sent.stdout.match(/^\d{3}/)?.[0]).toBe('220');
    expect(sent.stdout).toMatch(/^555 5\.5\.4 /m);
    expect(sent.stdout).toMatch(/^221[ -]/m);
    expect(recipients(sent)).toEqual(['ops@example.com']);
    expect(arrived(sent).toString()).toMatch(/\r\n\.dot\r\n$/);
  });

  describe('-bs with recipients of different fates', () => {
    const session = (...to: readonly string[]) =>
      [
        'EHLO app.example.com',
        'MAIL FROM:<app@example.com>',
        ...to.map((one) => `RCPT TO:<${one}>`),
        'DATA',
        ...message.trimEnd().split('\n'),
        '.',
        'QUIT',
        '',
      ].join('\r\n');
    const refusing = (replies: Readonly<Record<string, string>>) => ({
      on: (verb: string, argument: string) =>
        verb === 'RCPT' ? replies[/<(.*?)>/.exec(argument)?.[1] ?? ''] : undefined,
    });
    /** The reply to the final dot. */
    const answer = (sent: Submitted) => sent.stdout.split('\r\n').at(-3)?.slice(0, 3);

    it('answers 250 where somebody has the message, and the sender gets a DSN for the others', async () => {
      const sent = await sendmail(
        ['-bs'],
        session('ops@example.com', 'bad@example.com', 'busy@example.com'),
        {
          server: refusing({
            'bad@example.com': '550 5.1.1 No such user',
            'busy@example.com': '450 4.2.0 Later',
          }),
        },
      );
      expect(answer(sent)).toBe('250');
      expect(sent.transactions.map(({ from }) => /<(.*?)>/.exec(from)?.[1])).toEqual(['app@example.com', '']);
      const [, dsn] = sent.transactions;
      expect(dsn?.to.join()).toContain('<app@example.com>');
      const text = dsn?.message.toString() ?? '';
      expect(text).toContain('Final-Recipient: rfc822; bad@example.com\r\nAction: failed\r\nStatus: 5.1.1');
      expect(text).toContain('Final-Recipient: rfc822; busy@example.com\r\nAction: failed\r\nStatus: 4.2.0');
      expect(text).not.toContain('rfc822; ops@example.com');
    });

    it('keeps those that were deferred where the spool is on', async () => {
      const sent = await sendmail(['-bs'], session('ops@example.com', 'busy@example.com'), {
        cfg: 'delivery = spool-on-failure\n',
        server: refusing({ 'busy@example.com': '450 4.2.0 Later' }),
        after: async (place) => {
          const list = await run(['queue', 'list', '--json', '--server-dir', place.path]);
          expect(JSON.parse(list.stdout)).toMatchObject([{ recipients: [{ address: 'busy@example.com' }] }]);
        },
      });
      expect(answer(sent)).toBe('250');
      expect(sent.transactions).toHaveLength(1);
    });

    it('sends no DSN to a null sender', async () => {
      const script = session('ops@example.com', 'bad@example.com').replace('<app@example.com>', '<>');
      const sent = await sendmail(['-bs'], script, {
        server: refusing({ 'bad@example.com': '550 5.1.1 No such user' }),
      });
      expect(answer(sent)).toBe('250');
      expect(sent.transactions).toHaveLength(1);
    });

    it.each([
      [{ 'ops@example.com': '550 5.1.1 No', 'bad@example.com': '550 5.1.1 No' }, '554'],
      [{ 'ops@example.com': '450 4.2.0 Later', 'bad@example.com': '550 5.1.1 No' }, '451'],
    ])('refuses it where nobody has it: %j', async (replies, code) => {
      const sent = await sendmail(['-bs'], session('ops@example.com', 'bad@example.com'), {
        server: refusing(replies),
      });
      expect(answer(sent)).toBe(code);
      expect(sent.transactions).toEqual([]);
    });
  });

  it('is a file that runs as it is, and so is sendmemo', async () => {
    await using server = await startMailServer();
    const child = spawn(commandPath('sendmail'), ['-i', 'ops@example.com'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        SENDMEMO_SMTP_SERVER_HOST: '127.0.0.1',
        SENDMEMO_SMTP_SERVER_PORT: String(server.port),
      },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.end(message);
    const status = await new Promise((resolve) => {
      child.once('close', resolve);
    });
    expect(status).toBe(0);
    expect(server.transactions()).toHaveLength(1);
    expect((await run(['--version'])).status).toBe(0);
  });
});
