/** Sizes, recipients, other alphabets and finished messages, as a real Postfix takes or refuses them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directory } from '../e2e/support/directory.ts';
import type { Directory } from '../e2e/support/directory.ts';
import { parsed } from '../e2e/support/mail.ts';
import { expectFailure, jsonOf } from '../e2e/support/result.ts';
import { createRoot, issueServer } from '../support/pki.ts';
import { asSent } from './laboratory.ts';
import { postfixMissing, startPostfix } from './postfix.ts';
import type { RunningPostfix } from './postfix.ts';
import { commandsOf, deliveredCopies, expectNothingTaken, submitTo } from './submission.ts';
import type { MtaSubmission } from './submission.ts';

const missing = await postfixMissing();
const limit = 50_000;

describe.skipIf(missing !== null)(`a real Postfix${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let home: Directory;
  let postfix: RunningPostfix<'small' | 'sevenBit' | 'ascii'>;

  beforeAll(async () => {
    const leaf = await issueServer(await createRoot(), { names: ['127.0.0.1'] });
    home = await directory({ 'server.pem': leaf.keyPem + leaf.certificatePem });
    postfix = await startPostfix({
      certFile: home.file('server.pem'),
      keyFile: home.file('server.pem'),
      settings: [
        ...asSent,
        'smtpd_recipient_restrictions = check_recipient_access inline:{ {refused@example.com=550 5.1.1 no such user}, {later@example.com=450 4.2.1 mailbox is busy} }',
      ],
      listeners: {
        small: [`message_size_limit = ${limit}`],
        sevenBit: ['smtpd_discard_ehlo_keywords = 8bitmime smtputf8'],
        ascii: ['smtpd_discard_ehlo_keywords = smtputf8'],
      },
    });
  });

  afterAll(async () => {
    await postfix?.stop();
    await home?.[Symbol.asyncDispose]();
  });

  async function send(
    port: keyof typeof postfix.ports,
    args: readonly string[],
    more: Partial<MtaSubmission> = {},
  ) {
    const { result, log } = await postfix.during(
      async () => await submitTo({ port: postfix.ports[port], args: () => ['--json', ...args], ...more }),
    );
    return { sent: result, log };
  }

  const from = ['-f', 'printer@example.com'];

  it('is not bothered with a message over its SIZE; both numbers are said', async () => {
    const { sent, log } = await send('small', [...from, 'ops@example.com'], {
      stdin: `${'x'.repeat(70)}\n`.repeat(1000),
    });
    const json = expectFailure(sent, 65, 'SIZE');
    expect(json.error?.message).toContain(String(limit));
    expect(json.error?.message.match(/\d{5,}/g)?.map(Number)).toEqual(
      expect.arrayContaining([expect.toSatisfy((bytes: number) => bytes > 71_000 && bytes < 74_000)]),
    );
    expectNothingTaken(log);
  });

  it('gets a message under its SIZE', async () => {
    const { sent } = await send('small', [...from, 'ops@example.com'], {
      stdin: `${'x'.repeat(70)}\n`.repeat(600),
    });
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    await deliveredCopies(postfix, jsonOf(sent).messageId, 1);
  });

  it('refuses some recipients, and the others have it', async () => {
    const wanted = ['ops@example.com', 'refused@example.com', 'desk@example.net', 'later@example.com'];
    const { sent, log } = await send('plain', [...from, '-b', 'low', ...wanted]);
    const json = expectFailure(sent, 67, 'RECIPIENTS');
    expect(json.status).toBe('partial');
    expect(json.accepted).toEqual(['ops@example.com', 'desk@example.net']);
    expect(json.rejected).toMatchObject([
      { address: 'refused@example.com', code: 550, enhanced: '5.1.1' },
      { address: 'later@example.com', code: 450, enhanced: '4.2.1' },
    ]);
    for (const address of ['refused@example.com', 'later@example.com'])
      expect(sent.stderr).toContain(address);
    expect(commandsOf(log)).toMatchObject({ rcpt: '2/4', data: '1' });
    const copies = await deliveredCopies(postfix, json.messageId, 2);
    expect(copies.map(({ recipient }) => recipient).toSorted()).toEqual(json.accepted.toSorted());
  });

  it.each([
    ['refused@example.com', 67, 'refused@example.com'],
    ['later@example.com', 75, 'later@example.com'],
    ['both', 67, 'later@example.com,refused@example.com'],
    ['a domain that is not its own', 67, 'ops@example.org'],
  ])('refuses every recipient: %s', async (_, status, addresses) => {
    const { sent, log } = await send('plain', [...from, '-b', 'low', '--to', addresses]);
    const json = expectFailure(sent, status, 'RECIPIENTS');
    expect(json).toMatchObject({ status: 'failed', accepted: [] });
    expect(log).not.toContain('message-id=');
  });

  it('takes addresses beyond ASCII (SMTPUTF8), and domains as A-labels', async () => {
    const { sent } = await send('plain', [
      '-f',
      'drücker@example.com',
      '-s',
      'für',
      '-b',
      'ü',
      'müller@example.net',
    ]);
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    const [copy] = await deliveredCopies(postfix, jsonOf(sent).messageId, 1);
    expect(utf8(copy?.recipient)).toBe('müller@example.net');
    expect(utf8(copy?.returnPath)).toBe('<drücker@example.com>');
    expect(copy?.received).toContain('with UTF8SMTP');
    const mail = await parsed(Buffer.from(copy?.content ?? '', 'latin1'));
    expect(mail.from?.value[0]?.address).toBe('drücker@example.com');
    expect(mail.subject).toBe('für');
  });

  it('without SMTPUTF8 gets no such address, and takes all others', async () => {
    const refused = await send('ascii', [...from, '-b', 'x', 'ops@example.com', 'müller@example.net']);
    expectFailure(refused.sent, 65, 'ADDRESS');
    expectNothingTaken(refused.log);
    const taken = await send('ascii', [...from, '-s', 'für 日本', '-b', 'ü', 'Müller <ops@example.net>']);
    expect(taken.sent.status, taken.sent.stderr).toBe(0);
    const [copy] = await deliveredCopies(postfix, jsonOf(taken.sent).messageId, 1);
    expect(copy?.content).not.toMatch(/^(?:Subject|To): .*[\x80-\xff]/m);
  });

  const raw = [
    'From: Druckserver <printer@example.com>',
    'To: ops@example.net',
    'Bcc: audit@example.net,',
    '  second@example.net',
    'Subject: raw',
    'Message-ID: <%s@example.com>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Warteschlange für キュー  ',
    '.',
    '..two',
    'From here',
    '',
    '',
  ];
  const rawMessage = (id: string) => raw.join('\n').replace('%s', id);

  it('takes a finished 8-bit message octet for octet', async () => {
    const { sent } = await send('plain', ['--raw', '--read-recipients'], { stdin: rawMessage('raw8') });
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    const json = jsonOf(sent);
    expect(json.messageId).toBe('<raw8@example.com>');
    expect(json.accepted).toEqual(['ops@example.net', 'audit@example.net', 'second@example.net']);
    const copies = await deliveredCopies(postfix, json.messageId, 3);
    const expected = rawMessage('raw8').replace(/^Bcc: .*\n .*\n/m, '');
    for (const { content, returnPath } of copies) {
      expect(returnPath).toBe('<printer@example.com>');
      expect(utf8(content).replace(/^Date: .*\n/m, '')).toBe(expected);
      expect(content.match(/^Date: .*$/gm)).toHaveLength(1);
    }
  });

  it('without 8BITMIME gets the same text re-encoded', async () => {
    const { sent } = await send('sevenBit', ['--raw', 'ops@example.net'], { stdin: rawMessage('raw7') });
    expect(sent.status, sent.stderr + sent.stdout).toBe(0);
    const [copy] = await deliveredCopies(postfix, '<raw7@example.com>', 1);
    expect(copy?.content).not.toMatch(/[^\n\t -~]/);
    expect(copy?.content).not.toMatch(/^bcc:/im);
    const mail = await parsed(Buffer.from(copy?.content ?? '', 'latin1'));
    expect(mail.text).toBe(raw.slice(10).join('\n'));
  });

  it('gets the null sender, and the sender of the envelope apart from that of the header', async () => {
    const nobody = await send('plain', [...from, '--envelope-from', '<>', '-b', 'x', 'ops@example.com']);
    const other = await send('plain', [
      ...from,
      '--envelope-from',
      'bounces@example.com',
      '-b',
      'x',
      'ops@example.com',
    ]);
    const [first] = await deliveredCopies(postfix, jsonOf(nobody.sent).messageId, 1);
    expect(first?.returnPath).toBe('<>');
    const [second] = await deliveredCopies(postfix, jsonOf(other.sent).messageId, 1);
    expect(second?.returnPath).toBe('<bounces@example.com>');
    expect(second?.content).toMatch(/^From: printer@example\.com$/m);
  });
});

function utf8(octets: string | undefined): string {
  return Buffer.from(octets ?? '', 'latin1').toString('utf8');
}
