/** One suite through every mail server: what is submitted is what the server passes on, and nothing weaker is used. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsed } from '../e2e/support/mail.ts';
import { expectFailure, jsonOf, warningsOf } from '../e2e/support/result.ts';
import type { JsonResult } from '../e2e/support/result.ts';
import { connectRaw } from '../sink/raw-client.ts';
import { makeFiles } from './support/certificates.ts';
import type { TestFiles } from './support/certificates.ts';
import { dovecot } from './support/dovecot.ts';
import { exim } from './support/exim.ts';
import { openInbox } from './support/inbox.ts';
import type { Inbox } from './support/inbox.ts';
import { account, smallLimit } from './support/mta.ts';
import type { Mta, Role, RunningMta } from './support/mta.ts';
import { opensmtpd } from './support/opensmtpd.ts';
import { postfix } from './support/postfix-mta.ts';
import { sendmail } from './support/sendmail.ts';
import { openServerHome, submitTo } from './submission.ts';
import type { MtaSubmission, MtaSubmitted } from './submission.ts';

const servers: readonly Mta[] = [postfix, exim, opensmtpd, sendmail, dovecot];

const ca = 'CAFile = ca.pem';
const crl = `${ca}\nCrlFile = crl.pem`;
const login = `auth-user = ${account.user}\nauth-password-file = password\n`;
const from = 'printer@example.com';
const to = 'ops@example.net';

for (const server of servers) {
  const missing = await server.missing();
  if (missing !== null) console.warn(`skipped: ${server.name}: ${missing}`);
  describe.skipIf(missing !== null)(
    `${server.name}${missing === null ? '' : ` (skipped: ${missing})`}`,
    () => {
      suite(server);
    },
  );
}

function suite(server: Mta): void {
  const { facts } = server;
  let files: TestFiles;
  let inbox: Inbox;
  let mta: RunningMta;

  beforeAll(async () => {
    files = await makeFiles();
    inbox = await openInbox();
    mta = await server.start({ files: files.server, relayPort: inbox.port });
  });

  afterAll(async () => {
    await mta?.[Symbol.asyncDispose]();
    await inbox?.[Symbol.asyncDispose]();
  });

  async function send(
    role: Role,
    ssl: string,
    args: readonly string[],
    more: Partial<MtaSubmission> = {},
  ): Promise<MtaSubmitted> {
    return await submitTo({ args: () => args, ...more, ...place(role, ssl, more) });
  }

  /** Port, configuration and files of a run. */
  function place(role: Role, ssl: string, { cfg = '', files: added = {} }: Partial<MtaSubmission> = {}) {
    const port = mta.ports[role];
    if (port === undefined) throw new Error(`no port ${role}`);
    return {
      port,
      ssl: `${ssl}\n`,
      cfg: facts.authentication === 'always' && !cfg.includes('auth-user') ? cfg + login : cfg,
      files: { ...files.client, password: `${account.password}\n`, ...added },
    };
  }

  const memo = ['--json', '-f', from, '-s', 'Toner', '-b', 'low', to];

  async function expectSent(sent: MtaSubmitted, recipients = 1) {
    expect(sent.status, `${sent.stderr}${sent.stdout}${sent.status === 0 ? '' : await mta.log()}`).toBe(0);
    const json = jsonOf(sent);
    const copies = await inbox.waitFor(String(json.messageId), recipients);
    return { json, copies };
  }

  async function expectNotSent(sent: MtaSubmitted, status: number, code: string): Promise<JsonResult> {
    if (sent.status !== status) expect.fail(`${sent.stderr}${sent.stdout}${await mta.log()}`);
    const json = expectFailure(sent, status, code);
    expect(json).toMatchObject({ accepted: [], response: null });
    expect(json.error?.hint).toBeTruthy();
    return json;
  }

  it('offers what is known of it', async () => {
    await using client = await connectRaw(mta.ports.starttls ?? 0);
    await client.reply();
    await client.say('EHLO client.example.com');
    await client.say('STARTTLS');
    await client.secure({ ca: files.client['ca.pem'], host: '127.0.0.1' });
    const keywords = (await client.say('EHLO client.example.com'))
      .split('\n')
      .slice(1)
      .map((line) => line.slice(4).split(/[ =]/)[0]?.toUpperCase());
    const known = ['8BITMIME', 'CHUNKING', 'DSN', 'PIPELINING', 'SIZE', 'SMTPUTF8'];
    expect(known.filter((name) => keywords.includes(name))).toEqual(facts.extensions);
  });

  it.each([
    ['in the clear', 'starttls', 0],
    ['over STARTTLS', 'starttls', 1],
    ['over SMTPS', 'smtps', 2],
  ] as const)('passes on what was submitted %s', async (_, role, enable) => {
    const attachment = randomBytes(50_000);
    const text = 'Warteschlange PRT1: Toner niedrig\n.\n..\nキュー PRT1\n';
    const sent = await send(role, `EnableTLS = ${enable}\n${ca}`, [], {
      ...(enable === 0 && facts.authentication === 'always'
        ? { cfg: `${login}auth-allow-insecure = 1\n` }
        : {}),
      files: { 'report.pdf': attachment },
      stdin: text,
      args: (file) => [
        '--json',
        `--from=Print server <${from}>`,
        '--subject=PRT1: 用紙切れ',
        `--attach=${file('report.pdf')}`,
        `--to=Ops <${to}>`,
        '--cc=desk@example.com',
        '--bcc=audit@example.net',
      ],
    });
    const { json, copies } = await expectSent(sent, 3);
    expect(json.accepted).toEqual([to, 'desk@example.com', 'audit@example.net']);
    expect(copies.flatMap((copy) => copy.to).toSorted()).toEqual(json.accepted.toSorted());
    for (const copy of copies) {
      expect(copy.from).toBe(from);
      expect(copy.content).not.toMatch(/^bcc:|audit@example\.net/im);
    }
    const mail = await parsed(Buffer.from(copies[0]?.content ?? '', 'latin1'));
    expect(mail.subject).toBe('PRT1: 用紙切れ');
    expect(mail.from?.value).toEqual([{ address: from, name: 'Print server' }]);
    expect(mail.text).toBe(text);
    expect(digest(mail.attachments[0]?.content)).toBe(digest(attachment));
    if (enable === 0) expect(json.tls).toBe(null);
    else expect(json.tls).toMatchObject({ version: facts.version, verify: 'OK', verifyErrors: [] });
  });

  it('takes 25 MiB', async () => {
    const attachment = randomBytes(25 * 1024 * 1024);
    const sent = await send('starttls', `EnableTLS = 1\n${ca}`, [], {
      files: { 'scan.tif': attachment },
      args: (file) => [...memo, `--attach=${file('scan.tif')}`],
      patienceMs: 90_000,
    });
    const { copies } = await expectSent(sent);
    const mail = await parsed(Buffer.from(copies[0]?.content ?? '', 'latin1'));
    expect(digest(mail.attachments[0]?.content)).toBe(digest(attachment));
  });

  type Used = readonly [what: string, Role, ssl: string, warnings: number, expected: object];
  const used: readonly Used[] = [
    ['nothing newer than TLS 1.2', 'old', ca, 0, { version: 'TLSv1.2', verify: 'OK' }],
    ['a CRL that revokes another', 'starttls', crl, 0, { verify: 'OK' }],
    ['an unknown CA, ignored', 'starttls', 'IgnoreCertificateErrors = 1', 1, { verify: 'FAIL' }],
    ['another name, not compared', 'named', `${ca}\nCertValidationIgnoreHostName = 1`, 1, { verify: 'OK' }],
    [
      'the client certificate that it requires',
      'asks',
      `${ca}\nCertFile = client.pem\nKeyFile = client.pem`,
      0,
      { verify: 'OK' },
    ],
  ];
  it.each(used)('is used with %s', async (_, role, ssl, warnings, tls) => {
    const insecure = facts.authentication === 'always' && ssl.includes('IgnoreCertificateErrors');
    const cfg = insecure ? `${login}auth-allow-insecure = 1\n` : '';
    const sent = await send(role, `EnableTLS = 1\n${ssl}`, memo, { cfg });
    const { json } = await expectSent(sent);
    expect(json.tls).toMatchObject(tls);
    expect(warningsOf(sent)).toHaveLength(warnings + (insecure ? 1 : 0));
  });

  type Refused = readonly [what: string, Role, enable: number, ssl: string, status: number, code: string];
  const refusedSessions: readonly Refused[] = [
    ['a certificate for another name', 'named', 1, ca, 76, 'CERT_HOSTNAME'],
    ['a revoked certificate', 'revoked', 1, crl, 76, 'CERT_REVOKED'],
    ['an unknown CA', 'starttls', 1, 'CAFile = stranger.pem', 76, 'CERT_UNTRUSTED'],
    ['an unknown CA', 'smtps', 2, 'CAFile = stranger.pem', 76, 'CERT_UNTRUSTED'],
    ['plain text where TLS was to come', 'starttls', 2, ca, 76, 'NOT_TLS_PORT'],
    ['no client certificate', 'asks', 1, ca, ...facts.noClientCertificate],
    [
      'a client certificate of another CA',
      'asks',
      1,
      `${ca}\nCertFile = foreign.pem\nKeyFile = foreign.pem`,
      ...facts.noClientCertificate,
    ],
    ['TLS 1.2 where 1.3 is demanded', 'old', 1, `${ca}\nMinProtocol = TLSv1.3`, 76, 'TLS_HANDSHAKE'],
  ];
  it.each(refusedSessions)('gets nothing with %s (%s, EnableTLS = %i)', async (...row) => {
    const [, role, enable, ssl, status, code] = row;
    const before = inbox.messages.length;
    await expectNotSent(await send(role, `EnableTLS = ${enable}\n${ssl}`, memo), status, code);
    expect(inbox.messages).toHaveLength(before);
  });

  it('waits for TLS on its SMTPS port: EnableTLS = 1 gets no greeting, and the hint names the setting', async () => {
    const sent = await send('smtps', `EnableTLS = 1\n${ca}`, memo, { cfg: 'greeting-timeout = 1\n' });
    const json = await expectNotSent(sent, 75, 'NO_GREETING');
    expect(json.error?.hint).toContain('EnableTLS = 2');
  });

  const withAccounts = () => {
    it('authenticates', async () => {
      await expectSent(await send('auth', `EnableTLS = 1\n${ca}`, memo, { cfg: login }));
    });

    it.each(['plain', 'login'])('authenticates by %s', async (method) => {
      const cfg = `${login}auth-method = ${method}\n`;
      await expectSent(await send('auth', `EnableTLS = 1\n${ca}`, memo, { cfg }));
    });

    it('rejects a wrong password', async () => {
      const sent = await send('auth', `EnableTLS = 1\n${ca}`, memo, {
        cfg: login,
        files: { password: 'wrong\n' },
      });
      await expectNotSent(sent, 77, 'AUTH');
    });
  };
  if (facts.authentication !== 'none') withAccounts();

  it('is not sent a message over its SIZE', async () => {
    const large = ['--json', '-f', from, to];
    const sent = await send('small', `EnableTLS = 1\n${ca}`, large, {
      stdin: `${'x'.repeat(70)}\n`.repeat(2000),
    });
    const json = await expectNotSent(sent, 65, 'SIZE');
    expect(json.error?.message).toContain(String(smallLimit));
  });

  it('rejects some recipients, and the others have it', async () => {
    const wanted = [to, 'refused@example.net', 'desk@example.com', 'later@example.net'];
    const sent = await send('starttls', `EnableTLS = 1\n${ca}`, [
      '--json',
      '-f',
      from,
      '-b',
      'low',
      ...wanted,
    ]);
    const json = expectFailure(sent, 67, 'RECIPIENTS');
    expect(json).toMatchObject({ status: 'partial', accepted: [to, 'desk@example.com'] });
    expect(json.rejected).toMatchObject([
      { address: 'refused@example.net', code: 550 },
      { address: 'later@example.net', code: 450 },
    ]);
    await inbox.waitFor(String(json.messageId), 2);
  });

  it.each([
    ['refused@example.net', 67],
    ['later@example.net', 75],
  ])('rejects every recipient: %s', async (address, status) => {
    const sent = await send('starttls', `EnableTLS = 1\n${ca}`, ['--json', '-f', from, '-b', 'x', address]);
    await expectNotSent(sent, status, 'RECIPIENTS');
  });

  const raw = [
    `From: Druckserver <${from}>`,
    `To: ${to}`,
    'Subject: raw',
    'Message-ID: <%s@example.com>',
    'Date: Mon, 02 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Warteschlange für キュー  ',
    '.',
    '..two',
    'From here',
    'y'.repeat(facts.longestLine),
    '',
    '',
  ];

  it('takes a finished 8-bit message octet for octet', async () => {
    const message = raw.join('\n').replace('%s', 'raw8');
    const { copies } = await expectSent(
      await send('starttls', `EnableTLS = 1\n${ca}`, ['--json', '--raw', to], { stdin: message }),
    );
    const content = utf8(copies[0]?.content);
    const body = (text: string) => text.slice(text.indexOf('\n\n') + 2);
    expect(body(content)).toBe(body(message));
    for (const field of raw.slice(0, raw.indexOf('')).filter((line) => !line.startsWith('Message-ID'))) {
      expect(content.slice(0, content.indexOf('\n\n')).split('\n')).toContain(field);
    }
  });

  it('gets a line that is too long re-encoded, and its text arrives', async () => {
    const message = [...raw.slice(0, 9), 'ü'.repeat(5000), ''].join('\n').replace('%s', 'long');
    const { copies } = await expectSent(
      await send('starttls', `EnableTLS = 1\n${ca}`, ['--json', '--raw', to], { stdin: message }),
    );
    const content = copies[0]?.content ?? '';
    expect(Math.max(...content.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect((await parsed(Buffer.from(content, 'latin1'))).text).toBe(`${'ü'.repeat(5000)}\n`);
  });

  it('gets an address beyond ASCII only with SMTPUTF8', async () => {
    const sent = await send('starttls', `EnableTLS = 1\n${ca}`, [
      '--json',
      '-f',
      from,
      '-s',
      'für',
      '-b',
      'ü',
      'müller@example.net',
    ]);
    if (!facts.extensions.includes('SMTPUTF8')) {
      await expectNotSent(sent, 65, 'ADDRESS');
      return;
    }
    const { copies } = await expectSent(sent);
    expect(copies[0]?.to).toEqual(['müller@example.net']);
    expect((await parsed(Buffer.from(copies[0]?.content ?? '', 'latin1'))).subject).toBe('für');
  });

  it('passes on what was asked of delivery reports (DSN)', async () => {
    const asked = ['--notify=success,failure', '--ret=hdrs', '--envid=PRT1-4711'];
    const sent = await send('starttls', `EnableTLS = 1\n${ca}`, [...asked, ...memo]);
    const { copies } = await expectSent(sent);
    if (!facts.extensions.includes('DSN')) {
      expect(warningsOf(sent)).toHaveLength(1);
      return;
    }
    expect(copies[0]?.dsn).toEqual({ envid: 'PRT1-4711', ret: 'HDRS', notify: ['FAILURE', 'SUCCESS'] });
  });

  it('gets the null sender', async () => {
    const sent = await send('starttls', `EnableTLS = 1\n${ca}`, [...memo, '--envelope-from', '<>']);
    const { copies } = await expectSent(sent);
    expect(copies[0]?.from).toBe('');
  });

  const batch = async (role: Role, series: string, connections: number) => {
    const lines = Array.from({ length: 50 }, (_, n) => ({ key: `<${series}-${n}>`, to, from, text: 'x' }));
    const sent = await send(
      role,
      `EnableTLS = 1\n${ca}`,
      ['batch', `--connections=${connections}`, '--json'],
      {
        stdin: lines
          .map(({ key, ...line }) => JSON.stringify({ key, ...line, headers: { 'X-Batch': key } }))
          .join('\n'),
        patienceMs: 90_000,
      },
    );
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    for (const { key } of lines) await inbox.waitFor(`X-Batch: ${key}`);
  };

  it('takes a batch of 50', async () => {
    await batch('starttls', 'batch', 2);
  });

  const sessions = facts.limitsConnections ? [1, 2, 4] : [];
  it.each(sessions)('takes a batch of 50 over %i sessions where it allows one', async (connections) => {
    await batch('single', `single-${connections}`, connections);
  });

  it('takes what the spool held', async () => {
    await using home = await openServerHome(place('starttls', `EnableTLS = 1\n${ca}`));
    for (const n of [1, 2, 3]) {
      const kept = await home.run(() => ['--spool', `--header=X-Spooled: <${n}>`, ...memo]);
      expect(kept.status, kept.stderr + kept.stdout).toBe(0);
    }
    const run = await home.run(() => ['queue', 'run', '--json']);
    expect(run.status, run.stderr + run.stdout).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ sent: 3, retry: 0, failed: 0 });
    for (const n of [1, 2, 3]) await inbox.waitFor(`X-Spooled: <${n}>`);
  });

  it('is found to be in order by check', async () => {
    const before = inbox.messages.length;
    const sent = await send('starttls', `EnableTLS = 1\n${crl}`, ['check']);
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    expect(sent.stdout).not.toMatch(/^FAIL/m);
    expect(inbox.messages).toHaveLength(before);
  });

  const faults: (readonly [what: string, role: Role, setting: string])[] = [
    ['a certificate for another name', 'named', 'smtp-server-host'],
  ];
  if (facts.checkSeesClientCertificate) faults.push(['no client certificate', 'asks', 'CertFile']);
  it.each(faults)('is looked through by check: %s', async (_, role, setting) => {
    const sent = await send(role, `EnableTLS = 1\n${ca}`, ['check']);
    expect(sent.status, sent.stderr + sent.stdout).toBe(76);
    const lines = sent.stdout.split('\n').filter((line) => line.startsWith('FAIL'));
    expect(lines.join('\n'), sent.stdout).toContain(setting);
  });
}

function digest(content: Buffer | undefined): string {
  return createHash('sha256')
    .update(content ?? '')
    .digest('hex');
}

/** LF line ends. */
function utf8(octets: string | undefined): string {
  return Buffer.from(octets ?? '', 'latin1')
    .toString('utf8')
    .replaceAll('\r\n', '\n');
}
